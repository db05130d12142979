"""SQLite opened safely: settings that took effect, one writer on an unsafe library, private places."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from service.errors import HuiyinError
from service.store import Store, open_store, petitions, sqlite
from tests.service.store.support import ACTOR, put, settings_for, sqlite_url


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("secure_delete", 1),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("temp_store", 2),
    ],
)
def test_settings_that_keep_petitions_safe_took_effect(sqlite_store: Store, name: str, value: object) -> None:
    with sqlite_store.write(ACTOR) as writing:
        assert writing.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() == value


def test_a_reader_cannot_write(sqlite_store: Store) -> None:
    with pytest.raises(HuiyinError) as refused, sqlite_store.read() as reading:
        reading.connection.exec_driver_sql("DELETE FROM changes")
    assert refused.value.key == "store.read_only"


def test_an_unsafe_library_lets_one_process_in_and_works_for_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsafe = replace(sqlite.sqlite_library(), version=(3, 40, 1))
    monkeypatch.setattr("service.store.engine.sqlite_library", lambda: unsafe)
    settings = settings_for(sqlite_url(home), busy_seconds=0.2)
    store = open_store(settings)
    put(store, 1)
    with store.read() as reading:
        assert petitions.count(reading) == 1
    with pytest.raises(HuiyinError) as refused:
        open_store(settings)
    assert refused.value.key == "store.one_writer"
    assert "3.40.1" in refused.value.sentence()
    put(store, 2)
    store.close()
    open_store(settings).close()


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX systems")
def test_a_folder_that_others_can_write_is_refused(home: Path) -> None:
    shared = home / "store"
    shared.mkdir()
    shared.chmod(0o777)
    with pytest.raises(HuiyinError) as refused:
        open_store(settings_for(sqlite_url(home)))
    assert refused.value.key == "store.folder_not_private"


def test_a_file_that_is_no_store_is_refused(home: Path) -> None:
    (home / "store").mkdir(mode=0o700)
    (home / "store" / "huiyin.db").write_bytes(b"not a database, but long enough to look at" * 50)
    with pytest.raises(HuiyinError) as refused:
        open_store(settings_for(sqlite_url(home)))
    assert refused.value.key == "store.damaged"


@pytest.mark.parametrize("url", ["mysql://x", "huiyin.db", "http://x/y", "postgresql://h:port/x"])
def test_an_address_of_another_kind_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(HuiyinError) as refused:
        open_store(settings_for(url))
    assert refused.value.key == "store.bad_url"
    assert url not in refused.value.sentence()


def test_a_store_that_is_busy_for_too_long_says_so(home: Path) -> None:
    first = open_store(settings_for(sqlite_url(home)))
    second = open_store(settings_for(sqlite_url(home), busy_seconds=0.1))
    with first.write(ACTOR), pytest.raises(HuiyinError) as busy:
        put(second, 1)
    assert busy.value.key == "store.busy"
    put(second, 1)
    first.close()
    second.close()
