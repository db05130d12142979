"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.cli.options import column_choices, convention_file, header_rows, input_paths, read_options
from service.errors import HuiyinError


def test_header_rows_are_one_row_or_a_range() -> None:
    assert header_rows(None) is None
    assert header_rows("3") == (3, 3)
    assert header_rows("2-3") == (2, 3)


@pytest.mark.parametrize("value", ["", "0", "3-2", "-1", "a", "1-b", "1-2-3"])
def test_other_header_rows_are_refused(value: str) -> None:
    with pytest.raises(HuiyinError) as caught:
        header_rows(value)
    assert caught.value.key == "cli.header_row"


def test_columns_are_roles_with_names() -> None:
    assert column_choices(["body=诉求内容", " title = 标题=副 "]) == {"body": "诉求内容", "title": "标题=副"}


@pytest.mark.parametrize("value", ["body", "=诉求", "body=", " = "])
def test_other_columns_are_refused(value: str) -> None:
    with pytest.raises(HuiyinError) as caught:
        column_choices([value])
    assert caught.value.key == "cli.column"


def test_a_convention_is_a_name_and_a_file() -> None:
    assert convention_file("board=a=b.csv") == ("board", Path("a=b.csv"))
    with pytest.raises(HuiyinError) as caught:
        convention_file("board")
    assert caught.value.key == "cli.convention_file"


def test_delimiters_have_names() -> None:
    assert read_options(None, None, [], None, "tab").delimiter == "\t"
    assert read_options(None, None, [], None, ";").delimiter == ";"


def test_a_dash_is_standard_input() -> None:
    assert input_paths(["-", "a.csv"]) == ["-", Path("a.csv")]
