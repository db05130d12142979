"""Facts of a sheet that calamine does not give, taken from its XML as it streams by.

Hidden rows and columns, column widths, formulas without a stored value, and the last row and column with
contents. The scan looks for a few tags in the bytes; it builds no tree, so a hostile sheet costs no memory.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from service.readers.header import column_letters

CHUNK_BYTES = 1 << 20
LONGEST_ROW = 64 << 20  # bytes of XML; what follows in the same row is not looked at
MOST_WORKBOOK_BYTES = 16 << 20
MOST_COLUMNS = 16384
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s>/])")
_ROW_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
_FORMULA_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')


@dataclass(frozen=True)
class SheetFacts:
    """What the scan found; rows and columns are 1-based except ``formulas``' columns (0-based)."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    column_widths: Mapping[int, float] = field(default_factory=dict)
    formulas: Mapping[int, frozenset[int]] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0
    last_cell: str = ""


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of each sheet and the part of the archive with its XML; empty where they can't be told."""
    try:
        book = _tree(archive, "xl/workbook.xml")
        links = _tree(archive, "xl/_rels/workbook.xml.rels")
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile):
        return {}
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts = {}
    for sheet in book.iter():
        if _local(sheet.tag) == "sheet":
            ids = [value for name, value in sheet.attrib.items() if _local(name) == "id"]
            target = targets.get(ids[0] if ids else None, "")
            parts[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    names = set(archive.namelist())
    return {name: part for name, part in parts.items() if part in names}


def scan_sheet(archive: zipfile.ZipFile, part: str) -> SheetFacts:
    """The facts of one sheet."""
    hidden_rows: set[int] = set()
    formulas: dict[int, frozenset[int]] = {}
    last_row = last_column = row_number = 0
    last_cell = ""
    pieces = _pieces(archive, part)
    hidden_columns, widths = _columns(next(pieces, b""))
    for piece in pieces:
        start = piece[: piece.find(b">")]
        number = _ROW_NUMBER.search(start)
        row_number = int(number[1]) if number else row_number + 1
        if b"hidden" in start and _HIDDEN.search(start):
            hidden_rows.add(row_number)
        if b"<f" in piece or b":f" in piece:
            columns = frozenset(_formulas_without_value(piece))
            if columns:
                formulas[row_number] = columns
        column = _last_content(piece)
        if column:
            last_row = row_number
            if column >= last_column:
                last_column, last_cell = column, f"{column_letters(column - 1)}{row_number}"
    if last_column < 256:  # the far cell is far down, not far right
        last_cell = f"{column_letters(max(last_column, 1) - 1)}{last_row}"
    return SheetFacts(
        frozenset(hidden_rows), frozenset(hidden_columns), widths, formulas, last_row, last_column, last_cell
    )


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """What stands before the first row, then each row from behind its ``<row`` on."""
    held = b""
    with archive.open(part) as file:
        while chunk := file.read(CHUNK_BYTES):
            held += chunk
            *complete, held = _ROW.split(held)
            yield from complete
            if len(held) > LONGEST_ROW:
                return
    yield held


def _columns(head: bytes) -> tuple[set[int], dict[int, float]]:
    hidden: set[int] = set()
    widths: dict[int, float] = {}
    for match in _COLUMN.finditer(head):
        values = dict(_ATTRIBUTE.findall(match[0]))
        first, last = _whole(values.get(b"min")), min(_whole(values.get(b"max")), MOST_COLUMNS)
        places = range(max(first, 1), last + 1)
        if _HIDDEN.search(match[0]):
            hidden.update(places)
        width = values.get(b"width", b"").decode("ascii", "ignore")
        if re.fullmatch(r"\d{1,4}(\.\d{1,20})?", width):
            widths.update((place, float(width)) for place in places)
    return hidden, widths


def _formulas_without_value(row: bytes) -> Iterator[int]:
    for match in _FORMULA_CELL.finditer(row):
        attributes, value = match.groups()
        if value is not None and b't="str"' in attributes:
            continue  # calculated, and the result is an empty text
        place = re.search(rb'\br="([A-Z]{1,3})', attributes)
        if place:
            yield _column_number(place[1]) - 1


def _last_content(row: bytes) -> int:
    """The last column (1-based) of the row that has a value; 0 if none or if cells have no references."""
    ends = [row.rfind(tag) for tag in (b"<v>", b"<is>", b"<v ", b":v>", b":is>")]
    end = max(ends)
    if end < 0:
        return 0
    start = max(row.rfind(b"<c ", 0, end), row.rfind(b":c ", 0, end) - 8, 0)
    letters = [match[1] for match in _CELL.finditer(row, start, end)]
    return _column_number(letters[-1]) if letters else 0


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _whole(digits: bytes | None) -> int:
    return int(digits) if digits and digits.isdigit() and len(digits) < 8 else 0


def _tree(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    with archive.open(part) as file:
        return ElementTree.fromstring(file.read(MOST_WORKBOOK_BYTES))


def _local(name: str) -> str:
    return name.rpartition("}")[2]
