"""Chooses from which probability a level is given, on held-out scores of real texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
FLAGGED = 0.20  # share of petitions that may be called 紧急 or 特急: below the fifth that offices can bear
CRITICAL = 0.01  # share that may be called 特急


@dataclass(frozen=True)
class Thresholds:
    """``level_from``: for levels 2, 3, 4. ``review_below``: probability below which a person looks."""

    level_from: tuple[float, float, float]
    review_below: float


def choose_thresholds(
    statistical: Floats, combined: Floats, levels: npt.NDArray[np.int64], weights: Floats
) -> Thresholds:
    """Level 3 by the share that may be flagged, level 4 by its own share, level 2 by quadratic kappa."""
    real = weights > 0 if (weights > 0).any() else np.ones(len(weights), bool)
    share = np.where(weights > 0, weights, 1.0)[real]
    both = np.maximum(statistical, combined)[real]
    third = _share_threshold(both[:, 1], share, FLAGGED)
    fourth = _share_threshold(both[:, 2], share, CRITICAL)
    grid = np.arange(0.2, 0.8, 0.025)  # of level 2; a level is reached only with those below it
    kappas = [quadratic_kappa(levels[real], _levels(both, (second, third, fourth)), share) for second in grid]
    second = float(grid[int(np.argmax(kappas))])
    return Thresholds((second, third, fourth), 0.5)


def quadratic_kappa(truth: npt.NDArray[np.int64], given: npt.NDArray[np.int64], weights: Floats) -> float:
    """Cohen's kappa with quadratic weights over levels 1 to 4 (Cohen 1968); 0 where nothing varies."""
    seen = np.bincount((truth - 1) * 4 + given - 1, weights=weights, minlength=16).reshape(4, 4)
    cost = (np.arange(4)[:, None] - np.arange(4)) ** 2
    by_chance = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / seen.sum()
    expected = float((cost * by_chance).sum())
    return 1.0 - float((cost * seen).sum()) / expected if expected else 0.0


def _levels(at_least: Floats, level_from: tuple[float, float, float]) -> npt.NDArray[np.int64]:
    reached = np.minimum.accumulate(at_least >= np.array(level_from), axis=1)
    return np.asarray(1 + reached.sum(axis=1), np.int64)


def _share_threshold(values: Floats, weights: Floats, share: float) -> float:
    """The value above which ``share`` of the weight lies."""
    order = np.argsort(-values, kind="stable")
    running = np.cumsum(weights[order]) / weights.sum()
    place = int(np.searchsorted(running, share))
    return float(values[order[min(place, len(order) - 1)]])
