"""PostgreSQL by URL through psycopg, with the same promises as the embedded store.

Writers take one lock in turn. So the order of commits is the order of sequence numbers, and a reader of
the changes never misses one that was numbered earlier and committed later; and the audit chain cannot fork.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from service.errors import HuiyinError

WRITERS_LOCK = 4_870_216_301_556_002  # any number that no other program uses on this database


def postgresql_engine(url: str, connections: int, busy_seconds: float) -> Engine:
    """An engine that finds lost connections before it uses them. Raises HuiyinError ``store.bad_url``."""
    milliseconds = int(busy_seconds * 1000)
    try:
        address = make_url(url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        raise HuiyinError("store.bad_url") from None
    return create_engine(
        address,
        pool_size=connections,
        max_overflow=1,
        pool_timeout=busy_seconds,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 5,
            "application_name": "huiyin",
            # A connection that hangs half open is given up; a transaction left open is ended.
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "options": f"-c lock_timeout={milliseconds} -c statement_timeout={max(60_000, milliseconds)}"
            " -c idle_in_transaction_session_timeout=60000 -c client_encoding=UTF8",
        },
        hide_parameters=True,
    )


def reading_engine(engine: Engine) -> Engine:
    """The same pool, for read-only snapshots."""
    reading = engine.execution_options()

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    event.listen(reading, "begin", begin)
    return reading


def writing_engine(engine: Engine) -> Engine:
    """The same pool, for transactions that take their turn."""
    writing = engine.execution_options()

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")

    event.listen(writing, "begin", begin)
    return writing
