from __future__ import annotations

import csv
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.readers.delimited import read_delimited
from service.tables import ReadOptions, RowKind
from tests.service.readers.support import (
    HEADINGS,
    ROWS,
    TEXTS,
    bodies,
    errors,
    fault,
    kinds,
    notes,
    numbers,
    read,
    rows,
)


def write(
    path: Path, table: Sequence[Sequence[str]] = ROWS, encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([HEADINGS, *table])
    return path


def raw(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_encoding_and_delimiter_are_found(tmp_path: Path, delimiter: str, encoding: str, found: str) -> None:
    table = read(write(tmp_path / "a.csv", encoding=encoding, delimiter=delimiter))
    assert (table.encoding, table.delimiter) == (found, delimiter)
    assert bodies(table) == list(TEXTS)
    assert table.roles == {"id": "编号", "title": "标题", "body": "内容", "time": "时间"}
    assert (table.rows, table.header_rows, numbers(table)) == (3, (1, 1), [2, 3, 4])


def test_what_the_user_says_overrules(tmp_path: Path) -> None:
    path = raw(tmp_path / "a.csv", "标题;内容,甲\n路灯;坏了,乙\n")
    table = read(path, delimiter=";", columns={"body": "内容,甲"})
    assert bodies(table) == ["坏了,乙"]


def test_commas_in_an_only_column_do_not_split_it(tmp_path: Path) -> None:
    path = raw(tmp_path / "a.csv", "内容\n路灯坏了,夜里看不见,请处理\n水管坏了,漏水\n没有水,没有电\n")
    assert bodies(read(path)) == ["路灯坏了,夜里看不见,请处理", "水管坏了,漏水", "没有水,没有电"]


def test_digits_stay_as_they_are_written(tmp_path: Path) -> None:
    path = raw(tmp_path / "a.csv", "编号,内容,电话\n0012,路灯坏了,013800138000\n")
    assert rows(read(path))[0] == {"编号": "0012", "内容": "路灯坏了", "电话": "013800138000"}


def test_line_breaks_and_tabs_in_cells_are_kept(tmp_path: Path) -> None:
    table = read(write(tmp_path / "a.csv", [("1", "题", "一\n二\t三\r\n四", "")]))
    assert bodies(table) == ["一\n二\t三\r\n四"]


def test_a_title_above_the_header_is_kept_for_the_output(tmp_path: Path) -> None:
    table = read(raw(tmp_path / "a.csv", "来信台账,,\n\n编号,标题,内容\n1,路灯,坏了\n"))
    assert table.header_rows == (3, 3)
    assert table.look.rows_above[0][0] == "来信台账"
    assert numbers(table) == [4]


def test_rows_too_long_are_rejected_and_nothing_is_lost(tmp_path: Path) -> None:
    path = raw(tmp_path / "a.csv", "标题,内容\n路灯,坏了\n水管,坏了,漏水,两天\n电梯,停了\n噪音,很大,,\n")
    table = read(path, delimiter=",")
    assert kinds(table) == [RowKind.PETITION, RowKind.REJECTED, RowKind.PETITION, RowKind.PETITION]
    assert rows(table)[1] == {"标题": "水管", "内容": "坏了,漏水,两天"}
    assert numbers(table)[1] == 3 and errors(table)[1]


def test_rows_cut_by_a_bare_line_break_are_rejected_with_both_halves(tmp_path: Path) -> None:
    path = raw(
        tmp_path / "a.csv", "编号,标题,内容,电话\n1,路灯,坏了,1\n2,水管,漏水\n已经两天,2\n3,电梯,停了,3\n"
    )
    table = read(path)
    assert kinds(table) == [RowKind.PETITION, RowKind.REJECTED, RowKind.REJECTED, RowKind.PETITION]
    assert [list(row.values())[0] for row in rows(table)] == ["1", "2", "已经两天", "3"]


def test_blank_cells_left_out_at_the_end_are_no_fault(tmp_path: Path) -> None:
    table = read(raw(tmp_path / "a.csv", "编号,标题,内容,答复\n1,路灯,坏了,好\n2,水管,漏水\n3,电梯,停了\n"))
    assert kinds(table) == [RowKind.PETITION] * 3


def test_totals_and_repeated_headers_pass_through(tmp_path: Path) -> None:
    path = raw(
        tmp_path / "a.csv", "编号,标题,内容\n1,路灯,坏了\n编号,标题,内容\n2,水管,漏水\n合计,,\n制表人：张三\n"
    )
    table = read(path)
    passed, petition = RowKind.PASSED_THROUGH, RowKind.PETITION
    assert kinds(table) == [petition, passed, petition, passed, passed]


def test_a_row_without_text_is_rejected(tmp_path: Path) -> None:
    table = read(raw(tmp_path / "a.csv", "编号,标题,内容\n1,路灯,坏了\n2,,\n\n,,\n3,电梯,停了\n"))
    assert kinds(table) == [RowKind.PETITION, RowKind.REJECTED, RowKind.PETITION]
    assert numbers(table) == [2, 3, 6]


def test_bytes_of_another_encoding_cost_their_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    good = "标题,内容\n" + "路灯,坏了很久没有人修理\n" * 20
    path.write_bytes(good.encode() + "水管,漏水\n".encode("gb18030") + "电梯,停了\n".encode())
    table = read(path)
    assert table.encoding == "utf-8"
    assert kinds(table).count(RowKind.REJECTED) == 1
    assert errors(table)[20] and numbers(table)[20] == 22


def test_a_quote_that_never_closes_costs_its_row(tmp_path: Path) -> None:
    table = read(raw(tmp_path / "a.csv", '标题,内容\n路灯,坏了\n水管,"漏水\n电梯,停了\n噪音,大\n'))
    assert kinds(table) == [RowKind.PETITION, RowKind.REJECTED, RowKind.PETITION, RowKind.PETITION]


def test_lost_digits_are_told_with_their_rows(tmp_path: Path) -> None:
    path = raw(tmp_path / "a.csv", "标题,内容,电话\n路灯,坏了,13800138000\n水管,漏水,1.38E+10\n")
    table = read(path)
    assert notes(table)["reading.digits_lost"] == {"column": "电话", "count": 1, "rows": "3"}
    assert rows(table)[1]["电话"] == "1.38E+10"


def test_reading_starts_at_any_row(tmp_path: Path) -> None:
    table = read(write(tmp_path / "a.csv", [(str(n), "题", f"内容{n}", "") for n in range(50)]), batch_rows=7)
    assert [row["编号"] for row in rows(table, start=33)] == [str(n) for n in range(33, 50)]
    assert rows(table, start=50) == []


def test_the_position_ends_at_the_size(tmp_path: Path) -> None:
    table = read(write(tmp_path / "a.csv"))
    assert table.position is not None and table.position() == 0
    rows(table)
    assert table.position() == table.size_bytes == (tmp_path / "a.csv").stat().st_size


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("编号,标题,内容\n")
        for number in range(60_000):
            file.write(f"{number},路灯坏了,{'小区门口的路灯坏了。' * 20}\n")
    tracemalloc.start()
    table = read_delimited(path, ReadOptions())
    assert sum(batch.num_rows for batch in table.batches(0)) == 60_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < path.stat().st_size / 2


def test_an_empty_file_and_one_without_text_column_are_told(tmp_path: Path) -> None:
    assert fault(raw(tmp_path / "a.csv", "\n \n")).key == "input.empty"
    missing = fault(raw(tmp_path / "b.csv", "甲,乙\n1,2\n"))
    assert missing.key == "input.no_text_column" and "甲、乙" in str(missing)


@given(
    table=st.lists(
        st.tuples(
            *[st.text(alphabet=st.characters(codec="gb18030", categories=("L", "P", "Nd")), min_size=2)] * 4
        ),
        min_size=1,
        max_size=5,
    ),
    encoding=st.sampled_from(["utf-8", "gb18030", "utf-16"]),
)
def test_every_cell_comes_back(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, ...]], encoding: str
) -> None:
    path = write(tmp_path_factory.mktemp("csv") / "a.csv", table, encoding)
    read_back = read(path, encoding=encoding, delimiter=",", header_rows=(1, 1))
    assert [tuple(row.values()) for row in rows(read_back)] == table
