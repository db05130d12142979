"""``huiyin 台账.xlsx`` alone: the result lies beside the file and never over another."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.service.cli.support import (
    HEADINGS,
    ROWS,
    Huiyin,
    json_lines,
    make_csv,
    make_jsonl,
    make_xlsx,
    piped,
)


def test_a_file_alone_is_tagged_beside_itself(tmp_path: Path, huiyin: Huiyin) -> None:
    told = huiyin(make_xlsx(tmp_path / "台账.xlsx"))
    assert told.code == 0
    sheet = load_workbook(tmp_path / "台账_已标注.xlsx").active
    headings = [cell.value for cell in sheet[1]]
    assert headings[:3] == list(HEADINGS)
    assert {"一级领域", "紧急程度", "紧急依据", "诉求类型"} <= set(headings)
    assert sheet.max_row == len(ROWS) + 1


def test_an_earlier_result_is_never_replaced(tmp_path: Path, huiyin: Huiyin) -> None:
    source = make_jsonl(tmp_path / "来信.jsonl")
    huiyin(source)
    first = (tmp_path / "来信_已标注.jsonl").read_bytes()
    huiyin(source)
    assert (tmp_path / "来信_已标注.jsonl").read_bytes() == first
    assert (tmp_path / "来信_已标注_2.jsonl").is_file()


def test_a_folder_has_each_of_its_files_done_once(tmp_path: Path, huiyin: Huiyin) -> None:
    folder = tmp_path / "来信"
    folder.mkdir()
    make_xlsx(folder / "一月.xlsx")
    make_csv(folder / "二月.csv")
    (folder / "~$一月.xlsx").write_bytes(b"lock")
    for _ in range(2):
        huiyin(folder)
    names = sorted(file.name for file in folder.iterdir())
    assert [name for name in names if "已标注_已标注" in name] == []
    assert {"一月_已标注.xlsx", "二月_已标注.csv"} <= set(names)


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path, huiyin: Huiyin) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04broken")
    make_jsonl(tmp_path / "好.jsonl")
    told = huiyin("tag", tmp_path)
    assert told.code == 3
    assert "坏.xlsx" in told.err
    assert (tmp_path / "好_已标注.jsonl").is_file()


def test_a_file_that_is_missing_is_told_as_such_and_not_as_a_verb(tmp_path: Path, huiyin: Huiyin) -> None:
    told = huiyin(tmp_path / "没有.xlsx")
    assert told.code == 3
    assert "HY-0301" in told.err


def test_standard_input_needs_an_output() -> None:
    told = piped("tag", "-", given="")
    assert told.code == 2
    assert "-o" in told.err


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".xlsx"])
def test_rejected_rows_go_into_a_file_of_their_own(tmp_path: Path, huiyin: Huiyin, suffix: str) -> None:
    source = tmp_path / "来信.jsonl"
    make_jsonl(source)
    with source.open("a", encoding="utf-8") as file:
        file.write('{"编号": "004", "诉求标题": "", "诉求内容": ""}\nkein json\n')
    rejects = tmp_path / f"未处理{suffix}"
    told = huiyin("tag", source, "-o", tmp_path / "out.jsonl", "--rejects", rejects)
    assert told.code == 1
    assert "未处理" in told.out
    if suffix == ".jsonl":
        rows = json_lines(rejects.read_text("utf-8"))
        assert [row["rejected_row"] for row in rows] == [4, 5]
        assert all(row["error"] and row["rejected_file"] == "来信.jsonl" for row in rows)
    assert len(json_lines((tmp_path / "out.jsonl").read_text("utf-8"))) == len(ROWS) + 2


def test_without_rejected_rows_there_is_no_such_file(tmp_path: Path, huiyin: Huiyin) -> None:
    source = make_jsonl(tmp_path / "来信.jsonl")
    huiyin("tag", source, "-o", tmp_path / "out.jsonl", "--rejects", tmp_path / "未处理.csv")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["out.jsonl", "来信.jsonl"]


def test_an_existing_file_of_rejects_is_refused_before_the_work(tmp_path: Path, huiyin: Huiyin) -> None:
    source = make_jsonl(tmp_path / "来信.jsonl")
    taken = tmp_path / "未处理.csv"
    taken.write_text("mine", encoding="utf-8")
    told = huiyin("tag", source, "-o", tmp_path / "out.jsonl", "--rejects", taken)
    assert told.code == 4
    assert taken.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "out.jsonl").exists()
