"""Retention: petitions received before a day are erased, with a dry run first and a receipt after."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select

from service.errors import HuiyinError
from service.store import audit
from service.store.engine import Reading, Store, Writing
from service.store.erasure import erase_in, give_receipt
from service.store.tables import idempotency, petitions

_AGE = re.compile(r"(\d{1,4})(d|w|m|y)")
_AT_ONCE = 100  # petitions in one transaction: others write in between


@dataclass(frozen=True)
class Retained:
    """What was erased, or would be. ``scrubbed``: nothing of it is left in logs either."""

    before: datetime
    petitions: int
    oldest: datetime | None
    receipt_id: str | None
    scrubbed: bool


def cutoff(age: str, now: datetime) -> datetime:
    """The moment that lies ``age`` before now: ``90d``, ``8w``, ``18m``, ``5y``, or a day such as 2024-12-31.

    A month has the calendar's length. Raises HuiyinError ``retain.bad_age``, also for a day to come.
    """
    match = _AGE.fullmatch(age.strip().lower())
    try:
        found = _before(now, int(match[1]), match[2]) if match else datetime.fromisoformat(age.strip())
    except (ValueError, OverflowError):
        raise HuiyinError("retain.bad_age", value=age) from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    if found > now:
        raise HuiyinError("retain.bad_age", value=age)
    return found


def retain(store: Store, before: datetime, actor: str, dry_run: bool = False) -> Retained:
    """Erase what was received before a moment. A run that is interrupted goes on when it is run again."""
    with store.read() as reading:
        count, oldest = _due(reading, before)
    if dry_run:
        return Retained(before, count, oldest, None, scrubbed=True)
    erased = 0
    while True:
        with store.write(actor) as writing:
            done = _erase_some(writing, before)
        erased += done
        if done == 0:
            break
    with store.write(actor) as writing:
        receipt = give_receipt(writing, "retain", None, {"before": before.isoformat(), "petitions": erased})
        audit.append(writing, "store.retain", receipt.id, before=before.isoformat(), petitions=erased)
    return Retained(before, erased, oldest, receipt.id, store.scrub())


def forget_repeats(writing: Writing, older_than: timedelta) -> int:
    """Drop Idempotency-Keys that are out of date; how many."""
    limit = writing.clock() - older_than
    return writing.connection.execute(delete(idempotency).where(idempotency.c.at < limit)).rowcount


def _before(now: datetime, number: int, unit: str) -> datetime:
    if unit in "dw":
        return now - timedelta(days=number * (7 if unit == "w" else 1))
    months = now.year * 12 + now.month - 1 - number * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    for day in range(now.day, 27, -1):  # 31 March less a month is 28 or 29 February
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return now.replace(year=year, month=month + 1)


def _due(reading: Reading, before: datetime) -> tuple[int, datetime | None]:
    query = select(func.count(), func.min(petitions.c.received_at)).where(
        petitions.c.erased_at.is_(None), petitions.c.received_at < before
    )
    count, oldest = reading.connection.execute(query).one()
    return int(count), oldest


def _erase_some(writing: Writing, before: datetime) -> int:
    query = (
        select(petitions.c.id)
        .where(petitions.c.erased_at.is_(None), petitions.c.received_at < before)
        .order_by(petitions.c.received_at)
        .limit(_AT_ONCE)
    )
    ids = list(writing.connection.execute(query).scalars())
    for petition_id in ids:
        erase_in(writing, petition_id, "retention")
    return len(ids)
