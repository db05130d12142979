"""Looks a table through before anything is done with it: rows by kind, and what a person should see to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.messages import Language, text
from service.readers.opening import system_fault
from service.tables import Note, RowBatch, RowKind, Table
from service.writers import of_kind

SHOWN_ROWS = 20


@dataclass(frozen=True)
class RejectedRows:
    """Rows that can't be tagged for one reason. ``rows``: as Excel or the file counts them, 1-based."""

    reason: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class TableCheck:
    """What one sheet or file is. ``petitions`` + ``passed_through`` + rejected rows = ``rows``."""

    table: Table
    rows: int
    petitions: int
    passed_through: int
    rejected: tuple[RejectedRows, ...]
    notes: tuple[Note, ...]

    @property
    def rejected_count(self) -> int:
        """Number of rows that can't be tagged."""
        return sum(len(group.rows) for group in self.rejected)

    @property
    def needs_person(self) -> bool:
        """Whether somebody should look before the table is used."""
        return bool(self.rejected) or any(note.needs_person for note in self.notes)

    def to_json(self, language: Language | None = None) -> dict[str, object]:
        """The check under its documented keys; sentences in the reader's language."""
        table = self.table
        return {
            "file": str(table.path) if table.path else "-",
            "sheet": table.sheet,
            "header_rows": list(table.header_rows) if table.header_rows else None,
            "encoding": table.encoding,
            "delimiter": table.delimiter,
            "columns": dict(table.roles),
            "rows": self.rows,
            "petitions": self.petitions,
            "passed_through": self.passed_through,
            "rejected": [{"reason": group.reason, "rows": list(group.rows)} for group in self.rejected],
            "hidden_columns": sorted(table.look.hidden_columns),
            "hidden_rows": len(table.look.hidden_rows),
            "notes": [
                {
                    "key": note.key,
                    "needs_person": note.needs_person,
                    "sentence": text(note.key, language, **note.fields),
                }
                for note in self.notes
            ],
            "needs_person": self.needs_person,
        }


def check_table(table: Table) -> TableCheck:
    """Read the whole table once. Raises HuiyinError when it can no longer be read."""
    rows = petitions = passed_through = 0
    rejected: dict[str, list[int]] = {}
    for batch in _batches(table):
        rows += batch.num_rows
        petitions += of_kind(batch.kind, RowKind.PETITION).true_count
        passed_through += of_kind(batch.kind, RowKind.PASSED_THROUGH).true_count
        refused = of_kind(batch.kind, RowKind.REJECTED)
        if refused.true_count:
            reasons = batch.error.filter(refused).to_pylist()
            for number, reason in zip(batch.row_number.filter(refused).to_pylist(), reasons, strict=True):
                rejected.setdefault(reason or "", []).append(number or 0)
    groups = tuple(RejectedRows(reason, tuple(numbers)) for reason, numbers in rejected.items())
    return TableCheck(table, rows, petitions, passed_through, groups, table.notes)


def check_lines(checks: Sequence[TableCheck], language: Language | None = None) -> Iterator[str]:
    """What ``recognition_lines`` does not say: counts, and rejected rows by reason."""
    for check in checks:
        yield text(
            "check.counts",
            language,
            table=check.table.name,
            petitions=f"{check.petitions:,}",
            passed_through=f"{check.passed_through:,}",
            rejected=f"{check.rejected_count:,}",
        )
        for group in check.rejected:
            more = "…" if len(group.rows) > SHOWN_ROWS else ""
            numbers = "、".join(map(str, group.rows[:SHOWN_ROWS])) + more
            yield text(
                "check.rejected", language, reason=group.reason, count=f"{len(group.rows):,}", rows=numbers
            )


def _batches(table: Table) -> Iterator[RowBatch]:
    try:
        yield from table.batches(0)
    except OSError as error:
        raise system_fault(error) from error
