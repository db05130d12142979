"""The rows that could not be tagged, as a table of their own: where each stands, why, and its cells."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Literal

import pyarrow as pa

from service.destination import Destination, check_destination, check_free
from service.durable import faults_of, flush_file
from service.errors import HuiyinError
from service.summary import RunSummary, TableNote
from service.tables import Note, RowKind, SheetLook, Table
from service.writers import ERROR_COLUMN, OutputPlan, TaggedBatch, Writer, of_kind, open_writer

_ADDED_FIELDS: list[pa.Field[Any]] = [
    pa.field("rejected_file", pa.string()),
    pa.field("rejected_sheet", pa.string()),
    pa.field("rejected_row", pa.int64()),
    pa.field(ERROR_COLUMN, pa.string()),
]
_ADDED = pa.schema(_ADDED_FIELDS)


class Rejects:
    """Takes tagged batches and keeps their rejected rows; this one keeps nothing."""

    path: Path | None = None

    def add(self, batch: TaggedBatch) -> None:
        """Keep the batch's rejected rows. Raises HuiyinError when they cannot be written."""

    def noted(self, summary: RunSummary) -> RunSummary:
        """The summary with a note where the rows are, if there are any."""
        if self.path is None:
            return summary
        note = TableNote("", Note("summary.rejects", {"path": self.path.name}))
        return replace(summary, notes=(*summary.notes, note))


class _RejectsFile(Rejects):
    """Writes the rows aside; ``finish`` lets the file appear."""

    def __init__(self, destination: Destination, plan: OutputPlan, scratch: Path) -> None:
        self._destination = destination
        self._tables = plan.tables
        # Their rows are only some of the sheet's, so nothing of its look fits any more.
        plain = tuple(replace(table, look=SheetLook()) for table in plan.tables)
        self._file: IO[bytes] = destination.create()
        self._writer: Writer = open_writer(
            destination.path,
            self._file,
            replace(plan, tables=plain, added=_ADDED, writes_added=True),
            scratch,
        )
        self._rows = 0

    def add(self, batch: TaggedBatch) -> None:
        rejected = of_kind(batch.kind, RowKind.REJECTED)
        count = rejected.true_count
        if not count:
            return
        self._rows += count
        table = self._tables[batch.table]
        own = [column.filter(rejected) for column in batch.rows.columns[: len(table.schema)]]
        numbers = batch.row_number.filter(rejected)
        reasons = batch.rows.column(batch.rows.num_columns - 1).filter(rejected)
        file = pa.array([table.path.name if table.path else "-"] * count, pa.string())
        sheet = pa.array([table.sheet] * count, pa.string())
        rows = pa.RecordBatch.from_arrays(
            [*own, file, sheet, numbers, reasons], names=[*table.schema.names, *_ADDED.names]
        )
        with faults_of(self._destination.path):
            self._writer.write(TaggedBatch(batch.table, rows, numbers, batch.kind.filter(rejected)))

    def finish(self) -> None:
        """Let the file appear; nothing where no row was rejected. Raises OSError."""
        if not self._rows:
            self.abandon()
            return
        self._writer.close()
        flush_file(self._file)
        self._file.close()
        self.path = self._destination.appear(self._destination.final_name())

    def abandon(self) -> None:
        """Leave nothing behind."""
        self._writer.abandon()
        with contextlib.suppress(OSError):
            self._file.close()
        self._destination.discard()


def check_rejects(
    path: Path | None, tables: Sequence[Table], output: Path | Literal["-"], overwrite: bool
) -> None:
    """Raise HuiyinError, before the work, if the file could not be written or is the output itself."""
    if path is None:
        return
    taken = [table.path for table in tables if table.path is not None]
    check_free(check_destination(path, [*taken, *([output] if output != "-" else [])], overwrite))


@contextlib.contextmanager
def rejects_into(path: Path | None, plan: OutputPlan, overwrite: bool) -> Iterator[Rejects]:
    """Rejected rows go to ``path``, which appears when the block ends well; None: they are not kept."""
    if path is None:
        yield Rejects()
        return
    with tempfile.TemporaryDirectory(prefix="huiyin-") as scratch:
        with faults_of(path):
            kept = _RejectsFile(Destination(path, overwrite), plan, Path(scratch))
        try:
            yield kept
            with faults_of(path):
                kept.finish()
        except (HuiyinError, OSError, KeyboardInterrupt):
            kept.abandon()
            raise
