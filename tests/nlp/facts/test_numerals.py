"""Digits in every form, each at its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.facts.numerals import DIGITS, fold_digits, fold_width, read_digits

SPELLINGS = (
    "0123456789",
    "０１２３４５６７８９",
    "零一二三四五六七八九",
    "〇壹贰叁肆伍陆柒捌玖",
    "⓪①②③④⑤⑥⑦⑧⑨",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_a_digit_is_read(spelling: str) -> None:
    (run,) = read_digits(f"号{spelling}。").runs
    assert [number.digits for number in run.numbers((10,))] == ["0123456789"]


@given(st.text())
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold_width(text)) == len(fold_digits(text)) == len(text)


@given(st.text(alphabet=DIGITS.replace("-", "") + " -.\u200b，号"))
def test_a_group_has_as_many_digits_as_its_text(text: str) -> None:
    for run in read_digits(text).runs:
        for group in run.groups:
            written = text[group.start : group.end].replace("\u200b", "")
            assert len(written) == len(group.digits) and group.digits.isdigit()


def test_a_run_ends_where_something_else_than_a_gap_stands() -> None:
    assert len(read_digits("138001 38000，13900139000").runs) == 2


def test_four_digits_are_no_run() -> None:
    assert read_digits("2020年 1234").runs == ()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("138 0013 8000", ["13800138000"]),
        ("2020-05-12 13800138000", ["13800138000"]),
        ("99-13800138000", []),
        ("1.13800138000", ["13800138000"]),
        ("13800138000-13900139000", ["13800138000", "13900139000"]),
        ("13800138000一直", ["13800138000"]),
        ("一三八零零一三八零零零一直", ["13800138000"]),
        ("138001380001", []),
    ],
)
def test_numbers_are_whole_groups_that_no_dash_ties_to_others(text: str, numbers: list[str]) -> None:
    assert [number.digits for number in read_digits(text).numbers((11,))] == numbers


def test_quantities_are_numbers_with_their_points_and_thousands() -> None:
    text = "1,500.5元和三百二十，5户"
    assert [text[slice(*span)] for span in read_digits(text).quantities] == ["1,500.5", "三百二十", "5"]
