"""What was recognised is told in a few lines a table, doubts marked."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from service.recognition import SHOWN_TABLES, print_recognition, recognition_lines
from service.tables import Note
from tests.service.support import make_table


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_LANG", "zh")


def test_the_first_line_says_where_and_the_second_which_column_is_what() -> None:
    table = make_table({"标题": ["a"], "内容": ["b"]}, path=Path("台账.xlsx"), sheet="一月")
    first, second = recognition_lines(table)
    assert first.startswith("台账.xlsx[一月]")
    assert "共 1 行" in first
    assert "正文=内容" in second


def test_notes_for_a_person_are_marked() -> None:
    notes = (Note("reading.hidden_rows", {"count": 2}), Note("reading.sheet_empty", {"sheet": "二"}, True))
    lines = recognition_lines(make_table({"内容": ["b"]}, notes=notes))
    assert lines[-2].startswith("  - ")
    assert lines[-1].startswith("  ! ")
    assert "“二”" in lines[-1]


def test_many_tables_are_cut_short(capsys: pytest.CaptureFixture[str]) -> None:
    print_recognition([make_table({"内容": ["b"]})] * (SHOWN_TABLES + 3))
    told = capsys.readouterr()
    assert told.out == ""
    assert "3" in told.err.splitlines()[-1]


def test_a_console_without_chinese_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    console = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stderr", console)
    print_recognition([make_table({"内容": ["b"]})])
    console.flush()
    assert b"?" in console.buffer.getvalue()  # type: ignore[attr-defined]
