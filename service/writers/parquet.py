"""Parquet: columns by their English keys with their types, in row groups that do not depend on batches."""

from __future__ import annotations

import contextlib
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from service.cell_values import as_text
from service.tables import MIXED_CELL
from service.writers.flat import FlatColumn, flat_layout
from service.writers.headings import free_names
from service.writers.layout import OutputPlan, TaggedBatch, WriteCounts

ROW_GROUP_ROWS = 16_384


class ParquetWriter:
    """Writes one Parquet table to a binary file (see ``Writer``).

    A spreadsheet column of several types becomes text: other programs know no such column.
    """

    def __init__(self, file: IO[bytes], plan: OutputPlan) -> None:
        self._layout = flat_layout(plan, chinese=False)
        columns = self._layout.columns
        names = free_names([column.name for column in columns], ())
        self._schema = pa.schema(
            [(name, _written_type(column)) for name, column in zip(names, columns, strict=True)]
        )
        self._file = pq.ParquetWriter(file, self._schema, compression="zstd")
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_rows = 0

    def write(self, batch: TaggedBatch) -> None:
        """Append the batch's rows; full row groups go to the file."""
        rows = batch.rows.num_rows
        arrays = [
            pa.nulls(rows, field.type) if array is None else _converted(array, field.type)
            for (_, array), field in zip(self._layout.arrays(batch), self._schema, strict=True)
        ]
        self._waiting.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        self._waiting_rows += rows
        while self._waiting_rows >= ROW_GROUP_ROWS:
            self._write_group(ROW_GROUP_ROWS)

    def close(self) -> WriteCounts:
        """Write the last row group and the footer."""
        if self._waiting_rows:
            self._write_group(self._waiting_rows)
        self._file.close()
        return WriteCounts()

    def abandon(self) -> None:
        """Drop the rows held back."""
        self._waiting = []
        with contextlib.suppress(OSError, ValueError):
            self._file.close()

    def _write_group(self, rows: int) -> None:
        waiting = pa.Table.from_batches(self._waiting)
        self._file.write_table(waiting.slice(0, rows), row_group_size=rows)
        self._waiting = waiting.slice(rows).to_batches()
        self._waiting_rows -= rows


def _written_type(column: FlatColumn) -> pa.DataType:
    return pa.string() if column.type == MIXED_CELL else column.type


def _converted(array: pa.Array[Any], kind: pa.DataType) -> pa.Array[Any]:
    if array.type == kind:
        return array
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return pc.cast(as_text(array), kind)
    return pc.cast(array, kind)
