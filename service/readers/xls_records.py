"""Hidden rows and columns and column widths of an old workbook (.xls), from its BIFF records (MS-XLS)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from service.readers.ole import read_ole
from service.readers.sheet_xml import SheetFacts

BOUNDSHEET, COLINFO, ROW, END = 0x85, 0x7D, 0x208, 0x0A
HIDDEN_ROW = 0x20
WIDTH_UNIT = 256  # of a character
MOST_COLUMNS = 256


def scan_xls(path: Path) -> list[SheetFacts]:
    """The facts of each sheet in the workbook's order; none if the file is damaged."""
    file = read_ole(path.read_bytes())
    book = file.stream("Workbook", "Book") if file else b""
    starts = []
    for kind, content in _records(book, 0):
        if kind == BOUNDSHEET and len(content) >= 4:
            starts.append(struct.unpack_from("<I", content)[0])
    return [_facts(book, start) for start in starts]


def _facts(book: bytes, start: int) -> SheetFacts:
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    widths: dict[int, float] = {}
    for kind, content in _records(book, start):
        if kind == ROW and len(content) >= 16:
            row, flags = struct.unpack_from("<H10xH", content)
            if flags & HIDDEN_ROW:
                hidden_rows.add(row + 1)
        elif kind == COLINFO and len(content) >= 10:
            first, last, width, _, flags = struct.unpack_from("<5H", content)
            columns = range(first + 1, min(last, MOST_COLUMNS - 1) + 2)
            widths.update((column, width / WIDTH_UNIT) for column in columns)
            if flags & 1:
                hidden_columns.update(columns)
    return SheetFacts(frozenset(hidden_rows), frozenset(hidden_columns), widths)


def _records(book: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records from ``place`` to the end of their part: kind and content."""
    while place + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, place)
        yield kind, book[place + 4 : place + 4 + length]
        if kind == END:
            return
        place += 4 + length
