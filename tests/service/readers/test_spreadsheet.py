"""Office sheets as they come: one test for each oddity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.messages import text
from service.readers import open_tables
from service.readers.dates import read_times
from service.tables import MIXED_CELL, ReadOptions, RowKind
from tests.service.readers.support import (
    HEADINGS,
    ROWS,
    TEXTS,
    bodies,
    change_part,
    errors,
    fault,
    kinds,
    notes,
    numbers,
    read,
    rows,
    write_sheet,
)

Writer = Callable[[Path, list[list[Any]]], Path]


def write_xls(path: Path, table: list[list[Any]]) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("台账")
    for row, cells in enumerate(table):
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.write(row, column, cell)
    book.save(str(path))
    return path


def test_a_tidy_sheet_is_read_as_it_is(tmp_path: Path) -> None:
    table = read(write_sheet(tmp_path / "a.xlsx", [HEADINGS, *ROWS]))
    assert table.sheet == "台账" and table.name == "a.xlsx[台账]"
    assert table.roles == {"id": "编号", "title": "标题", "body": "内容", "time": "时间"}
    assert [tuple(row.values()) for row in rows(table)] == list(ROWS)
    assert (table.rows, table.header_rows, numbers(table)) == (3, (1, 1), [2, 3, 4])
    assert not table.notes


def test_cells_keep_their_types(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"default_date_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet()
    headings = ["编号", "内容", "电话", "金额", "时间", "加急", "备注", "空"]
    sheet.write_row(0, 0, headings)
    sheet.write_row(1, 0, [1, 123, 13800138000, 1.5, datetime(2023, 4, 5, 9, 30), True, "甲"])
    sheet.write_row(2, 0, [2, "文字", 13800138001, 2, datetime(2023, 4, 6), False, 7])
    sheet.write_row(3, 0, [3, True, None, 3, None, None, datetime(2023, 4, 7)])
    sheet.write_row(4, 0, [4, "x", None, 3, None, None, True])
    sheet.write_row(5, 0, [5, "x", None, 3, None, None, 2.5])
    book.close()
    table = read(tmp_path / "a.xlsx")
    kinds_of_columns = [table.schema.field(name).type for name in headings]
    number, words, moment = pa.int64(), pa.string(), pa.timestamp("us")
    assert kinds_of_columns == [number, words, number, pa.float64(), moment, pa.bool_(), MIXED_CELL, words]
    found = rows(table)
    assert [row["内容"] for row in found[:3]] == ["123", "文字", "true"]
    assert found[0]["电话"] == 13800138000
    assert [row["备注"] for row in found] == ["甲", 7, datetime(2023, 4, 7), True, 2.5]
    assert found[0]["空"] is None


def test_titles_above_the_header_do_not_matter_and_are_kept(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 3, "2023年4月群众来信台账")
    sheet.write_row(1, 0, ["单位：件", None, None, "制表：信访局"])
    sheet.write_row(3, 0, HEADINGS)
    for place, row in enumerate(ROWS, 4):
        sheet.write_row(place, 0, row)
    book.close()
    table = read(tmp_path / "a.xlsx")
    assert table.header_rows == (4, 4) and bodies(table) == list(TEXTS)
    assert [row[0] for row in table.look.rows_above] == ["2023年4月群众来信台账", "单位：件", None]
    assert table.look.header_cells == (HEADINGS,)
    assert numbers(table) == [5, 6, 7]


def test_a_header_of_two_merged_rows_is_joined(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 6, "来信台账")
    sheet.merge_range(1, 0, 2, 0, "编号")
    sheet.merge_range(1, 1, 1, 2, "诉求")
    sheet.merge_range(1, 3, 1, 4, "联系人")
    sheet.merge_range(1, 5, 1, 6, "负责人")
    sheet.write_row(2, 1, ["标题", "内容", "姓名", "电话", "姓名", "电话"])
    sheet.write_row(3, 0, ["A1", "路灯", "坏了", "张三", "1", "李四", "2"])
    book.close()
    table = read(tmp_path / "a.xlsx")
    assert table.header_rows == (2, 3)
    assert table.schema.names[1:5] == ["诉求_标题", "诉求_内容", "联系人_姓名", "联系人_电话"]
    assert table.roles["body"] == "诉求_内容" and table.roles["phone"] == "联系人_电话"
    assert len(table.look.header_cells) == 2
    assert bodies(table) == ["坏了"]


def test_all_visible_sheets_with_petitions_are_read_and_the_others_told(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    for name in ("一月", "二月"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["标题", "内容"])
        sheet.write_row(1, 0, ["路灯", name])
    book.add_worksheet("说明").write_row(0, 0, ["甲", "乙"])
    book.add_worksheet("空")
    codes = book.add_worksheet("代码")
    codes.write_row(0, 0, ["标题", "内容"])
    codes.write_row(1, 0, ["x", "不该读"])
    codes.very_hidden()
    book.close()
    tables = open_tables([tmp_path / "a.xlsx"], ReadOptions())
    assert [table.sheet for table in tables] == ["一月", "二月"]
    assert [bodies(table) for table in tables] == [["一月"], ["二月"]]
    told = notes(tables[0])
    assert told["reading.sheet_without_text"] == {"sheet": "说明", "columns": "甲、乙"}
    assert told["reading.sheet_empty"] == {"sheet": "空"}
    assert told["reading.sheet_hidden"] == {"sheet": "代码"}
    assert bodies(read(tmp_path / "a.xlsx", sheet="代码")) == ["不该读"]
    assert fault(tmp_path / "a.xlsx", sheet="三月").fields["nearest"] in ("一月", "二月")


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_hidden_rows_and_columns_are_read_and_told(tmp_path: Path, kind: str) -> None:
    path = {"xlsx": hidden_xlsx, "xls": hidden_xls, "ods": hidden_ods}[kind](tmp_path / f"a.{kind}")
    table = read(path)
    assert bodies(table) == list(TEXTS)
    assert table.look.hidden_columns == {2} and table.look.hidden_rows == {3}
    assert notes(table)["reading.hidden_columns"] == {"count": 1, "columns": "身份证号（B）"}
    assert notes(table)["reading.hidden_rows"] == {"count": 1}


HIDDEN: list[list[Any]] = [["编号", "身份证号", "内容"], *([n, "x", words] for n, words in enumerate(TEXTS))]


def hidden_xlsx(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for place, cells in enumerate(HIDDEN):
        sheet.write_row(place, 0, cells)
    sheet.set_column(1, 1, 20, None, {"hidden": True})
    sheet.set_row(2, None, None, {"hidden": True})
    book.close()
    return path


def hidden_xls(path: Path) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("台账")
    for row, cells in enumerate(HIDDEN):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    sheet.col(1).hidden = True
    sheet.row(2).hidden = True
    book.save(str(path))
    return path


def hidden_ods(path: Path) -> Path:
    def row(place: int, cells: list[Any]) -> str:
        hidden = ' table:visibility="collapse"' if place == 2 else ""
        words = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in cells
        )
        return f"<table:table-row{hidden}>{words}</table:table-row>"

    columns = '<table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>'
    body = columns + "".join(row(place, cells) for place, cells in enumerate(HIDDEN))
    return write_ods(path, f'<table:table table:name="台&amp;账">{body}</table:table>')


def write_ods(path: Path, tables: str) -> Path:
    import zipfile

    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def test_column_widths_are_kept_for_the_output(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["标题", "内容"])
    sheet.set_column(1, 1, 60)
    book.close()
    table = read(tmp_path / "a.xlsx")
    assert table.look.column_widths[2] == pytest.approx(60, abs=1)
    assert (table.rows, rows(table)) == (0, [])


def test_totals_signatures_and_repeated_headers_pass_through(tmp_path: Path) -> None:
    path = write_sheet(
        tmp_path / "a.xlsx",
        [
            ["来信台账"],
            ["编号", "标题", "内容", "件数"],
            ["A1", "合计有误", "超市小票合计多收了十元。", 1],
            ["小计", None, None, 1],
            ["来信台账"],
            ["编号", "标题", "内容", "件数"],
            ["A2", "水管", "漏水", 1],
            ["合计", None, None, 2],
            ["制表人：张三　审核人：李四"],
        ],
    )
    table = read(path)
    passed, petition = RowKind.PASSED_THROUGH, RowKind.PETITION
    assert kinds(table) == [petition, passed, passed, passed, petition, passed, passed]
    assert bodies(table) == ["超市小票合计多收了十元。", "漏水"]
    assert rows(table)[5]["编号"] == "合计"


def test_a_heading_merged_across_between_the_rows_passes_through(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    sheet.merge_range(1, 0, 1, 3, "一、城建类")
    sheet.write_row(2, 0, ROWS[0])
    book.close()
    assert kinds(read(tmp_path / "a.xlsx")) == [RowKind.PASSED_THROUGH, RowKind.PETITION]


def test_blank_rows_between_are_left_out_and_numbers_stay_those_of_the_sheet(tmp_path: Path) -> None:
    table = read(write_sheet(tmp_path / "a.xlsx", [HEADINGS, ROWS[0], [], [" "], ROWS[1], [], ROWS[2]]))
    assert numbers(table) == [2, 5, 7] and table.rows == 3


def test_dates_of_all_forms_are_read_and_the_column_stays_as_it_is(tmp_path: Path) -> None:
    forms = ["2023/4/5", 20230405, "2023年4月5日", 45021, "20230405", datetime(2023, 4, 5), "昨天"]
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["内容", "受理时间"])
    for place, form in enumerate(forms, 1):
        sheet.write_row(place, 0, ["路灯坏了", form])
    book.close()
    table = read(tmp_path / "a.xlsx")
    (batch,) = table.batches(0)
    column = batch.columns.column("受理时间")
    assert column.type == MIXED_CELL
    assert read_times(column).to_pylist() == [datetime(2023, 4, 5)] * 6 + [None]
    assert rows(table)[1]["受理时间"] == 20230405
    assert notes(table)["reading.times_unclear"] == {"column": "受理时间", "count": 1, "rows": "8"}


@pytest.mark.parametrize("number_format", [14, 22, 27, 28, 30, 31, 36, 50, 57, 58])
def test_chinese_date_formats_are_dates(tmp_path: Path, number_format: int) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["内容", "时间"])
    sheet.write(1, 0, "路灯坏了")
    sheet.write_number(1, 1, 45021, book.add_format({"num_format": number_format}))
    book.close()
    assert rows(read(tmp_path / "a.xlsx"))[0]["时间"] == datetime(2023, 4, 5)


def test_times_of_day_and_durations_are_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["内容", "钟点", "时长"])
    sheet.append(["路灯坏了", time(9, 30), timedelta(hours=30)])
    book.save(tmp_path / "a.xlsx")
    row = rows(read(tmp_path / "a.xlsx"))[0]
    assert (row["钟点"], row["时长"]) == ("09:30:00", "30:00:00")


def test_destroyed_numbers_are_kept_and_told(tmp_path: Path) -> None:
    path = write_sheet(
        tmp_path / "a.xlsx",
        [
            ["内容", "电话", "身份证号"],
            ["路灯坏了", "1.38E+10", 110101199003071234],
            ["水管漏水", 13800138000, "11010519491231002X"],
        ],
    )
    table = read(path)
    told = notes(table)
    assert told["reading.digits_lost"] == {"column": "电话", "count": 1, "rows": "2"}
    assert told["reading.long_number"] == {"column": "身份证号", "count": 1, "rows": "2"}
    assert [row["电话"] for row in rows(table)] == ["1.38E+10", 13800138000]


def test_line_breaks_tabs_and_leading_zeros_are_kept(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [["编号", "内容"], ["0012", "\u3000一\n二\t三"]])
    assert rows(read(path)) == [{"编号": "0012", "内容": "\u3000一\n二\t三"}]


def test_formulas_give_their_values(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["内容", "字数"])
    sheet.write_formula(1, 0, '="路灯"&"坏了"', None, "路灯坏了")
    sheet.write_formula(1, 1, "=LEN(A2)", None, 4)
    book.close()
    table = read(tmp_path / "a.xlsx")
    assert rows(table) == [{"内容": "路灯坏了", "字数": 4}] and not table.notes


def test_a_formula_without_a_value_is_told_and_never_called_empty(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["标题", "内容", "字数"],
        ["路灯", "=A2&A2", "=LEN(B2)"],
        ["水管", "漏水", "=LEN(B3)"],
        ["", None, 1],
    ):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    table = read(tmp_path / "a.xlsx")
    assert kinds(table) == [RowKind.REJECTED, RowKind.PETITION, RowKind.REJECTED]
    assert errors(table)[0] == text("reading.formula_without_value")
    assert errors(table)[2] == text("reading.no_text")
    told = {note.fields["column"]: note.fields["rows"] for note in table.notes}
    assert told == {"内容": "2", "字数": "2、3"}


def test_a_formula_whose_result_is_empty_text_counts_as_calculated(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["标题", "内容"])
    sheet.write(1, 0, "路灯坏了")
    sheet.write_formula(1, 1, '=""', None, "")
    book.close()
    change_part(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", b'<c r="B2">', b'<c r="B2" t="str">')
    assert kinds(read(tmp_path / "a.xlsx")) == [RowKind.PETITION]


def test_merged_cells_are_filled_down_but_not_the_text(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["日期", "标题", "内容"])
    sheet.merge_range(1, 0, 2, 0, "2023-04-05")
    sheet.write_row(1, 1, ["路灯", "坏了"])
    sheet.write_row(2, 1, ["水管", "漏水"])
    sheet.write_row(3, 0, ["2023-04-06"])
    sheet.merge_range(3, 2, 4, 2, "停了")
    sheet.write_row(4, 0, ["2023-04-07"])
    book.close()
    table = read(tmp_path / "a.xlsx")
    assert [row["日期"] for row in rows(table)] == ["2023-04-05"] * 2 + ["2023-04-06", "2023-04-07"]
    assert bodies(table) == ["坏了", "漏水", "停了"]
    assert errors(table)[3] == text("reading.merged_text", row=4)
    assert notes(table)["reading.filled_down"] == {"columns": "日期", "count": 1}


def test_a_picture_in_a_cell_is_told(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [["标题", "内容"], [None, '=DISPIMG("ID_1A2B",1)']])
    assert errors(read(path)) == [text("reading.picture")]


def test_a_wrong_dimension_is_not_believed(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [HEADINGS, *ROWS])
    change_part(path, "xl/worksheets/sheet1.xml", b'<dimension ref="A1:D4"/>', b'<dimension ref="A1"/>')
    assert bodies(read(path)) == list(TEXTS)


def test_blank_columns_and_double_headings_get_names(tmp_path: Path) -> None:
    path = write_sheet(
        tmp_path / "a.xlsx", [["电话", "内容", None, "电话", None], ["1", "路灯坏了", "x", "2", None], [], []]
    )
    assert read(path).schema.names == ["电话", "内容", "列C", "电话_2"]


def test_a_table_that_starts_far_from_the_corner_is_read(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(5, 3, HEADINGS)
    sheet.write_row(6, 3, ROWS[0])
    book.close()
    table = read(tmp_path / "a.xlsx")
    assert bodies(table) == [TEXTS[0]] and numbers(table) == [7]
    assert table.header_rows == (6, 6)


def test_a_sheet_without_text_column_is_told_with_its_columns(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [["甲", "乙"], ["1", "2"]])
    found = fault(path)
    assert found.key == "input.no_text_column" and "甲、乙" in str(found) and "--column" in str(found)
    assert bodies(read(path, columns={"body": "乙"})) == ["2"]
    assert fault(path, columns={"body": "丙"}).key == "input.no_such_column"


def test_header_rows_of_the_user_are_taken(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [["标题", "内容"], ["主题", "正文"], ["路灯", "坏了"]])
    table = read(path, header_rows=(2, 2))
    assert table.schema.names == ["主题", "正文"] and table.header_rows == (2, 2)


def test_reading_starts_at_any_row_and_the_position_ends_at_the_size(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.xlsx", [["内容"], *([f"内容{n}"] for n in range(30))])
    table = read(path, batch_rows=7)
    assert [row["内容"] for row in rows(table, start=20)] == [f"内容{n}" for n in range(20, 30)]
    assert table.position is not None and table.position() == table.size_bytes == path.stat().st_size
    assert rows(table, start=30) == []


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=st.lists(
        st.tuples(
            st.text(
                alphabet=st.characters(codec="utf-8", categories=("L", "Nd", "P")), min_size=1, max_size=20
            ),
            st.one_of(st.none(), st.integers(-(2**50), 2**50)),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_every_cell_comes_back(tmp_path: Path, name: str, table: list[tuple[str, int | None]]) -> None:
    writer: Any = write_sheet if name == "a.xlsx" else write_xls
    path = writer(
        tmp_path / name, [["标题", "内容", "数"], *(["题", words, number] for words, number in table)]
    )
    assert [(row["内容"], row["数"]) for row in rows(read(path, header_rows=(1, 1)))] == table


def test_no_file_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    private = tmp_path / "temporary"
    private.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    table = read(write_sheet(tmp_path / "a.xlsx", [HEADINGS, *ROWS]))
    bad = write_sheet(tmp_path / "b.xlsx", [["甲"], ["1"]])
    fault(bad)
    assert bodies(table) == list(TEXTS)
    del table
    assert list(private.iterdir()) == []


def test_dates_are_days(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["内容", "时间"])
    sheet.append(["路灯坏了", date(2023, 4, 5)])
    book.save(tmp_path / "a.xlsx")
    table = read(tmp_path / "a.xlsx")
    assert table.schema.field("时间").type == pa.timestamp("us")
