"""Petitions are grouped into cases; nothing vague glues two matters together."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.cases import CaseRule, group_cases

RULE = CaseRule(link_from=0.5, join_from=0.5)
Pairs = dict[tuple[int, int], float]


def cases(petitions: int, pairs: Pairs, keys: list[int] | None = None) -> list[set[int]]:
    """The cases of more than one petition."""
    first = np.array([a for a, _ in pairs], np.int64)
    second = np.array([b for _, b in pairs], np.int64)
    scores = np.array(list(pairs.values()), np.float64)
    found = group_cases(petitions, first, second, scores, np.array(keys or range(petitions), np.uint64), RULE)
    groups = [set(np.flatnonzero(found == name).tolist()) for name in np.unique(found)]
    return sorted((group for group in groups if len(group) > 1), key=min)


def all_pairs(members: list[int], score: float) -> Pairs:
    return {(a, b): score for i, a in enumerate(members) for b in members[i + 1 :]}


@st.composite
def scored_pairs(draw: st.DrawFn) -> tuple[int, Pairs]:
    petitions = draw(st.integers(2, 9))
    pairs = all_pairs(list(range(petitions)), 0.0)
    return petitions, {pair: draw(st.integers(0, 20)) / 20 for pair in pairs if draw(st.booleans())}


def test_petitions_that_match_each_other_are_one_case() -> None:
    assert cases(4, all_pairs([0, 1, 2], 0.9)) == [{0, 1, 2}]


def test_a_vague_petition_does_not_glue_two_matters_together() -> None:
    pairs = all_pairs([0, 1, 2], 0.95) | all_pairs([3, 4, 5], 0.95)
    pairs |= {(k, 6): 0.7 for k in range(6)} | {(a, b): 0.02 for a in range(3) for b in range(3, 6)}
    found = cases(7, pairs)
    assert len(found) == 2 and all({0, 1, 2} <= group or {3, 4, 5} <= group for group in found)


def test_a_chain_of_links_is_not_one_case() -> None:
    assert max(map(len, cases(6, {(k, k + 1): 0.6 for k in range(5)}))) == 2


@settings(deadline=None)
@given(scored_pairs(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_no_case(given_pairs: tuple[int, Pairs], random: object) -> None:
    petitions, pairs = given_pairs
    places = list(range(petitions))
    random.shuffle(places)  # type: ignore[attr-defined]
    keys = [0] * petitions
    for before, after in enumerate(places):
        keys[after] = before
    items = list(pairs.items())
    random.shuffle(items)  # type: ignore[attr-defined]
    moved = {(places[a], places[b]): score for (a, b), score in items}
    expected = [{places[row] for row in group} for group in cases(petitions, pairs)]
    assert sorted(map(sorted, cases(petitions, moved, keys))) == sorted(map(sorted, expected))


@settings(deadline=None)
@given(scored_pairs(), st.lists(st.integers(0, 9), max_size=9))
def test_an_unrelated_petition_changes_no_case(given_pairs: tuple[int, Pairs], weak: list[int]) -> None:
    petitions, pairs = given_pairs
    with_another = pairs | {(row, petitions): 0.04 * row for row in weak if row < petitions}
    assert cases(petitions + 1, with_another) == cases(petitions, pairs)


def test_pairs_that_were_not_compared_are_compared_on_demand() -> None:
    asked: list[tuple[int, int]] = []

    def more(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        asked.extend(zip(first.tolist(), second.tolist(), strict=True))
        return np.full(len(first), 0.8)

    found = group_cases(
        3, np.array([0, 1]), np.array([1, 2]), np.array([0.9, 0.9]), np.arange(3, dtype=np.uint64), RULE, more
    )
    assert asked == [(0, 2)] and len(set(found.tolist())) == 1
