"""Backups: one moment of the store, made while it serves, restored equal on either database, or refused."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from cryptography.fernet import Fernet

from service.errors import HuiyinError
from service.permissions import Role
from service.store import Store, audit, keys, open_store, petitions, relations, reviews
from service.store.backup import back_up, check_backup, restore
from service.store.changes import changes_since
from service.store.erasure import erase, receipt_of
from service.store.records import Correction, Decision, NewRelation, RelationKind
from tests.service.store.support import (
    ACTOR,
    Cluster,
    put,
    settings_for,
    sqlite_url,
)


def fill(store: Store) -> list[str]:
    """Something of everything."""
    ids = [put(store, number) for number in range(6)]
    with store.write(ACTOR) as writing:
        for kind in RelationKind:
            made = relations.link(writing, NewRelation(ids[0], ids[1], kind, 0.5, {"词": "灯"}, "m"))
        reviews.decide_relation(writing, made.id, Decision.SPLIT, "两处")
        first = reviews.decide(writing, ids[2], Decision.CORRECT, "改", Correction(urgency=4))
        reviews.take_back(writing, first.id)
        keys.create(writing, "窗口", Role.CLERK, ("城乡建设",))
        petitions.set_case(writing, ids[:2], "case-1")
    erase(store, ids[5], ACTOR, "request")
    return ids


def content(store: Store, ids: list[str]) -> list[object]:
    """All that can be asked of a store."""
    with store.read() as reading:
        return [
            list(petitions.walk(reading)),
            [relations.of_petition(reading, some, active_only=False) for some in ids],
            [reviews.of_petition(reading, some) for some in ids[:5]],
            [receipt_of(reading, some) for some in ids],
            petitions.find_external(reading, "12345", "GD000005"),
            changes_since(reading, 0).changes,
            keys.list_keys(reading),
        ]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store to restore into."""
    if request.param == "sqlite":
        return open_store(settings_for(sqlite_url(tmp_path)))
    cluster: Cluster = request.getfixturevalue("cluster")
    return open_store(settings_for(cluster.new_database(f"restored_{random.randrange(10**9)}")))


def test_a_backup_restores_equal_on_either_database(store: Store, empty: Store, tmp_path: Path) -> None:
    ids = fill(store)
    made = back_up(store, tmp_path / "backup.huiyin")
    done = restore(empty, tmp_path / "backup.huiyin", ACTOR)
    assert (made.petitions, done.petitions) == (5, 5)
    assert content(empty, ids) == content(store, ids)
    assert empty.identity != store.identity  # followers must start afresh
    with empty.read() as reading:
        assert audit.verify(reading, audit.parse_head(made.audit_head)).sound
        assert audit.entries(reading)[-1].action == "store.restore"
    assert put(empty, 0) == ids[0]  # still known
    with empty.read() as reading:
        known = {found.id for found in petitions.walk(reading)}
    assert put(empty, 100) not in known
    empty.close()


def test_a_backup_made_while_others_write_is_one_moment(store: Store, tmp_path: Path) -> None:
    stop = Event()
    acknowledged: list[str] = [put(store, 0)]

    def post() -> None:
        number = 1
        while not stop.is_set():
            acknowledged.append(put(store, number))
            number += 1

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(post)
        for number in range(3):
            before = list(acknowledged)
            back_up(store, tmp_path / f"{number}.huiyin")
            after = list(acknowledged)
            target = open_store(settings_for(sqlite_url(tmp_path / f"restored-{number}")))
            restore(target, tmp_path / f"{number}.huiyin", ACTOR)
            with target.read() as reading:
                found = [found.id for found in petitions.walk(reading)]
                assert audit.verify(reading).entries == len(found) + 1
            assert found[: len(before)] == before
            assert set(found) <= {*after, *acknowledged}
            target.close()
        stop.set()
        writer.result()


def test_every_flipped_byte_is_found_and_nothing_is_restored(
    sqlite_store: Store, home: Path, tmp_path: Path
) -> None:
    put(sqlite_store, 1)
    back_up(sqlite_store, tmp_path / "good.huiyin")
    good = (tmp_path / "good.huiyin").read_bytes()
    chance = random.Random(3)
    places = [0, 20, len(good) - 1, *(chance.randrange(len(good)) for _ in range(60))]
    bad = tmp_path / "bad.huiyin"
    for place in places:
        altered = bytearray(good)
        altered[place] ^= 1 << chance.randrange(8)
        bad.write_bytes(bytes(altered))
        with pytest.raises(HuiyinError) as refused:
            check_backup(bad)
        assert refused.value.key in ("backup.damaged", "backup.not_one")
    for size in (0, 5, 40, len(good) // 2, len(good) - 1):
        bad.write_bytes(good[:size])
        with pytest.raises(HuiyinError):
            check_backup(bad)
    assert check_backup(tmp_path / "good.huiyin").petitions == 1
    assert sorted(path.name for path in home.iterdir()) == ["store"]


def test_a_store_with_content_is_never_restored_over(store: Store, tmp_path: Path) -> None:
    petition_id = put(store, 1)
    back_up(store, tmp_path / "backup.huiyin")
    with pytest.raises(HuiyinError) as refused:
        restore(store, tmp_path / "backup.huiyin", ACTOR)
    assert refused.value.key == "backup.store_not_empty"
    with store.read() as reading:
        assert [found.id for found in petitions.walk(reading)] == [petition_id]


def test_an_older_backup_is_never_replaced(sqlite_store: Store, tmp_path: Path) -> None:
    back_up(sqlite_store, tmp_path / "backup.huiyin")
    before = (tmp_path / "backup.huiyin").read_bytes()
    with pytest.raises(HuiyinError) as refused:
        back_up(sqlite_store, tmp_path / "backup.huiyin")
    assert refused.value.key == "backup.exists"
    assert (tmp_path / "backup.huiyin").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["backup.huiyin"]


def test_a_restore_that_fails_half_way_leaves_the_store_empty(
    sqlite_store: Store, empty: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(sqlite_store)
    back_up(sqlite_store, tmp_path / "backup.huiyin")
    with monkeypatch.context() as patched:

        def fail(*_: object, **__: object) -> None:
            raise ZeroDivisionError

        patched.setattr("service.store.backup.audit.append", fail)
        with pytest.raises(ZeroDivisionError):
            restore(empty, tmp_path / "backup.huiyin", ACTOR)
    with empty.read() as reading:
        assert petitions.count(reading) == 0
        assert audit.last_head(reading).number == 0
    assert restore(empty, tmp_path / "backup.huiyin", ACTOR).petitions == 5
    empty.close()


@pytest.mark.parametrize("name", ["none.huiyin", "."])
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(HuiyinError) as refused:
        check_backup(tmp_path / name)
    assert refused.value.key == "backup.missing"


def test_a_backup_holds_no_word_that_can_be_read_without_the_text_key(home: Path, tmp_path: Path) -> None:
    key = Fernet.generate_key().decode()
    store = open_store(settings_for(sqlite_url(home), text_keys=key))
    put(store, 1)
    back_up(store, tmp_path / "backup.huiyin")
    store.close()
    held = (tmp_path / "backup.huiyin").read_bytes()
    assert "路灯".encode() not in held
    assert b"plain:" not in held
    target = open_store(settings_for(sqlite_url(tmp_path), text_keys=key))
    restore(target, tmp_path / "backup.huiyin", ACTOR)
    with target.read() as reading:
        assert petitions.count(reading) == len(list(petitions.walk(reading))) == 1
    target.close()
