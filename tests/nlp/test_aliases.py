"""Stand-ins: the same for the same, free of what a text has already, readable as what they are."""

from __future__ import annotations

import pytest

from nlp.aliases import ALIAS, LABELS, Aliases, between, comparable
from nlp.facts import TYPES


def test_the_same_person_has_the_same_stand_in_and_another_has_another() -> None:
    aliases = Aliases()
    given = [aliases.of("person", name) for name in ("张三", "张三丰", "李四", "张三", "欧阳修")]
    assert given == ["张某1", "张某2", "李某1", "张某1", "欧阳某1"]


@pytest.mark.parametrize(
    "written",
    [
        "138-0013-8000",
        "１３８００１３８０００",
        "一三八零零一三八零零零",
        "+86 138 0013 8000",
        "0086-13800138000",
        "013800138000",
    ],
)
def test_every_way_of_writing_a_number_has_the_same_stand_in(written: str) -> None:
    assert comparable("phone", written) == "13800138000"


def test_other_values_differ() -> None:
    assert comparable("phone", "13800138000") != comparable("phone", "13800138001")
    assert comparable("phone", "010-86212345") != comparable("phone", "020-86212345")


def test_a_stand_in_that_a_text_has_already_is_given_to_nobody() -> None:
    aliases = Aliases()
    aliases.reserve("电话1")
    aliases.reserve("【电话2】")
    assert aliases.of("phone", "13800138000") == "电话3"


@pytest.mark.parametrize("type_name", [*TYPES, "account"])
def test_every_type_has_a_stand_in_that_is_known_as_one(type_name: str) -> None:
    assert type_name in LABELS
    for value in ("13800138000", "张三", "abc", "幸福路5号"):
        assert ALIAS.fullmatch(Aliases().of(type_name, value))


@pytest.mark.parametrize(
    ("behind", "written"),
    [("5号楼", "【张某1】"), (" 5", "【张某1】"), ("：a", "【张某1】"), ("说", "张某1"), ("", "张某1")],
)
def test_a_stand_in_stands_in_brackets_where_its_number_would_run_on(behind: str, written: str) -> None:
    assert between("张某1", behind) == written
    assert ALIAS.match(written + behind)


def test_a_heading_before_a_number_is_no_stand_in() -> None:
    assert ALIAS.search("电话1：86212345") is None
    assert ALIAS.search("电话13800138000") is None
