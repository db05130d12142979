"""``huiyin link`` and ``huiyin hot`` through the front door."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from tests.service.cli.support import Huiyin, json_lines
from tests.service.linked_petitions import ID_NUMBER, NAME, PHONE, archive_csv

COLUMNS = ["a", "b", "relation", "score", "evidence", "new", "needs_review"]


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "台账.csv"
    path.write_text(archive_csv(), encoding="utf-8-sig")
    return path


def test_relations_and_cases_are_written_and_summed_up(register: Path, huiyin: Huiyin) -> None:
    out, groups = register.with_name("r.jsonl"), register.with_name("g.jsonl")
    told = huiyin("link", register, "-o", out, "--groups", groups)
    assert told.code == 0, told.err
    rows = json_lines(out.read_text("utf-8"))
    assert list(rows[0]) == COLUMNS
    assert {row["relation"] for row in rows} == {"copy", "matter", "repeat"}
    assert {row["case"] for row in json_lines(groups.read_text("utf-8"))} == {"P1", "P5", "P6"}
    assert "两件以上的事项：1 个，最大的有 4 件" in told.out


def test_no_name_number_or_whole_text_is_printed_or_left_behind(register: Path, huiyin: Huiyin) -> None:
    told = huiyin(
        "link", register, "-o", register.with_name("r.jsonl"), "--groups", register.with_name("g.csv")
    )
    left = sorted(file.name for file in register.parent.iterdir())
    assert left == ["g.csv", "r.jsonl", "台账.csv"]
    for value in (NAME, PHONE, ID_NUMBER):
        assert value not in told.out + told.err
        for name in ("g.csv", "r.jsonl"):
            assert value.encode() not in register.with_name(name).read_bytes()


@pytest.mark.parametrize("name", ["r.xlsx", "r.csv", "r.parquet"])
def test_the_extension_chooses_the_format(name: str, register: Path, huiyin: Huiyin) -> None:
    out = register.with_name(name)
    assert huiyin("link", register, "-o", out, "-q").code == 0
    if name == "r.xlsx":
        head = [cell.value for cell in openpyxl.load_workbook(out).active[1]]  # type: ignore[index, union-attr]
        assert head[:3] == ["诉求甲", "诉求乙", "关联"]
    elif name == "r.csv":
        assert out.read_text("utf-8-sig").startswith("诉求甲,诉求乙,关联,分值")
    else:
        assert pq.read_table(out).column_names == COLUMNS


def test_standard_output_holds_json_lines_only(register: Path, huiyin: Huiyin) -> None:
    told = huiyin("link", register, "-o", "-")
    assert told.code == 0
    assert all(list(row) == COLUMNS for row in json_lines(told.out))
    assert "重复件" in told.err


def test_without_repeats_nobody_is_compared(register: Path, huiyin: Huiyin) -> None:
    told = huiyin("link", register, "-o", "-", "--no-repeats", "-q")
    assert "repeat" not in {row["relation"] for row in json_lines(told.out)}
    assert told.err == ""


def test_an_input_or_an_older_file_is_never_replaced(register: Path, huiyin: Huiyin) -> None:
    before = register.read_bytes()
    assert "HY-0" in huiyin("link", register, "-o", register, "--overwrite").err
    assert huiyin("link", register, "-o", register.with_name("r.csv"), "--groups", register).code == 4
    assert register.read_bytes() == before
    older = register.with_name("old.jsonl")
    older.write_text("x")
    assert huiyin("link", register, "-o", older).code == 4
    assert older.read_text() == "x"
    assert huiyin("link", register, "-o", older, "--overwrite").code == 0
    assert older.read_text() != "x"


def test_one_file_cannot_hold_both_outputs(register: Path, huiyin: Huiyin) -> None:
    out = register.with_name("r.csv")
    told = huiyin("link", register, "-o", out, "--groups", out)
    assert told.code == 4 and "HY-0702" in told.err


def test_hot_matters_as_json_and_as_a_page(register: Path, huiyin: Huiyin) -> None:
    page = register.with_name("hot.html")
    told = huiyin("hot", register, "--json", "--html", page, "-q")
    (matter,) = json.loads(told.out)
    assert (matter["petitions"], matter["voices"], matter["first"]) == (4, "<5", "2031-03-20")
    content = page.read_text("utf-8")
    assert "<svg" in content
    for value in (NAME, PHONE, ID_NUMBER):
        assert value not in content + told.out


def test_a_period_is_checked_and_a_page_replaces_nothing(register: Path, huiyin: Huiyin) -> None:
    assert "HY-0703" in huiyin("hot", register, "--since", "明天").err
    assert "HY-0704" in huiyin("hot", register, "--since", "2031-05-01", "--until", "2031-04-01").err
    assert huiyin("hot", register, "--html", register).code == 4
    told = huiyin("hot", register, "--since", "2040-01-01")
    assert told.code == 0 and "没有两件以上的事项" in told.out


def test_a_period_needs_days(tmp_path: Path, huiyin: Huiyin) -> None:
    source = tmp_path / "a.csv"
    source.write_text("内容\n路灯坏了半个月没人修\n", encoding="utf-8")
    assert "HY-0705" in huiyin("hot", source, "--since", "2031-05-01").err
