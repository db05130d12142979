"""What holds for facts of every type: places, overlaps, and choosing types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.facts import TYPES, Fact, find_facts
from nlp.facts.fact import WIDE_TYPES, settle

PIECES = (
    "13800138000", "一三八零零一三八零零零", "138****1234", "010-87654321", "me@qq.com", "京A12345",
    "3,000元", "120户",
    "11010519491231002X", "6222021234567890", "微信号abc_12345", "QQ12345678", "😀", "\u200b", "\ud800",
    "张三", " ",
    "-", "电话", "1", "一", "号", "。", "２０", "*", "\n", "5万", "〔2020〕12号", "x",
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join)


@given(texts)
def test_a_fact_is_the_original_text_at_its_place(text: str) -> None:
    for fact in find_facts(text):
        assert text[fact.start : fact.end] == fact.text != ""


@given(texts)
def test_facts_of_one_level_never_overlap(text: str) -> None:
    for wide in (True, False):
        facts = [fact for fact in find_facts(text) if (fact.type in WIDE_TYPES) == wide]
        assert all(left.end <= right.start for left, right in zip(facts, facts[1:], strict=False))


@given(texts, st.sets(st.sampled_from(TYPES)))
def test_choosing_types_leaves_out_the_others_and_changes_nothing_else(text: str, types: set[str]) -> None:
    assert find_facts(text, types) == tuple(fact for fact in find_facts(text) if fact.type in types)


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(ValueError, match="telegram"):
        find_facts("13800138000", ("telegram",))


def test_the_stronger_type_keeps_a_place_that_two_claim() -> None:
    address, number = Fact("email", 0, 18, "13800138000@qq.com"), Fact("phone", 0, 11, "13800138000")
    assert settle([number, address]) == (address,)


def test_within_a_row_of_priority_the_longer_fact_keeps_the_place() -> None:
    short, long = Fact("person", 0, 2, "张三"), Fact("organisation", 0, 4, "张三医院")
    assert settle([short, long]) == (long,)


def test_a_wide_fact_holds_others() -> None:
    address, place = Fact("home_address", 0, 8, "幸福路5号301室"), Fact("place", 0, 3, "幸福路")
    assert settle([place, address]) == (address, place)


def test_offsets_count_code_points_behind_emoji_and_unpaired_surrogates() -> None:
    (fact,) = find_facts("😀\ud83d电话13800138000", ("phone",))
    assert (fact.start, fact.end) == (4, 15)
