from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pyarrow as pa
import pytest

from service.errors import HuiyinError
from service.summary import RunSummary
from service.tables import RowKind, SheetLook, Table
from service.tagging import TagJob, run
from service.writers.safe_cells import CUT_MARK
from tests.service.support import FakeTagger, existing, make_table, mixed

OURS = ["一级领域", "领域置信度", "其他可能", "需人工复核", "判断依据", "错误"]


def write(
    tmp_path: Path, *tables: Table, sheet_rows: int = 1_048_576
) -> tuple[openpyxl.Workbook, RunSummary]:
    output = tmp_path / "out.xlsx"
    summary = run(TagJob(tables, output, sheet_rows=sheet_rows), FakeTagger())
    return openpyxl.load_workbook(output), summary


def values(sheet: object) -> list[list[object]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]  # type: ignore[attr-defined]


def test_a_sheet_looks_as_an_office_expects(tmp_path: Path) -> None:
    book, _ = write(tmp_path, make_table({"编号": ["1"], "内容": ["三个字"]}, sheet="四月"))
    sheet = book["四月"]
    assert [cell.value for cell in sheet[1]] == ["编号", "内容", *OURS]
    assert [cell.value for cell in sheet[2]][2:6] == ["交通运输", 0.8765, "环境保护 0.12；其他 0.03", "是"]
    assert all(cell.font.b for cell in sheet[1])
    assert {(cell.font.name, cell.font.sz) for row in sheet for cell in row} == {("宋体", 11)}
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:H2"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet["D2"].number_format == "0.00"
    ours, theirs = sheet["C2"].fill.fgColor.rgb, sheet["B2"].fill.fgColor.rgb
    assert ours != theirs


def test_the_look_of_the_offices_own_sheet_is_kept(tmp_path: Path) -> None:
    look = SheetLook(
        rows_above=(("12345 热线台账",), ("单位：件", None, datetime(2023, 4, 1))),
        header_cells=(("编号", "来电人", "", "诉求"), ("", "身份证号", "电话", "内容")),
        column_widths={2: 24.0, 4: 50.0},
        hidden_columns=frozenset({2}),
        hidden_rows=frozenset({2, 6}),
    )
    columns = {"编号": ["1", "2"], "身份证号": ["x", "y"], "电话": ["1", "2"], "内容": ["甲", "乙"]}
    book, _ = write(tmp_path, make_table(columns, look=look, first_row=5))
    sheet = book.worksheets[0]
    assert sheet["A1"].value == "12345 热线台账"
    assert sheet["C2"].value == datetime(2023, 4, 1)
    assert [cell.value for cell in sheet[3]][:5] == ["编号", "来电人", None, "诉求", None]
    assert [cell.value for cell in sheet[4]] == [None, "身份证号", "电话", "内容", *OURS]
    assert sheet["D5"].value == "甲"
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["B3:C3", "E3:J3"]
    assert sheet.freeze_panes == "A5"
    assert sheet.auto_filter.ref == "A4:J6"
    assert sheet.print_title_rows == "$3:$4"
    hidden_columns = {name for name, column in sheet.column_dimensions.items() if column.hidden}
    assert hidden_columns == {"B"}
    assert sheet.column_dimensions["D"].width == pytest.approx(50, abs=1)
    assert {row for row, shape in sheet.row_dimensions.items() if shape.hidden} == {2, 6}


def test_columns_without_a_width_are_fitted_between_8_and_60(tmp_path: Path) -> None:
    book, _ = write(tmp_path, make_table({"号": ["1"], "标题": ["二十个字" * 5], "内容": ["很长" * 500]}))
    widths = [book.worksheets[0].column_dimensions[name].width for name in "ABC"]
    assert widths == pytest.approx([8, 42, 60], abs=1)


def test_long_texts_do_not_make_high_rows(tmp_path: Path) -> None:
    book, _ = write(tmp_path, make_table({"内容": ["很长\n" * 500]}))
    sheet = book.worksheets[0]
    assert not sheet["A2"].alignment.wrap_text
    assert sheet.row_dimensions[2].height == 18


def test_numbers_dates_and_long_codes_have_the_right_cells(tmp_path: Path) -> None:
    columns: dict[str, Any] = {
        "数": pa.array([3, 5]),
        "身份证号": pa.array([110101199003071234, None]),
        "电话": pa.array([13800138000.0, 2.5]),
        "日期": pa.array([datetime(2023, 4, 5), datetime(2023, 4, 5, 9, 30)]),
        "旧": pa.array([datetime(1850, 1, 1), None], pa.timestamp("us")),
        "编号": ["0012", "A1"],
        "内容": ["甲", "乙"],
    }
    book, _ = write(tmp_path, make_table(columns))
    sheet = book.worksheets[0]
    assert values(sheet)[1][:6] == [
        3, "110101199003071234", "13800138000", datetime(2023, 4, 5), "1850-01-01", "0012",
    ]  # fmt: skip
    assert [sheet[f"{name}2"].number_format for name in "BCF"] == ["@", "@", "@"]
    assert [sheet[name].number_format for name in ("D2", "D3")] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"]
    assert sheet["D3"].value == datetime(2023, 4, 5, 9, 30)
    assert sheet["C3"].value == 2.5


