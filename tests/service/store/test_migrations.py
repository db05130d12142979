"""From every earlier schema to the present one, with rows in it; several processes may start at once."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import BigInteger

from service.errors import HuiyinError
from service.settings import Settings
from service.store import Store, open_store, petitions
from service.store.schema import migrations, newest, upgrade
from service.store.tables import Moment, metadata
from tests.service.store.support import ACTOR, Cluster, output_of, put, sqlite_url

_numbers = itertools.count(1)
REVISIONS = [script.revision for script in ScriptDirectory.from_config(migrations()).walk_revisions()][::-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, home: Path) -> str:
    """The URL of an empty database of either kind, also without tables."""
    if request.param == "sqlite":
        return sqlite_url(home)
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.new_database(f"bare_{next(_numbers)}")


@pytest.fixture
def bare(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """Engines of a database without any table."""
    kept: list[tuple[Any, Any]] = []

    def keep(reader: Any, writer: Any) -> None:
        kept.append((reader, writer))
        raise KeyError("opened far enough")

    with monkeypatch.context() as patched:
        patched.setattr("service.store.engine.upgrade", keep)
        with pytest.raises(KeyError):
            open_store(settings)
    return kept[0]


def same_type(_context: Any, _inspected: Any, _named: Any, _found: Any, wanted: Any) -> bool | None:
    """A moment is kept as a whole number."""
    return False if isinstance(wanted, Moment | BigInteger) else None


def test_the_migrations_make_exactly_the_tables_that_the_program_uses(store: Store) -> None:
    with store.read() as reading:
        context = MigrationContext.configure(reading.connection, opts={"compare_type": same_type})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == newest() == REVISIONS[-1]


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_store_of_every_earlier_schema_is_brought_up_to_date_with_its_rows(
    bare: tuple[Any, Any], settings: Settings, revision: str
) -> None:
    upgrade(*bare, revision)
    with bare[1].begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO petitions (number, id, needs_review, decided, queue_place, confidential,"
            " training_use, erased_at) VALUES (7, 'old', false, false, 0, true, false, 12)"
        )
        connection.exec_driver_sql("INSERT INTO changes (petition_id, what) VALUES ('old', 'erased')")
    store = open_store(settings)
    with store.read() as reading:
        assert petitions.erased(reading, "old") is not None
    store.close()


def test_starting_again_changes_nothing(settings: Settings) -> None:
    for number in (1, 2):
        store = open_store(settings)
        put(store, number)
        store.close()
    store = open_store(settings)
    with store.read() as reading:
        assert petitions.count(reading) == 2
    store.close()


def test_processes_that_start_at_once_on_an_empty_database_agree(settings: Settings) -> None:
    with ThreadPoolExecutor(3) as pool:
        counts = list(pool.map(lambda _: output_of("count", settings.database_url), range(3)))
    assert counts == [["0"]] * 3


def test_a_store_of_a_newer_program_is_refused_and_left_alone(settings: Settings) -> None:
    store = open_store(settings)
    with store.write(ACTOR) as writing:
        writing.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(HuiyinError) as refused:
        open_store(settings)
    assert refused.value.key == "store.newer"


def test_a_migration_that_fails_leaves_the_earlier_schema(
    bare: tuple[Any, Any], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(*bare, REVISIONS[0])
    with monkeypatch.context() as patched:

        def fail(*_: object) -> None:
            raise ZeroDivisionError

        patched.setattr("alembic.op.execute", fail)
        with pytest.raises(ZeroDivisionError):
            upgrade(*bare)
    with bare[0].begin() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == REVISIONS[0]
    open_store(settings).close()
