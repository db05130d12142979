"""Finds training texts that also stand, whole or nearly so, among the texts kept for measuring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from nlp.feature_space import FeatureSpace, term_filter
from nlp.ngrams import features
from nlp.text_column import TextColumn

_TRIGRAMS = FeatureSpace(3, 3, 20, 0, 1.0, term_filter([]))
CONTAINED = 0.4
Item = TypeVar("Item")


def close_to_measured(
    training: TextColumn, measured: TextColumn, limit: float = CONTAINED
) -> npt.NDArray[np.bool_]:
    """True for each training text that shares more than ``limit`` of its rare features with a measured one.

    Features are hashed 1- to 3-grams weighted by squared idf; sharing is counted against the smaller of the
    two texts, so that a shortened or stop-word-free version is found too.
    """
    train, held = _matrix(training), _matrix(measured)
    seen = np.bincount(train.indices, minlength=_TRIGRAMS.buckets)
    idf = np.log((1 + len(training)) / (1 + seen))
    train.data = idf[train.indices]
    held.data = idf[held.indices]
    shared = (train @ held.T).tocsr()
    own = np.asarray(train.multiply(train).sum(axis=1)).ravel()
    theirs = np.asarray(held.multiply(held).sum(axis=1)).ravel()
    rows = np.repeat(np.arange(len(training)), np.diff(shared.indptr))
    smaller = np.minimum(own[rows], theirs[shared.indices])
    close = np.zeros(len(training), bool)
    close[rows[shared.data > limit * np.maximum(smaller, 1e-9)]] = True
    return close


def without_measured(
    items: Sequence[Item], text_of: Callable[[Item], str], measured: Sequence[str]
) -> list[Item]:
    """The items whose texts are not close to a measured one."""
    if not measured or not items:
        return list(items)
    texts = TextColumn.from_texts(text_of(item) for item in items)
    close = close_to_measured(texts, TextColumn.from_texts(measured))
    return [item for item, near in zip(items, close, strict=True) if not near]


def _matrix(column: TextColumn) -> csr_matrix:
    indptr, indices, values = features(column, _TRIGRAMS)
    return csr_matrix(
        (np.ones_like(values, np.float64), indices, indptr), shape=(len(column), _TRIGRAMS.buckets)
    )
