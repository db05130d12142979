"""Links an archive: copies, matters and repeats among its petitions, and the case of each.

Nothing is closed, merged or altered: what comes out are relations with their grounds. Petitioners are
compared only for pairs that share their matter already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from models.copies import Copies, CopyOptions, find_copies
from models.domain import DomainModel
from models.history import CaseHistory
from models.matter_explanation import explain_pair
from models.matter_links import LinkOptions, MatterLinks, link_matters
from models.matters import MatterModel, PetitionTexts
from models.novelty import NewPassage, what_is_new
from models.relations import Relation, RelationKind, SharedPassage
from models.repeats import Repeat
from nlp.text_column import TextColumn
from service.link_reading import LinkArchive
from service.repeat_links import find_repeats, histories

MOST_EARLIER = 40  # earlier petitions of a case that a later one is held against, the latest ones
MOST_PASSAGES = 4
Step = Callable[[str, int], None]


@dataclass(frozen=True)
class LinkModels:
    """What judges texts. ``threads``: all cores when None."""

    matters: MatterModel
    domains: DomainModel
    threads: int | None = None


@dataclass(frozen=True, repr=False)
class Links:
    """What was found. ``relations``: ascending by the place of ``a`` and ``b`` in the archive, ``a`` first.

    ``cases``: for each petition the place of the oldest petition of its case. ``new``: by place, what the
    petition says that no earlier one of its case does. ``repeats`` and ``histories``: by names of petitions.
    """

    relations: tuple[Relation, ...]
    cases: npt.NDArray[np.int64]
    rows: Mapping[str, int]
    new: Mapping[int, tuple[NewPassage, ...]]
    repeats: Mapping[tuple[str, str], Repeat]
    histories: Mapping[str, CaseHistory]

    @property
    def case_sizes(self) -> Counter[int]:
        """How many petitions each case has."""
        return Counter(self.cases.tolist())


def nothing_to_tell(what: str, count: int) -> None:
    """Tell nobody."""
    del what, count


def link_archive(
    archive: LinkArchive, models: LinkModels, with_reasons: bool = True, tell: Step = nothing_to_tell
) -> Links:
    """Find the relations of an archive. ``with_reasons``: also their evidence and what is new.

    ``tell`` hears of each finished step with a count. Raises HuiyinError when the petitioner weights cannot
    be used.
    """
    copies = find_copies(
        TextColumn.from_texts(p.text for p in archive.petitions), CopyOptions(threads=models.threads)
    )
    tell("copies", len(copies.a))
    found = _matters(archive, models, copies)
    tell("matters", len(found.first))
    cases = _named_after_oldest(found.cases)
    relations = _relations(archive, models, copies, found, with_reasons)
    repeats = find_repeats(archive, _one_matter(archive, found, models, relations))
    tell("repeats", len(repeats))
    rows = {petition.name: row for row, petition in enumerate(archive.petitions)}
    new = _news(archive, relations, rows, cases, models) if with_reasons else {}
    both = [*relations, *(repeat.relation for repeat in repeats)]
    order = {"copy": 0, "matter": 0, "repeat": 1, "continues": 2}
    both.sort(key=lambda r: (rows[r.a], rows[r.b], order[r.relation]))
    return Links(
        tuple(both),
        cases,
        rows,
        new,
        {(repeat.relation.a, repeat.relation.b): repeat for repeat in repeats},
        histories(archive, repeats, rows, cases.tolist()),
    )


def _matters(archive: LinkArchive, models: LinkModels, copies: Copies) -> MatterLinks:
    petitions = PetitionTexts(
        TextColumn.from_texts(p.title for p in archive.petitions),
        TextColumn.from_texts(p.body for p in archive.petitions),
        archive.days,
    )
    options = LinkOptions(threads=models.threads)
    return link_matters(petitions, models.matters, models.domains, options, (copies.a, copies.b))


def _named_after_oldest(cases: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The archive is oldest first, so the first row of a case is its oldest petition."""
    _, first, which = np.unique(cases, return_index=True, return_inverse=True)
    return np.asarray(first[which], np.int64)


def _relations(
    archive: LinkArchive, models: LinkModels, copies: Copies, found: MatterLinks, with_reasons: bool
) -> list[Relation]:
    """One relation a pair: a copy where the wording is, else the matter; the matter says who should look.

    Copies whose matter differs (one form about two places) stay copies, for a person to see.
    """
    matter = _by_pair(found.first, found.second, found.scores)
    copied = _by_pair(copies.a, copies.b, copies.score)
    relations = []
    for a, b in sorted({*matter, *copied}):
        kind: RelationKind = "copy" if (a, b) in copied else "matter"
        one, two = archive.petitions[a], archive.petitions[b]
        shared: tuple[SharedPassage, ...] = ()
        if with_reasons:
            shared = explain_pair(one.text, two.text, models.matters.rarity, MOST_PASSAGES, 0).shared
        relations.append(
            Relation(
                a=one.name,
                b=two.name,
                relation=kind,
                score=copied[a, b] if kind == "copy" else matter[a, b],
                evidence=shared,
                needs_review=matter.get((a, b), 0.0) < models.matters.sure_from,
                model=models.matters.version,
            )
        )
    return relations


def _by_pair(
    first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], scores: npt.NDArray[Any]
) -> dict[tuple[int, int], float]:
    pairs = zip(first.tolist(), second.tolist(), strict=True)
    return dict(zip(pairs, scores.tolist(), strict=True))


def _one_matter(
    archive: LinkArchive, found: MatterLinks, models: LinkModels, relations: list[Relation]
) -> list[Relation]:
    """The pairs of one matter with the matter's own score, copies too: what repeats are looked for among."""
    known = {(relation.a, relation.b): relation for relation in relations}
    names = [petition.name for petition in archive.petitions]
    pairs = zip(found.first.tolist(), found.second.tolist(), found.scores.tolist(), strict=True)
    return [
        replace(known[names[a], names[b]], relation="matter", score=score)
        for a, b, score in pairs
        if score >= models.matters.matter_from
    ]


def _news(
    archive: LinkArchive,
    relations: list[Relation],
    rows: Mapping[str, int],
    cases: npt.NDArray[np.int64],
    models: LinkModels,
) -> dict[int, tuple[NewPassage, ...]]:
    """What each later petition says that none of those before it in its case, or linked to it, does."""
    members: dict[int, list[int]] = {}
    for row, case in enumerate(cases.tolist()):
        members.setdefault(case, []).append(row)
    linked: dict[int, set[int]] = {}
    for relation in relations:
        linked.setdefault(rows[relation.b], set()).add(rows[relation.a])
    found = {}
    for row, others in sorted(linked.items()):
        if archive.petitions[row].day is None:
            continue
        earlier = sorted({*others, *(other for other in members[int(cases[row])] if other < row)})
        texts = list(dict.fromkeys(archive.petitions[other].text for other in earlier[-MOST_EARLIER:]))
        text = archive.petitions[row].text
        if text not in texts and (passages := what_is_new(text, texts, models.matters.rarity)):
            found[row] = passages
    return found
