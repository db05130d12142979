"""Probabilities from decision values: softmax with one temperature and an offset a class.

Guo et al. 2017, On Calibration of Modern Neural Networks (vector scaling with a shared slope). Fitted on
out-of-fold decisions, never on decisions about texts the model was trained on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """``slope``: one number; ``offsets``: float64 (classes), -inf for a class that is never answered."""

    slope: float
    offsets: Floats

    def probabilities(self, decisions: npt.NDArray[np.float32]) -> Floats:
        """Probabilities, float64 (n, classes), rows summing to 1."""
        return softmax(self.slope * decisions.astype(np.float64) + self.offsets)


def softmax(logits: Floats) -> Floats:
    """Row-wise softmax that does not overflow; -inf gives 0."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def fit_calibration(
    decisions: npt.NDArray[np.float32],
    classes: npt.NDArray[np.int64],
    allowed: npt.NDArray[np.bool_],
    strength: float = 1.0,
) -> Calibration:
    """Fit slope and offsets by penalised maximum likelihood.

    ``decisions``: (n, classes); ``classes``: true class numbers; ``allowed``: which classes may be answered;
    ``strength``: penalty on squared offsets, so that rare classes stay where the model put them.
    """
    from scipy.optimize import minimize

    values = decisions.astype(np.float64)[:, allowed]
    position = np.cumsum(allowed) - 1
    truth = position[classes]
    rows = np.arange(len(values))

    def loss(parameters: Floats) -> tuple[float, Floats]:
        slope, offsets = np.exp(parameters[0]), parameters[1:]
        probability = softmax(slope * values + offsets)
        error = probability.copy()
        error[rows, truth] -= 1.0
        value = -np.log(np.maximum(probability[rows, truth], 1e-300)).sum() + strength * (offsets**2).sum()
        gradient = np.concatenate(
            [[slope * (error * values).sum()], error.sum(axis=0) + 2 * strength * offsets]
        )
        return float(value), gradient

    start = np.zeros(1 + values.shape[1])
    start[0] = np.log(3.0)
    found = minimize(loss, start, jac=True, method="L-BFGS-B").x
    offsets = np.full(len(allowed), -np.inf)
    offsets[allowed] = found[1:]
    return Calibration(float(np.exp(found[0])), offsets)


def expected_calibration_error(confidence: Floats, correct: npt.NDArray[np.bool_], bins: int = 15) -> float:
    """ECE over bins of equal mass (Naeini et al. 2015; equal-mass bins as in Nixon et al. 2019)."""
    order = np.argsort(confidence, kind="stable")
    total = 0.0
    for part in np.array_split(order, min(bins, len(order))):
        total += abs(confidence[part].mean() - correct[part].mean()) * len(part)
    return total / len(order)
