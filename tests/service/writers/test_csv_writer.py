from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from service.tables import RowKind, Table
from service.tagging import TagJob, run
from tests.service.support import FakeTagger, existing, make_table, mixed


def write(tmp_path: Path, *tables: Table) -> list[list[str]]:
    output = tmp_path / "out.csv"
    run(TagJob(tables, output, overwrite=True), FakeTagger())
    with output.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_csv_file_starts_with_a_bom_and_ends_its_lines_as_rfc_4180_says(tmp_path: Path) -> None:
    write(tmp_path, make_table({"内容": ['第一行\n第二行，"引号"']}))
    content = (tmp_path / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf\xe5")
    assert content.endswith(b"\r\n")
    assert content.count(b"\r\n") == 2
    assert '"第一行\n第二行，""引号"""'.encode() in content


def test_a_chinese_table_gets_chinese_headings_and_yes_or_nothing(tmp_path: Path) -> None:
    rows = write(tmp_path, make_table({"编号": [1, 2], "内容": ["三个字", "四个字了"]}))
    assert rows == [
        ["编号", "内容", "一级领域", "领域置信度", "其他可能", "需人工复核", "判断依据", "错误"],
        ["1", "三个字", "交通运输", "0.8765", "环境保护 0.12；其他 0.03", "是", "“三个”", ""],
        ["2", "四个字了", "环境保护", "0.8765", "环境保护 0.12；其他 0.03", "", "“四个”", ""],
    ]


def test_an_english_table_gets_keys_and_true_or_false(tmp_path: Path) -> None:
    rows = write(tmp_path, make_table({"id": [1], "text": ["abc"]}, roles={"body": "text"}))
    assert rows[0] == ["id", "text", *FakeTagger().schema.names, "error"]
    assert rows[1][5] == "true"


def test_every_dangerous_cell_is_quoted_in_their_columns_ours_and_headings(tmp_path: Path) -> None:
    starts = [f"{start}1+1" for start in "=+-@\t\r\n＝＋－＠"]
    table = make_table(
        {"=编号": starts, "内容": starts, "混合": mixed([*starts[:-2], -5, None])},
        kinds=[RowKind.REJECTED] + [RowKind.PETITION] * (len(starts) - 1),
        errors=["=1+1"] + [None] * (len(starts) - 1),
    )
    rows = write(tmp_path, table)
    assert rows[0][0] == "'=编号"
    for row, start in zip(rows[1:], starts, strict=True):
        assert row[:2] == [f"'{start}", f"'{start}"]
    assert rows[1][-1] == "'=1+1"
    assert [row[2] for row in rows[-2:]] == ["-5", ""], "a number is not a text"


def test_numbers_and_dates_are_written_whole(tmp_path: Path) -> None:
    table = make_table(
        {
            "身份证号": [110101199003071234],
            "差额": [-5],
            "日期": [datetime(2023, 4, 5)],
            "时间": [datetime(2023, 4, 5, 9, 30)],
            "内容": ["x"],
        }
    )
    row = write(tmp_path, table)[1]
    assert row[:4] == ["110101199003071234", "-5", "2023-04-05", "2023-04-05 09:30:00"]


def test_several_tables_become_the_union_of_their_columns_with_the_source_in_front(tmp_path: Path) -> None:
    rows = write(
        tmp_path,
        make_table({"编号": [1], "内容": ["甲"]}, path=existing(tmp_path / "一.xlsx"), sheet="一月"),
        make_table({"内容": ["乙"], "编号": ["A2"], "电话": ["110"]}, path=existing(tmp_path / "二.csv")),
    )
    assert [row[:6] for row in rows] == [
        ["来源文件", "来源工作表", "编号", "内容", "电话", "一级领域"],
        ["一.xlsx", "一月", "1", "甲", "", "交通运输"],
        ["二.csv", "", "A2", "乙", "110", "交通运输"],
    ]


def test_a_table_that_was_tagged_before_can_be_tagged_again(tmp_path: Path) -> None:
    table = make_table(
        {"来源文件": ["x"], "内容": ["甲"], "一级领域": ["旧"], "错误": [""], "一级领域_2": ["更旧"]}
    )
    rows = write(tmp_path, table, table)
    assert rows[0][:2] == ["来源文件_2", "来源工作表"]
    assert rows[0][2:8] == ["来源文件", "内容", "一级领域", "错误", "一级领域_2", "一级领域_3"]
    assert rows[0][-1] == "错误_2"
    assert rows[1][4] == "旧"


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_any_text_comes_back_from_a_csv_file(tmp_path_factory: object, texts: list[str]) -> None:
    folder = Path(tmp_path_factory.mktemp("any"))  # type: ignore[attr-defined]
    rows = write(folder, make_table({"内容": texts}))
    read_back = [row[0] for row in rows[1:]]
    assert [text.removeprefix("'") for text in read_back] == [text.removeprefix("'") for text in texts]
