from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.readers.row_kinds import RowJudge, is_blank
from service.tables import RowKind

# 序号, 标题, 内容, 件数
JUDGE = RowJudge(
    (1, 2), header_rows=(("序号", "标题", "内容", "件数"),), rows_above=(("来信台账", "", "", ""),)
)
ONE_COLUMN = RowJudge((0,), header_rows=(("内容",),))


@pytest.mark.parametrize(
    "row",
    [
        ["合计", None, None, 12],
        ["合 计：", None, None, 12],
        [None, "合计", None, 12],
        ["小计", None, None, None],
        ["共 12 件", None, None, None],
        ["制表人：张三　　审核人：李四", None, None, None],
        ["填表时间：2023年4月5日", None, None, None],
        ["审核：", None, None, "张三"],
        ["备注：本表不含电话来访", None, None, None],
        [None, None, "制表人：张三", None],
        ["序号", "标题", "内容", "件数"],
        ["序号", "标 题", "内\n容", "件数"],
        ["来信台账", None, None, None],
    ],
)
def test_furniture_of_a_sheet_is_passed_through(row: list[object]) -> None:
    assert JUDGE.judge(row) == (RowKind.PASSED_THROUGH, None)


@pytest.mark.parametrize(
    "row",
    [
        [1, "合计金额算错了", "超市小票合计多收了十元。", 1],
        ["合计", "路灯坏了", "小区门口的路灯坏了。", 1],
        [1, None, "合计：本小区三百户都没有热水，请处理。", 1],
        ["制表人：张三", "乱收费", None, 1],
        [1, "标题", None, 1],
        [1, None, "经办人：不给办事", None],
    ],
)
def test_such_a_word_within_a_petition_changes_nothing(row: list[object]) -> None:
    assert JUDGE.judge(row) == (RowKind.PETITION, None)


def test_a_table_of_one_column_keeps_what_may_be_a_petition() -> None:
    assert ONE_COLUMN.judge(["经办人：不给办事"])[0] is RowKind.PETITION
    assert ONE_COLUMN.judge(["制表人：张三"])[0] is RowKind.PETITION
    assert ONE_COLUMN.judge(["内容"])[0] is RowKind.PASSED_THROUGH
    assert ONE_COLUMN.judge(["合计"])[0] is RowKind.PASSED_THROUGH


@pytest.mark.parametrize("blank", [None, "", " \t\n", "\u3000\u200b\ufeff"])
def test_a_row_without_text_is_rejected_with_a_reason(blank: str | None) -> None:
    kind, error = JUDGE.judge([1, blank, blank, 3])
    assert kind is RowKind.REJECTED and error


def test_a_picture_in_a_cell_goes_to_a_person_and_is_not_called_empty() -> None:
    _, empty = JUDGE.judge([1, None, None, 1])
    kind, picture = JUDGE.judge([1, None, '=DISPIMG("ID_1A2B",1)', 1])
    assert kind is RowKind.REJECTED and picture and picture != empty


def test_a_table_of_a_program_has_no_totals() -> None:
    judge = RowJudge((1,), from_office=False)
    assert judge.judge(["合计", None])[0] is RowKind.REJECTED


@given(st.lists(st.one_of(st.none(), st.text(max_size=20), st.integers()), min_size=4, max_size=4))
def test_a_row_with_text_of_some_length_is_always_a_petition(row: list[object]) -> None:
    row[2] = "小区门口的路灯坏了三个月，一直没有人来修，请有关部门处理。"
    assert JUDGE.judge(row)[0] is RowKind.PETITION


def test_blank_means_nothing_to_see() -> None:
    assert is_blank("\u200b ") and not is_blank("。") and not is_blank(0)
