"""Probabilities: proper, learned from held-out decisions, wrong in no direction on average."""

import numpy as np
import pytest

from models.calibration import Calibration, expected_calibration_error, fit_calibration, softmax

ALL = np.ones(3, bool)


def decisions_and_classes(rows: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(3)
    decisions = generator.normal(0, 1, (rows, 3)).astype(np.float32)
    truth = softmax(2.0 * decisions.astype(np.float64) + np.array([0.0, 0.5, -0.5]))
    classes = np.array([generator.choice(3, p=p) for p in truth])
    return decisions, classes


def test_the_fit_finds_the_slope_that_made_the_data() -> None:
    fitted = fit_calibration(*decisions_and_classes(), ALL)
    assert fitted.slope == pytest.approx(2.0, rel=0.1)
    offsets = fitted.offsets - fitted.offsets[0]
    assert offsets == pytest.approx([0.0, 0.5, -0.5], abs=0.2)


def test_fitted_probabilities_are_calibrated_on_other_texts() -> None:
    decisions, classes = decisions_and_classes(8000)
    fitted = fit_calibration(decisions[:4000], classes[:4000], ALL)
    probabilities = fitted.probabilities(decisions[4000:])
    right = probabilities.argmax(axis=1) == classes[4000:]
    assert expected_calibration_error(probabilities.max(axis=1), right) < 0.04


def test_overconfidence_shows_as_calibration_error() -> None:
    decisions, classes = decisions_and_classes()
    bold = Calibration(20.0, np.zeros(3)).probabilities(decisions)
    assert expected_calibration_error(bold.max(axis=1), bold.argmax(axis=1) == classes) > 0.15


def test_a_class_that_is_not_allowed_gets_no_probability() -> None:
    decisions, classes = decisions_and_classes()
    rows = classes != 1
    fitted = fit_calibration(decisions[rows], classes[rows], np.array([True, False, True]))
    assert fitted.probabilities(decisions)[:, 1].max() == 0.0


def test_huge_decisions_do_not_overflow() -> None:
    probabilities = softmax(np.array([[1e6, -1e6, -np.inf], [0.0, 0.0, 0.0]]))
    np.testing.assert_allclose(probabilities, [[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]])
