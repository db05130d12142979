"""Masking: every occurrence, the same for the same, twice like once, and nothing else touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.aliases import Aliases
from nlp.redact import DEFAULT_TYPES, Style, mask_whole, redact
from tests.nlp.planted_identifiers import planted

PIECES = (
    *("13800138000", "一三八零零一三八零零零", "138****1234", "010-87654321", "me@qq.com", "京A12345"),
    *("11010519491231002X", "微信号abc_12345", "QQ12345678", "电话1", "【电话2】", "张某1", "王某", "电话"),
    *("\u200b", "\ud800", "\ufffc", " ", "-", ".", "1", "一", "5", "x", "*", "，", "\n", "李四说"),
    *("某", "：", "联系", "86212345", "张三", "卡号", "微信", "3,000元"),
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=2), max_size=14).map("".join)
styles = st.sampled_from(["alias", "stars"])
NUMBERS = tuple(name for name in DEFAULT_TYPES if name not in ("person", "home_address"))


@given(texts, styles)
def test_masking_twice_is_masking_once(text: str, style: Style) -> None:
    once = redact(text, style=style).text
    assert redact(once, style=style).text == once


@pytest.mark.parametrize("style", ["alias", "stars"])
@pytest.mark.parametrize("number", ["一三八零零一三八零零零", "一三八 零零一三 八零零零", "1380013800零"])
@pytest.mark.parametrize("behind", ["某1", "某113800138000", "某1 13800138000", "某1，"])
def test_a_number_written_out_is_no_surname_of_a_stand_in(number: str, behind: str, style: Style) -> None:
    once = redact(number + behind, style=style).text
    assert number not in once
    assert redact(once, style=style).text == once


@given(texts, styles)
def test_what_is_outside_the_spans_stays_as_it_is(text: str, style: Style) -> None:
    done = redact(text, style=style)
    place, rest = 0, done.text
    for fact in done.spans:
        kept = text[place : fact.start]
        assert text[fact.start : fact.end] == fact.text
        assert kept in rest
        rest = rest[rest.index(kept) + len(kept) :]
        place = fact.end
    assert rest.endswith(text[place:])


@given(texts, styles)
def test_a_text_grows_by_a_few_characters_a_fact_at_most(text: str, style: Style) -> None:
    done = redact(text, style=style)
    assert len(done.text) <= len(text) + 12 * len(done.spans)


def test_no_planted_identifier_is_left_in_the_text() -> None:
    left = [
        case.form
        for case in planted(seed=20260104, rounds=4)
        if case.text[case.start : case.end] in redact(case.text, NUMBERS).text
    ]
    assert len(left) <= 0.005 * 4 * 70, left


def test_every_occurrence_of_a_name_is_masked_alike() -> None:
    done = redact("我叫张三。张三去过两回，张三的孩子病了。", known=[("person", "张三")])
    assert done.text == "我叫张某1。张某1去过两回，张某1的孩子病了。"
    assert [fact.text for fact in done.spans] == ["张三"] * 3


def test_one_number_in_several_forms_has_one_stand_in() -> None:
    done = redact("打13800138000，或 138-0013-8000，就是一三八零零一三八零零零；家里010-87654321", NUMBERS)
    assert done.text == "打电话1，或 电话1，就是电话1；家里电话2"


def test_stand_ins_agree_between_texts_that_share_their_aliases() -> None:
    aliases = Aliases()
    first = redact("电话13800138000", NUMBERS, aliases).text
    redact("电话13900139000", NUMBERS, aliases)
    assert first == redact("电话13800138000", NUMBERS, aliases).text == "电话电话1"


def test_stand_ins_of_separate_texts_tell_nothing_of_each_other() -> None:
    assert redact("13800138000", NUMBERS).text == redact("13900139000", NUMBERS).text


def test_places_offices_dates_and_amounts_stay_unless_asked_for() -> None:
    text = "住建局2023年5月1日收了3,000元，全楼120户都交了"
    assert redact(text).text == text
    assert redact(text, ("amount", "people_count")).text == "住建局2023年5月1日收了金额1，全楼人数户数1都交了"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13800138000。", "电话138****8000。"),
        ("１３８ ００１３ ８０００", "138****8000"),
        ("身份证11010519491231002X", "身份证110****002X"),
        ("me@qq.com", "m****@qq.com"),
        ("车是京A12345", "车是车牌号1"),
    ],
)
def test_stars_leave_the_ends_of_numbers(text: str, masked: str) -> None:
    assert redact(text, NUMBERS, style="stars").text == masked


def test_a_number_that_was_masked_with_stars_gets_a_stand_in() -> None:
    assert redact("电话138****1234", NUMBERS).text == "电话电话1"


def test_a_stand_in_before_digits_stands_in_brackets() -> None:
    assert redact("13800138000 5号楼", NUMBERS).text == "【电话1】 5号楼"


def test_stand_ins_in_a_text_stay_and_are_not_given_again() -> None:
    assert redact("电话1没人接，换13800138000", NUMBERS).text == "电话1没人接，换电话2"


def test_what_a_mask_uncovers_is_masked_too() -> None:
    masked = redact("13800138000三九零零一三九零零零", NUMBERS).text
    assert "三九零零" not in masked or redact(masked, NUMBERS).text == masked


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(ValueError, match="telegram"):
        redact("13800138000", ("telegram",))


def test_a_value_is_masked_as_a_whole_once() -> None:
    aliases = Aliases()
    assert mask_whole("张三", "person", aliases) == "张某1"
    assert mask_whole("张某1", "person", aliases) == "张某1"
    assert mask_whole("13800138000", "phone", aliases, "stars") == "138****8000"
    assert mask_whole("138****8000", "phone", aliases, "stars") == "138****8000"
    assert mask_whole("  ", "phone", aliases) == "  "
