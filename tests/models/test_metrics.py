"""Figures agree with scikit-learn's and their intervals mean what they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, f1_score, precision_recall_fscore_support

from models.metrics import bootstrap, confusion, macro_f1, per_class

LABELS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60)


@given(LABELS)
def test_confusion_and_f1_equal_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    truth, given_classes = (np.array(column) for column in zip(*pairs, strict=True))
    np.testing.assert_array_equal(
        confusion(truth, given_classes, 5), confusion_matrix(truth, given_classes, labels=range(5))
    )
    expected = f1_score(truth, given_classes, average="macro", zero_division=0)
    assert macro_f1(truth, given_classes, 5) == pytest.approx(expected)


@given(LABELS)
def test_class_figures_equal_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    truth, given_classes = (np.array(column) for column in zip(*pairs, strict=True))
    precision, recall, f1, support = precision_recall_fscore_support(
        truth, given_classes, labels=range(5), zero_division=0
    )
    for row in per_class(truth, given_classes, list("01234")):
        k = int(row.name)
        assert (row.precision, row.recall, row.f1, row.texts) == pytest.approx(
            (precision[k], recall[k], f1[k], support[k])
        )


def test_the_interval_holds_the_figure_and_narrows_with_more_texts() -> None:
    hits = np.random.default_rng(1).random(2000) < 0.9
    wide = bootstrap(lambda rows: float(hits[:100][rows].mean()), 100)
    narrow = bootstrap(lambda rows: float(hits[rows].mean()), 2000)
    assert wide.low <= wide.value <= wide.high
    assert narrow.high - narrow.low < wide.high - wide.low
    assert bootstrap(lambda rows: float(hits[rows].mean()), 2000) == narrow