def test_a_column_of_several_types_keeps_each_cells_own(tmp_path: Path) -> None:
    cells = ["x", 3, 2.5, True, datetime(2023, 4, 5), None]
    book, _ = write(tmp_path, make_table({"混合": mixed(cells), "内容": ["甲"] * 6}))
    sheet = book.worksheets[0]
    assert [sheet.cell(row, 1).value for row in range(2, 8)] == cells
    assert [sheet.cell(row, 1).data_type for row in range(2, 7)] == ["s", "n", "n", "b", "d"]


def test_no_cell_of_theirs_or_ours_and_no_heading_can_run(tmp_path: Path) -> None:
    starts = [f"{start}1+1" for start in "=+-@\t\n＝＋－＠"] + ["{=1+1}", "http://x.y", "mailto:a@b", "007"]
    kinds = [RowKind.REJECTED] + [RowKind.PETITION] * (len(starts) - 1)
    table = make_table(
        {"=1+1": starts, "内容": starts, "混合": mixed(starts)},
        kinds=kinds,
        errors=["=1+1"] + [None] * (len(starts) - 1),
        look=SheetLook(rows_above=(("=1+1",),)),
    )
    book, _ = write(tmp_path, table)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.value is None or cell.data_type in ("s", "n")
            if isinstance(cell.value, str):
                assert cell.data_type == "s"
                assert cell.quotePrefix == (cell.value[0] in "=+-@\t\n＝＋－＠")
            assert cell.hyperlink is None
    for place, start in enumerate(starts, start=3):
        assert [sheet.cell(place, column).value for column in (1, 2, 3)] == [start] * 3
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_markup_in_a_text_stays_text(tmp_path: Path) -> None:
    texts = ["<r><t>x</t></r>", "<r></r>", "</t></is></c>", "a & b", "_x000D_", "_x0041_"]
    book, _ = write(tmp_path, make_table({"内容": texts}))
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<r><t>x</t></r>" not in sheet
    assert [row[0] for row in values(book.worksheets[0])[1:5]] == texts[:4]
    assert "_x005F_x000D_" in sheet and "_x005F_x0041_" in sheet


def test_what_a_cell_cannot_hold_is_cut_or_replaced_and_counted(tmp_path: Path) -> None:
    book, summary = write(tmp_path, make_table({"内容": ["长" * 40_000, "a\0b\x1fc", "ok\r\nok"]}))
    column = [row[0] for row in values(book.worksheets[0])[1:]]
    assert isinstance(column[0], str) and column[0].endswith(CUT_MARK[True]) and len(column[0]) == 32_767
    assert column[1:] == ["a\ufffdb\ufffdc", "ok\nok"]
    assert (summary.written.cut_cells, summary.written.replaced_cells) == (1, 2)


def test_rows_beyond_the_limit_of_a_sheet_go_on_in_further_sheets(tmp_path: Path) -> None:
    table = make_table({"内容": [str(row) for row in range(25)]}, sheet="台账")
    book, summary = write(tmp_path, table, sheet_rows=11)
    assert book.sheetnames == ["台账", "台账_2", "台账_3"]
    assert summary.written.further_sheets == 2
    rows = [row[0] for sheet in book.worksheets for row in values(sheet)[1:]]
    assert rows == [str(row) for row in range(25)]
    assert all(sheet["A1"].value == "内容" for sheet in book.worksheets)


def test_each_input_table_gets_a_sheet_in_order_even_without_rows(tmp_path: Path) -> None:
    empty = pa.array([], pa.string())
    book, _ = write(
        tmp_path,
        make_table({"内容": empty}, sheet="一月"),
        make_table({"内容": ["甲"]}, sheet="二月"),
        make_table({"内容": ["乙"]}, sheet="二月"),
        make_table({"内容": empty}, path=existing(tmp_path / "三[月].csv")),
    )
    assert book.sheetnames == ["一月", "二月", "二月_2", "三_月_"]
    assert [len(values(sheet)) for sheet in book.worksheets] == [1, 2, 2, 1]


def test_headings_that_are_taken_get_a_number(tmp_path: Path) -> None:
    look = SheetLook(header_cells=(("内容", "错误"),))
    book, _ = write(tmp_path, make_table({"内容": ["甲"], "一级领域": ["旧"]}, look=look))
    assert [cell.value for cell in book.worksheets[0][1]] == [
        "内容", "错误", "一级领域_2", *OURS[1:5], "错误_2",
    ]  # fmt: skip


def test_an_english_table_keeps_true_and_false(tmp_path: Path) -> None:
    book, _ = write(tmp_path, make_table({"id": [1], "text": ["abc"]}, roles={"body": "text"}))
    sheet = book.worksheets[0]
    assert sheet["C1"].value == "domain"
    assert sheet["F2"].value is True


def test_more_columns_than_a_sheet_holds_are_refused(tmp_path: Path) -> None:
    columns = {f"c{number}": ["x"] for number in range(16_380)} | {"内容": ["甲"]}
    with pytest.raises(HuiyinError) as fault:
        write(tmp_path, make_table(columns))
    assert fault.value.key == "output.too_many_columns"
    assert list(tmp_path.glob("out*")) == []
