"""Several tables as one: the union of their columns by name, with the source of each row in front."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from service.cell_values import plain, plain_type
from service.writers.headings import free_names, heading
from service.writers.layout import OutputPlan, TaggedBatch


@dataclass(frozen=True)
class FlatColumn:
    """One output column. ``places``: its index in each table's rows, None where a table lacks it.

    ``source``: for the two columns of several inputs, the file's or the sheet's name of each table.
    """

    name: str
    type: pa.DataType
    added: bool
    places: tuple[int | None, ...] = ()
    source: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class FlatLayout:
    """The columns of a file that holds one table only."""

    columns: tuple[FlatColumn, ...]

    def arrays(self, batch: TaggedBatch) -> Iterator[tuple[FlatColumn, pa.Array[Any] | None]]:
        """Each output column with the batch's values, None where its table lacks the column."""
        for column in self.columns:
            if column.source:
                names = [column.source[batch.table]] * batch.rows.num_rows
                yield column, pa.array(names, column.type)
            else:
                place = column.places[batch.table]
                yield column, None if place is None else plain(batch.rows.column(place))


def flat_layout(plan: OutputPlan, chinese: bool) -> FlatLayout:
    """Source columns (several tables only), the tables' columns in order of appearance, then ours.

    Columns of one name and different types become text, or the wider of two integer types.
    """
    theirs = _their_columns(plan)
    taken = [column.name for column in theirs]
    added_names = free_names((heading(name, chinese) for name in plan.added.names), taken)
    added = [
        FlatColumn(name, field.type, True, tuple(len(table.schema) + place for table in plan.tables))
        for place, (name, field) in enumerate(zip(added_names, plan.added, strict=True))
    ]
    sources = _source_columns(plan, chinese, [*taken, *added_names]) if len(plan.tables) > 1 else []
    return FlatLayout((*sources, *theirs, *added))


def _their_columns(plan: OutputPlan) -> list[FlatColumn]:
    types: dict[str, pa.DataType] = {}
    places: dict[str, list[int | None]] = {}
    for number, table in enumerate(plan.tables):
        for place, name in enumerate(free_names(table.schema.names, ())):
            kind = plain_type(table.schema.field(place).type)
            types[name] = _common_type(types.get(name, kind), kind)
            places.setdefault(name, [None] * len(plan.tables))[number] = place
    return [FlatColumn(name, types[name], False, tuple(places[name])) for name in types]


def _source_columns(plan: OutputPlan, chinese: bool, taken: list[str]) -> list[FlatColumn]:
    wanted = [heading(key, chinese) for key in ("source_file", "source_sheet")]
    files, sheets = free_names(wanted, taken)
    of_file = tuple(table.path.name if table.path else "-" for table in plan.tables)
    of_sheet = tuple(table.sheet for table in plan.tables)
    return [
        FlatColumn(files, pa.string(), True, source=of_file),
        FlatColumn(sheets, pa.string(), True, source=of_sheet),
    ]


def _common_type(first: pa.DataType, second: pa.DataType) -> pa.DataType:
    if first == second or pa.types.is_null(second):
        return first
    if pa.types.is_null(first):
        return second
    if pa.types.is_signed_integer(first) and pa.types.is_signed_integer(second):
        return pa.int64()
    return pa.large_string()
