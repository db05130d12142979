"""Turns petitioner fields into pseudonyms: keyed hashes by which equal and nearly equal values agree.

Each value is normalised and hashed with HMAC-SHA-256 under a key of its field, derived from the secret key
(128 bits are kept). Values one slip apart agree in a variant: each one character left out, each syllable
masked. Who has the key can try out all phone numbers, so the key is the secret; see
docs/decisions/0011-pseudonyms.md.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nlp.name_sounds import syllables
from nlp.petitioner_address import read_address
from nlp.petitioner_fields import (
    asks_to_be_anonymous,
    read_account,
    read_email,
    read_id_number,
    read_name,
    read_phone,
)

TOKEN_BYTES = 16
LEAST_KEY_BYTES = 32
_BLOCK = 64  # bytes, of SHA-256
_MASK = "\0"


@dataclass(frozen=True, repr=False)
class PetitionerFields:
    """What a petition says of its petitioner, as written; lives only until it is read."""

    name: str | None = None
    phone: str | None = None
    id_number: str | None = None
    address: str | None = None
    account: str | None = None
    email: str | None = None


@dataclass(frozen=True, repr=False)
class Petitioner:
    """Pseudonyms of one petition's petitioner; None or empty where the petition gives no evidence.

    Single pseudonyms are 16 bytes; the ``…_near`` fields hold several, one behind the other. ``name_start``:
    the name without its last character. ``anonymous``: the petitioner asked for it or no field says who it
    is; then all others are empty.
    """

    anonymous: bool = True
    name: bytes | None = None
    sound: bytes | None = None
    name_start: bytes | None = None
    name_near: bytes = b""
    phone: bytes | None = None
    phone_near: bytes = b""
    id_number: bytes | None = None
    id_number_near: bytes = b""
    place: bytes | None = None
    building: bytes | None = None
    door: bytes | None = None
    account: bytes | None = None
    email: bytes | None = None
    email_near: bytes = b""


ANONYMOUS = Petitioner()


def near_tokens(joined: bytes) -> frozenset[bytes]:
    """The single pseudonyms of a ``…_near`` field."""
    return frozenset(joined[at : at + TOKEN_BYTES] for at in range(0, len(joined), TOKEN_BYTES))


class Pseudonymizer:
    """Reads petitioner fields under one secret key; the key can't be read back from it."""

    def __init__(self, key: bytes) -> None:
        """Raises ValueError for a key of fewer than 32 bytes."""
        if len(key) < LEAST_KEY_BYTES:
            raise ValueError(f"the key has {len(key)} bytes, fewer than {LEAST_KEY_BYTES}")
        fields = ("name", "sound", "phone", "id_number", "place", "building", "door", "account", "email")
        self._hash = {
            field: _hasher(hmac.digest(key, f"petitioner/{field}".encode(), "sha256")) for field in fields
        }
        self.key_name = hmac.digest(key, b"name of the key", "sha256")[:6].hex()

    def read(self, fields: PetitionerFields, anonymous: bool = False) -> Petitioner:
        """The pseudonyms of one petitioner; ``anonymous``: the petition is flagged so, whatever it says."""
        if anonymous or asks_to_be_anonymous(fields.name):
            return ANONYMOUS
        name, phone = read_name(fields.name), read_phone(fields.phone)
        id_number, email = read_id_number(fields.id_number), read_email(fields.email)
        address, account = read_address(fields.address), read_account(fields.account)
        if not (name or phone or id_number or account or email or (address and address.door)):
            return ANONYMOUS
        sound = syllables(name) if name else ()
        return Petitioner(
            anonymous=False,
            name=self._token("name", name),
            sound=self._token("sound", " ".join(sound) or None),
            name_start=self._token("name", name[:-1] if name and len(name) > 2 else None),
            name_near=self._tokens("name", _name_variants(name)) + self._tokens("sound", _masked(sound)),
            phone=self._token("phone", phone),
            phone_near=self._tokens("phone", _shortened(phone)),
            id_number=self._token("id_number", id_number),
            id_number_near=self._tokens("id_number", _shortened(id_number)),
            place=self._token("place", address.place if address else None),
            building=self._token("building", address.building if address else None),
            door=self._token("door", address.door if address else None),
            account=self._token("account", account),
            email=self._token("email", email),
            email_near=self._tokens("email", _shortened(email)),
        )

    def _token(self, field: str, value: str | None) -> bytes | None:
        return None if value is None else self._hash[field](value.encode("utf-8", "surrogatepass"))

    def _tokens(self, field: str, values: Iterable[str]) -> bytes:
        hashed = self._hash[field]
        return b"".join(hashed(value.encode("utf-8", "surrogatepass")) for value in values)


def _hasher(key: bytes) -> Callable[[bytes], bytes]:
    """HMAC-SHA-256 cut to 128 bits; the two key blocks are hashed once (twice as fast as ``hmac.digest``)."""
    padded = key.ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def hashed(value: bytes) -> bytes:
        inside, outside = inner.copy(), outer.copy()
        inside.update(value)
        outside.update(inside.digest())
        return outside.digest()[:TOKEN_BYTES]

    return hashed


def _shortened(value: str | None) -> list[str]:
    """The value, and the value with each one character left out: values one slip apart share one of them."""
    if value is None:
        return []
    return [value, *dict.fromkeys(value[:at] + value[at + 1 :] for at in range(len(value)))]


def _name_variants(name: str | None) -> list[str]:
    """The name, and the name without one character but the last (see ``name_start``).

    Brothers and sisters often differ in the last only. Two characters are not shortened: a shared surname is
    no shared name.
    """
    if name is None:
        return []
    return [name, *dict.fromkeys(name[:at] + name[at + 1 :] for at in range(len(name) - 1) if len(name) > 2)]


def _masked(sound: tuple[str, ...]) -> list[str]:
    """The syllables with one masked, each but the last."""
    return [" ".join((*sound[:at], _MASK, *sound[at + 1 :])) for at in range(len(sound) - 1)]
