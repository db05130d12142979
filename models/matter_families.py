"""Pairs to learn from out of a corpus of families: petitions of one matter, and neighbours of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from nlp.feature_space import FeatureSpace, term_filter
from nlp.ngrams import features
from nlp.text_column import TextColumn

_TRIGRAMS = FeatureSpace(3, 3, 20, 0, 1.0, term_filter([]))
_NEIGHBOURS = 5


@dataclass(frozen=True)
class FamilyPairs:
    """Row numbers of pairs. ``same``: whether they are one matter. ``linked``: whether they are one matter or
    belong to one set of look-alikes."""

    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]
    same: npt.NDArray[np.int64]
    linked: npt.NDArray[np.int64]


def family_pairs(
    texts: Sequence[str], matters: Sequence[str | None], look_alikes: Sequence[str | None], most: int
) -> FamilyPairs:
    """All pairs of one matter, all look-alikes of different matters, and the ``most`` nearest other pairs."""
    same = set(_within(matters))
    alike = {pair for pair in _within(look_alikes) if _different(pair, matters)} - same
    near = [pair for pair in _nearest(texts) if pair not in same and pair not in alike]
    near = [pair for pair in near if _different(pair, matters)][:most]
    pairs = [*sorted(same), *sorted(alike), *near]
    return FamilyPairs(
        np.array([a for a, _ in pairs], np.int64),
        np.array([b for _, b in pairs], np.int64),
        np.array([pair in same for pair in pairs], np.int64),
        np.array([pair in same or pair in alike for pair in pairs], np.int64),
    )


def _within(names: Sequence[str | None]) -> list[tuple[int, int]]:
    members: dict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(names):
        if name:
            members[name].append(row)
    return [pair for rows in members.values() for pair in combinations(rows, 2)]


def _different(pair: tuple[int, int], matters: Sequence[str | None]) -> bool:
    first, second = matters[pair[0]], matters[pair[1]]
    return first is None or first != second


def _nearest(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of near neighbours by the cosine of idf-weighted 1- to 3-grams, nearest first."""
    indptr, indices, values = features(TextColumn.from_texts(texts), _TRIGRAMS)
    seen = np.bincount(indices, minlength=_TRIGRAMS.buckets)
    weights = np.log((1 + len(texts)) / (1 + seen))[indices]
    matrix = csr_matrix((weights, indices, indptr), shape=(len(texts), _TRIGRAMS.buckets))
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data = matrix.data / np.repeat(np.maximum(norms, 1e-9), np.diff(matrix.indptr))
    matrix.data[matrix.data < 0.01] = 0
    found: dict[tuple[int, int], float] = {}
    for row in range(len(texts)):
        scores = np.asarray((matrix @ matrix[row].T).todense()).ravel()
        for other in np.argsort(-scores, kind="stable")[: _NEIGHBOURS + 1]:
            if other != row:
                found[min(row, int(other)), max(row, int(other))] = float(scores[other])
    return sorted(found, key=lambda pair: (-found[pair], pair))
