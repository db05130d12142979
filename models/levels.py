"""Classes of level 2 and 3, each within its parent: sparse weights, one softmax a group of siblings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.calibration import softmax
from models.linear import in_threads
from models.taxonomy import Taxonomy
from nlp.feature_space import FeatureSpace
from nlp.jit import njit
from nlp.scoring import score_sparse
from nlp.text_column import TextColumn

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Group:
    """Siblings: the children of one class. ``first`` to ``last`` (exclusive) are their numbers."""

    parent: int
    first: int
    last: int


@dataclass(frozen=True)
class Level:
    """The classes of one level: names and the groups they form under the level above."""

    names: tuple[str, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class LevelWeights:
    """Sparse weights of all classes of level 2, then of level 3 (see ``nlp.scoring.score_sparse``).

    ``scale``, ``bias``: float32, one a class. ``slopes``: temperature of level 2 and of level 3.
    """

    indptr: npt.NDArray[np.int32]
    classes: npt.NDArray[np.uint16]
    weights: npt.NDArray[np.int8]
    scale: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    slopes: tuple[float, float]

    def decide(
        self,
        column: TextColumn,
        space: FeatureSpace,
        importance: npt.NDArray[np.float32],
        threads: int | None = None,
    ) -> npt.NDArray[np.float32]:
        """Decision values, float32 (n, classes of level 2 and 3)."""

        def score(chunk: TextColumn) -> npt.NDArray[np.float32]:
            return score_sparse(
                chunk, space, importance, self.indptr, self.classes, self.weights, len(self.scale)
            )

        parts = in_threads(score, column, threads)
        scores = np.concatenate(parts) if parts else np.zeros((0, len(self.scale)), np.float32)
        return scores * self.scale + self.bias


def levels_of(taxonomy: Taxonomy) -> tuple[Level, Level]:
    """Level 2 and 3 of a taxonomy with their groups, in its order."""
    domains = [c.path for c in taxonomy.level(1)]
    second = [c.path for c in taxonomy.level(2)]
    third = [c.path for c in taxonomy.level(3)]
    return _level(second, domains), _level(third, second)


def class_numbers(
    paths: Sequence[tuple[str, ...]], taxonomy: Taxonomy
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Numbers of each path's classes of level 2 and 3 in the taxonomy's order, -1 where it stops earlier."""
    found = []
    for depth in (2, 3):
        number = {c.path: k for k, c in enumerate(taxonomy.level(depth))}
        found.append(np.array([number.get(path[:depth], -1) if len(path) >= depth else -1 for path in paths]))
    return found[0], found[1]


def _level(paths: Sequence[tuple[str, ...]], parents: Sequence[tuple[str, ...]]) -> Level:
    groups = []
    for number, parent in enumerate(parents):
        members = [k for k, path in enumerate(paths) if path[:-1] == parent]
        if members:
            groups.append(Group(number, members[0], members[-1] + 1))
    return Level(tuple(path[-1] for path in paths), tuple(groups))


def within_groups(decisions: npt.NDArray[np.float32], level: Level, slope: float) -> Floats:
    """Probability of each class given its parent, float64 (n, classes): one softmax a group."""
    result = np.zeros(decisions.shape, np.float64)
    for group in level.groups:
        part = decisions[:, group.first : group.last].astype(np.float64)
        result[:, group.first : group.last] = softmax(slope * part)
    return result


@njit
def _descend(
    decisions: npt.NDArray[np.float32],
    first: npt.NDArray[np.int64],
    last: npt.NDArray[np.int64],
    parents: npt.NDArray[np.int64],
    slope: float,
    best: npt.NDArray[np.int64],
    probability: npt.NDArray[np.float64],
) -> None:
    for row in range(len(parents)):
        start, end = first[parents[row]], last[parents[row]]
        child = start
        for k in range(start + 1, end):
            if decisions[row, k] > decisions[row, child]:
                child = k
        total = 0.0
        for k in range(start, end):
            total += np.exp(slope * (decisions[row, k] - decisions[row, child]))
        best[row] = child
        probability[row] = 1.0 / total


def best_child(
    decisions: npt.NDArray[np.float32], level: Level, parents: npt.NDArray[np.int64], slope: float
) -> tuple[npt.NDArray[np.int64], Floats]:
    """For each row the likeliest child of its parent class, int64, and its probability given the parent.

    Looks at the siblings only: the same as ``within_groups`` for them, without the other groups' cost.
    """
    size = max(group.parent for group in level.groups) + 1
    first, last = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for group in level.groups:
        first[group.parent], last[group.parent] = group.first, group.last
    best = np.zeros(len(parents), np.int64)
    probability = np.zeros(len(parents), np.float64)
    _descend(decisions, first, last, parents, slope, best, probability)
    return best, probability
