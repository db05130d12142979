from __future__ import annotations

import pytest

from service.writers.sheet_head import SheetHead


@pytest.mark.parametrize(
    ("upper", "lower", "groups"),
    [
        ("编号 来电人 - 日期 诉求 -", "- 号码 电话 - 标题 内容", [(1, 2), (4, 5)]),
        ("编号 日期 -", "- - -", []),
        ("编号 - -", "- 标题 内容", []),
        ("- - 诉求 - -", "编号 日期 标题 内容 附件", [(2, 4)]),
        ("- -", "编号 内容", []),
        ("甲 乙", "一 二", []),
    ],
)
def test_a_heading_over_several_columns_spans_those_that_have_their_own_heading_below(
    upper: str, lower: str, groups: list[tuple[int, int]]
) -> None:
    rows = tuple(tuple(cell.replace("-", "") for cell in row.split()) for row in (upper, lower))
    ours = ("", ""), ("领域", "错误")
    head = SheetHead(tuple((*row, *own) for row, own in zip(rows, ours, strict=True)), len(rows[0]))
    assert list(head.merged(0)) == [*groups, (len(rows[0]), len(rows[0]) + 1)]
    assert list(head.merged(1)) == []
