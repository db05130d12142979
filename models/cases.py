"""Cases: the petitions of one matter, grouped so that one vague petition cannot glue two matters together.

Links are taken from the surest down; two groups become one only when their petitions match each other on
average and few pairs of them contradict (average linkage, Sokal and Michener 1958, with a veto). The groups
depend on the scores alone: not on the order of arrival, and not on petitions that match none of a group.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]
ScorePairs = Callable[[Rows, Rows], Scores]
SPEAKERS = 6  # petitions that speak for a group when it is compared with another
_SMALL = 40  # petitions: in a component up to this size all pairs are scored at once
_ROUNDS = 3


@dataclass(frozen=True)
class CaseRule:
    """``link_from``: score from which a pair may tie two groups. ``join_from``: mean score of the pairs
    between two groups from which they become one. ``contradicts_below``: a pair scored lower contradicts;
    at most ``contradictions`` of the pairs may."""

    link_from: float
    join_from: float
    contradicts_below: float = 0.1
    contradictions: float = 0.34


def group_cases(
    petitions: int,
    first: Rows,
    second: Rows,
    scores: Scores,
    keys: npt.NDArray[np.uint64],
    rule: CaseRule,
    score_more: ScorePairs | None = None,
) -> Rows:
    """The case of each petition, int64: the row of the case's member with the smallest key.

    ``first``, ``second``, ``scores``: the pairs that were compared. ``keys``: one a petition, from its text,
    not from its place: they break ties. ``score_more``: compares further pairs; without it a pair that was
    not compared counts as 0.
    """
    known = _Known(petitions, first, second, scores, score_more)
    strong = np.flatnonzero(scores >= rule.link_from)
    links: list[tuple[float, list[tuple[int, int]]]] = sorted(
        (-float(scores[k]), sorted((int(keys[row]), int(row)) for row in (first[k], second[k])))
        for k in strong
    )
    pairs = [(one[1], two[1]) for _, (one, two) in links]
    known.complete(_missing_in_small(petitions, pairs, known))
    return _agglomerate(petitions, pairs, keys, known, rule)


class _Known:
    """Scores of pairs, more of them on demand."""

    def __init__(
        self, petitions: int, first: Rows, second: Rows, scores: Scores, score_more: ScorePairs | None
    ) -> None:
        self._petitions = petitions
        low, high = np.minimum(first, second), np.maximum(first, second)
        self._scores = dict(zip((low * petitions + high).tolist(), scores.tolist(), strict=True))
        self._score_more = score_more

    def has(self, a: int, b: int) -> bool:
        return self._place(a, b) in self._scores

    def complete(self, pairs: list[tuple[int, int]]) -> None:
        """Compare those of the pairs that were not."""
        new = [pair for pair in pairs if not self.has(*pair)]
        if not new:
            return
        one, two = (np.array(side, np.int64) for side in zip(*new, strict=True))
        found = self._score_more(one, two) if self._score_more else np.zeros(len(new))
        for (a, b), score in zip(new, found.tolist(), strict=True):
            self._scores[self._place(a, b)] = score

    def between(self, ones: list[int], twos: list[int]) -> list[float]:
        """Scores of all pairs between two lists."""
        self.complete([(a, b) for a in ones for b in twos])
        return [self._scores[self._place(a, b)] for a in ones for b in twos]

    def _place(self, a: int, b: int) -> int:
        return min(a, b) * self._petitions + max(a, b)


def _missing_in_small(petitions: int, pairs: list[tuple[int, int]], known: _Known) -> list[tuple[int, int]]:
    """Pairs of small components that were not compared: scored in one go, which is much faster."""
    parents = np.arange(petitions)
    for a, b in pairs:
        one, two = _root(parents, a), _root(parents, b)
        parents[max(one, two)] = min(one, two)
    members: dict[int, list[int]] = {}
    for row in sorted({row for pair in pairs for row in pair}):
        members.setdefault(_root(parents, row), []).append(row)
    return [
        (a, b)
        for rows in members.values()
        if 2 < len(rows) <= _SMALL
        for i, a in enumerate(rows)
        for b in rows[i + 1 :]
        if not known.has(a, b)
    ]


def _root(parents: Rows, row: int) -> int:
    while parents[row] != row:
        parents[row] = parents[parents[row]]
        row = int(parents[row])
    return row


def _agglomerate(
    petitions: int, pairs: list[tuple[int, int]], keys: npt.NDArray[np.uint64], known: _Known, rule: CaseRule
) -> Rows:
    parents = np.arange(petitions)
    members: dict[int, list[int]] = {}

    def of(root: int) -> list[int]:
        return members.get(root, [root])

    for _ in range(_ROUNDS):
        waiting, refused = [], set()
        for a, b in pairs:
            one, two = _root(parents, a), _root(parents, b)
            if one == two:
                continue
            between = (min(one, two), max(one, two), len(of(one)), len(of(two)))
            if between in refused:
                continue
            if not _may_join(of(one)[:SPEAKERS], of(two)[:SPEAKERS], known, rule):
                refused.add(between)
                waiting.append((a, b))
                continue
            merged = sorted([*of(one), *of(two)], key=lambda row: (int(keys[row]), row))
            parents[one] = parents[two] = merged[0]
            members.pop(one, None)
            members.pop(two, None)
            members[merged[0]] = merged
        if len(waiting) == len(pairs):
            break
        pairs = waiting
    return np.array([_root(parents, row) for row in range(petitions)], np.int64)


def _may_join(ones: list[int], twos: list[int], known: _Known, rule: CaseRule) -> bool:
    scores = known.between(ones, twos)
    against = sum(score < rule.contradicts_below for score in scores)
    return sum(scores) / len(scores) >= rule.join_from and against <= rule.contradictions * len(scores)
