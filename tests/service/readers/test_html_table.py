from __future__ import annotations

from pathlib import Path

import pytest

from service.errors import HuiyinError
from service.readers import html_table
from service.tables import ReadOptions
from tests.service.readers.support import bodies, fault, notes, read, rows

PAGE = """<html><head><meta charset="gb2312"><style>td{mso-number-format:"\\@"}</style></head><body>
<table><tr><td>导航</td></tr></table>
<table border=1>
<tr><th rowspan=2>编号</th><th colspan=2>诉求</th></tr>
<tr><th>标题</th><th>内容</th></tr>
<tr><td>0012</td><td>路灯</td><td>坏了，<br>夜里看不见&nbsp;&lt;急&gt;</td></tr>
<tr><td rowspan=2>0013<td>水管<td>漏水
<tr><td>电梯</td><td>停了</td></tr>
</table></body></html>"""


def test_a_page_named_xls_is_read_with_its_spans(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_text(PAGE, encoding="gb18030")
    table = read(path)
    assert table.schema.names == ["编号", "诉求_标题", "诉求_内容"]
    assert bodies(table) == ["坏了，\n夜里看不见 <急>", "漏水", "停了"]
    assert [row["编号"] for row in rows(table)] == ["0012", "0013", "0013"]
    assert table.encoding == "gb18030" and "reading.really" in notes(table)


def test_reading_starts_at_any_row(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text(PAGE, encoding="utf-8")
    assert [row["诉求_标题"] for row in rows(read(tmp_path / "a.xls"), start=2)] == ["电梯"]


def test_a_page_without_a_table_of_petitions_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text("<html><table></table></html>", encoding="utf-8")
    assert fault(tmp_path / "a.xls").key == "input.empty"
    (tmp_path / "b.xls").write_text("<table><tr><td>甲</td></tr></table>", encoding="utf-8")
    assert fault(tmp_path / "b.xls").key == "input.no_text_column"


def test_a_page_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_table, "MOST_BYTES", 100)
    (tmp_path / "a.xls").write_text(PAGE, encoding="utf-8")
    with pytest.raises(HuiyinError, match="HY-0321"):
        html_table.read_page(tmp_path / "a.xls", "a.xls", ReadOptions())


def test_absurd_spans_cost_nothing(tmp_path: Path) -> None:
    page = "<table><tr><td colspan=999999999>标题<td rowspan=99999>内容</tr><tr><td>路灯<td>坏了</tr></table>"
    (tmp_path / "a.xls").write_text(page, encoding="utf-8")
    fault_or_table = tmp_path / "a.xls"
    assert read(fault_or_table, columns={"body": "内容"}).rows is not None
