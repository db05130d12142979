"""Rows of ``petitions`` to records: the one place that unseals them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, false, or_, select, true

from service.errors import HuiyinError
from service.permissions import EVERYTHING, Visibility
from service.store.codec import tags_of, tokens_of
from service.store.engine import Reading
from service.store.records import Petition
from service.store.sealing import unseal_json
from service.store.tables import petition_keys, petitions


def select_petitions(visibility: Visibility) -> Select[Any]:
    """Rows with their keys, those that may be seen; erased ones never."""
    return (
        select(petitions, petition_keys.c.wrapped)
        .join(petition_keys, petition_keys.c.number == petitions.c.number)
        .where(visible(visibility))
    )


def visible(visibility: Visibility, table: FromClause = petitions) -> ColumnElement[bool]:
    """The condition that hides what ``Visibility.shows`` hides; ``table`` may be an alias of petitions."""
    lanes: list[ColumnElement[bool]] = []
    if visibility.open_ones:
        lanes.append(table.c.confidential.is_(False))
    if visibility.confidential_ones:
        lanes.append(table.c.confidential.is_(True))
    named = true() if visibility.domains is None else table.c.domain.in_(sorted(visibility.domains))
    return and_(table.c.erased_at.is_(None), or_(false(), *lanes), named)


def petition_of(reading: Reading, row: Any) -> Petition:
    """The record of a row of ``select_petitions``. Raises HuiyinError as ``unseal_json``."""
    key = reading.keys.unwrap(row.wrapped)
    content = unseal_json([key], f"content:{row.id}", row.content)
    tags = tags_of(unseal_json([key], f"tags:{row.id}", row.tags))
    return Petition(
        id=row.id,
        title=content["title"],
        body=content["body"],
        source=row.source,
        external_id=row.external_id,
        received_at=row.received_at,
        occurred_at=row.occurred_at,
        tokens=tokens_of(content),
        masked=content["masked"],
        tags=tags,
        domain=tuple(name for name in (row.domain, row.level2, row.level3) if name is not None),
        urgency=row.urgency,
        confidential=row.confidential,
        needs_review=row.needs_review,
        decided=row.decided,
        case_id=row.case_id,
        training_use=row.training_use,
    )


def petition_row(reading: Reading, petition_id: str, visibility: Visibility = EVERYTHING) -> Any | None:
    """One row with its key, or None where there is none, it is erased, or it may not be seen."""
    query = select_petitions(visibility).where(petitions.c.id == petition_id)
    return reading.connection.execute(query).first()


def required_row(reading: Reading, petition_id: str) -> Any:
    """As ``petition_row``. Raises HuiyinError ``store.no_such_petition``."""
    row = petition_row(reading, petition_id)
    if row is None:
        raise HuiyinError("store.no_such_petition", id=petition_id)
    return row


def keys_of(reading: Reading, *numbers: int) -> list[bytes]:
    """The keys of petitions by number, in the order of numbers given."""
    query = select(petition_keys).where(petition_keys.c.number.in_(numbers))
    found = {row.number: reading.keys.unwrap(row.wrapped) for row in reading.connection.execute(query)}
    return [found[number] for number in numbers]
