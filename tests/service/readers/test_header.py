from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import HuiyinError
from service.readers.header import Merge, column_letters, recognise, unique_names
from service.tables import ReadOptions

OPTIONS = ReadOptions()
DATA = [["A1", "路灯坏了", "小区门口的路灯坏了，夜里看不见路。", 45021]]


@pytest.mark.parametrize("above", range(7))
@pytest.mark.parametrize("merged", [True, False])
def test_rows_above_the_header_do_not_matter(above: int, merged: bool) -> None:
    junk: list[list[object]] = [
        ["群众来信台账"],
        ["单位：件", None, None, "2023年4月"],
        [],
        ["说明：本表每周更新"],
    ]
    rows = [junk[place % len(junk)] for place in range(above)] + [["编号", "标题", "内容", "时间"], *DATA]
    merges = [Merge(row, 0, row, 3) for row in range(above)] if merged else []
    header = recognise(rows, "x", OPTIONS, merges)
    assert (header.first, header.last) == (above, above)
    assert header.names == ("编号", "标题", "内容", "时间")
    assert header.roles == {"id": 0, "title": 1, "body": 2, "time": 3}


def test_two_rows_joined_through_merged_ranges() -> None:
    rows = [
        ["编号", "诉求", None, "联系人", None, "负责人", None],
        [None, "标题", "内容", "姓名", "电话", "姓名", "电话"],
        ["A1", "路灯", "坏了", "张三", "1", "李四", "2"],
    ]
    merges = [Merge(0, 0, 1, 0), Merge(0, 1, 0, 2), Merge(0, 3, 0, 4), Merge(0, 5, 0, 6)]
    header = recognise(rows, "x", OPTIONS, merges)
    assert (header.first, header.last) == (0, 1)
    assert header.names == (
        "编号",
        "诉求_标题",
        "诉求_内容",
        "联系人_姓名",
        "联系人_电话",
        "负责人_姓名",
        "负责人_电话",
    )
    assert (header.roles["title"], header.roles["body"], header.roles["phone"]) == (1, 2, 4)
    assert header.cells[1] == ("", "标题", "内容", "姓名", "电话", "姓名", "电话")


def test_two_rows_without_merged_ranges_as_a_csv_has_them() -> None:
    rows = [["编号", "诉求", "", "备注"], ["", "标题", "内容", ""], ["A1", "路灯", "坏了", "无"]]
    header = recognise(rows, "x", OPTIONS)
    assert header.names == ("编号", "诉求_标题", "诉求_内容", "备注")


def test_three_rows() -> None:
    rows = [["基本", None, None], ["编号", "诉求", None], [None, "标题", "内容"], ["A1", "路灯", "坏了"]]
    merges = [Merge(0, 0, 0, 2), Merge(1, 0, 2, 0), Merge(1, 1, 1, 2)]
    header = recognise(rows, "x", OPTIONS, merges)
    assert header.roles == {"id": 0, "title": 1, "body": 2}


def test_a_first_row_of_data_is_no_header() -> None:
    with pytest.raises(HuiyinError) as caught:
        recognise(DATA, "a.csv", OPTIONS)
    assert caught.value.key == "input.no_text_column"


def test_an_unknown_header_is_told_with_the_columns_and_the_option() -> None:
    with pytest.raises(HuiyinError) as caught:
        recognise([["甲", "乙", "丙"], ["1", "2", "3"]], "a.csv", OPTIONS)
    assert "甲、乙、丙" in str(caught.value)
    assert "--column body=" in str(caught.value)


def test_a_column_named_by_the_user_finds_the_header() -> None:
    rows = [["台账"], ["甲", "乙"], ["1", "路灯坏了"]]
    header = recognise(rows, "x", ReadOptions(columns={"body": "乙"}))
    assert (header.first, header.roles["body"]) == (1, 1)


def test_header_rows_of_the_user_are_taken() -> None:
    rows = [["标题", "内容"], ["主题", "正文"], ["a", "b"]]
    header = recognise(rows, "x", ReadOptions(header_rows=(2, 2)))
    assert header.names == ("主题", "正文")


@pytest.mark.parametrize("wanted", [(0, 1), (2, 1), (1, 9)])
def test_header_rows_that_do_not_exist_are_refused(wanted: tuple[int, int]) -> None:
    with pytest.raises(HuiyinError) as caught:
        recognise([["标题"]], "x", ReadOptions(header_rows=wanted))
    assert caught.value.key == "input.no_such_rows"


def test_headings_with_line_breaks_are_read_on_one_line() -> None:
    header = recognise([["诉求\n内容", "编 号", "case_x000D_\n id"], *DATA], "x", OPTIONS)
    assert header.names[:3] == ("诉求内容", "编号", "case id")


def test_empty_and_double_headings_get_names_of_their_own() -> None:
    assert unique_names(["电话", "", "电话", "电话_2", ""]) == ("电话", "列B", "电话_3", "电话_2", "列E")


@given(st.lists(st.sampled_from(["", "a", "a_2", "列A", "列B", "b"]), max_size=12))
def test_names_are_unique_and_unchanged_where_they_can_be(headings: list[str]) -> None:
    names = unique_names(headings)
    assert len(set(names)) == len(headings)
    assert set(filter(None, headings)) <= set(names)


def test_columns_are_called_as_in_a_spreadsheet() -> None:
    assert [column_letters(column) for column in (0, 25, 26, 701, 702, 16383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
