"""Texts at rest: sealed by petition, wrapped by the office's keys, which can be changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from service.errors import HuiyinError
from service.settings import Settings
from service.store import Store, audit, open_store, petitions
from service.store.rewrapping import rewrap
from service.store.sealing import (
    WRAPPED_BYTES,
    KeyWrap,
    erased_key,
    new_key,
    seal_json,
    unseal_json,
)
from service.store.tables import petitions as petitions_table
from tests.service.store.support import ACTOR, petition, put, settings_for

WORDS = st.text(st.characters(exclude_categories=["Cs"]))
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def reopened(database: str, *text_keys: str) -> Store:
    return open_store(settings_for(database, text_keys=",".join(text_keys)))


def titles(store: Store) -> list[str]:
    with store.read() as reading:
        return [found.title for found in petitions.walk(reading)]


@pytest.mark.parametrize(
    ("before", "meanwhile", "after"),
    [
        ([], [NEW], [NEW]),
        ([OLD], [NEW, OLD], [NEW]),
    ],
    ids=["begun", "rotated"],
)
def test_text_keys_are_changed_without_a_text_being_lost(
    database: str, before: list[str], meanwhile: list[str], after: list[str]
) -> None:
    store = reopened(database, *before)
    for number in range(3):
        put(store, number)
    store.close()
    store = reopened(database, *meanwhile)
    put(store, 3)
    assert rewrap(store, ACTOR) == 3
    assert rewrap(store, ACTOR) == 0
    store.close()
    store = reopened(database, *after)
    assert titles(store) == [petition(number).title for number in range(4)]
    store.close()
    store = reopened(database)
    with pytest.raises(HuiyinError) as refused:
        titles(store)
    assert refused.value.key == "store.text_key_missing"
    store.close()


def test_a_key_that_is_missing_stops_the_change_before_anything_is_lost(database: str) -> None:
    store = reopened(database, OLD)
    put(store, 1)
    store.close()
    store = reopened(database, NEW)
    with pytest.raises(HuiyinError) as refused:
        rewrap(store, ACTOR)
    assert refused.value.key == "store.text_key_missing"
    store.close()
    store = reopened(database, OLD)
    assert titles(store) == [petition(1).title]
    store.close()


def test_the_old_key_and_bare_keys_are_gone_from_the_file_after_a_change(home: Path) -> None:
    database = f"sqlite:///{home / 'store' / 'huiyin.db'}"
    store = reopened(database)
    put(store, 1)
    store.close()
    assert b"plain:" in (home / "store" / "huiyin.db").read_bytes()
    store = reopened(database, NEW)
    rewrap(store, ACTOR)
    store.close()
    assert b"plain:" not in (home / "store" / "huiyin.db").read_bytes()


def test_content_of_one_petition_put_in_anothers_place_is_found_out(settings: Settings) -> None:
    store = open_store(settings)
    put(store, 1)
    second = put(store, 2)
    with store.write(ACTOR) as writing:
        sealed = seal_json([new_key()], f"content:{second}", {"title": "假"})
        change = update(petitions_table).where(petitions_table.c.id == second)
        writing.connection.execute(change.values(content=sealed))
    with pytest.raises(HuiyinError) as refused, store.read() as reading:
        petitions.get(reading, second)
    assert refused.value.key == "store.damaged"
    with store.read() as reading:
        assert audit.verify(reading).sound
    store.close()


@pytest.mark.parametrize("given_key", ["x", "密钥", OLD[:-2]])
def test_what_is_no_key_is_refused_without_being_shown(given_key: str) -> None:
    with pytest.raises(HuiyinError) as refused:
        KeyWrap([given_key])
    assert refused.value.key == "store.bad_text_key"


def test_keys_may_come_from_a_file(database: str, tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(f"{NEW}\n{OLD}\n")
    store = open_store(settings_for(database, text_keys_file=tmp_path / "keys"))
    assert store.encrypted
    store.close()
    with pytest.raises(HuiyinError) as refused:
        open_store(settings_for(database, text_keys_file=tmp_path / "none"))
    assert refused.value.key == "store.text_key_file"


@given(st.booleans(), st.binary(min_size=32, max_size=32))
def test_a_wrapped_key_has_one_size_and_comes_back(encrypted: bool, key: bytes) -> None:
    wrap = KeyWrap([NEW] if encrypted else [])
    wrapped = wrap.wrap(key)
    assert len(wrapped) == WRAPPED_BYTES == len(erased_key())
    assert wrap.unwrap(wrapped) == key
    assert not wrap.needs_wrapping(wrapped)


@given(st.dictionaries(WORDS, WORDS | st.integers() | st.none()), st.integers(0, 10_000))
def test_what_is_sealed_opens_only_with_all_its_keys_and_unaltered(
    content: dict[str, object], place: int
) -> None:
    keys = [new_key(), new_key()]
    sealed = seal_json(keys, "part", content)
    assert unseal_json(keys, "part", sealed) == content
    altered = bytearray(sealed)
    altered[place % len(sealed)] ^= 1
    for attempt in ((keys[::-1], "part", sealed), (keys, "other", sealed), (keys, "part", bytes(altered))):
        with pytest.raises(HuiyinError):
            unseal_json(*attempt)
