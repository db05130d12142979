"""Ensembles of decision trees as plain arrays, evaluated by a kernel; nothing of them is code."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.jit import njit

LEAF = -1


@dataclass(frozen=True)
class Forest:
    """Trees whose values add up.

    Node k asks whether feature ``features[k]`` is at most ``thresholds[k]`` and goes on at ``left[k]``, which
    is later than k, or at the node after that; ``features[k] < 0`` makes it a leaf worth ``values[k]``.
    ``roots``: int32, first node of each tree. ``start``: what the sum begins with. int16, float32, int32,
    float32.
    """

    roots: npt.NDArray[np.int32]
    features: npt.NDArray[np.int16]
    thresholds: npt.NDArray[np.float32]
    left: npt.NDArray[np.int32]
    values: npt.NDArray[np.float32]
    start: float

    def check(self, number: int) -> None:
        """Raise ValueError unless every walk over ``number`` features stays inside and ends."""
        nodes = len(self.features)
        inner = self.features >= 0
        places = np.arange(nodes)[inner]
        if not len(self.roots) or self.roots.min() < 0 or self.roots.max() >= nodes:
            raise ValueError("a tree begins outside the nodes")
        if len(self.thresholds) != nodes or len(self.left) != nodes or len(self.values) != nodes:
            raise ValueError("the arrays of the trees have different lengths")
        if self.features.max(initial=LEAF) >= number:
            raise ValueError("a tree asks for a feature that does not exist")
        left = self.left[inner].astype(np.int64)
        if (left <= places).any() or (left + 1 >= nodes).any():
            raise ValueError("a branch leads outside the nodes or back")
        if not np.isfinite(self.values).all() or np.isnan(self.thresholds).any():
            raise ValueError("a value is not a number")

    def sums(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """The sum of all trees for each row of features: float64 (rows)."""
        out = np.full(len(rows), self.start, np.float64)
        _walk(rows, self.roots, self.features, self.thresholds, self.left, self.values, out)
        return out


@njit
def _walk(
    rows: npt.NDArray[np.float32],
    roots: npt.NDArray[np.int32],
    features: npt.NDArray[np.int16],
    thresholds: npt.NDArray[np.float32],
    left: npt.NDArray[np.int32],
    values: npt.NDArray[np.float32],
    out: npt.NDArray[np.float64],
) -> None:
    for row in range(len(rows)):
        total = 0.0
        for root in roots:
            node = np.int64(root)
            while features[node] >= 0:
                node = np.int64(left[node]) + (rows[row, features[node]] > thresholds[node])
            total += values[node]
        out[row] += total
