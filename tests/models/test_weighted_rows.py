"""Rows of length 1, weighted by how rare a feature is in these texts or by weights that are given."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.weighted_rows import weighted_rows
from nlp.feature_space import FeatureSpace, term_filter
from nlp.text_column import TextColumn

SPACE = FeatureSpace(2, 4, 10, 24, 2.0, term_filter(["路灯"]))
TEXTS = st.lists(st.text(alphabet="路灯坏了停水小区，", max_size=20), min_size=1, max_size=12)


@given(TEXTS)
def test_every_row_with_a_known_feature_has_length_one(texts: list[str]) -> None:
    matrix, _ = weighted_rows(TextColumn.from_texts(texts), SPACE)
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    assert all(abs(length - 1) < 1e-6 or length == 0 for length in lengths)


@given(TEXTS)
def test_the_weights_it_counted_give_the_same_rows_again(texts: list[str]) -> None:
    column = TextColumn.from_texts(texts)
    matrix, idf = weighted_rows(column, SPACE)
    again, same = weighted_rows(column, SPACE, idf)
    assert same is idf
    assert (matrix != again).nnz == 0


def test_a_feature_of_a_single_text_weighs_nothing() -> None:
    matrix, idf = weighted_rows(TextColumn.from_texts(["路灯", "停水"]), SPACE)
    assert matrix.nnz == 0 and not idf.any()
