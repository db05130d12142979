"""SQLite: one library, a version without the WAL-reset bug, and settings that lose and leave nothing.

``synchronous=FULL``: a commit is acknowledged when the log is flushed to the disk. NORMAL would lose the
last commits of a power cut, and "acknowledged" is the store's promise; commits that wait at the same time
share one flush (``group_commit``), which pays for it.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from nlp.private_folder import private_folder
from service.errors import HuiyinError

Version = tuple[int, ...]
_LIBRARIES = ("pysqlite3.dbapi2", "sqlite3")
_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "secure_delete": 1,  # what is deleted is overwritten
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "temp_store": 2,  # in memory: no petition in a temporary file
    "wal_autocheckpoint": 4000,
}
PAGE_BYTES = 8192  # a petition takes 2–3 kB: of 4096 bytes, half would stay empty
LOG_LIMIT_BYTES = 64 << 20
PATIENCE_MILLISECONDS = 250  # while it waits for readers, nobody can write


@dataclass(frozen=True)
class Library:
    """The SQLite that this process uses. Not ``safe``: one connection only, and no second process."""

    module: ModuleType
    version: Version

    @property
    def safe(self) -> bool:
        """Whether several connections may write."""
        return not has_wal_reset_bug(self.version)


def has_wal_reset_bug(version: Version) -> bool:
    """3.7.0–3.51.2 lose commits or damage the file when connections write and checkpoint at once.

    Fixed in 3.51.3 and in 3.50.7 and 3.44.6 of older lines; 3.52.0 was withdrawn.
    """
    if version[:2] == (3, 50):
        return version < (3, 50, 7)
    if version[:2] == (3, 44):
        return version < (3, 44, 6)
    return version == (3, 52, 0) or (3, 7, 0) <= version < (3, 51, 3)


@cache
def sqlite_library() -> Library:
    """The wheel's SQLite where there is a wheel, else Python's own: never both in one process."""
    for name in _LIBRARIES:
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        return Library(module, tuple(int(part) for part in module.sqlite_version.split(".")))
    raise HuiyinError("store.no_sqlite")


def prepare_file(path: Path) -> None:
    """Make the folder (0700) and an empty file (0600; the log gets the same mode).

    Raises HuiyinError ``store.folder_not_private``, ``store.cannot_open``.
    """
    if private_folder(path.parent) is None:
        raise HuiyinError("store.folder_not_private", folder=path.parent)
    if path.exists():
        return
    try:
        # O_EXCL: an existing file must not be opened here, see ``file_guard``.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return
    except OSError as fault:
        raise HuiyinError("store.cannot_open") from fault


@dataclass(frozen=True)
class Access:
    """How connections of one engine behave."""

    writing: bool
    connections: int
    busy_seconds: float
    sole: bool


def sqlite_engine(path: Path, access: Access) -> Engine:
    """An engine whose transactions are explicit: BEGIN IMMEDIATE to write, BEGIN to read a snapshot."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=sqlite_library().module,
        poolclass=QueuePool,
        pool_size=access.connections,
        max_overflow=0,
        pool_timeout=access.busy_seconds,
        connect_args={"timeout": access.busy_seconds, "check_same_thread": False, "isolation_level": None},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _configure(access))

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if access.writing else "BEGIN")

    event.listen(engine, "begin", begin)
    return engine


def _configure(access: Access) -> Callable[[Any, Any], None]:
    def configure(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        if access.sole:
            cursor.execute("PRAGMA locking_mode=EXCLUSIVE")
        cursor.execute(f"PRAGMA page_size={PAGE_BYTES}")  # of a new file; an older one keeps its own
        for name, value in _PRAGMAS.items():
            cursor.execute(f"PRAGMA {name}={value}")
            # Read back: a setting that silently does not take effect is worse than none.
            told = cursor.execute(f"PRAGMA {name}").fetchone()
            if told is None or str(told[0]) != str(value):
                raise HuiyinError("store.setting_refused", name=name, value=value)
        cursor.execute(f"PRAGMA journal_size_limit={LOG_LIMIT_BYTES}")
        if not access.writing:
            cursor.execute("PRAGMA query_only=1")
        cursor.close()

    return configure


def empty_log(connection: Any) -> bool:
    """Bring the log into the database and cut it to nothing; False if a reader is in the way just now."""
    cursor = connection.cursor()
    (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
    try:
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE_MILLISECONDS}")
        busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return int(busy) == 0
    finally:
        cursor.execute(f"PRAGMA busy_timeout={usual}")
        cursor.close()


def copy_database(connection: Any, path: Path) -> None:
    """VACUUM INTO: a consistent copy, with nothing in it of what was deleted."""
    cursor = connection.cursor()
    (usual,) = cursor.execute("PRAGMA query_only").fetchone()
    try:
        cursor.execute("PRAGMA query_only=0")  # it writes to the other file only
        cursor.execute("VACUUM INTO ?", (str(path),))
    finally:
        cursor.execute(f"PRAGMA query_only={usual}")
        cursor.close()
