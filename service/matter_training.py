"""From labelled pairs, an archive and a corpus of families to a trained matter model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.domain import DomainModel
from models.leaks import close_to_measured
from models.matter_families import family_pairs
from models.matter_features import pair_features
from models.matter_profiles import profiles
from models.matter_rarity import Rarity, count_documents, rarity_reading
from models.matter_renaming import (
    Letter,
    MadePair,
    chance_pairs,
    made_pairs,
    same_place_pairs,
    with_invented_name,
)
from models.matter_topics import topics_of
from models.matter_training import LearningPairs, MatterOptions, group_numbers, train_matters
from models.matters import MatterModel
from nlp.feature_space import term_filter
from nlp.resources import data_path
from nlp.segment import dictionary_terms
from nlp.text_column import TextColumn
from service.errors import HuiyinError
from service.messages import text
from service.pair_data import (
    LabelledPair,
    PairPetition,
    day_of,
    lines_of,
    read_labelled_pairs,
    read_named_pairs,
)
from service.readers.json_values import BadLine, parse_line

SKETCH_BITS = 22
FAMILY_WEIGHT = 0.5  # a pair of made-up petitions beside a real one
MOST_NEIGHBOURS = 900
RENAMED_WEIGHT = 0.15
MOST_RENAMED = 250
_LEAST_PAIRS = 40


@dataclass(frozen=True)
class LinkInputs:
    """Files: labelled ``pairs`` (JSON lines with texts, or CSV with names of petitions in the archives),
    ``archives`` to count words in, ``families`` (a corpus with matters), and
    ``held_out`` pairs that are for measuring only."""

    pairs: Sequence[Path]
    archives: Sequence[Path]
    families: Sequence[Path]
    held_out: Sequence[Path]


def train_links_from_files(
    inputs: LinkInputs, domains: DomainModel, options: MatterOptions, report: Callable[[str], None]
) -> MatterModel:
    """Train on labelled pairs and families, leaving out what touches a held-out pair. Raises HuiyinError."""
    archive = [entry for path in inputs.archives for entry in _petitions(path)]
    named = {str(row["id"]): petition for petition, row in archive if row.get("id")}
    measured = [pair for path in inputs.held_out for pair in read_labelled_pairs(path)]
    given = _read_pairs([path for path in inputs.pairs if path.suffix != ".csv"], {}, measured, report)
    hard = _read_pairs([path for path in inputs.pairs if path.suffix == ".csv"], named, measured, report)
    kept = [*given, *hard]
    if min(sum(p.same for p in given), sum(not p.same for p in given)) < _LEAST_PAIRS:
        raise HuiyinError("links.too_few_pairs", least=_LEAST_PAIRS)
    rarity = _count_words([petition.text for petition, _ in archive], kept)
    report(text("train_links.counted", count=rarity.documents))
    sets = [_from_pairs(kept, len(given), rarity, domains)]
    for path in inputs.families:
        sets.append(_from_families(path, rarity, domains))
    free = _free_letters([petition for petition, _ in archive], [*kept, *measured])
    sets.append(_from_letters(free, kept, rarity, domains, options.seed))
    return train_matters(_together(sets), rarity, domains, options, report)


def _read_pairs(
    paths: Sequence[Path],
    named: Mapping[str, PairPetition],
    measured: Sequence[LabelledPair],
    report: Callable[[str], None],
) -> list[LabelledPair]:
    kept = []
    for path in paths:
        pairs = read_named_pairs(path, named) if path.suffix == ".csv" else read_labelled_pairs(path)
        left = without_measured(pairs, measured)
        report(text("train_links.read", file=path.name, count=len(pairs), left_out=len(pairs) - len(left)))
        kept += left
    return kept


def without_measured(pairs: Sequence[LabelledPair], measured: Sequence[LabelledPair]) -> list[LabelledPair]:
    """The pairs of which neither petition stands, by name or nearly by text, in a measured pair."""
    if not measured or not pairs:
        return list(pairs)
    names = {name for pair in measured for name in pair.names}
    close = close_to_measured(
        TextColumn.from_texts([side.text for pair in pairs for side in (pair.a, pair.b)]),
        TextColumn.from_texts([side.text for pair in measured for side in (pair.a, pair.b)]),
    ).reshape(-1, 2)
    return [
        pair
        for pair, near in zip(pairs, close, strict=True)
        if not near.any() and not names.intersection(pair.names)
    ]


def _count_words(texts: Sequence[str], pairs: Sequence[LabelledPair]) -> Rarity:
    texts = texts or [side.text for pair in pairs for side in (pair.a, pair.b)]
    counts = count_documents(TextColumn.from_texts(texts), SKETCH_BITS)
    words = term_filter(term for term in dictionary_terms() if 2 <= len(term) <= 6)
    lines = data_path("lexicons/divisions.txt").read_text(encoding="utf-8").splitlines()
    divisions = [fields[1] for fields in (line.split("\t") for line in lines) if len(fields) > 1]
    places = term_filter(name for name in divisions if 3 <= len(name) <= 5)
    return Rarity(counts, len(texts), words, places)


def _petitions(path: Path) -> list[tuple[PairPetition, Mapping[str, object]]]:
    if not path.is_file():
        raise HuiyinError("input.not_a_file" if path.exists() else "input.missing", path=path)
    found: list[tuple[PairPetition, Mapping[str, object]]] = []
    for number, line in lines_of(path):
        row = parse_line(line)
        if isinstance(row, BadLine):
            raise HuiyinError("training.bad_row", path=path, row=number)
        petition = PairPetition(
            str(row.get("title") or ""),
            str(row.get("body") or row.get("text") or ""),
            day_of(row.get("time")),
        )
        found.append((petition, row))
    return found


def _features(
    petitions: Sequence[PairPetition],
    first: npt.NDArray[np.int64],
    second: npt.NDArray[np.int64],
    rarity: Rarity,
    domains: DomainModel,
) -> npt.NDArray[np.float32]:
    reading = rarity_reading(rarity)
    days = np.array([np.nan if p.day is None else p.day for p in petitions], np.float64)
    texts = profiles(
        TextColumn.from_texts([p.title for p in petitions]),
        TextColumn.from_texts([p.body for p in petitions]),
        topics_of(TextColumn.from_texts([p.text for p in petitions]), domains),
        days,
        reading,
    )
    return pair_features(texts, first, second, len(domains.classes), reading)


def _from_pairs(
    pairs: Sequence[LabelledPair], given: int, rarity: Rarity, domains: DomainModel
) -> LearningPairs:
    """The first ``given`` pairs are measured; those chosen for being hard only teach."""
    petitions = [side for pair in pairs for side in (pair.a, pair.b)]
    places = np.arange(len(petitions), dtype=np.int64)
    rows = _features(petitions, places[0::2].copy(), places[1::2].copy(), rarity, domains)
    count = len(pairs)
    return LearningPairs(
        rows,
        np.array([pair.same for pair in pairs], np.int64),
        np.array([pair.label != "N" for pair in pairs], np.int64),
        np.ones(count),
        group_numbers([pair.names for pair in pairs]),
        np.arange(count) < given,
    )


def _free_letters(archive: Sequence[PairPetition], taken: Sequence[LabelledPair]) -> list[PairPetition]:
    """Petitions of the archive that are in none of the pairs, nor close to one that is."""
    if not archive:
        return []
    close = close_to_measured(
        TextColumn.from_texts([petition.text for petition in archive]),
        TextColumn.from_texts([side.text for pair in taken for side in (pair.a, pair.b)]),
    )
    return [petition for petition, near in zip(archive, close, strict=True) if not near]


def _from_letters(
    archive: Sequence[PairPetition],
    pairs: Sequence[LabelledPair],
    rarity: Rarity,
    domains: DomainModel,
    seed: int,
) -> LearningPairs:
    """Renamed, moved and edited petitions, as far apart in time as the real pairs are."""
    letters = [Letter(petition.title, petition.body) for petition in archive]
    made = [*made_pairs(letters, MOST_RENAMED, seed), *same_place_pairs(letters, MOST_RENAMED, seed)]
    by_chance = chance_pairs(letters, MOST_RENAMED, seed)
    made += by_chance
    linked = [-1] * (len(made) - len(by_chance)) + [0] * len(by_chance)
    groups = [-1] * len(made)
    numbers = group_numbers([pair.names for pair in pairs])
    for k, pair in enumerate(pairs):
        a, b = (Letter(side.title, side.body) for side in (pair.a, pair.b))
        renamed = with_invented_name(a, b, letters[:MOST_RENAMED], seed + k) if pair.same else None
        if renamed is not None:
            made.append(MadePair(*renamed, True))
            linked.append(-1)
            groups.append(int(numbers[k]))
    lags = [p.b.day - p.a.day for p in pairs if p.a.day is not None and p.b.day is not None] or [0.0]
    generator = np.random.default_rng(seed)
    petitions = []
    for sample in made:
        petitions.append(PairPetition(sample.original.title, sample.original.body, 0.0))
        lag = lags[int(generator.integers(len(lags)))]
        petitions.append(PairPetition(sample.made.title, sample.made.body, lag))
    places = np.arange(len(petitions), dtype=np.int64)
    count = len(made)
    return LearningPairs(
        _features(petitions, places[0::2].copy(), places[1::2].copy(), rarity, domains),
        np.array([pair.same for pair in made], np.int64),
        np.array(linked, np.int64),
        np.full(count, RENAMED_WEIGHT),
        np.array(groups, np.int64),
        np.zeros(count, bool),
    )


def _from_families(path: Path, rarity: Rarity, domains: DomainModel) -> LearningPairs:
    """Pairs of a corpus; they train every fold and measure none."""
    kept = [(p, row) for p, row in _petitions(path) if str(row.get("split") or "train") == "train"]
    petitions = [petition for petition, _ in kept]
    matters = [str(row.get("matter_id") or row.get("copy_of") or row.get("id")) for _, row in kept]
    alike = [_name(row.get("pair")) for _, row in kept]
    found = family_pairs([p.text for p in petitions], matters, alike, MOST_NEIGHBOURS)
    count = len(found.same)
    return LearningPairs(
        _features(petitions, found.first, found.second, rarity, domains),
        found.same,
        found.linked,
        np.full(count, FAMILY_WEIGHT),
        np.full(count, -1, np.int64),
        np.zeros(count, bool),
    )


def _name(value: object) -> str | None:
    return str(value) if value else None


def _together(sets: Sequence[LearningPairs]) -> LearningPairs:
    return LearningPairs(
        np.concatenate([s.rows for s in sets]),
        np.concatenate([s.same for s in sets]),
        np.concatenate([s.linked for s in sets]),
        np.concatenate([s.weights for s in sets]),
        np.concatenate([s.groups for s in sets]),
        np.concatenate([s.measured for s in sets]),
    )
