"""Bins, curves and expected errors, on answers whose truth is known."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.calibration import expected_calibration_error
from models.reliability import coverage_curve, errors_left, reliability_bins

ANSWERS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200)


def arrays(answers: list[tuple[float, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([c for c, _ in answers], float), np.array([r for _, r in answers], bool)


@given(ANSWERS)
def test_bins_hold_every_answer_once_and_agree_with_the_calibration_error(
    answers: list[tuple[float, bool]],
) -> None:
    confidence, right = arrays(answers)
    bins = reliability_bins(confidence, right)
    assert sum(b.count for b in bins) == len(answers)
    error = sum(abs(b.confidence - b.accuracy) * b.count for b in bins) / len(answers)
    assert abs(error - expected_calibration_error(confidence, right)) < 1e-12


@given(ANSWERS)
def test_answering_everything_has_the_accuracy_of_everything(answers: list[tuple[float, bool]]) -> None:
    confidence, right = arrays(answers)
    share, accuracy = coverage_curve(confidence, right)[-1]
    assert share == 1.0
    assert abs(accuracy - right.mean()) < 1e-12


@given(ANSWERS, st.integers(0, 50), st.integers(0, 50))
def test_checking_more_leaves_fewer_errors(answers: list[tuple[float, bool]], few: int, more: int) -> None:
    confidence, _ = arrays(answers)
    few, more = sorted((few, more))
    assert errors_left(confidence, more) <= errors_left(confidence, few) + 1e-9
    assert errors_left(confidence, len(answers)) == 0.0


def test_the_least_sure_are_checked_first() -> None:
    assert abs(errors_left(np.array([0.9, 0.5, 0.99]), 1) - 0.11) < 1e-12
