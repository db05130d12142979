"""Who saw or changed what: entries are added, never altered, and each holds the hash of all before it.

An edit, deletion, insertion or reordering breaks the chain. A chain that was cut at the end or built anew
is sound in itself: that shows only against a head that was noted elsewhere (``huiyin audit verify --head``).
Details hold names of fields, counts and ids, never a petition's words, so the audit outlives erasure.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from service.errors import HuiyinError
from service.store.engine import Reading, Writing
from service.store.tables import START, audit, to_microseconds

BEGINNING = bytes(32)
_BATCH = 10_000
_ADD = insert(audit)
Value = str | int | float | bool | None | list[str]


@dataclass(frozen=True)
class Head:
    """Number and hash of the last entry: written down elsewhere, it proves that nothing up to it changed."""

    number: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.number}:{self.hash.hex()}"


@dataclass(frozen=True)
class Entry:
    """One line of the audit."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    ``broken_at``: the first entry that does not fit. ``noted``: whether the head given fits, if one was.
    """

    entries: int
    head: Head
    broken_at: int | None
    noted: bool | None

    @property
    def sound(self) -> bool:
        """Whether nothing was tampered with, as far as can be seen."""
        return self.broken_at is None and self.noted is not False


def parse_head(value: str) -> Head:
    """``1234:9af3…`` as printed by ``verify``. Raises HuiyinError ``audit.bad_head``."""
    number, _, digest = value.strip().partition(":")
    try:
        head = Head(int(number), bytes.fromhex(digest))
    except ValueError:
        raise HuiyinError("audit.bad_head") from None
    if head.number < 0 or len(head.hash) != 32:
        raise HuiyinError("audit.bad_head")
    return head


def append(writing: Writing, action: str, subject: str, **details: Value) -> None:
    """Add an entry for the transaction's actor; it is there exactly if the transaction is."""
    head = writing.head
    if head.number < 0:
        last = last_head(writing)
        head.number, head.hash = last.number, last.hash
    at = to_microseconds(writing.clock())
    written = json.dumps(details, ensure_ascii=False, sort_keys=True)
    number = head.number + 1
    digest = _link(head.hash, number, at, writing.actor, action, subject, written)
    row = {"number": number, "at": at, "actor": writing.actor, "action": action, "subject": subject}
    writing.connection.execute(_ADD, {**row, "details": written, "hash": digest})
    head.number, head.hash = number, digest


def last_head(reading: Reading) -> Head:
    """The newest entry's number and hash; zeros while there is none."""
    query = select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)
    row = reading.connection.execute(query).first()
    return Head(0, BEGINNING) if row is None else Head(row.number, bytes(row.hash))


def entries(reading: Reading, after: int = 0, most: int = 1000) -> tuple[Entry, ...]:
    """Entries in their order, those numbered above ``after``."""
    query = select(audit).where(audit.c.number > after).order_by(audit.c.number).limit(most)
    return tuple(
        Entry(r.number, _time(r.at), r.actor, r.action, r.subject, json.loads(r.details))
        for r in reading.connection.execute(query)
    )


def verify(reading: Reading, noted: Head | None = None) -> Verdict:
    """Check the whole chain, and that it contains the head noted earlier."""
    head = Head(0, BEGINNING)
    fits = None if noted is None else noted == head
    for row in _rows(reading):
        number, at, actor, action, subject, details, digest = row
        expected = _link(head.hash, head.number + 1, at, actor, action, subject, details)
        if number != head.number + 1 or bytes(digest) != expected:
            return Verdict(head.number, head, head.number + 1, fits)
        head = Head(number, expected)
        if noted is not None and noted.number == number:
            fits = noted == head
    return Verdict(head.number, head, None, fits)


def _rows(reading: Reading) -> Iterator[tuple[Any, ...]]:
    # Batches by key: neither driver then holds a million rows in memory.
    after = -(2**63)  # also rows that somebody put in under numbers that are never given
    columns = "number, at, actor, action, subject, details, hash"
    query = f"SELECT {columns} FROM audit WHERE number > {{}} ORDER BY number LIMIT {_BATCH}"
    while rows := reading.connection.exec_driver_sql(query.format(after)).fetchall():
        yield from (tuple(row) for row in rows)
        after = rows[-1][0]


def _link(before: bytes, number: int, at: int, *words: str) -> bytes:
    """SHA-256 over the previous hash and this entry, each field with its length in front."""
    hashed = hashlib.sha256(before)
    hashed.update(struct.pack(">qq", number, at))
    for word in words:
        encoded = word.encode()
        hashed.update(struct.pack(">I", len(encoded)))
        hashed.update(encoded)
    return hashed.digest()


def _time(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1e6, START.tzinfo)
