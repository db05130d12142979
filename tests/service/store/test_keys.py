"""API keys: shown once, kept as hashes, ended at will."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service.errors import HuiyinError
from service.permissions import Role
from service.settings import Settings
from service.store import Store, audit, keys, open_store
from service.store.keys import KeyRing
from service.store.tables import api_keys
from tests.service.store.support import ACTOR

NOW = datetime.now(UTC)


def make(
    store: Store, name: str = "窗口", role: Role = Role.CLERK, **more: object
) -> tuple[keys.ApiKey, str]:
    domains = ("城乡建设",) if role is Role.CLERK else ()
    with store.write(ACTOR) as writing:
        return keys.create(writing, name, role, domains, **more)  # type: ignore[arg-type]


def fresh(ring: KeyRing, monkeypatch: pytest.MonkeyPatch) -> KeyRing:
    """As if half a second had gone by."""
    monkeypatch.setattr(ring, "_read_at", -1e9)
    return ring


def test_a_token_says_whose_it_is_and_the_store_cannot_tell_it(store: Store) -> None:
    key, token = make(store)
    caller = KeyRing(store).identify(token, NOW)
    assert caller is not None
    assert (caller.key_id, caller.role, caller.domains) == (key.id, Role.CLERK, {"城乡建设"})
    secret = token.rpartition("_")[2]
    with store.read() as reading:
        rows = str(reading.connection.execute(select(api_keys)).all()) + str(audit.entries(reading))
    assert secret not in rows
    assert "$argon2id$" in rows


def test_tokens_that_are_not_quite_right_open_nothing(store: Store) -> None:
    key, token = make(store)
    _, other = make(store, "另一个")
    ring = KeyRing(store)
    secret = token.rpartition("_")[2]
    wrong = [
        *("", "hy", "hy__", token[:-1], token + "a", token.upper(), f" {token}", "x" * 10_000),
        *(f"hy_{key.id}_", f"hx_{key.id}_{secret}", f"hy_{key.id}_{other.rpartition('_')[2]}"),
        f"hy_{key.id}_密",
    ]
    assert [ring.identify(attempt, NOW) for attempt in wrong] == [None] * len(wrong)
    assert ring.identify(token, NOW) is not None


def test_a_key_that_is_revoked_by_another_process_opens_nothing_soon_after(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, elsewhere = open_store(settings), open_store(settings)
    key, token = make(here)
    ring = KeyRing(here)
    assert ring.identify(token, NOW) is not None
    with elsewhere.write(ACTOR) as writing:
        assert keys.revoke(writing, "窗口").id == key.id
    assert fresh(ring, monkeypatch).identify(token, NOW) is None
    here.close()
    elsewhere.close()


def test_a_key_ends_on_its_day(store: Store) -> None:
    _, token = make(store, expires_at=NOW + timedelta(days=1))
    ring = KeyRing(store)
    assert ring.identify(token, NOW) is not None
    assert ring.identify(token, NOW + timedelta(days=1)) is None


def test_a_slow_hash_is_reckoned_once_for_a_key(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    _, token = make(store)
    ring = KeyRing(store)
    assert ring.identify(token, NOW) is not None

    def reckon(*_: object) -> bool:
        raise AssertionError("again")

    monkeypatch.setattr("service.store.keys._fits", reckon)
    assert ring.identify(token, NOW) is not None


def test_a_name_is_free_again_when_its_key_was_revoked(store: Store) -> None:
    make(store)
    with pytest.raises(HuiyinError) as refused:
        make(store)
    assert refused.value.key == "keys.name_taken"
    with store.write(ACTOR) as writing:
        keys.revoke(writing, "窗口")
    make(store)
    with store.read() as reading:
        assert [key.revoked_at is None for key in keys.list_keys(reading)] == [False, True]
        actions = [entry.action for entry in audit.entries(reading)]
        assert actions == ["key.create", "key.revoke", "key.create"]


@pytest.mark.parametrize(
    ("role", "domains", "fault"),
    [
        (Role.CLERK, (), "keys.no_domains"),
        (Role.ANALYST, ("城乡建设",), "keys.domains_unused"),
        (Role.INTAKE, ("*",), "keys.domains_unused"),
    ],
)
def test_domains_belong_to_desks(store: Store, role: Role, domains: tuple[str, ...], fault: str) -> None:
    with pytest.raises(HuiyinError) as refused, store.write(ACTOR) as writing:
        keys.create(writing, "x", role, domains)
    assert refused.value.key == fault


def test_a_key_that_does_not_exist_cannot_be_revoked(store: Store) -> None:
    with pytest.raises(HuiyinError) as refused, store.write(ACTOR) as writing:
        keys.revoke(writing, "没有")
    assert refused.value.key == "keys.none_such"


def test_no_two_keys_share_a_secret(store: Store) -> None:
    secrets = {make(store, name)[1].rpartition("_")[2] for name in ("甲", "乙", "丙")}
    assert len(secrets) == 3
