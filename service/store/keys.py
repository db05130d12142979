"""API keys: shown once, kept as argon2 hashes, with a role, perhaps domains and an end."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import insert, select, update

from service.errors import HuiyinError
from service.permissions import ALL_DOMAINS, Caller, Role
from service.store import audit
from service.store.engine import Reading, Store, Writing
from service.store.identifiers import plain_name
from service.store.tables import api_keys

PREFIX = "hy"
LONGEST_TOKEN = 200
# A key is 256 random bits, which no slow hash has to protect against guessing; this costs some 5 ms.
_HASHER = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)
_REMEMBERED = 1024
_FRESH_SECONDS = 0.5


@dataclass(frozen=True)
class ApiKey:
    """A key as it may be shown: without anything that opens a door."""

    id: str
    name: str
    role: Role
    domains: tuple[str, ...]
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None

    def works_at(self, now: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def create(
    writing: Writing,
    name: str,
    role: Role,
    domains: tuple[str, ...] = (),
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key, and its token, which can never be read again.

    Raises HuiyinError ``keys.name_taken``, ``keys.no_domains`` (a clerk without a desk),
    ``keys.domains_unused``, ``store.bad_name``.
    """
    plain_name("name", name)
    if role is Role.CLERK and not domains:
        raise HuiyinError("keys.no_domains", all=ALL_DOMAINS)
    if domains and role not in (Role.CLERK, Role.CONFIDENTIAL):
        raise HuiyinError("keys.domains_unused", role=role.value)
    if any(key.name == name and key.works_at(writing.clock()) for key in list_keys(writing)):
        raise HuiyinError("keys.name_taken", name=name)
    key_id, secret = _letters(8), _letters(32)
    key = ApiKey(key_id, name, role, domains, writing.clock(), writing.actor, expires_at, None)
    row = vars(key) | {"role": role.value, "domains": json.dumps(domains, ensure_ascii=False)}
    writing.connection.execute(insert(api_keys), row | {"hash": _HASHER.hash(secret)})
    audit.append(writing, "key.create", key_id, role=role.value, domains=list(domains))
    return key, f"{PREFIX}_{key_id}_{secret}"


def list_keys(reading: Reading) -> tuple[ApiKey, ...]:
    """All keys, also those that work no longer, oldest first."""
    rows = reading.connection.execute(select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id))
    return tuple(_key(row) for row in rows)


def revoke(writing: Writing, name_or_id: str) -> ApiKey:
    """End a key, by its id or its name. Raises HuiyinError ``keys.none_such``."""
    now = writing.clock()
    for key in list_keys(writing):
        if name_or_id in (key.id, key.name) and key.revoked_at is None:
            change = update(api_keys).where(api_keys.c.id == key.id)
            writing.connection.execute(change.values(revoked_at=now))
            audit.append(writing, "key.revoke", key.id)
            return replace(key, revoked_at=now)
    raise HuiyinError("keys.none_such", name=name_or_id)


class KeyRing:
    """Says who a token belongs to. A token is hashed slowly once, then known by a fast digest.

    A key that is revoked or expired, by whatever process, opens nothing half a second later.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._known: OrderedDict[bytes, str] = OrderedDict()
        self._keys: dict[str, tuple[ApiKey, str]] = {}
        self._read_at = -_FRESH_SECONDS

    def identify(self, token: str, now: datetime) -> Caller | None:
        """Whose token this is, or None. Raises HuiyinError when the store cannot be asked."""
        prefix, _, rest = token.partition("_")
        key_id, _, secret = rest.partition("_")
        if prefix != PREFIX or not secret or len(token) > LONGEST_TOKEN or not token.isascii():
            return None
        found = self._fresh_keys().get(key_id)
        if found is None or not found[0].works_at(now):
            return None
        key, hashed = found
        fingerprint = hashlib.sha256(f"{hashed} {token}".encode()).digest()
        if not self._knows(fingerprint, key_id):
            if not _fits(hashed, secret):
                return None
            self._remember(fingerprint, key_id)
        return Caller(key.id, key.role, frozenset(key.domains))

    def _fresh_keys(self) -> dict[str, tuple[ApiKey, str]]:
        with self._lock:
            if time.monotonic() - self._read_at < _FRESH_SECONDS:
                return self._keys
        with self._store.read() as reading:
            rows = reading.connection.execute(select(api_keys)).all()
        keys = {row.id: (_key(row), row.hash) for row in rows}
        with self._lock:
            self._keys, self._read_at = keys, time.monotonic()
        return keys

    def _knows(self, fingerprint: bytes, key_id: str) -> bool:
        with self._lock:
            return self._known.get(fingerprint) == key_id

    def _remember(self, fingerprint: bytes, key_id: str) -> None:
        with self._lock:
            self._known[fingerprint] = key_id
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)


def _fits(hashed: str, secret: str) -> bool:
    try:
        return _HASHER.verify(hashed, secret)
    except (Argon2Error, InvalidHashError):
        return False


def _letters(size: int) -> str:
    """Random bytes as lower-case letters and digits."""
    return base64.b32encode(os.urandom(size)).decode().rstrip("=").lower()


def _key(row: Any) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        domains=tuple(json.loads(row.domains)),
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
