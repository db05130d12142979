"""Backup and restore: one portable archive, made while the store serves, for SQLite and PostgreSQL alike.

The archive holds petitions' keys as the store holds them: wrapped if ``HUIYIN_TEXT_KEYS`` is set. Those text
keys are not in it; keep them, and keep them apart. What was erased after a backup is still in that backup.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Integer, func, insert, select, update

from service.durable import faults_of
from service.errors import HuiyinError
from service.settings import load_settings
from service.store import audit, petitions
from service.store.archive_file import BackupFacts, read_archive, write_archive
from service.store.engine import Store, open_file, system_clock
from service.store.schema import newest
from service.store.sealing import KeyWrap
from service.store.tables import api_keys, changes, facts, metadata
from service.store.tables import audit as audit_table
from service.store.tables import petitions as petitions_table

_AT_ONCE = 1000


@dataclass(frozen=True)
class Restored:
    """What an archive held. ``audit_entries`` includes none of the restoring itself."""

    facts: BackupFacts
    petitions: int
    audit_entries: int


def back_up(store: Store, target: Path) -> BackupFacts:
    """Write an archive of the store as it is at one moment; others may read and write meanwhile.

    Raises HuiyinError ``backup.exists``, and those of writing and of the store.
    """
    if target.exists():
        raise HuiyinError("backup.exists", path=target)
    with _private_folder(target.parent) as folder:
        database = folder / "copy.db"
        if store.embedded:
            store.copy_to(database)
        else:
            _copy_out(store, database)
        with _opened(database) as copy, copy.read() as reading:
            told = BackupFacts(
                made_at=system_clock().isoformat(timespec="seconds"),
                revision=newest(),
                petitions=petitions.count(reading),
                audit_head=str(audit.last_head(reading)),
            )
        write_archive(target, told, database)
    return told


def check_backup(source: Path) -> Restored:
    """Look whether an archive could be restored: whole, sound, its audit chain unbroken.

    Raises HuiyinError ``backup.missing``, ``backup.not_one``, ``backup.damaged``, ``store.newer``,
    ``audit.tampered``.
    """
    with _unpacked(source, None) as (told, copy):
        return _checked(told, copy)


def restore(store: Store, source: Path, actor: str) -> Restored:
    """Put an archive's content into an empty store, all of it or nothing.

    Raises HuiyinError as ``check_backup``, and ``backup.store_not_empty``.
    """
    with _unpacked(source, store.path.parent if store.path else None) as (told, copy):
        checked = _checked(told, copy)
        with copy.read() as reading, store.write(actor) as writing:
            _must_be_empty(writing.connection)
            _copy_rows(reading.connection, writing.connection)
            audit.append(writing, "store.restore", "store", archive=told.audit_head)
    store.reread_facts()
    return checked


def _checked(told: BackupFacts, copy: Store) -> Restored:
    with copy.read() as reading:
        sound = reading.connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
        verdict = audit.verify(reading)
        if sound != "ok":
            raise HuiyinError("store.damaged")
        if verdict.broken_at is not None:
            raise HuiyinError("audit.tampered", number=verdict.broken_at)
        return Restored(told, petitions.count(reading), verdict.entries)


@contextmanager
def _unpacked(source: Path, parent: Path | None) -> Iterator[tuple[BackupFacts, Store]]:
    """The archive's facts and its database, brought to the present schema, in a folder that goes away."""
    with _private_folder(parent) as folder:
        database = folder / "copy.db"
        told = read_archive(source, database)
        with _opened(database) as copy:
            yield told, copy


@contextmanager
def _opened(database: Path) -> Iterator[Store]:
    # Words are copied as they are sealed; no key is needed here.
    copy = open_file(database, KeyWrap(), load_settings())
    try:
        yield copy
    finally:
        copy.close()


@contextmanager
def _private_folder(parent: Path | None) -> Iterator[Path]:
    """A folder of our own (0700) in ``parent`` or the temporary folder, removed at the end."""
    with faults_of(parent or tempfile.gettempdir()):
        folder = Path(tempfile.mkdtemp(prefix=".huiyin-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy_out(store: Store, database: Path) -> None:
    """A PostgreSQL store's rows, one snapshot, in a new SQLite file."""
    with _opened(database) as copy, store.read() as reading, copy.write("backup") as writing:
        writing.connection.execute(facts.delete())
        _copy_rows(reading.connection, writing.connection, with_facts=True)


def _copy_rows(source: Connection, target: Connection, with_facts: bool = False) -> None:
    """All rows, tables in the order of their references. Facts of a restored store are partly its own."""
    for table in metadata.sorted_tables:
        if table is facts and not with_facts:
            continue
        rows = source.execution_options(yield_per=_AT_ONCE).execute(
            select(table).order_by(*table.primary_key)
        )
        for some in rows.partitions(_AT_ONCE):
            target.execute(insert(table), [dict(row._mapping) for row in some])
        _count_on(target, table.name)
    if not with_facts:
        # Digests were made with the archive's salt. The identity stays new: link indexes must start afresh.
        salt = source.execute(select(facts.c.value).where(facts.c.name == "salt")).scalar_one()
        target.execute(update(facts).where(facts.c.name == "salt").values(value=salt))


def _count_on(target: Connection, name: str) -> None:
    """PostgreSQL: go on numbering behind rows that brought their own number. SQLite does so by itself."""
    column = metadata.tables[name].autoincrement_column
    if target.dialect.name == "sqlite" or column is None or not isinstance(column.type, Integer):
        return
    newest_number = target.execute(select(func.max(column))).scalar()
    if newest_number is not None:
        sequence = func.pg_get_serial_sequence(name, column.name)
        target.execute(select(func.setval(sequence, newest_number)))


def _must_be_empty(target: Connection) -> None:
    for table in (petitions_table, audit_table, api_keys, changes):
        if target.execute(select(func.count()).select_from(table)).scalar_one():
            raise HuiyinError("backup.store_not_empty")
