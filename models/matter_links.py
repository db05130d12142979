"""Matters of a whole archive: candidates, scores, cases."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.cases import CaseRule, group_cases
from models.domain import DomainModel
from models.matter_candidates import CANDIDATES, candidate_pairs, keyed
from models.matter_profiles import Profiles
from models.matter_rarity import RarityReading, count_documents, rarity_reading
from models.matters import MatterModel, PetitionTexts
from nlp.feature_space import FNV_OFFSET, FNV_PRIME
from nlp.jit import njit
from nlp.text_column import TextColumn

Rows = npt.NDArray[np.int64]
JOIN_FROM = 0.5  # on average the petitions of two groups must more likely than not be one matter
_LEAST_ARCHIVE = 2000  # petitions; fewer say nothing about how common a word is
_MOST_COUNTED = 100_000


@dataclass(frozen=True)
class MatterLinks:
    """Pairs of rows that may be one matter, ``first`` < ``second``, ascending; ``scores``: probability of the
    same matter, float64. ``cases``: int64, one a petition: the row of the petition its case is named after.
    ``compared``: how many pairs were compared."""

    first: Rows
    second: Rows
    scores: npt.NDArray[np.float64]
    cases: Rows
    compared: int


@dataclass(frozen=True)
class LinkOptions:
    """``candidates``: others that each petition is compared with. ``keep_from``: lowest score of a pair that
    is returned, the model's threshold when None. ``threads``: all cores when None."""

    candidates: int = CANDIDATES
    keep_from: float | None = None
    threads: int | None = None


def link_matters(
    petitions: PetitionTexts,
    model: MatterModel,
    domains: DomainModel,
    options: LinkOptions | None = None,
    also: tuple[Rows, Rows] | None = None,
) -> MatterLinks:
    """Link an archive. ``also``: further pairs of rows to compare, for instance copies."""
    options = options or LinkOptions()
    threads = options.threads or os.cpu_count() or 1
    reading = archive_rarity(petitions, model)
    texts = model.read(petitions, domains, reading, threads)
    keys = text_keys(texts)
    first, second = _pairs(texts, keys, options, also, threads)
    width = len(domains.classes)

    def score(one: Rows, two: Rows) -> npt.NDArray[np.float64]:
        return model.same_matter(texts, one, two, width, reading, threads)

    scores = score(first, second)
    keep_from = model.matter_from if options.keep_from is None else options.keep_from
    kept = scores >= min(keep_from, 0.1)  # contradictions matter to the cases
    rule = CaseRule(link_from=model.matter_from, join_from=max(model.matter_from, JOIN_FROM))
    cases = group_cases(texts.size, first[kept], second[kept], scores[kept], keys, rule, score)
    shown = scores >= keep_from
    return MatterLinks(first[shown], second[shown], scores[shown], cases, len(first))


def archive_rarity(petitions: PetitionTexts, model: MatterModel) -> RarityReading:
    """The model's word counts, raised where the archive itself says a word is common (its own city)."""
    rows = len(petitions.bodies)
    if rows < _LEAST_ARCHIVE:
        return rarity_reading(model.rarity)
    counted = np.unique(np.linspace(0, rows - 1, min(rows, _MOST_COUNTED)).astype(np.int64))
    parts = [TextColumn(c.data, c.starts) for c in (petitions.titles, petitions.bodies)]
    texts = _sampled(parts, counted)
    counts = count_documents(texts, model.rarity.bits)
    return rarity_reading(model.rarity.with_archive(counts, len(counted)))


def _sampled(parts: list[TextColumn], rows: Rows) -> TextColumn:
    """Title, line break, body of some rows."""
    pieces = []
    for row in rows:
        pieces.append(b"\n".join(bytes(c.data[c.starts[row] : c.starts[row + 1]]) for c in parts))
    starts = np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])]).astype(np.int64)
    return TextColumn(np.frombuffer(b"".join(pieces), np.uint8), starts)


@njit
def _hash_texts(
    codes: npt.NDArray[np.uint16], starts: Rows, titles: npt.NDArray[np.int32], out: npt.NDArray[np.uint64]
) -> None:
    for row in range(len(titles)):
        key = FNV_OFFSET
        for i in range(starts[row], starts[row + 1]):
            key = (key ^ np.uint64(codes[i])) * FNV_PRIME
        out[row] = (key ^ np.uint64(titles[row])) * FNV_PRIME


def text_keys(texts: Profiles) -> npt.NDArray[np.uint64]:
    """A number that follows from each petition's text, and is the same for the same title and body."""
    keys = np.zeros(texts.size, np.uint64)
    _hash_texts(texts.codes, texts.starts, texts.title_lengths, keys)
    return keys


def _pairs(
    texts: Profiles,
    keys: npt.NDArray[np.uint64],
    options: LinkOptions,
    also: tuple[Rows, Rows] | None,
    threads: int,
) -> tuple[Rows, Rows]:
    """All pairs to compare: candidates, the same texts as a star around the first of them, the given ones."""
    rows = max(texts.size, 1)
    first, second = candidate_pairs(keyed(texts), options.candidates, threads)
    _, where, which = np.unique(keys, return_index=True, return_inverse=True)
    stars = where[which]
    twins = np.flatnonzero(stars != np.arange(texts.size))
    ones, twos = [first, stars[twins]], [second, twins]
    if also is not None:
        ones.append(np.minimum(*also))
        twos.append(np.maximum(*also))
    both = np.unique(np.concatenate(ones) * rows + np.concatenate(twos))
    return both // rows, both % rows
