"""Work that waits is committed together, and each piece succeeds or fails by itself."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Event

import pytest

from service.errors import HuiyinError
from service.store import Store, Writing, audit, petitions
from service.store.group_commit import GroupCommit
from tests.service.store.support import ACTOR, put_in


def test_each_piece_of_work_gets_its_own_result(store: Store) -> None:
    with GroupCommit(store) as group:
        futures = [
            group.submit(ACTOR, lambda writing, number=number: put_in(writing, number))
            for number in range(40)
        ]
        ids = [future.result() for future in futures]
    with store.read() as reading:
        found = [found.external_id for found in petitions.walk(reading)]
        assert found == [f"GD{number:06d}" for number in range(40)]
        assert list(petitions.get_many(reading, ids)) and len(set(ids)) == 40
        assert audit.verify(reading).entries == 40


def test_a_piece_that_fails_takes_no_other_with_it(store: Store) -> None:
    hold = Event()

    def wait(_: Writing) -> None:
        hold.wait()

    def fail(writing: Writing) -> None:
        put_in(writing, 99)
        raise ZeroDivisionError

    with GroupCommit(store) as group:
        first = group.submit(ACTOR, wait)
        good = group.submit("key:one", lambda writing: put_in(writing, 1))
        bad = group.submit("key:two", fail)
        last = group.submit("key:three", lambda writing: put_in(writing, 2))
        hold.set()
        first.result()
        with pytest.raises(ZeroDivisionError):
            bad.result()
        ids = [good.result(), last.result()]
    with store.read() as reading:
        assert [found.id for found in petitions.walk(reading)] == ids
        assert [entry.actor for entry in audit.entries(reading)] == ["key:one", "key:three"]
        assert audit.verify(reading).sound


def test_too_much_that_waits_is_refused_at_once(store: Store) -> None:
    hold, started = Event(), Event()

    def wait(_: Writing) -> None:
        started.set()
        hold.wait()

    with GroupCommit(store, waiting=2) as group:
        group.submit(ACTOR, wait)
        started.wait()
        waiting: list[Future[str]] = [
            group.submit(ACTOR, lambda writing, number=number: put_in(writing, number)) for number in range(2)
        ]
        with pytest.raises(HuiyinError) as refused:
            group.submit(ACTOR, lambda writing: put_in(writing, 9))
        hold.set()
        assert refused.value.key == "store.busy"
        assert all(future.result() for future in waiting)


def test_what_waits_at_the_end_is_still_written(store: Store) -> None:
    group = GroupCommit(store)
    futures = [
        group.submit(ACTOR, lambda writing, number=number: put_in(writing, number)) for number in range(20)
    ]
    group.close()
    assert all(future.done() for future in futures)
    with store.read() as reading:
        assert petitions.count(reading) == 20
    with pytest.raises(HuiyinError):
        group.submit(ACTOR, lambda writing: put_in(writing, 99))


def test_a_fault_of_the_database_reaches_everybody_who_waits(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise HuiyinError("store.disk_full")

    with GroupCommit(store) as group:
        monkeypatch.setattr(store, "write", full)
        with pytest.raises(HuiyinError) as told:
            group.submit(ACTOR, lambda writing: put_in(writing, 1)).result()
        assert told.value.key == "store.disk_full"
        monkeypatch.undo()
        assert group.submit(ACTOR, lambda writing: put_in(writing, 1)).result()
