"""Petitions of a table to a tagger and its tags back to the rows they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, cast

import numpy as np
import pyarrow as pa

from service.cell_values import as_text
from service.readers.opening import system_fault
from service.tables import RowBatch, RowKind, Table
from service.writers import ERROR_COLUMN, TaggedBatch, of_kind

TAGGED_TOGETHER = 2_048


class Tagger(Protocol):
    """What tags petitions.

    ``version`` names the model. ``schema``: the columns that are added, in order (text, float32, bool);
    the summary counts petitions by the first, and the first bool column says whom a person should check.
    """

    @property
    def version(self) -> str:
        """The model's version; a run goes on only with the same."""

    @property
    def schema(self) -> pa.Schema:
        """The columns that ``tag`` gives."""

    def tag(
        self, titles: pa.LargeStringArray, bodies: pa.LargeStringArray, times: pa.LargeStringArray | None, /
    ) -> pa.RecordBatch:
        """One row of ``schema`` for each petition.

        ``titles`` are empty and ``times`` is None where the table has no such column; a time is ISO 8601
        for a date cell, else the text as it stands.
        """


def tagged_batches(index: int, table: Table, first: int, tagger: Tagger) -> Iterator[TaggedBatch]:
    """Read table ``index`` from row ``first`` on and tag it, at most 2,048 rows at a time, all rows kept.

    Raises HuiyinError when the input can no longer be read.
    """
    for batch in _read(table, first):
        for start in range(0, batch.num_rows, TAGGED_TOGETHER):
            yield _tagged(index, table, _slice(batch, start, TAGGED_TOGETHER), tagger)


def _read(table: Table, first: int) -> Iterator[RowBatch]:
    try:
        yield from table.batches(first)
    except OSError as error:
        raise system_fault(error) from error


def _tagged(index: int, table: Table, batch: RowBatch, tagger: Tagger) -> TaggedBatch:
    if batch.columns.schema.types != table.schema.types:
        raise ValueError(f"a batch of {table.name} has other columns than its table")
    petitions = of_kind(batch.kind, RowKind.PETITION)
    tags = _tags_of(table, batch.columns, petitions, tagger)
    places = _places(petitions)
    columns = [
        *batch.columns.columns,
        *(column.take(places) for column in tags.columns),
        batch.error.cast(pa.string()),
    ]
    names = [*batch.columns.schema.names, *tagger.schema.names, ERROR_COLUMN]
    rows = pa.RecordBatch.from_arrays(columns, names=names)
    return TaggedBatch(index, rows, batch.row_number, batch.kind)


def _tags_of(
    table: Table, rows: pa.RecordBatch, petitions: pa.BooleanArray, tagger: Tagger
) -> pa.RecordBatch:
    count = petitions.true_count
    if count == 0:
        return _no_rows(tagger.schema)
    bodies = _text_of(table, rows, petitions, "body")
    if bodies is None:
        raise ValueError(f"{table.name} has petitions but no column with their text")
    titles = _text_of(table, rows, petitions, "title")
    if titles is None:
        titles = pa.array([""] * count, pa.large_string())
    tags = tagger.tag(titles, bodies, _text_of(table, rows, petitions, "time"))
    if tags.num_rows != count or not tags.schema.equals(tagger.schema):
        raise ValueError(f"tagger {tagger.version} did not return its columns for each of {count} petitions")
    return tags


def _text_of(
    table: Table, rows: pa.RecordBatch, petitions: pa.BooleanArray, role: str
) -> pa.LargeStringArray | None:
    """The petitions' texts in the column of a role; None if the table has no such column."""
    if role not in table.roles:
        return None
    column = rows.column(table.schema.names.index(table.roles[role]))
    texts = as_text(column.filter(petitions))
    if role == "time" or texts.null_count == 0:
        return texts
    return cast(pa.LargeStringArray, texts.fill_null(""))


def _places(petitions: pa.BooleanArray) -> pa.Int64Array:
    """For each row the index of its tags, null for a row that is no petition."""
    is_petition = petitions.to_numpy(zero_copy_only=False).astype(bool)
    return pa.array(np.cumsum(is_petition) - 1, pa.int64(), mask=~is_petition)


def _no_rows(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([], kind) for kind in schema.types], schema=schema)


def _slice(batch: RowBatch, start: int, rows: int) -> RowBatch:
    if start == 0 and batch.num_rows <= rows:
        return batch
    return RowBatch(
        batch.columns.slice(start, rows),
        batch.row_number.slice(start, rows),
        batch.kind.slice(start, rows),
        batch.error.slice(start, rows),
    )
