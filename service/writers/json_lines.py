"""JSON lines: one object a row, columns by their English keys, each value with its own type."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import IO, Any

import pyarrow as pa

from service.cell_values import cell_values, json_default, rounded
from service.tables import MIXED_CELL
from service.writers.flat import FlatColumn, flat_layout
from service.writers.layout import OutputPlan, TaggedBatch, WriteCounts

_encode: Callable[[object], str] = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, default=json_default
).encode
# Some readers split lines at these three too.
_LINE_BREAKS = {"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"}


class JsonLinesWriter:
    """Writes JSON lines to a binary file (see ``Writer``)."""

    def __init__(self, file: IO[bytes], plan: OutputPlan) -> None:
        self._file = file
        self._layout = flat_layout(plan, chinese=False)
        self._names = [column.name for column in self._layout.columns]

    def write(self, batch: TaggedBatch) -> None:
        """Append the batch's rows."""
        nothing = [None] * batch.rows.num_rows
        columns = [
            nothing if array is None else _values(column, array)
            for column, array in self._layout.arrays(batch)
        ]
        lines = [_encode(dict(zip(self._names, row, strict=True))) for row in zip(*columns, strict=True)]
        if lines:
            content = "\n".join([*lines, ""])
            for line_break, escaped in _LINE_BREAKS.items():
                content = content.replace(line_break, escaped)
            self._file.write(content.encode())

    def close(self) -> WriteCounts:
        """Nothing is held back."""
        return WriteCounts()

    def abandon(self) -> None:
        """Nothing is held back."""


def _values(column: FlatColumn, array: pa.Array[Any]) -> list[object]:
    if pa.types.is_nested(array.type) and array.type != MIXED_CELL:
        return [_finite(value) for value in array.to_pylist()]
    values = cell_values(array)
    if column.added and pa.types.is_floating(array.type):
        return [_finite(value) for value in rounded(values)]
    if pa.types.is_floating(array.type) or array.type == MIXED_CELL:
        return [_finite(value) for value in values]
    return list(values)


def _finite(value: object) -> object:
    """The value with each NaN and infinity as null, which is all that JSON has for them."""
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, list):
        return [_finite(part) for part in value]
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    return value
