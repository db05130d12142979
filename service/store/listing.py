"""Lists of petitions: cursor pages, the review queue, counts. What may not be seen changes none of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, func, select

from service.errors import HuiyinError
from service.permissions import Visibility
from service.store.engine import Reading
from service.store.records import Page, Petition, ReviewState, Wanted
from service.store.rows import petition_of, select_petitions, visible
from service.store.tables import WAITING, petitions

MOST = 500
LEAST_COUNT = 5  # smaller groups are not counted: a number of one or two points at a person


def page(
    reading: Reading, wanted: Wanted, visibility: Visibility, after: str | None = None, size: int = 50
) -> Page:
    """Petitions newest stored first, from behind the one whose id ``after`` is.

    The cursor is an id that the caller has seen, not a number, which would count what is hidden.
    Raises HuiyinError ``store.bad_cursor``.
    """
    size = max(1, min(size, MOST))
    query = _narrowed(select_petitions(visibility), wanted)
    if after is not None:
        query = query.where(petitions.c.number < _number(reading, after))
    rows = reading.connection.execute(query.order_by(petitions.c.number.desc()).limit(size + 1)).all()
    found = tuple(petition_of(reading, row) for row in rows[:size])
    return Page(found, found[-1].id if len(rows) > size else None)


def review_queue(reading: Reading, visibility: Visibility, size: int = 20) -> tuple[Petition, ...]:
    """Petitions that a person should decide next: the most urgent first, then the least sure."""
    query = (
        select_petitions(visibility)
        .where(WAITING)
        .order_by(petitions.c.queue_place, petitions.c.number)
        .limit(max(1, min(size, MOST)))
    )
    return tuple(petition_of(reading, row) for row in reading.connection.execute(query))


def counts(
    reading: Reading, by: Literal["domain", "urgency"], visibility: Visibility, since: datetime | None = None
) -> Mapping[str | int | None, int | None]:
    """Petitions by domain or urgency; None where there are too few to say without pointing at somebody."""
    column = petitions.c.domain if by == "domain" else petitions.c.urgency
    query = select(column, func.count()).where(visible(visibility)).group_by(column).order_by(column)
    if since is not None:
        query = query.where(petitions.c.received_at >= since)
    found = reading.connection.execute(query).all()
    return {name: number if number >= LEAST_COUNT else None for name, number in found}


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.domain is not None:
        query = query.where(petitions.c.domain == wanted.domain)
    if wanted.urgency is not None:
        query = query.where(petitions.c.urgency == wanted.urgency)
    if wanted.since is not None:
        query = query.where(petitions.c.received_at >= wanted.since)
    if wanted.case_id is not None:
        query = query.where(petitions.c.case_id == wanted.case_id)
    if wanted.review is ReviewState.DECIDED:
        query = query.where(petitions.c.decided.is_(True))
    elif wanted.review is ReviewState.WAITING:
        query = query.where(WAITING)
    return query


def _number(reading: Reading, petition_id: str) -> int:
    number = reading.connection.execute(
        select(petitions.c.number).where(petitions.c.id == petition_id)
    ).scalar()
    if number is None:
        raise HuiyinError("store.bad_cursor")
    return int(number)
