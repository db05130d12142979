"""Tables of petitions as tables of the facts they state, one row a fact."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from nlp.facts import TYPES, Fact
from service.cell_values import as_text
from service.columns import TEXT_ROLES, nearest
from service.errors import HuiyinError
from service.fact_pool import FactFinder
from service.messages import text
from service.tables import RowBatch, RowKind, SheetLook, Table
from service.writers.headings import heading
from service.writers.layout import of_kind

COLUMNS = ("row", "column", "type", "start", "end", "text")
_KINDS: tuple[pa.DataType, ...] = (pa.int64(), pa.string(), pa.string(), pa.int64(), pa.int64(), pa.string())


@dataclass(frozen=True)
class StatedFact:
    """A fact, the row as a person counts it, and the heading of the column that states it."""

    row: int
    column: str
    fact: Fact


def check_types(types: Collection[str]) -> tuple[str, ...]:
    """The types in their usual order; raises HuiyinError for an unknown one, with the nearest."""
    for name in types:
        if name not in TYPES:
            known = ", ".join(TYPES)
            raise HuiyinError("facts.unknown_type", name=name, nearest=nearest(name, TYPES), known=known)
    return tuple(name for name in TYPES if name in types)


def stated_facts(table: Table, types: tuple[str, ...] | None = None) -> Iterator[StatedFact]:
    """The facts of a table's petitions, row after row, title before body. Raises HuiyinError."""
    finder = FactFinder(types)
    for batch in table.batches(0):
        yield from _of_batch(table, batch, finder)
    finder.close()


def facts_table(table: Table, types: tuple[str, ...] | None = None, readable: bool = False) -> Table:
    """The table of a table's facts. ``readable``: headings and types in Chinese, for a person."""
    names = [heading(f"fact.{name}", readable) for name in COLUMNS] if readable else list(COLUMNS)
    schema = pa.schema([pa.field(name, kind) for name, kind in zip(names, _KINDS, strict=True)])

    def batches(first: int) -> Iterator[RowBatch]:
        if first:  # which row states the n-th fact is not known beforehand
            raise ValueError("a table of facts is read from its beginning")
        finder = FactFinder(types)
        for batch in table.batches(0):
            yield _rows(list(_of_batch(table, batch, finder)), schema, readable)
        finder.close()

    return Table(
        path=table.path,
        sheet=table.sheet,
        schema=schema,
        roles={},
        batches=batches,
        size_bytes=table.size_bytes,
        position=table.position,
        look=SheetLook(),
    )


def _of_batch(table: Table, batch: RowBatch, finder: FactFinder) -> Iterator[StatedFact]:
    petitions = of_kind(batch.kind, RowKind.PETITION)
    names = [table.roles[role] for role in TEXT_ROLES if role in table.roles]
    columns = [batch.columns.column(table.schema.names.index(name)).filter(petitions) for name in names]
    texts = [text or "" for column in columns for text in as_text(column).to_pylist()]
    found = finder.find(texts)
    count = petitions.true_count
    for place, row in enumerate(batch.row_number.filter(petitions).to_pylist()):
        for number, name in enumerate(names):
            for fact in found[number * count + place]:
                yield StatedFact(row or 0, name, fact)


def _rows(facts: Sequence[StatedFact], schema: pa.Schema, readable: bool) -> RowBatch:
    values = [
        (f.row, f.column, type_label(f.fact.type, readable), f.fact.start, f.fact.end, f.fact.text)
        for f in facts
    ]
    columns = (
        [pa.array(c, k) for c, k in zip(zip(*values, strict=True), _KINDS, strict=True)] if values else []
    )
    count = len(facts)
    return RowBatch(
        pa.RecordBatch.from_arrays(columns or [pa.array([], kind) for kind in _KINDS], schema=schema),
        pa.array([fact.row for fact in facts], pa.int64()),
        pa.array([int(RowKind.PASSED_THROUGH)] * count, pa.int8()),
        pa.nulls(count, pa.string()),
    )


def type_label(type_name: str, readable: bool) -> str:
    """A type's name: its Chinese label for a person, else as it is."""
    return text(f"fact.{type_name}", "zh") if readable else type_name
