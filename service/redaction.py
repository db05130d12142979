"""Tables with everything masked that tells who a petitioner is: same rows, same columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import pyarrow as pa

from nlp.aliases import Aliases
from service.masking import ColumnMask, Way, column_masks, masked_schema
from service.row_masking import Masking, RowMasker
from service.tables import Note, RowBatch, SheetLook, Table


@dataclass
class Redactor:
    """Masks tables one after the other; ``masked`` counts what this run masked, by type."""

    tables: tuple[Table, ...]
    masking: Masking = Masking()
    masked: Counter[str] = field(default_factory=Counter)
    _aliases: Aliases = field(default_factory=Aliases)
    _next: tuple[int, int] = (0, 0)

    def redacted(self) -> tuple[Table, ...]:
        """The masked tables, to be read in order.

        To begin amid a table, the rows before are read and masked too, so that stand-ins are the same.
        """
        return tuple(self._redacted(index, table) for index, table in enumerate(self.tables))

    def _redacted(self, index: int, table: Table) -> Table:
        masks = column_masks(table)
        return replace(
            table,
            schema=masked_schema(table, masks),
            batches=partial(self._batches, index),
            look=self._look(table.look),
            notes=(*table.notes, _note(table, masks)),
        )

    def _batches(self, index: int, first: int) -> Iterator[RowBatch]:
        if self.masking.scope == "file" and self._next != (index, first):
            self._read_up_to(index, first)
        row = first
        for batch in self._masked(self.tables[index], first, self.masked):
            row += batch.num_rows
            self._next = (index, row)
            yield batch
        self._next = (index + 1, 0)

    def _read_up_to(self, index: int, first: int) -> None:
        """Give the stand-ins that an earlier run gave before row ``first`` of a table."""
        self._aliases = Aliases()
        for table in self.tables[:index]:
            for _ in self._masked(table, 0, Counter()):
                pass
        table = self.tables[index]
        if first:
            for _ in self._masked(replace(table, batches=partial(_first_rows, table, first)), 0, Counter()):
                pass

    def _masked(self, table: Table, first: int, counter: Counter[str]) -> Iterator[RowBatch]:
        masks = column_masks(table)
        schema: pa.Schema = masked_schema(table, masks)
        masker = RowMasker(self.masking, self._aliases, counter)
        for batch in table.batches(first):
            yield masker.batch(batch, masks, schema)

    def _look(self, look: SheetLook) -> SheetLook:
        """The rows above the headings, masked: 填表人：张三 电话：138…"""
        masker, aliases = RowMasker(self.masking, self._aliases, Counter()), Aliases()
        above = tuple(
            tuple(masker.cell(cell, aliases) if isinstance(cell, str) else cell for cell in row)
            for row in look.rows_above
        )
        return replace(look, rows_above=above)


def _first_rows(table: Table, rows: int, _first: int) -> Iterator[RowBatch]:
    for batch in table.batches(0):
        yield batch if batch.num_rows <= rows else _head(batch, rows)
        rows -= batch.num_rows
        if rows <= 0:
            return


def _head(batch: RowBatch, rows: int) -> RowBatch:
    return RowBatch(
        batch.columns.slice(0, rows),
        batch.row_number.slice(0, rows),
        batch.kind.slice(0, rows),
        batch.error.slice(0, rows),
    )


def _note(table: Table, masks: Sequence[ColumnMask]) -> Note:
    """Tells which columns are masked whole and which as texts."""
    names = {
        way: "、".join(name for name, mask in zip(table.schema.names, masks, strict=True) if mask.way is way)
        for way in Way
    }
    return Note("redaction.columns", {"whole": names[Way.WHOLE] or "-", "texts": names[Way.TEXT] or "-"})
