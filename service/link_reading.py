"""Reads tables for linking: texts, days and pseudonyms of every petition, oldest first.

Raw petitioner fields go no further than this: what stays is pseudonyms, and where the fields stand in texts.
The key of the pseudonyms is drawn for the run and forgotten with it.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from nlp.pseudonym import LEAST_KEY_BYTES, Petitioner, Pseudonymizer
from service.cell_values import as_text
from service.errors import HuiyinError
from service.known_places import HiddenPlace, KnownPlaces
from service.petitioner_fields import petitioners_of
from service.progress import Progress, ProgressTeller, no_progress
from service.readers.dates import read_times
from service.readers.opening import system_fault
from service.tables import RowBatch, RowKind, Table
from service.writers import of_kind

PERSON_ROLES = ("petitioner", "phone", "id_number", "account", "email")
_DAY = 86_400_000_000  # microseconds


@dataclass(frozen=True, repr=False)
class LinkedPetition:
    """One petition to be linked. ``name``: its id, else file, sheet and row.

    ``day``: days since 1970 with the time of day as a fraction, None where unknown. ``hidden``: where
    petitioner fields stand in ``text``.
    """

    name: str
    title: str
    body: str
    day: float | None
    replied: bool
    petitioner: Petitioner | None
    hidden: tuple[HiddenPlace, ...] = ()

    @property
    def text(self) -> str:
        """Title, line break, body: what every model reads."""
        return f"{self.title}\n{self.body}"


@dataclass(frozen=True, repr=False)
class LinkArchive:
    """All petitions, oldest first, those without a day last; the order does not follow that of the rows.

    ``has_petitioners``: whether the tables say who wrote (then every petition has a ``petitioner``)."""

    petitions: tuple[LinkedPetition, ...]
    has_petitioners: bool

    @property
    def days(self) -> npt.NDArray[np.float64]:
        """Day numbers, nan where unknown."""
        return np.array([np.nan if p.day is None else p.day for p in self.petitions], np.float64)


@dataclass(frozen=True, repr=False)
class _Row:
    name: str | None
    place: str
    title: str
    body: str
    day: float | None
    replied: bool
    petitioner: Petitioner | None


def read_archive(
    tables: Sequence[Table], with_petitioners: bool = True, progress: Progress = no_progress
) -> LinkArchive:
    """Read every petition of the tables. Raises HuiyinError, also when there is none."""
    has = with_petitioners and any(role in table.roles for table in tables for role in PERSON_ROLES)
    pseudonymizer = Pseudonymizer(secrets.token_bytes(LEAST_KEY_BYTES)) if has else None
    known, teller = KnownPlaces(), ProgressTeller(tables, progress)
    rows: list[_Row] = []
    for index, table in enumerate(tables):
        try:
            for batch in table.batches(0):
                known.learn(table.roles, batch)
                rows += _rows(table, batch, pseudonymizer)
                teller.tagged(index, batch.num_rows)
        except OSError as error:
            raise system_fault(error) from error
    if not rows:
        raise HuiyinError("link.no_petitions", tables="、".join(table.name for table in tables))
    names = _names(rows)
    found = [
        LinkedPetition(
            name,
            row.title,
            row.body,
            row.day,
            row.replied,
            row.petitioner,
            known.places(f"{row.title}\n{row.body}"),
        )
        for name, row in zip(names, rows, strict=True)
    ]
    found.sort(key=lambda p: (p.day is None, p.day or 0.0, p.text, p.name))
    return LinkArchive(tuple(found), has)


def _rows(table: Table, batch: RowBatch, pseudonymizer: Pseudonymizer | None) -> Iterator[_Row]:
    petitions = of_kind(batch.kind, RowKind.PETITION)
    if not petitions.true_count:
        return
    kept = RowBatch(
        batch.columns.filter(petitions),
        batch.row_number.filter(petitions),
        batch.kind.filter(petitions),
        batch.error.filter(petitions),
    )
    count = kept.num_rows
    people: Sequence[Petitioner | None] = [None] * count
    if pseudonymizer is not None:
        people = petitioners_of(kept, table.roles, pseudonymizer)
    columns = zip(
        _texts(table, kept, "id"),
        kept.row_number.to_pylist(),
        _texts(table, kept, "title"),
        _texts(table, kept, "body"),
        _days(table, kept),
        _texts(table, kept, "reply"),
        people,
        strict=True,
    )
    for name, number, title, body, day, reply, petitioner in columns:
        place = f"{table.name}:{number}"
        yield _Row(name.strip() or None, place, title, body, day, bool(reply.strip()), petitioner)


def _column(table: Table, batch: RowBatch, role: str) -> pa.Array | None:  # type: ignore[type-arg]
    name = table.roles.get(role)
    return None if name is None else batch.columns.column(table.schema.names.index(name))


def _texts(table: Table, batch: RowBatch, role: str) -> list[str]:
    column = _column(table, batch, role)
    if column is None:
        return [""] * batch.num_rows
    return [value or "" for value in as_text(column).to_pylist()]


def _days(table: Table, batch: RowBatch) -> list[float | None]:
    column = _column(table, batch, "time")
    if column is None:
        return [None] * batch.num_rows
    moments = read_times(column).cast(pa.timestamp("us")).cast(pa.int64()).to_pylist()
    return [None if moment is None else moment / _DAY for moment in moments]


def _names(rows: Sequence[_Row]) -> list[str]:
    """The id of each row; with its place where several rows have the same id, its place where it has none."""
    given = Counter(row.name for row in rows)
    return [
        row.place if row.name is None else row.name if given[row.name] == 1 else f"{row.name}@{row.place}"
        for row in rows
    ]
