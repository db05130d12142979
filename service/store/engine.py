"""Opens the store and gives out its transactions: many readers of a snapshot, one writer at a time."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError

from service.errors import HuiyinError
from service.settings import Settings
from service.store import file_guard, tables
from service.store.faults import store_faults
from service.store.postgresql import postgresql_engine, reading_engine, writing_engine
from service.store.schema import upgrade
from service.store.sealing import KeyWrap
from service.store.sqlite import Access, copy_database, empty_log, prepare_file, sqlite_engine, sqlite_library

Clock = Callable[[], datetime]
_SQLITE = "sqlite:///"


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


@dataclass
class AuditHead:
    """Number and hash of the last audit entry, read once a transaction (the writer is alone)."""

    number: int = -1
    hash: bytes = b""


@dataclass(frozen=True)
class Reading:
    """A snapshot of the store: all reads in it see the same state."""

    connection: Connection
    keys: KeyWrap
    salt: bytes
    clock: Clock


@dataclass(frozen=True)
class Writing(Reading):
    """A transaction that may write, on behalf of ``actor`` (``key:…`` or ``command:…``)."""

    actor: str = ""
    head: AuditHead = field(default_factory=AuditHead)

    def on_behalf_of(self, actor: str) -> Writing:
        """The same transaction for somebody else."""
        return replace(self, actor=actor)


class Store:
    """An opened store. Safe to share between threads; each process opens its own.

    All methods raise HuiyinError: ``store.busy`` (try again), ``store.unavailable`` (the database is away;
    the next call connects anew), ``store.disk_full``, ``store.disk_failed``, ``store.read_only``,
    ``store.damaged``.
    """

    def __init__(
        self, reader: Engine, writer: Engine, keys: KeyWrap, clock: Clock, path: Path | None
    ) -> None:
        self._reader, self._writer, self._keys, self._clock = reader, writer, keys, clock
        self.path = path
        self.identity, self._salt = self._facts()

    @property
    def embedded(self) -> bool:
        """Whether this is an SQLite file."""
        return self.path is not None

    @property
    def encrypted(self) -> bool:
        """Whether new texts are encrypted with the office's key."""
        return self._keys.active

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """A snapshot; keep it short: a long one keeps the log from being emptied."""
        with store_faults(), self._reader.begin() as connection:
            yield Reading(connection, self._keys, self._salt, self._clock)

    @contextmanager
    def write(self, actor: str) -> Iterator[Writing]:
        """A transaction: committed and on the disk when the block ends, undone if it raises.

        Not to be opened within a ``read`` or ``write`` of the same thread.
        """
        with store_faults(), self._writer.begin() as connection:
            yield Writing(connection, self._keys, self._salt, self._clock, actor)

    def scrub(self) -> bool:
        """After erasing: leave nothing in logs and dead rows. False: somebody reads, call again later."""
        with store_faults():
            if self.embedded:
                with self._writer.connect() as connection:
                    driver = connection.connection.driver_connection
                    return empty_log(driver)
            with self._writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM petition_keys")
            return True

    def copy_to(self, path: Path) -> None:
        """An SQLite file with the store's content at one moment, without free pages; others go on writing."""
        prepare_file(path)
        with store_faults(), self._reader.connect() as connection:
            driver = connection.connection.driver_connection
            copy_database(driver, path)

    def reread_facts(self) -> None:
        """After restoring: digests are made with another salt now."""
        self.identity, self._salt = self._facts()

    def check(self) -> None:
        """Whether the store answers (for a readiness probe). Raises HuiyinError."""
        with self.read() as reading:
            reading.connection.execute(select(tables.facts.c.name).limit(1)).first()

    def close(self) -> None:
        """Close all connections."""
        self._reader.dispose()
        self._writer.dispose()
        if self.path is not None:
            file_guard.release(self.path)

    def _facts(self) -> tuple[str, bytes]:
        """The store's identity and the salt of its digests, made when it is opened for the first time."""
        wanted = {"identity": secrets.token_hex(16).encode(), "salt": secrets.token_bytes(32)}
        with store_faults(), self._reader.begin() as connection:
            known = _known_facts(connection)
        if known.keys() < wanted.keys():
            with store_faults(), self._writer.begin() as connection:
                known = _known_facts(connection)
                for name in wanted.keys() - known.keys():
                    connection.execute(tables.facts.insert().values(name=name, value=wanted[name]))
                    known[name] = wanted[name]
        return known["identity"].decode(), known["salt"]


def _known_facts(connection: Connection) -> dict[str, bytes]:
    rows = connection.execute(select(tables.facts.c.name, tables.facts.c.value))
    return {name: bytes(value) for name, value in rows}


def open_store(settings: Settings, clock: Clock = system_clock) -> Store:
    """Open the store that the settings name, made or brought up to date first (one process does it).

    Raises HuiyinError: ``store.bad_url``, ``store.cannot_open``, ``store.folder_not_private``,
    ``store.one_writer``, ``store.newer``, ``store.bad_text_key`` and those of ``Store``.
    """
    url = settings.database_url
    keys = KeyWrap(text_keys(settings))
    if url.startswith(_SQLITE):
        return open_file(Path(url.removeprefix(_SQLITE)), keys, settings, clock)
    if not url.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        raise HuiyinError("store.bad_url")
    engine = postgresql_engine(url, settings.read_connections, settings.busy_seconds)
    reader, writer = reading_engine(engine), writing_engine(engine)
    with store_faults():
        upgrade(reader, writer)
    return Store(reader, writer, keys, clock, None)


def open_file(path: Path, keys: KeyWrap, settings: Settings, clock: Clock = system_clock) -> Store:
    """Open an SQLite file as ``open_store`` does."""
    path = path.expanduser().absolute()
    prepare_file(path)
    file_guard.guard(path)
    sole = not sqlite_library().safe
    try:
        writer = reader = sqlite_engine(path, Access(True, 1, settings.busy_seconds, sole))
        if not sole:
            reader = sqlite_engine(
                path, Access(False, settings.read_connections, settings.busy_seconds, sole)
            )
        with store_faults():
            upgrade(reader, writer)
        return Store(reader, writer, keys, clock, path)
    except (HuiyinError, DBAPIError) as fault:
        file_guard.release(path)
        if sole and isinstance(fault, HuiyinError) and fault.key == "store.busy":
            version = ".".join(map(str, sqlite_library().version))
            raise HuiyinError("store.one_writer", version=version) from fault
        raise


def text_keys(settings: Settings) -> list[str]:
    """The office's Fernet keys, newest first. Raises HuiyinError ``store.bad_text_key``."""
    given = settings.text_keys.get_secret_value().replace(",", " ").split()
    if settings.text_keys_file is None:
        return given
    try:
        return given + settings.text_keys_file.read_text(encoding="ascii").split()
    except (OSError, ValueError) as fault:
        raise HuiyinError("store.text_key_file", path=os.fspath(settings.text_keys_file)) from fault
