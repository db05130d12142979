"""Fused scoring equals the sparse product, for dense and for sparse weights."""

import numpy as np
from hypothesis import given, settings
from scipy.sparse import csc_matrix

from nlp.scoring import WIDTH, attribute, score, score_sparse
from nlp.text_column import TextColumn
from tests.nlp.test_ngrams import SPACE, TEXTS, matrix

GENERATOR = np.random.default_rng(7)
WEIGHTS = GENERATOR.integers(-127, 128, (SPACE.buckets, WIDTH)).astype(np.int8)
IMPORTANCE = GENERATOR.choice([0.0, 1.0, 4.0], SPACE.buckets).astype(np.float32)


@settings(max_examples=60)
@given(TEXTS)
def test_fused_scores_equal_the_sparse_product(texts: list[str]) -> None:
    column = TextColumn.from_texts(texts)
    given_matrix = matrix(column)
    known = IMPORTANCE > 0
    squares = given_matrix.power(2) @ IMPORTANCE
    products = (given_matrix.multiply(known)).tocsr() @ WEIGHTS.astype(np.float64)
    expected = products / np.sqrt(np.maximum(squares, 1e-12))[:, None]
    scores, evidence = score(column, SPACE, WEIGHTS, IMPORTANCE)
    np.testing.assert_allclose(evidence, squares, rtol=1e-4)
    np.testing.assert_allclose(scores, np.where(squares[:, None] > 0, expected, 0), rtol=1e-3, atol=1e-2)


@settings(max_examples=60)
@given(TEXTS)
def test_the_shares_of_the_characters_add_up_to_the_score(texts: list[str]) -> None:
    column = TextColumn.from_texts(texts)
    scores, _ = score(column, SPACE, WEIGHTS, IMPORTANCE)
    directions = np.zeros((len(texts), WIDTH), np.float32)
    directions[:, 3] = 1.0
    lengths = np.array([len(text) for text in texts])
    parts = attribute(column, SPACE, WEIGHTS, IMPORTANCE, directions, lengths)
    ends = np.cumsum(lengths)
    for row, end in enumerate(ends):
        np.testing.assert_allclose(
            parts[end - lengths[row] : end].sum(), scores[row, 3], rtol=1e-3, atol=1e-2
        )


@settings(max_examples=60)
@given(TEXTS)
def test_sparse_weights_score_as_dense_ones(texts: list[str]) -> None:
    column = TextColumn.from_texts(texts)
    known = np.where(IMPORTANCE[:, None] > 0, WEIGHTS, 0).astype(np.int8)
    thinned = np.where(GENERATOR.random(known.shape) < 0.2, known, 0).astype(np.int8)
    by_bucket = csc_matrix(thinned.T)
    sparse = score_sparse(
        column,
        SPACE,
        IMPORTANCE,
        by_bucket.indptr.astype(np.int32),
        by_bucket.indices.astype(np.uint16),
        by_bucket.data.astype(np.int8),
        WIDTH,
    )
    dense, _ = score(column, SPACE, thinned, IMPORTANCE)
    np.testing.assert_allclose(sparse, dense, rtol=1e-3, atol=1e-2)
