"""Texts as rows of a sparse matrix: hashed features, idf-weighted, each row of length 1."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from nlp.feature_space import FeatureSpace
from nlp.ngrams import features
from nlp.text_column import TextColumn

Floats = npt.NDArray[np.float64]


def weighted_rows(
    column: TextColumn, space: FeatureSpace, idf: Floats | None = None
) -> tuple[csr_matrix, Floats]:
    """The matrix, float64 (texts, buckets), and the idf it is weighted by, float64 (buckets).

    Without ``idf`` it is counted in these texts: 0 for a bucket that fewer than two of them have.
    """
    indptr, indices, values = features(column, space)
    if idf is None:
        seen = np.bincount(indices, minlength=space.buckets)
        idf = np.where(seen >= 2, np.log((1 + len(column)) / (1 + seen)) + 1, 0.0)
    weighted = values * idf[indices]
    sums = np.add.reduceat(np.append(weighted**2, 0.0), indptr[:-1])
    sums[indptr[:-1] == indptr[1:]] = 0.0
    norms = np.sqrt(np.maximum(sums, 1e-12))
    matrix = csr_matrix(
        ((weighted / np.repeat(norms, np.diff(indptr))).astype(np.float64), indices, indptr),
        shape=(len(column), space.buckets),
    )
    matrix.eliminate_zeros()
    return matrix, idf
