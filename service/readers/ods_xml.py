"""Hidden rows and columns of an OpenDocument spreadsheet, from its XML as it streams by."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator

from service.readers.sheet_xml import CHUNK_BYTES, LONGEST_ROW, MOST_COLUMNS, SheetFacts

MOST_HIDDEN_ROWS = 1 << 20
_TAG = re.compile(rb"<table:(table|table-column|table-row)(?=[\s>/])([^>]*)>")
_NAME = re.compile(rb'\btable:name="([^"]*)"')
_HIDDEN = re.compile(rb'\btable:visibility="(?:collapse|filter)"')
_REPEATED = re.compile(rb'\btable:number-(?:rows|columns)-repeated="(\d{1,7})"')


def scan_ods(archive: zipfile.ZipFile) -> dict[str, SheetFacts]:
    """The facts of each sheet by its name."""
    rows: dict[str, set[int]] = {}
    columns: dict[str, set[int]] = {}
    name, row, column = "", 0, 0
    for tag, attributes in _tags(archive):
        if tag == b"table":
            found = _NAME.search(attributes)
            name = html.unescape(found[1].decode("utf-8", "replace")) if found else ""
            rows[name], columns[name], row, column = set(), set(), 0, 0
            continue
        times = _REPEATED.search(attributes)
        count = int(times[1]) if times else 1
        hidden = _HIDDEN.search(attributes) is not None
        if tag == b"table-row":
            if hidden and name in rows and len(rows[name]) + count < MOST_HIDDEN_ROWS:
                rows[name].update(range(row + 1, row + count + 1))
            row += count
        else:
            if hidden and name in columns:
                columns[name].update(range(column + 1, min(column + count, MOST_COLUMNS) + 1))
            column += count
    return {name: SheetFacts(frozenset(rows[name]), frozenset(columns[name])) for name in rows}


def _tags(archive: zipfile.ZipFile) -> Iterator[tuple[bytes, bytes]]:
    held = b""
    with archive.open("content.xml") as file:
        while chunk := file.read(CHUNK_BYTES):
            held += chunk
            end = held.rfind(b">") + 1
            for match in _TAG.finditer(held, 0, end):
                yield match[1], match[2]
            held = held[end:]
            if len(held) > LONGEST_ROW:
                return
