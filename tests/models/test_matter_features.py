"""What two petitions have in common, as numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.matter_features import FEATURE_NAMES, FEATURES, pair_features
from models.matter_rarity import rarity_reading
from tests.models.matter_support import (
    GARBAGE,
    GARBAGE_AGAIN,
    OTHER_ESTATE,
    PETITIONS,
    WAGES,
    model,
    profiles_of,
    rarity,
)

WORDS = st.sampled_from(
    ["锦棠苑", "小区", "垃圾站", "A3区", "K8县", "5栋", "工资", "的", "臭", "，", "云溪花园", "107国道", "😀"]
)
TEXT = st.lists(WORDS, max_size=25).map("".join)


def features(a: tuple[str, str], b: tuple[str, str]) -> dict[str, float]:
    """By the shipped counts, in which invented names are rare."""
    texts = profiles_of([a, b], model().rarity)
    row = pair_features(texts, np.array([0]), np.array([1]), 1, rarity_reading(model().rarity))[0]
    return dict(zip(FEATURE_NAMES, row.tolist(), strict=True))


@settings(deadline=None, max_examples=150)
@given(TEXT, TEXT, TEXT, TEXT)
def test_features_are_the_same_whichever_petition_comes_first(a: str, b: str, c: str, d: str) -> None:
    texts = profiles_of([(a, b), (c, d)])
    reading = rarity_reading(rarity())
    one = pair_features(texts, np.array([0]), np.array([1]), 1, reading)
    two = pair_features(texts, np.array([1]), np.array([0]), 1, reading)
    assert one.tobytes() == two.tobytes()
    assert np.isfinite(one).all()


def test_a_pair_has_the_same_features_alone_and_among_others() -> None:
    texts = profiles_of(list(PETITIONS), model().rarity)
    first, second = np.triu_indices(len(PETITIONS), 1)
    together = pair_features(texts, first, second, 1, rarity_reading(model().rarity))
    for k, (a, b) in enumerate(zip(first, second, strict=True)):
        alone = features(PETITIONS[a], PETITIONS[b])
        assert list(alone.values()) == together[k].tolist()


def test_there_are_as_many_names_as_features_and_none_speaks_of_who_wrote() -> None:
    assert len(set(FEATURE_NAMES)) == FEATURES
    assert not [
        name for name in FEATURE_NAMES if any(w in name for w in ("user", "account", "petitioner", "person"))
    ]


def test_one_text_twice_shares_everything() -> None:
    found = features(GARBAGE, GARBAGE)
    assert found["jaccard"] == 1 and found["2grams_cosine"] > 0.999 and found["covered"] == 1


def test_a_shared_name_agrees_and_another_one_contradicts() -> None:
    assert features(GARBAGE, GARBAGE_AGAIN)["estate_agrees"] > 0
    other = features(GARBAGE, OTHER_ESTATE)
    assert other["estate_titles_contradict"] == 1 and other["estate_agrees"] == 0


def test_renamed_counties_agree_or_contradict_by_their_code() -> None:
    here, there = ("A3区路灯不亮", "路灯坏了半个月没有人修"), ("A7县路灯不亮", "路灯坏了半个月没有人修")
    assert features(here, here)["county_agrees"] > 0
    assert features(here, there)["county_contradicts"] == 1
    assert features(here, there)["city_agrees"] > 0, "A3区 and A7县 are in one city"


def test_unlike_petitions_share_little() -> None:
    assert features(GARBAGE, WAGES)["2grams_cosine"] < 0.2


def test_an_empty_petition_shares_nothing() -> None:
    found = features(("", ""), GARBAGE)
    assert found["2grams_cosine"] == 0 and found["run_longest"] == 0
