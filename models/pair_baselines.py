"""Simple ways to score pairs of texts, to be measured beside the matter model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nlp.feature_space import FeatureSpace, term_filter
from nlp.ngrams import features
from nlp.text_column import TextColumn

Floats = npt.NDArray[np.float64]
_BITS = 20


def tfidf_cosine(first: Sequence[str], second: Sequence[str], background: Sequence[str] = ()) -> Floats:
    """Cosine of TF-IDF vectors of character 1- to 2-grams; idf from all these texts."""
    sets_a, sets_b = _sets(first, 2), _sets(second, 2)
    counts = np.ones(1 << _BITS)
    everything = [*sets_a, *sets_b, *_sets(background, 2)]
    for found in everything:
        counts[found] += 1
    idf = np.log((1 + len(everything)) / counts) + 1.0
    return np.array([_cosine(a, b, idf) for a, b in zip(sets_a, sets_b, strict=True)])


def trigram_jaccard(first: Sequence[str], second: Sequence[str]) -> Floats:
    """Share of the character 1- to 3-grams of either text that both have."""
    pairs = zip(_sets(first, 3), _sets(second, 3), strict=True)
    return np.array([len(np.intersect1d(a, b)) / max(len(np.union1d(a, b)), 1) for a, b in pairs])


def _sets(texts: Sequence[str], longest: int) -> list[npt.NDArray[np.int32]]:
    space = FeatureSpace(longest, longest, _BITS, 0, 1.0, term_filter([]))
    indptr, indices, _ = features(TextColumn.from_texts(texts), space)
    return [np.sort(indices[a:b]) for a, b in zip(indptr[:-1], indptr[1:], strict=True)]


def _cosine(a: npt.NDArray[np.int32], b: npt.NDArray[np.int32], idf: Floats) -> float:
    shared = np.intersect1d(a, b, assume_unique=True)
    norms = np.sqrt((idf[a] ** 2).sum() * (idf[b] ** 2).sum())
    return float((idf[shared] ** 2).sum() / norms) if norms else 0.0
