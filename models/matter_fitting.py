"""Fits the tree ensembles of the matter model with scikit-learn and packs them into arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import ExtraTreesClassifier, GradientBoostingClassifier

from models.matter_trees import LEAF, Forest

Floats = npt.NDArray[np.float64]
_RATE = 0.04
_RUNS = 2


def fit_boosted(
    rows: npt.NDArray[np.float32], truth: npt.NDArray[np.int64], weights: Floats, seed: int, trees: int = 250
) -> Forest:
    """Gradient boosting of shallow trees (Friedman 2002, stochastic), the mean of ``_RUNS`` runs, as one run
    hangs on its random samples; sums are log odds."""
    machines = [
        GradientBoostingClassifier(
            n_estimators=trees,
            learning_rate=_RATE,
            max_depth=3,
            subsample=0.6,
            max_features=0.25,
            min_samples_leaf=8,
            random_state=seed + run,
        ).fit(rows, truth, sample_weight=weights)
        for run in range(_RUNS)
    ]
    share = float(np.average(truth, weights=weights))
    found = [tree.tree_ for machine in machines for tree in machine.estimators_[:, 0]]
    return _packed(found, _RATE / _RUNS, float(np.log(share / (1 - share))))


def fit_averaged(
    rows: npt.NDArray[np.float32], truth: npt.NDArray[np.int64], weights: Floats, seed: int, trees: int = 200
) -> Forest:
    """Extremely randomised trees (Geurts et al. 2006); sums are shares of votes, 0 to 1."""
    machine = ExtraTreesClassifier(
        trees, min_samples_leaf=3, max_features=0.35, random_state=seed, n_jobs=1
    ).fit(rows, truth, sample_weight=weights)
    return _packed([tree.tree_ for tree in machine.estimators_], 1.0 / trees, 0.0)


def _packed(trees: list[Any], scale: float, start: float) -> Forest:
    """Nodes breadth-first, so that the two children of a node are neighbours."""
    features: list[int] = []
    thresholds: list[float] = []
    left: list[int] = []
    values: list[float] = []
    roots = []
    for tree in trees:
        roots.append(len(features))
        features.append(0)
        thresholds.append(0.0)
        left.append(0)
        values.append(0.0)
        waiting = [(0, roots[-1])]
        for node, place in waiting:
            child = int(tree.children_left[node])
            if child < 0:
                features[place], left[place] = LEAF, place
                values[place] = scale * _leaf(tree.value[node])
                continue
            features[place], thresholds[place] = int(tree.feature[node]), float(tree.threshold[node])
            left[place] = len(features)
            for offset, follower in enumerate((child, int(tree.children_right[node]))):
                waiting.append((follower, left[place] + offset))
                features.append(0)
                thresholds.append(0.0)
                left.append(0)
                values.append(0.0)
    return Forest(
        np.array(roots, np.int32),
        np.array(features, np.int16),
        _rounded_down(np.array(thresholds, np.float64)),
        np.array(left, np.int32),
        np.array(values, np.float32),
        start,
    )


def _leaf(value: Floats) -> float:
    """A regression tree's value, or a classifier's share of the second class."""
    flat = value.ravel()
    return float(flat[0]) if len(flat) == 1 else float(flat[1] / flat.sum())


def _rounded_down(values: Floats) -> npt.NDArray[np.float32]:
    """The largest float32 not above: a float32 feature is at most the one where it is at most the other."""
    near = values.astype(np.float32)
    return np.where(near > values, np.nextafter(near, np.float32(-np.inf)), near).astype(np.float32)
