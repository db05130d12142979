from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt

from service.readers.file_kinds import FileKind, kind_of
from service.tables import ReadOptions
from tests.service.readers.support import HEADINGS, ROWS, TEXTS, bodies, fault, notes, read, write_sheet

CSV = "编号,标题,内容\nA1,路灯,坏了\n"


def write_xls(path: Path) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("台账")
    for row, cells in enumerate([HEADINGS, *ROWS]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.save(str(path))
    return path


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv", "a.txt", "a.et", "a.dat", "a"])
def test_a_workbook_is_read_under_any_name(tmp_path: Path, name: str) -> None:
    source = write_sheet(tmp_path / "source.xlsx", [HEADINGS, *ROWS])
    source.rename(tmp_path / name)
    table = read(tmp_path / name)
    assert bodies(table) == list(TEXTS)
    assert ("reading.really" in notes(table)) == (name not in ("a.xlsx", "a.dat", "a"))


@pytest.mark.parametrize("name", ["a.xls", "a.et", "a.xlsx", "a.csv"])
def test_an_old_workbook_is_read_under_any_name(tmp_path: Path, name: str) -> None:
    table = read(write_xls(tmp_path / "source.xls").rename(tmp_path / name))
    assert bodies(table) == list(TEXTS)


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.csv", "a.tsv", "a.dat"])
def test_delimited_text_is_read_under_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(CSV.replace(",", "\t"), encoding="gb18030")
    assert bodies(read(tmp_path / name)) == ["坏了"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json", "a.csv", "a.txt", "a"])
def test_json_lines_are_read_under_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(json.dumps({"body": "路灯坏了"}) + "\n", encoding="utf-8")
    assert bodies(read(tmp_path / name)) == ["路灯坏了"]


def test_parquet_is_read_under_any_name(tmp_path: Path) -> None:
    pq.write_table(pa.table({"body": ["路灯坏了"]}), tmp_path / "a.csv")
    assert bodies(read(tmp_path / "a.csv")) == ["路灯坏了"]


def test_a_text_file_with_a_table_in_it_is_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("编号\t标题\t内容\n1\t路灯\t坏了\n", encoding="utf-16")
    assert bodies(read(tmp_path / "a.txt")) == ["坏了"]


def test_a_petition_with_tabs_stays_a_petition(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("标题：路灯\t坏了\n内容\t如下", encoding="utf-8")
    assert kind_of(tmp_path / "a.txt", ReadOptions()) is FileKind.TEXT


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", "reading.kind.pdf"),
        (b"{\\rtf1\\ansi}", "reading.kind.rtf"),
        (b"\x89PNG\r\n\x1a\n", "reading.kind.image"),
        (b"\x1f\x8b\x08\0", "reading.kind.zip"),
        (b"MIME-Version: 1.0\nX-Document-Type: Workbook\n", "reading.kind.mhtml"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "reading.kind.xml_spreadsheet",
        ),
    ],
)
def test_other_kinds_are_called_by_their_name(tmp_path: Path, content: bytes, kind: str) -> None:
    from service.messages import text

    (tmp_path / "a.xls").write_bytes(content)
    found = fault(tmp_path / "a.xls")
    assert found.key == "input.other_kind" and found.fields["kind"] == text(kind)


def test_a_word_document_and_a_plain_archive_are_no_workbooks(tmp_path: Path) -> None:
    for part, kind in (("word/document.xml", FileKind.WORD), ("a.txt", FileKind.ZIP)):
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
            archive.writestr(part, "x")
        assert kind_of(tmp_path / "a.xlsx", ReadOptions()) is kind
        assert fault(tmp_path / "a.xlsx").key == "input.other_kind"


def test_a_locked_workbook_is_told(tmp_path: Path) -> None:
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    (tmp_path / "a.xlsx").write_bytes(magic + b"\0" * 1024 + "EncryptedPackage".encode("utf-16-le"))
    assert fault(tmp_path / "a.xlsx").key == "input.encrypted"


def test_empty_and_unknown_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"")
    assert fault(tmp_path / "a.xlsx").key == "input.empty"
    (tmp_path / "b.dat").write_bytes(bytes(range(1, 255)) * 10)
    assert fault(tmp_path / "b.dat").key == "input.unknown_kind"
