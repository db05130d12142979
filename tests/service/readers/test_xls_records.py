from __future__ import annotations

from pathlib import Path

import xlwt
from hypothesis import given
from hypothesis import strategies as st

from service.readers.ole import read_ole
from service.readers.xls_records import scan_xls


def write(path: Path, rows: int) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    for name in ("一", "二"):
        sheet = book.add_sheet(name)
        for row in range(rows):
            sheet.write(row, 0, f"{name}{row}")
        sheet.col(0).width = 256 * 30
    book.get_sheet(1).row(2).hidden = True
    book.get_sheet(1).col(3).hidden = True
    book.save(str(path))
    return path


def test_small_and_large_workbooks_give_the_facts_of_each_sheet(tmp_path: Path) -> None:
    for rows in (3, 5000):
        first, second = scan_xls(write(tmp_path / f"{rows}.xls", rows))
        assert (first.hidden_rows, first.hidden_columns) == (set(), set())
        assert (second.hidden_rows, second.hidden_columns) == ({3}, {4})
        assert first.column_widths[1] == 30


def test_a_stream_that_is_missing_is_empty(tmp_path: Path) -> None:
    file = read_ole(write(tmp_path / "a.xls", 3).read_bytes())
    assert file is not None and file.stream("EncryptedPackage") == b""


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + b"\x09\x00\x06\x00"
    for content in (data, magic + data):
        file = read_ole(content)
        assert file is None or isinstance(file.stream("Workbook"), bytes)


@given(st.data())
def test_a_damaged_workbook_ends_the_scan_and_nothing_else(
    tmp_path_factory: object, data: st.DataObject
) -> None:
    path = Path(str(tmp_path_factory.mktemp("xls"))) / "a.xls"  # type: ignore[attr-defined]
    content = bytearray(write(path, 30).read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=20)):
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    assert isinstance(scan_xls(path), list)
