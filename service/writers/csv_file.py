"""CSV that Excel and WPS open in Chinese: UTF-8 with BOM, RFC 4180, no cell that runs as a formula."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc

from service.cell_values import as_text, cell_text, cell_values, rounded
from service.tables import MIXED_CELL
from service.writers.flat import FlatColumn, flat_layout
from service.writers.layout import OutputPlan, TaggedBatch, WriteCounts
from service.writers.safe_cells import quoted, quoted_column


class CsvWriter:
    """Writes one CSV table to a binary file (see ``Writer``)."""

    def __init__(self, file: IO[bytes], plan: OutputPlan) -> None:
        self._file = file
        self._chinese = plan.chinese
        self._layout = flat_layout(plan, plan.chinese)
        file.write(codecs.BOM_UTF8)
        self._append([[quoted(column.name) for column in self._layout.columns]])

    def write(self, batch: TaggedBatch) -> None:
        """Append the batch's rows."""
        nothing = [None] * batch.rows.num_rows
        columns = [
            nothing if array is None else self._texts(column, array)
            for column, array in self._layout.arrays(batch)
        ]
        self._append(zip(*columns, strict=True))

    def close(self) -> WriteCounts:
        """Nothing is held back."""
        return WriteCounts()

    def abandon(self) -> None:
        """Nothing is held back."""

    def _append(self, rows: Iterable[Iterable[str | None]]) -> None:
        lines = io.StringIO(newline="")
        csv.writer(lines, lineterminator="\r\n").writerows(rows)
        self._file.write(lines.getvalue().encode())

    def _texts(self, column: FlatColumn, array: pa.Array[Any]) -> list[str | None]:
        if column.added and pa.types.is_boolean(array.type) and self._chinese:
            array = pc.if_else(array, "是", None)
        elif column.added and pa.types.is_floating(array.type):
            return [cell_text(share) for share in rounded(cell_values(array))]
        # Only texts can be dangerous: a number keeps its minus sign.
        if array.type == MIXED_CELL:
            return [quoted(cell) if isinstance(cell, str) else cell_text(cell) for cell in cell_values(array)]
        numeric = pa.types.is_integer(array.type) or pa.types.is_floating(array.type)
        text = as_text(array)
        return list((text if numeric else quoted_column(text)).to_pylist())
