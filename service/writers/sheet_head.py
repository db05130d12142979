"""The headings of a sheet: the office's own rows, ours beside them, and the groups they form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from service.tables import SheetLook, Table
from service.writers.headings import free_names, heading
from service.writers.layout import OutputPlan


@dataclass(frozen=True)
class SheetHead:
    """Headings of a sheet. ``rows``: one or more heading rows, ours included; ``theirs``: columns of the
    input, the others are ours; ``share_columns``: places of added numbers, shown with two digits."""

    rows: tuple[tuple[str, ...], ...]
    theirs: int
    look: SheetLook = SheetLook()
    share_columns: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[-1])

    def merged(self, row: int) -> Iterator[tuple[int, int]]:
        """First and last column of each group of an upper heading row: 诉求 over 标题 and 内容.

        Our columns form one group, so that nobody takes them for a part of the group before them.
        """
        if row == len(self.rows) - 1:
            return
        yield from _groups(self.rows[row][: self.theirs], self.rows[row + 1])
        if self.width - self.theirs > 1:
            yield self.theirs, self.width - 1


def sheet_head(table: Table, plan: OutputPlan) -> SheetHead:
    """The headings of a table's sheet; ours stand in the last row."""
    theirs = len(table.schema)
    rows = list(table.look.header_cells) or [tuple(table.schema.names)]
    rows = [(*row[:theirs], *[""] * (theirs - len(row))) for row in rows]
    ours = free_names(
        (heading(name, plan.chinese) for name in plan.added.names), [*table.schema.names, *rows[-1]]
    )
    above = [(*row, *[""] * len(ours)) for row in rows[:-1]]
    shares = [theirs + place for place, kind in enumerate(plan.added.types) if pa.types.is_floating(kind)]
    return SheetHead((*above, (*rows[-1], *ours)), theirs, table.look, frozenset(shares))


def _groups(upper: Sequence[str], lower: Sequence[str]) -> Iterator[tuple[int, int]]:
    first = 0
    for place in range(1, len(upper) + 1):
        goes_on = place < len(upper) and not upper[place] and lower[place] and upper[first] and lower[first]
        if not goes_on:
            if place - 1 > first:
                yield first, place - 1
            first = place
