"""From a sheet's cells to a table: header, typed columns, kinds of rows, and what is to be told.

The cells are walked twice, first to learn each column's type, then to build the batches, so that memory holds
one batch at a time whatever the length of the sheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import pyarrow as pa

from service.columns import TEXT_ROLES
from service.messages import text
from service.readers.batches import ReadRow, row_batch
from service.readers.cells import CellProfile, cell_array
from service.readers.damage import DamageFinder, column_note
from service.readers.header import SEARCHED_ROWS, Header, Merge, recognise
from service.readers.merged import MergedCells
from service.readers.row_kinds import RowJudge, is_blank, judge_for
from service.tables import Note, ReadOptions, RowBatch, RowKind


@dataclass(frozen=True)
class Grid:
    """A sheet's cells. ``rows``: walks all rows from the sheet's first on, blank ones included.

    Cells are as ``cells.plain_cell`` makes them. ``formulas``: row (1-based) → columns (0-based) whose
    formula has no stored value.
    """

    rows: Callable[[], Iterator[list[object]]]
    merges: tuple[Merge, ...] = ()
    formulas: Mapping[int, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class GridTable:
    """A sheet whose shape is known. ``rows``: how many rows it has under its header, blank ones left out."""

    grid: Grid
    header: Header
    judge: RowJudge
    schema: pa.Schema
    rows: int
    rows_above: tuple[tuple[object, ...], ...]
    notes: tuple[Note, ...]

    def batches(self, batch_rows: int, start: int = 0) -> Iterator[RowBatch]:
        """The table's rows from the ``start``-th on in batches."""
        rows = islice(_body(self.grid, self.header, self.judge, Counter()), start, None)
        while held := list(islice(rows, batch_rows)):
            columns = zip(*(row.values for row in held), strict=True)
            arrays = [
                cell_array(values, column.type) for values, column in zip(columns, self.schema, strict=True)
            ]
            yield row_batch(pa.RecordBatch.from_arrays(arrays, schema=self.schema), held)


def read_grid(grid: Grid, where: str, options: ReadOptions) -> GridTable:
    """Recognise a sheet. Raises HuiyinError if it is empty or has no text column."""
    searched = max(SEARCHED_ROWS, options.header_rows[1] if options.header_rows else 0)
    leading = list(islice(grid.rows(), searched))
    header = _trimmed(recognise(leading, where, options, grid.merges), grid)
    above = tuple(tuple(row[: len(header.names)]) for row in leading[: header.first])
    judge = judge_for(header, above)
    profiles = [CellProfile() for _ in header.names]
    finder = DamageFinder(header.names, header.roles)
    filled: Counter[int] = Counter()
    rows = 0
    for row in _body(grid, header, judge, filled):
        rows += 1
        for profile, value in zip(profiles, row.values, strict=True):
            profile.see(value)
        if row.kind is RowKind.PETITION:
            finder.look(row.number, row.values)
    texts = [header.roles[role] for role in TEXT_ROLES if role in header.roles]
    types = [pa.string() if place in texts else profile.type() for place, profile in enumerate(profiles)]
    schema = pa.schema(list(zip(header.names, types, strict=True)))
    notes = (*_filled_note(header, filled), *_formula_notes(grid, header), *finder.notes())
    return GridTable(grid, header, judge, schema, rows, above, notes)


def _trimmed(header: Header, grid: Grid) -> Header:
    """The header as wide as the table: headings and values beyond the rows searched count, blanks do not."""
    width = max((place + 1 for row in header.cells for place, cell in enumerate(row) if cell), default=0)
    for row in islice(grid.rows(), header.last + 1, None):
        for place in range(len(row) - 1, width - 1, -1):
            if not is_blank(row[place]):
                width = place + 1
                break
    return header.with_width(width)


def _body(grid: Grid, header: Header, judge: RowJudge, filled: Counter[int]) -> Iterator[ReadRow]:
    """The rows under the header; ``filled`` counts the cells filled down in each column."""
    width = len(header.names)
    merged = MergedCells(grid.merges, judge.text_columns)
    for place, row in enumerate(islice(grid.rows(), header.last + 1, None), header.last + 1):
        values = [*row[:width], *[None] * (width - len(row))]
        formulas = grid.formulas.get(place + 1, frozenset())
        merged.enter(place, values)
        if not formulas and all(map(is_blank, values)):
            continue
        kind, error = _judged(place, values, formulas, merged, judge)
        filled.update(merged.fill(place, values))
        yield ReadRow(place + 1, values, kind, error)


def _judged(
    place: int, values: Sequence[object], formulas: frozenset[int], merged: MergedCells, judge: RowJudge
) -> tuple[RowKind, str | None]:
    kind, error = judge.judge(values)
    if kind is not RowKind.PASSED_THROUGH and not formulas.isdisjoint(judge.text_columns):
        return RowKind.REJECTED, text("reading.formula_without_value")
    if kind is RowKind.REJECTED and merged.is_section(place, values):
        return RowKind.PASSED_THROUGH, None
    if kind is RowKind.REJECTED and (above := merged.text_above(place)) is not None:
        return kind, text("reading.merged_text", row=above + 1)
    return kind, error


def _filled_note(header: Header, filled: Counter[int]) -> tuple[Note, ...]:
    if not filled:
        return ()
    names = "、".join(header.names[column] for column in sorted(filled))
    return (Note("reading.filled_down", {"columns": names, "count": filled.total()}),)


def _formula_notes(grid: Grid, header: Header) -> tuple[Note, ...]:
    rows: dict[int, list[int]] = {}
    for row, columns in grid.formulas.items():
        for column in columns:
            if row > header.last + 1 and column < len(header.names):
                rows.setdefault(column, []).append(row)
    return tuple(
        column_note("reading.formulas", header.names[column], rows[column]) for column in sorted(rows)
    )
