"""A numbered list of what happened, so that every worker's link index can catch up by itself.

Writers take turns, so numbers become visible in their order: whoever has read up to 17 never misses a 16.
Numbers come from the database, not from a clock. ``Changes.identity`` names the store; when it differs from
that of the store an index was made from (a restore), the index is to be rebuilt.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, insert, select

from service.store.engine import Reading, Writing
from service.store.records import Change
from service.store.tables import changes, facts

_ADD = insert(changes)


@dataclass(frozen=True)
class NumberedChange:
    """One change: its place in the order, the petition, and what happened to it."""

    sequence: int
    petition_id: str
    what: Change


@dataclass(frozen=True)
class Changes:
    """Changes after a number, at most as many as asked for; ``last`` is where to go on from."""

    identity: str
    changes: tuple[NumberedChange, ...]
    last: int


def announce(writing: Writing, petition_id: str, what: Change) -> None:
    """Add a change; it becomes visible with the transaction."""
    writing.connection.execute(_ADD, {"petition_id": petition_id, "what": what.value})


def changes_since(reading: Reading, sequence: int, most: int = 10_000) -> Changes:
    """What happened after ``sequence`` (0: from the beginning), oldest first."""
    query = select(changes).where(changes.c.sequence > sequence).order_by(changes.c.sequence).limit(most)
    found = tuple(
        NumberedChange(row.sequence, row.petition_id, Change(row.what))
        for row in reading.connection.execute(query)
    )
    return Changes(_identity(reading), found, found[-1].sequence if found else sequence)


def last_sequence(reading: Reading) -> int:
    """The newest change's number; 0 while there is none."""
    newest = reading.connection.execute(select(func.max(changes.c.sequence))).scalar()
    return int(newest or 0)


def _identity(reading: Reading) -> str:
    value = reading.connection.execute(select(facts.c.value).where(facts.c.name == "identity")).scalar_one()
    return bytes(value).decode()
