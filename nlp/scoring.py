"""Linear scores fused with reading: no matrix is stored between text and score."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nlp.feature_space import FeatureSpace
from nlp.jit import njit
from nlp.ngrams import Reading, Scratch, read_features, reading, scratch
from nlp.text_column import TextColumn

WIDTH = 16  # classes a scored row has room for: one 128-bit load of int8 weights


@njit
def _length(found: int, importance: npt.NDArray[np.float32], room: Scratch) -> np.float32:
    """Squared length of a text's known features after idf weighting."""
    total = np.float32(0)
    for f in range(found):
        total += room.values[f] * room.values[f] * importance[room.buckets[f]]
    return total


@njit
def _score(
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    how: Reading,
    room: Scratch,
    weights: npt.NDArray[np.int8],
    importance: npt.NDArray[np.float32],
    scores: npt.NDArray[np.float32],
    evidence: npt.NDArray[np.float32],
) -> None:
    sums = np.empty(WIDTH, np.float32)
    for row in range(len(starts) - 1):
        found = read_features(data, starts[row], starts[row + 1], row, how, room)
        sums[:] = 0
        norm = np.float32(0)
        for f in range(found):
            bucket = room.buckets[f]
            known = importance[bucket]
            if known == 0.0:
                continue
            value = room.values[f]
            norm += value * value * known
            for k in range(WIDTH):
                sums[k] += value * np.float32(weights[bucket, k])
        evidence[row] = norm
        if norm > 0:
            scale = np.float32(1) / np.sqrt(norm)
            for k in range(WIDTH):
                scores[row, k] = sums[k] * scale


def score(
    column: TextColumn,
    space: FeatureSpace,
    weights: npt.NDArray[np.int8],
    importance: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Scores of each text, fused with reading it: float32 (n, WIDTH), and its evidence: float32 (n).

    ``weights``: int8 (buckets, WIDTH), already multiplied by idf. ``importance``: float32 (buckets), idf
    squared, 0 for a bucket never seen in training. Equal to the product of ``features`` with the weights
    after idf weighting and scaling each row to length 1. Evidence is the squared length before scaling:
    how much known material the text holds.
    """
    scores = np.zeros((len(column), WIDTH), np.float32)
    evidence = np.zeros(len(column), np.float32)
    _score(
        column.data,
        column.starts,
        reading(space),
        scratch(column, space),
        weights,
        importance,
        scores,
        evidence,
    )
    return scores, evidence


@njit
def _score_sparse(
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    how: Reading,
    room: Scratch,
    importance: npt.NDArray[np.float32],
    indptr: npt.NDArray[np.int32],
    classes: npt.NDArray[np.uint16],
    weights: npt.NDArray[np.int8],
    scores: npt.NDArray[np.float32],
) -> None:
    for row in range(len(starts) - 1):
        found = read_features(data, starts[row], starts[row + 1], row, how, room)
        for f in range(found):
            bucket = room.buckets[f]
            for k in range(indptr[bucket], indptr[bucket + 1]):
                scores[row, classes[k]] += room.values[f] * np.float32(weights[k])
        norm = _length(found, importance, room)
        if norm > 0:
            scale = np.float32(1) / np.sqrt(norm)
            for k in range(scores.shape[1]):
                scores[row, k] *= scale


def score_sparse(
    column: TextColumn,
    space: FeatureSpace,
    importance: npt.NDArray[np.float32],
    indptr: npt.NDArray[np.int32],
    classes: npt.NDArray[np.uint16],
    weights: npt.NDArray[np.int8],
    number: int,
) -> npt.NDArray[np.float32]:
    """Scores for many classes whose weights are mostly zero, float32 (n, number).

    Bucket b has the weights ``weights[indptr[b]:indptr[b+1]]`` for ``classes[…]``, idf included.
    """
    scores = np.zeros((len(column), number), np.float32)
    _score_sparse(
        column.data,
        column.starts,
        reading(space),
        scratch(column, space),
        importance,
        indptr,
        classes,
        weights,
        scores,
    )
    return scores


@njit
def _attribute(
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    how: Reading,
    room: Scratch,
    weights: npt.NDArray[np.int8],
    importance: npt.NDArray[np.float32],
    directions: npt.NDArray[np.float32],
    first: npt.NDArray[np.int64],
    parts: npt.NDArray[np.float32],
) -> None:
    for row in range(len(starts) - 1):
        found = read_features(data, starts[row], starts[row + 1], row, how, room)
        norm = _length(found, importance, room)
        if norm == 0:
            continue
        scale = np.float32(1) / np.sqrt(norm)
        for f in range(found):
            bucket = room.buckets[f]
            if importance[bucket] == 0.0:
                continue
            pull = np.float32(0)
            for k in range(WIDTH):
                pull += directions[row, k] * np.float32(weights[bucket, k])
            share = pull * room.values[f] * scale / np.float32(room.lengths[f])
            for m in range(room.begins[f], room.begins[f] + room.lengths[f]):
                parts[first[row] + room.places[m]] += share


def attribute(
    column: TextColumn,
    space: FeatureSpace,
    weights: npt.NDArray[np.int8],
    importance: npt.NDArray[np.float32],
    directions: npt.NDArray[np.float32],
    lengths: npt.NDArray[np.int64],
) -> npt.NDArray[np.float32]:
    """What each character of each text added to a direction in score space.

    ``directions``: float32 (n, WIDTH), for example +scale at the class asked about. ``lengths``: characters
    of each text. Returns float32, all texts one after another; a text's parts add up to its score in that
    direction. A feature's share is spread evenly over the characters of its first occurrence.
    """
    first = np.zeros(len(column) + 1, np.int64)
    np.cumsum(lengths, out=first[1:])
    parts = np.zeros(int(first[-1]), np.float32)
    _attribute(
        column.data,
        column.starts,
        reading(space),
        scratch(column, space),
        weights,
        importance,
        directions,
        first,
        parts,
    )
    return parts
