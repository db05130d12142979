from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.petitioner_fields import (
    asks_to_be_anonymous,
    read_account,
    read_email,
    read_id_number,
    read_name,
    read_phone,
)

READERS = (read_name, read_phone, read_id_number, read_account, read_email)


@pytest.mark.parametrize("value", ["匿名", " 匿 名 ", "匿名者", "無名氏", "Anonymous", "不愿透露姓名"])
def test_who_asks_to_stay_unknown_is_recognised(value: str) -> None:
    assert asks_to_be_anonymous(value)
    assert read_name(value) is None


@pytest.mark.parametrize(
    "value",
    [None, "", "无", "-", "——", "市民", "网友", "王先生", "欧阳女士", "王某", "王**", "张×", "13", "王"],
)
def test_a_name_field_that_names_nobody_gives_nothing(value: str | None) -> None:
    assert read_name(value) is None


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("王小明", "王小明"),
        (" 王 小明先生", "王小明"),
        ("王小明（业主）", "王小明"),
        ("王小明等12人", "王小明"),
        ("張偉", "张伟"),
        ("阿依·买买提", "阿依买买提"),
        ("欧阳修远女士", "欧阳修远"),
    ],
)
def test_a_name_is_read_without_title_note_and_spelling(value: str, name: str) -> None:
    assert read_name(value) == name


def test_several_names_in_one_field_are_nobodys() -> None:
    assert read_name("王小明、李大海") is None


@pytest.mark.parametrize(
    "value",
    [
        "15400127788",
        "154-0012-7788",
        "+86 15400127788",
        "１５４００１２７７８８",
        "015400127788",
        "15400127788.0",
    ],
)
def test_a_mobile_number_is_the_same_however_it_is_written(value: str) -> None:
    assert read_phone(value) == "15400127788"


def test_a_mobile_number_counts_before_a_landline_number() -> None:
    assert read_phone("0731-88221144 / 15400127788") == "15400127788"
    assert read_phone("0731-88221144") == "073188221144"


def test_digits_in_words_are_read() -> None:
    assert read_phone("一五四〇〇一二七七八八") == "15400127788"


@pytest.mark.parametrize(
    "value",
    [
        "00000000000",
        "13800138000",
        "12345678901",
        "13888888888",
        "12345",
        "无",
        "1.54E+10",
        "电话见附件",
        "1.54001E+10",
    ],
)
def test_numbers_that_are_nobodys_give_nothing(value: str) -> None:
    assert read_phone(value) is None


def test_an_identity_number_of_fifteen_digits_is_completed() -> None:
    assert read_id_number("990101900307001") == "990101199003070015"


def test_an_identity_number_whose_end_a_spreadsheet_zeroed_gives_nothing() -> None:
    assert read_id_number("990101199003070018") == "990101199003070018"
    assert read_id_number("990101199003070000") is None
    assert read_id_number("9.90101199003070E+17") is None


def test_accounts_that_differ_in_a_sign_stay_apart() -> None:
    assert read_account("A0001234") == read_account("Ａ0001234") == "a0001234"
    assert read_account("li_ming") != read_account("liming")
    assert read_account("a***4") is None


def test_an_email_address_needs_its_parts() -> None:
    assert read_email(" Someone@Example.com ") == "someone@example.com"
    assert read_email("someone") is None


@given(st.text(max_size=300))
def test_any_text_can_be_read(value: str) -> None:
    for read in READERS:
        assert read(value) is None or read(value) == read(str(value))
        assert read(value) != ""
