"""Opaque names, and digests that tell whether two things are equal without keeping them."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from typing import Any

from service.errors import HuiyinError

MOST_CHARACTERS = 200


def new_id() -> str:
    """128 random bits in 26 lower-case letters and digits: tells neither time nor order."""
    return base64.b32encode(os.urandom(16)).decode().rstrip("=").lower()


def digest(salt: bytes, *parts: str) -> bytes:
    """32 bytes that are equal for equal parts, in this store only (keyed BLAKE2b)."""
    written = json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(written, key=salt, digest_size=32).digest()


def json_digest(salt: bytes, content: Any) -> bytes:
    """The digest of JSON, whatever the order of its keys."""
    return digest(salt, json.dumps(content, ensure_ascii=False, sort_keys=True))


def plain_name(name: str, value: str | None) -> str | None:
    """A name that goes into a column as it is. Raises HuiyinError ``store.bad_name``.

    It must not be empty, longer than 200 characters, or hold NUL or half a character, which databases
    refuse or cut.
    """
    if value is None:
        return None
    good = 0 < len(value) <= MOST_CHARACTERS and value.isprintable() and value.strip() == value
    if not good:
        raise HuiyinError("store.bad_name", field=name, most=MOST_CHARACTERS)
    return value
