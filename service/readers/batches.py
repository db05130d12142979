"""Collects rows and turns them into Arrow batches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from service.tables import RowBatch, RowKind

_LONE_SURROGATES = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class ReadRow:
    """One row as read: its values in the order of the schema, and what is known of it."""

    number: int
    values: Sequence[object]
    kind: RowKind
    error: str | None = None


def batches_of(rows: Iterable[ReadRow], schema: pa.Schema, batch_rows: int) -> Iterator[RowBatch]:
    """Rows in batches of ``batch_rows``; values must fit the schema (lone surrogates become U+FFFD)."""
    held: list[ReadRow] = []
    for row in rows:
        held.append(row)
        if len(held) >= batch_rows:
            yield _batch(held, schema)
            held = []
    if held:
        yield _batch(held, schema)


def text_array(values: Sequence[str | None]) -> pa.StringArray:
    """Texts as an Arrow column; lone surrogates, which UTF-8 cannot hold, become U+FFFD."""
    try:
        return pa.array(values, pa.string())
    except (UnicodeEncodeError, pa.ArrowInvalid):
        return pa.array([None if value is None else whole_text(value) for value in values], pa.string())


def whole_text(text: str) -> str:
    """A text that UTF-8 can hold: surrogate pairs joined, lone ones replaced by U+FFFD."""
    if not _LONE_SURROGATES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def row_batch(columns: pa.RecordBatch, rows: Sequence[ReadRow]) -> RowBatch:
    """A batch whose columns are built already, with the knowledge of its rows."""
    return RowBatch(
        columns,
        pa.array([row.number for row in rows], pa.int64()),
        pa.array([int(row.kind) for row in rows], pa.int8()),
        pa.array([row.error for row in rows], pa.string()),
    )


def _batch(rows: Sequence[ReadRow], schema: pa.Schema) -> RowBatch:
    columns = zip(*(row.values for row in rows), strict=True)
    arrays = [
        text_array(values) if field.type == pa.string() else pa.array(values, field.type)
        for field, values in zip(schema, columns, strict=True)
    ]
    return row_batch(pa.RecordBatch.from_arrays(arrays, schema=schema), rows)
