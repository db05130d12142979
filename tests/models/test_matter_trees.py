"""Trees as arrays."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import ExtraTreesClassifier, GradientBoostingClassifier

from models.matter_fitting import _packed, fit_averaged, fit_boosted
from models.matter_trees import Forest
from models.matters import sigmoid


def rows_and_truth() -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(1)
    rows = generator.normal(size=(300, 6)).astype(np.float32)
    return rows, (rows[:, 0] + rows[:, 1] * rows[:, 2] > 0.2).astype(np.int64)


def test_packed_boosted_trees_answer_as_scikit_learn_does() -> None:
    rows, truth = rows_and_truth()
    machine = GradientBoostingClassifier(n_estimators=30, random_state=0).fit(rows, truth)
    start = float(np.log(truth.mean() / (1 - truth.mean())))
    forest = _packed([tree.tree_ for tree in machine.estimators_[:, 0]], 0.1, start)
    assert np.allclose(sigmoid(forest.sums(rows)), machine.predict_proba(rows)[:, 1], atol=1e-5)


def test_packed_averaged_trees_answer_as_scikit_learn_does() -> None:
    rows, truth = rows_and_truth()
    machine = ExtraTreesClassifier(20, min_samples_leaf=3, random_state=0).fit(rows, truth)
    forest = _packed([tree.tree_ for tree in machine.estimators_], 1 / 20, 0.0)
    assert np.allclose(forest.sums(rows), machine.predict_proba(rows)[:, 1], atol=1e-5)


def test_the_same_pairs_and_seed_give_the_same_trees() -> None:
    rows, truth = rows_and_truth()
    weights = np.ones(len(truth))
    for fit in (fit_boosted, fit_averaged):
        one, two = fit(rows, truth, weights, 7, trees=5), fit(rows, truth, weights, 7, trees=5)
        assert one.thresholds.tobytes() == two.thresholds.tobytes()


def forest() -> Forest:
    return Forest(
        np.array([0], np.int32),
        np.array([0, -1, -1], np.int16),
        np.array([0.5, 0, 0], np.float32),
        np.array([1, 1, 2], np.int32),
        np.array([0, -1, 1], np.float32),
        0.0,
    )


def test_a_sound_forest_passes() -> None:
    forest().check(1)
    assert forest().sums(np.array([[0.4], [0.6]], np.float32)).tolist() == [-1.0, 1.0]


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("left", [0, 1, 2]),
        ("left", [2, 1, 2]),
        ("features", [3, -1, -1]),
        ("roots", [5]),
        ("values", [0, np.nan, 1]),
    ],
)
def test_a_forest_whose_walk_could_leave_its_arrays_or_never_end_is_refused(
    part: str, values: list[float]
) -> None:
    sound = forest()
    array = np.array(values, getattr(sound, part).dtype)
    parts = {name: getattr(sound, name) for name in ("roots", "features", "thresholds", "left", "values")}
    with pytest.raises(ValueError, match="."):
        Forest(**(parts | {part: array}), start=0.0).check(1)
