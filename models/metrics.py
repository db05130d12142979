"""Figures for classifiers, each with a 95 % bootstrap interval (percentile method, Efron 1979)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Figure = Callable[[npt.NDArray[np.int64]], float]
RESAMPLES = 1000


@dataclass(frozen=True)
class Interval:
    """A figure and its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}–{self.high:.3f}]"


@dataclass(frozen=True)
class ClassFigures:
    """Precision, recall and F1 of one class, and how many texts have it."""

    name: str
    precision: float
    recall: float
    f1: float
    texts: int


def bootstrap(figure: Figure, rows: int, seed: int = 0, resamples: int = RESAMPLES) -> Interval:
    """The figure on all rows and between the 2.5 and 97.5 percentiles of resampled rows.

    ``figure`` gets row numbers (with repetitions) and returns a number.
    """
    generator = np.random.default_rng(seed)
    samples = [figure(generator.integers(0, rows, rows)) for _ in range(resamples)]
    low, high = np.percentile(samples, [2.5, 97.5])
    return Interval(figure(np.arange(rows)), float(low), float(high))


def confusion(
    truth: npt.NDArray[np.int64], given: npt.NDArray[np.int64], classes: int
) -> npt.NDArray[np.int64]:
    """Counts, int64 (classes, classes): rows are the truth, columns what was answered."""
    return np.bincount(truth * classes + given, minlength=classes * classes).reshape(classes, classes)


def f1_scores(table: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """F1 of each class from a confusion table; nan for a class that neither occurs nor is answered."""
    right = np.diag(table).astype(np.float64)
    both = table.sum(axis=0) + table.sum(axis=1)
    return np.where(both > 0, 2 * right / np.maximum(both, 1), np.nan)


def macro_f1(truth: npt.NDArray[np.int64], given: npt.NDArray[np.int64], classes: int) -> float:
    """Mean F1 over the classes that occur or are answered (as scikit-learn's macro average)."""
    return float(np.nanmean(f1_scores(confusion(truth, given, classes))))


def per_class(
    truth: npt.NDArray[np.int64], given: npt.NDArray[np.int64], names: Sequence[str]
) -> list[ClassFigures]:
    """Figures of each class that occurs or is answered."""
    table = confusion(truth, given, len(names))
    scores = f1_scores(table)
    right, said, there = np.diag(table), table.sum(axis=0), table.sum(axis=1)
    return [
        ClassFigures(
            names[k],
            float(right[k] / said[k]) if said[k] else 0.0,
            float(right[k] / there[k]) if there[k] else 0.0,
            float(scores[k]),
            int(there[k]),
        )
        for k in range(len(names))
        if said[k] or there[k]
    ]
