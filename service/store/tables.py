"""The store's tables as they are now; ``migrations/`` holds the way here, and a test compares the two.

What a petition says and all that was derived from its words (tags, evidence, pseudonyms, reasons) is in
``content``, ``tags``, ``evidence`` and ``details``: sealed with the petition's own key, so that erasing the
key erases them (see ``sealing``). The other columns hold labels, times and numbers.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    and_,
)

START = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A point in time, kept as microseconds since 1970 in UTC: the same on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Microseconds of an aware time."""
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The time in UTC."""
        return None if value is None else START + int(value) * _MICROSECOND


def to_microseconds(value: datetime) -> int:
    """Microseconds since 1970. Raises ValueError for a time without zone."""
    if value.tzinfo is None:
        raise ValueError("a time without zone")
    return (value - START) // _MICROSECOND


metadata = MetaData()
_NUMBER = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER counts up by itself in SQLite


def _counted() -> Column[int]:
    """Order of storing: never by the clock, never used twice."""
    return Column("number", _NUMBER, primary_key=True, autoincrement=True)


facts = Table(
    "facts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

petitions = Table(
    "petitions",
    metadata,
    _counted(),
    Column("id", String(32), nullable=False, unique=True),
    Column("source", String(200)),
    Column("external_id", String(200)),
    Column("external_digest", LargeBinary, unique=True),  # outlives erasure: not to be stored again unseen
    Column("content_digest", LargeBinary),
    Column("received_at", Moment),
    Column("occurred_at", Moment),
    Column("content", LargeBinary),
    Column("tags", LargeBinary),
    Column("domain", String(100)),
    Column("level2", String(100)),
    Column("level3", String(100)),
    Column("domain_probability", Float),
    Column("needs_review", Boolean, nullable=False),
    Column("decided", Boolean, nullable=False),
    Column(
        "queue_place", SmallInteger, nullable=False
    ),  # among those that wait for a person: small ones first
    Column("urgency", SmallInteger),
    Column("urgency_probability", Float),
    Column("due_at", Moment),
    Column("kind", String(100)),
    Column("confidential", Boolean, nullable=False),
    Column("case_id", String(64)),
    Column("models", Text),
    Column("training_use", Boolean, nullable=False),
    Column("erased_at", Moment),
    sqlite_autoincrement=True,
)
Index("petitions_domain", petitions.c.domain, petitions.c.number)
Index("petitions_urgency", petitions.c.urgency, petitions.c.number)
Index("petitions_received", petitions.c.received_at)
Index("petitions_case", petitions.c.case_id, petitions.c.number)
WAITING = and_(petitions.c.needs_review.is_(True), petitions.c.decided.is_(False))
Index(
    "petitions_waiting",
    petitions.c.queue_place,
    petitions.c.number,
    sqlite_where=WAITING,
    postgresql_where=WAITING,
)

petition_keys = Table(
    "petition_keys",
    metadata,
    Column("number", _NUMBER, ForeignKey("petitions.number"), primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("scope", String(64), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("content_digest", LargeBinary),
    Column("petition", _NUMBER, ForeignKey("petitions.number"), nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),
)

relations = Table(
    "relations",
    metadata,
    _counted(),
    Column("id", String(32), nullable=False, unique=True),
    Column("a", _NUMBER, ForeignKey("petitions.number"), nullable=False),
    Column("b", _NUMBER, ForeignKey("petitions.number"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("score", Float),
    Column("evidence", LargeBinary),
    Column("model", String(100)),
    Column("made_by", String(100), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("offered", Boolean, nullable=False),  # what the maker says; ``active`` is what counts
    Column("active", Boolean, nullable=False),
    UniqueConstraint("a", "b", "kind", name="relations_once"),
    sqlite_autoincrement=True,
)

reviews = Table(
    "reviews",
    metadata,
    _counted(),
    Column("id", String(32), nullable=False, unique=True),
    Column("petition", _NUMBER, ForeignKey("petitions.number"), index=True),
    Column("relation", _NUMBER, ForeignKey("relations.number"), index=True),
    Column("decision", String(20), nullable=False),
    Column("details", LargeBinary),
    Column("reviewer", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("takes_back", _NUMBER, ForeignKey("reviews.number"), unique=True),
    sqlite_autoincrement=True,
)

changes = Table(
    "changes",
    metadata,
    Column("sequence", _NUMBER, primary_key=True, autoincrement=True),
    Column("petition_id", String(32), nullable=False),
    Column("what", String(20), nullable=False),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    Column("number", _NUMBER, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),  # microseconds, as they are hashed
    Column("actor", String(100), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(100), nullable=False),
    Column("details", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

receipts = Table(
    "receipts",
    metadata,
    _counted(),
    Column("id", String(32), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("petition_id", String(32), index=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("details", Text, nullable=False),
    sqlite_autoincrement=True,
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("role", String(20), nullable=False),
    Column("domains", Text, nullable=False),
    Column("hash", String(200), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(100), nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
)
