from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from service.readers import csv_records
from service.readers.csv_records import Record, read_records

CELLS = st.text(alphabet=st.sampled_from("甲乙,\"'\n\t 1a"), max_size=8)


def records(text: str, delimiter: str = ",") -> list[Record]:
    return list(read_records(iter(text.splitlines(keepends=True)), delimiter))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=8))
def test_what_the_csv_module_writes_comes_back(rows: list[list[str]]) -> None:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    found = list(read_records(iter(io.StringIO(file.getvalue(), newline="\n")), ","))
    assert [record.cells for record in found] == rows
    assert [record.number for record in found] == list(range(1, len(rows) + 1))


def test_a_quote_that_never_closes_costs_one_row() -> None:
    found = records('1,a\n2,"b\n3,c\n4,d\n')
    assert [record.cells for record in found] == [["1", "a"], ['2,"b'], ["3", "c"], ["4", "d"]]
    assert [record.error is not None for record in found] == [False, True, False, False]


def test_a_quote_that_stays_open_too_long_costs_one_row(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(csv_records, "MOST_LINES", 3)
    found = records('1,"a\n2,b\n3,c\n4,d\n5,"e\nf"\n')
    assert [record.cells for record in found][:4] == [['1,"a'], ["2", "b"], ["3", "c"], ["4", "d"]]
    assert found[4].cells == ["5", "e\nf"]


def test_quotes_within_a_cell_are_ordinary_characters() -> None:
    assert records('1,他说"你好"再见\n')[0].cells == ["1", '他说"你好"再见']


def test_a_line_too_long_costs_one_row_even_within_quotes() -> None:
    found = list(read_records(iter(["1,a\n", None, '2,"b\n', None, "3,c\n"]), ","))
    assert [record.cells for record in found] == [["1", "a"], [], ['2,"b'], [], ["3", "c"]]
    assert sum(record.error is not None for record in found) == 3


def test_a_stray_return_within_a_cell_is_kept() -> None:
    assert records("1,a\n")[0].cells == ["1", "a"]
    found = list(read_records(iter(["1,a\rb,c\r\n", "2,d,e\r\n"]), ","))
    assert [record.cells for record in found] == [["1", "a\rb", "c"], ["2", "d", "e"]]


def test_nul_bytes_are_dropped() -> None:
    assert records("1,a\0b\n")[0].cells == ["1", "ab"]


def test_blank_lines_count_as_rows() -> None:
    assert [record.number for record in records("a,b\n\n1,2\n") if record.cells] == [1, 3]


@given(st.lists(st.text(alphabet=st.sampled_from('a,"\n\r\0 甲'), max_size=12), max_size=10))
def test_any_text_ends_and_loses_no_letter(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = list(read_records(iter(io.StringIO(text, newline="\n")), ","))
    kept = "".join(cell for record in found for cell in record.cells)
    assert kept.count("甲") == text.count("甲") and kept.count("a") == text.count("a")
