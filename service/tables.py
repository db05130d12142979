"""What passes between readers, tagging and writers: tables of petitions as Arrow batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

import pyarrow as pa


class RowKind(IntEnum):
    """What a row of an input table is."""

    PETITION = 0
    PASSED_THROUGH = 1  # 合计, a repeated header, a note: kept as it is, not a petition
    REJECTED = 2  # unreadable or without text: kept, with its error


# A spreadsheet column whose cells have several types keeps each cell's own: exactly one field is set,
# or none for an empty cell. Uniform columns use plain Arrow types.
MIXED_CELL = pa.struct(
    [
        ("text", pa.string()),
        ("number", pa.float64()),
        ("time", pa.timestamp("us")),
        ("flag", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class RowBatch:
    """Rows of one table: the input's own columns, and what the reader knows of each row.

    ``row_number``: int64, the row as a person counts it (Excel row, line of the file), 1-based.
    ``kind``: int8, a ``RowKind``. ``error``: string, null where there is none.
    """

    columns: pa.RecordBatch
    row_number: pa.Int64Array
    kind: pa.Int8Array
    error: pa.StringArray

    @property
    def num_rows(self) -> int:
        """Number of rows."""
        return int(self.columns.num_rows)


@dataclass(frozen=True)
class Note:
    """Something to tell a person about a table: a message key and the fields of its sentence."""

    key: str
    fields: Mapping[str, object] = field(default_factory=dict)
    needs_person: bool = False


@dataclass(frozen=True)
class SheetLook:
    """How an office's sheet looked, so that the output can look the same (1-based, as Excel counts)."""

    rows_above: tuple[tuple[object, ...], ...] = ()
    header_cells: tuple[tuple[str, ...], ...] = ()
    column_widths: Mapping[int, float] = field(default_factory=dict)
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Table:
    """One sheet or file of petitions, its recognised shape, and a way to stream its rows.

    ``roles`` maps a role of ``data/columns.yaml`` (body, title, id, time …) to the column's name in
    ``schema``. ``batches(n)`` streams the rows from the n-th on (0-based, counted in rows of the table).
    """

    path: Path | None
    sheet: str | None
    schema: pa.Schema
    roles: Mapping[str, str]
    batches: Callable[[int], Iterator[RowBatch]]
    header_rows: tuple[int, int] | None = None
    encoding: str | None = None
    delimiter: str | None = None
    rows: int | None = None
    size_bytes: int | None = None
    position: Callable[[], int] | None = None
    look: SheetLook = SheetLook()
    notes: tuple[Note, ...] = ()

    @property
    def name(self) -> str:
        """File and sheet as a person calls them."""
        file = self.path.name if self.path else "-"
        return f"{file}[{self.sheet}]" if self.sheet else file


@dataclass(frozen=True)
class ReadOptions:
    """What the user said about the input; everything else is recognised.

    ``columns`` maps roles to column names (``--column body=诉求内容``). ``header_rows`` is 1-based.
    """

    sheet: str | None = None
    header_rows: tuple[int, int] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    delimiter: str | None = None
    batch_rows: int = 2048
    sheet_memory_mb: int = 3072  # address space that reading one workbook may take
    sheet_seconds: float = 120
