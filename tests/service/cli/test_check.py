"""``huiyin check``: tells what a table is, names what a person must see to, and changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import xlsxwriter

from tests.service.cli.support import HEADINGS, ROWS, Huiyin, make_csv, make_xlsx


def make_damaged(path: Path) -> Path:
    """A register with a rounded identity number, an empty row of text, a total and a hidden column."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("一月")
        rows = [
            (*HEADINGS, "身份证号"),
            (*ROWS[0], 110101199003071000),
            ("002", "", "", "110101199003070003"),
            ("合计", "", "", ""),
        ]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.set_column(3, 3, 20, None, {"hidden": True})
        book.add_worksheet("代码").hide()
    return path


def test_a_clean_table_is_said_to_be_fine(tmp_path: Path, huiyin: Huiyin) -> None:
    told = huiyin("check", make_xlsx(tmp_path / "台账.xlsx"))
    assert told.code == 0
    assert "诉求 3 件" in told.out and "正文=诉求内容" in told.out


def test_what_a_person_must_see_to_is_named_with_its_rows(tmp_path: Path, huiyin: Huiyin) -> None:
    told = huiyin("check", make_damaged(tmp_path / "台账.xlsx"))
    assert told.code == 1
    for words in ("身份证号", "行：2", "1 行（3）", "代码", "隐藏列", "不能标注 1 行"):
        assert words in told.out


def test_json_holds_every_row_under_its_kind(tmp_path: Path, huiyin: Huiyin) -> None:
    told = huiyin("check", make_damaged(tmp_path / "台账.xlsx"), "--json")
    found = json.loads(told.out)
    table = found["tables"][0]
    rejected = sum(len(group["rows"]) for group in table["rejected"])
    assert found["needs_person"] is True
    assert table["petitions"] + table["passed_through"] + rejected == table["rows"] == 3
    assert table["hidden_columns"] == [4]
    assert told.code == 1


def test_the_encoding_of_a_text_file_is_told(tmp_path: Path, huiyin: Huiyin) -> None:
    assert "gb18030" in huiyin("check", make_csv(tmp_path / "旧机器.csv")).out


def test_nothing_is_written(tmp_path: Path, huiyin: Huiyin) -> None:
    source = make_damaged(tmp_path / "台账.xlsx")
    before = source.read_bytes()
    huiyin("check", source)
    assert [file.name for file in tmp_path.iterdir()] == ["台账.xlsx"]
    assert source.read_bytes() == before
