"""What a run did, in numbers: counted as rows are written, shown by ``report``, kept as JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from service.errors import ExitCode
from service.tables import Note, RowKind, Table
from service.writers import TaggedBatch, WriteCounts, of_kind

SHOWN_REJECTIONS = 20


@dataclass(frozen=True)
class RejectedRow:
    """A row that could not be tagged, as a person finds it."""

    table: str
    row_number: int
    reason: str


@dataclass(frozen=True)
class TableNote:
    """Something to tell about a table (its name) or about the run (``table`` is empty)."""

    table: str
    note: Note


@dataclass(frozen=True)
class RunSummary:
    """Numbers of a run. ``output``: the file that was written, None for standard output.

    ``groups``: petitions by value of the tagger's first column ("" for none), largest first;
    ``group_column`` is that column's key. ``for_review``: petitions whose first true/false column is true,
    None without such a column. ``tagged``: petitions tagged by this run, ``resumed_rows``: rows kept from
    an earlier one.
    ``cut_short``: the reader of standard output left early.
    """

    output: Path | None
    rows: int = 0
    petitions: int = 0
    tagged: int = 0
    resumed_rows: int = 0
    group_column: str = ""
    groups: tuple[tuple[str, int], ...] = ()
    for_review: int | None = None
    rejected: int = 0
    first_rejected: tuple[RejectedRow, ...] = ()
    passed_through: int = 0
    seconds: float = 0.0
    written: WriteCounts = WriteCounts()
    notes: tuple[TableNote, ...] = ()
    cut_short: bool = False

    @property
    def review_share(self) -> float | None:
        """Share of petitions that a person should look at."""
        return None if self.for_review is None or not self.petitions else self.for_review / self.petitions

    @property
    def petitions_per_second(self) -> float:
        """Petitions tagged by this run in a second, reading and writing included."""
        return self.tagged / self.seconds if self.seconds > 0 else 0.0

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of a run that came to its end."""
        return ExitCode.SOME_ROWS_REJECTED if self.rejected else ExitCode.ALL_DONE

    def to_json(self) -> bytes:
        """The summary as JSON; sentences stay keys with their fields."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str).encode()

    @classmethod
    def from_json(cls, content: bytes) -> RunSummary:
        """The summary back from ``to_json``. Raises ValueError, KeyError or TypeError for other content."""
        fields: dict[str, Any] = json.loads(content)
        notes = [(entry["table"], Note(**entry["note"])) for entry in fields.pop("notes")]
        return cls(
            output=Path(output) if (output := fields.pop("output")) else None,
            groups=tuple((value, count) for value, count in fields.pop("groups")),
            first_rejected=tuple(RejectedRow(**entry) for entry in fields.pop("first_rejected")),
            written=WriteCounts(**fields.pop("written")),
            notes=tuple(TableNote(table, note) for table, note in notes),
            **fields,
        )


class SummaryCounter:
    """Counts tagged batches; ``added`` are the tagger's columns and the error column."""

    def __init__(self, tables: tuple[Table, ...], added: pa.Schema) -> None:
        self._tables = tables
        self._added = added
        types = added.types[:-1]
        self._review = next((place for place, kind in enumerate(types) if pa.types.is_boolean(kind)), None)
        self._groups: Counter[str] = Counter()
        self._rows = self._petitions = self._for_review = self._rejected = self._passed_through = 0
        self._first_rejected: list[RejectedRow] = []

    def add(self, batch: TaggedBatch) -> None:
        """Count the batch's rows."""
        width = len(self._tables[batch.table].schema)
        petitions = of_kind(batch.kind, RowKind.PETITION)
        self._rows += batch.rows.num_rows
        self._petitions += petitions.true_count
        self._passed_through += of_kind(batch.kind, RowKind.PASSED_THROUGH).true_count
        self._count_rejected(batch)
        if len(self._added) > 1:
            values = batch.rows.column(width).filter(petitions)
            self._groups.update("" if value is None else str(value) for value in values.to_pylist())
        if self._review is not None:
            self._for_review += pc.sum(batch.rows.column(width + self._review)).as_py() or 0

    def summary(self, output: Path | None, notes: tuple[TableNote, ...] = ()) -> RunSummary:
        """The numbers so far."""
        of_tables = [TableNote(table.name, note) for table in self._tables for note in table.notes]
        return RunSummary(
            output=output,
            rows=self._rows,
            petitions=self._petitions,
            group_column=self._added.names[0] if len(self._added) > 1 else "",
            groups=tuple(sorted(self._groups.items(), key=lambda entry: (-entry[1], entry[0]))),
            for_review=None if self._review is None else self._for_review,
            rejected=self._rejected,
            first_rejected=tuple(self._first_rejected),
            passed_through=self._passed_through,
            notes=(*of_tables, *notes),
        )

    def _count_rejected(self, batch: TaggedBatch) -> None:
        rejected = of_kind(batch.kind, RowKind.REJECTED)
        count = rejected.true_count
        self._rejected += count
        wanted = min(count, SHOWN_REJECTIONS - len(self._first_rejected))
        if wanted > 0:
            numbers = batch.row_number.filter(rejected)[:wanted].to_pylist()
            reasons = batch.rows.column(batch.rows.num_columns - 1).filter(rejected)[:wanted].to_pylist()
            name = self._tables[batch.table].name
            for number, reason in zip(numbers, reasons, strict=True):
                self._first_rejected.append(RejectedRow(name, number or 0, reason or ""))
