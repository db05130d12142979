"""Reading a file in one call, and the petitions that the tests' files hold."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from service.cell_values import cell_values
from service.errors import HuiyinError
from service.readers import open_tables
from service.tables import ReadOptions, RowKind, Table

HEADINGS = ("编号", "标题", "内容", "时间")
TEXTS = ("小区门口的路灯坏了，夜里看不见路。", "工地夜间施工，噪音很大。", "自来水浑浊，请派人检查。")
ROWS: tuple[tuple[Any, ...], ...] = tuple(
    (f"A{number:03d}", f"反映问题{number}", words, f"2023-04-0{number} 09:30:00")
    for number, words in enumerate(TEXTS, 1)
)


def read(path: Path, **options: Any) -> Table:
    """The only table of a file."""
    (table,) = open_tables([path], ReadOptions(**options))
    return table


def fault(path: Path, **options: Any) -> HuiyinError:
    """The fault that reading a file ends with."""
    with pytest.raises(HuiyinError) as caught:
        open_tables([path], ReadOptions(**options))
    assert caught.value.sentence("zh") and caught.value.sentence("en")
    return caught.value


def rows(table: Table, start: int = 0) -> list[dict[str, Any]]:
    """All rows as dictionaries."""
    found = []
    for batch in table.batches(start):
        columns = [cell_values(column) for column in batch.columns.columns]
        found += [dict(zip(table.schema.names, values, strict=True)) for values in zip(*columns, strict=True)]
    return found


def bodies(table: Table) -> list[str | None]:
    """The texts of the rows that are petitions."""
    return [
        row[table.roles["body"]]
        for row, kind in zip(rows(table), kinds(table), strict=True)
        if kind is RowKind.PETITION
    ]


def kinds(table: Table) -> list[RowKind]:
    """The kind of each row."""
    return [RowKind(kind or 0) for batch in table.batches(0) for kind in batch.kind.to_pylist()]


def numbers(table: Table) -> list[int]:
    """The number of each row."""
    return [number or 0 for batch in table.batches(0) for number in batch.row_number.to_pylist()]


def errors(table: Table) -> list[str | None]:
    """The error of each row."""
    return [error for batch in table.batches(0) for error in batch.error.to_pylist()]


def notes(table: Table) -> dict[str, Mapping[str, object]]:
    """The table's notes by their keys."""
    return {note.key: note.fields for note in table.notes}


def write_sheet(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """A plain workbook with these rows, written by XlsxWriter."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False})
    sheet = book.add_worksheet("台账")
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.write(row, column, cell)
    book.close()
    return path


def change_part(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """Replace bytes in one part of a zipped workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path
