"""What a writer is told before the first row, what it is given, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from service.tables import RowKind, Table

EXCEL_ROWS = 1_048_576
ERROR_COLUMN = "error"


@dataclass(frozen=True)
class TaggedBatch:
    """Tagged rows of one table, ready to be written.

    ``rows``: the input's columns, then the tagger's, then ``error``, by position (names may repeat).
    ``row_number`` (int64) and ``kind`` (int8) as in ``RowBatch``; ``table`` is the table's index.
    """

    table: int
    rows: pa.RecordBatch
    row_number: pa.Int64Array
    kind: pa.Int8Array


@dataclass(frozen=True)
class OutputPlan:
    """Everything about the output that is known before its rows.

    ``added``: the tagger's columns and ``error``. ``chinese``: headings and yes/no in Chinese where a
    person reads them (spreadsheet, CSV). ``sheet_rows``: rows a sheet can hold, header included.
    ``writes_added``: whether the added columns are written, not only kept with the parts.
    """

    tables: tuple[Table, ...]
    added: pa.Schema
    chinese: bool = False
    sheet_rows: int = EXCEL_ROWS
    writes_added: bool = True

    def as_written(self) -> OutputPlan:
        """What a writer is told: without the added columns where they are not to be written."""
        return self if self.writes_added else replace(self, added=pa.schema([]), writes_added=True)

    def batch_as_written(self, batch: TaggedBatch) -> TaggedBatch:
        """What a writer is given."""
        if self.writes_added:
            return batch
        theirs = list(range(len(self.tables[batch.table].schema)))
        return replace(batch, rows=batch.rows.select(theirs))


@dataclass(frozen=True)
class WriteCounts:
    """What a file format could not hold: cells cut at its limit, cells with characters replaced."""

    cut_cells: int = 0
    replaced_cells: int = 0
    further_sheets: int = 0


class Writer(Protocol):
    """Writes tagged rows, table after table, to a binary file that it does not close."""

    def write(self, batch: TaggedBatch) -> None:
        """Append rows. Raises OSError when the file cannot take them."""

    def close(self) -> WriteCounts:
        """Write what is still held back and complete the file. Raises OSError."""

    def abandon(self) -> None:
        """Free what is held without completing the file; never raises."""


def of_kind(kinds: pa.Int8Array, kind: RowKind) -> pa.BooleanArray:
    """Which rows are of a kind."""
    return pc.equal(kinds, pa.scalar(int(kind), pa.int8()))
