"""Thresholds and kappa, on numbers worked out by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.urgency.model import level_of, level_probability
from models.urgency.thresholds import choose_thresholds, quadratic_kappa

LEVELS = st.lists(st.integers(1, 4), min_size=2, max_size=50)


@given(LEVELS)
def test_agreeing_with_oneself_is_one_unless_nothing_varies(levels: list[int]) -> None:
    truth = np.array(levels)
    wanted = 1.0 if len(set(levels)) > 1 else 0.0
    assert abs(quadratic_kappa(truth, truth, np.ones(len(truth))) - wanted) < 1e-12


def test_kappa_counts_a_far_miss_more() -> None:
    truth, even = np.array([1, 1, 4, 4]), np.ones(4)
    near = quadratic_kappa(truth, np.array([1, 2, 4, 4]), even)
    far = quadratic_kappa(truth, np.array([1, 4, 4, 4]), even)
    assert far < near < 1


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_the_probabilities_of_the_levels_sum_to_one(values: list[float]) -> None:
    falling = np.array(sorted(values, reverse=True))
    assert abs(sum(level_probability(falling, level) for level in (1, 2, 3, 4)) - 1) < 1e-9


def test_a_level_needs_those_below_it() -> None:
    assert level_of(np.array([0.4, 0.9, 0.9]), (0.5, 0.5, 0.5)) == 1
    assert level_of(np.array([0.6, 0.6, 0.4]), (0.5, 0.5, 0.5)) == 3


def test_no_more_than_the_share_is_flagged() -> None:
    rng = np.random.default_rng(0)
    levels = rng.integers(1, 5, 1_000)
    scores = -np.sort(-np.clip(rng.random((1_000, 3)) * (levels / 4)[:, None], 0, 1), axis=1)
    chosen = choose_thresholds(scores, scores, levels, np.ones(1_000))
    assert (scores[:, 1] > chosen.level_from[1]).mean() <= 0.21
