"""How far confidence can be trusted: reliability by bins, and accuracy of the surest answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class ReliabilityBin:
    """Answers of similar confidence: their mean confidence, the share that is right, and how many."""

    confidence: float
    accuracy: float
    count: int


def reliability_bins(
    confidence: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], bins: int = 15
) -> tuple[ReliabilityBin, ...]:
    """Bins of equal mass, least confident first (as in ``expected_calibration_error``)."""
    order = np.argsort(confidence, kind="stable")
    return tuple(
        ReliabilityBin(float(confidence[part].mean()), float(right[part].mean()), len(part))
        for part in np.array_split(order, min(bins, len(order)))
        if len(part)
    )


def coverage_curve(
    confidence: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], points: int = 50
) -> tuple[tuple[float, float], ...]:
    """(share answered, accuracy of the surest so many), from few to all."""
    order = np.argsort(-confidence, kind="stable")
    running = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    places = np.unique(np.linspace(1, len(order), min(points, len(order))).round().astype(int))
    return tuple((float(place / len(order)), float(running[place - 1])) for place in places)


def errors_left(confidence: npt.NDArray[np.float64], checked: int) -> float:
    """Expected wrong answers that remain when a person has checked the ``checked`` least sure ones."""
    return float((1 - np.sort(confidence)[max(0, checked) :]).sum())
