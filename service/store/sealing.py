"""What a petition says, sealed with a key of its own: erasing the key erases the words.

A database leaves pieces of old rows behind: in the gaps of pages whose rows moved, in logs, in dead row
versions. So words are kept only as AES-256-GCM under a random key for each petition, the keys in a table
whose rows have one size and never move, and erasing overwrites the key where it stands. What may be left of
the sealed words elsewhere is noise then.

The petitions' keys are themselves wrapped with Fernet (``HUIYIN_TEXT_KEYS``) if the office wants encryption
at rest; several Fernet keys may be given, the first wraps, all unwrap (rotation: see ``rewrapping``).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.errors import HuiyinError

WRAPPED_BYTES = 140  # a Fernet token of a key; a key that is not wrapped is filled up to that
_PLAIN = b"plain:"
_ERASED = bytes(WRAPPED_BYTES)
_NONCE_BYTES = 12
Json = Mapping[str, Any]


class KeyWrap:
    """Wraps petitions' keys with the office's Fernet keys, newest first; with none, keys stay bare."""

    def __init__(self, fernet_keys: Sequence[str] = ()) -> None:
        """Raises HuiyinError ``store.bad_text_key``."""
        try:
            fernets = [Fernet(key) for key in fernet_keys]
        except ValueError:
            raise HuiyinError("store.bad_text_key") from None
        self._first = fernets[0] if fernets else None
        self._all = MultiFernet(fernets) if fernets else None

    @property
    def active(self) -> bool:
        """Whether texts at rest are encrypted with the office's key."""
        return self._first is not None

    def wrap(self, key: bytes) -> bytes:
        """``WRAPPED_BYTES`` bytes that hold a petition's key."""
        if self._first is None:
            return (_PLAIN + key).ljust(WRAPPED_BYTES, b"\0")
        return self._first.encrypt(key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The petition's key. Raises HuiyinError ``store.text_key_missing``, ``store.erased``."""
        wrapped = bytes(wrapped)
        if wrapped == _ERASED:
            raise HuiyinError("store.erased")
        if wrapped.startswith(_PLAIN):
            return wrapped[len(_PLAIN) : len(_PLAIN) + 32]
        try:
            if self._all is not None:
                return self._all.decrypt(wrapped)
        except InvalidToken:
            pass
        raise HuiyinError("store.text_key_missing")

    def needs_wrapping(self, wrapped: bytes) -> bool:
        """Whether this key is not yet held as the newest Fernet key (or none) would hold it."""
        wrapped = bytes(wrapped)
        if wrapped == _ERASED:
            return False
        if self._first is None:
            return not wrapped.startswith(_PLAIN)
        try:
            self._first.decrypt(wrapped)
        except InvalidToken:
            return True
        return False


def new_key() -> bytes:
    """A petition's own key."""
    return AESGCM.generate_key(256)


def erased_key() -> bytes:
    """What stands in place of an erased key: of the same size, so that the row is overwritten."""
    return _ERASED


def seal(key: bytes, part: str, content: bytes) -> bytes:
    """Sealed content; ``part`` says what it is (``content:ID``), so that parts cannot be swapped."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, part.encode())


def unseal(key: bytes, part: str, sealed: bytes) -> bytes:
    """The content again. Raises HuiyinError ``store.damaged`` if it was altered or belongs elsewhere."""
    sealed = bytes(sealed)
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], part.encode())
    except (InvalidTag, ValueError):
        raise HuiyinError("store.damaged") from None


def seal_json(keys: Sequence[bytes], part: str, content: Json) -> bytes:
    """JSON sealed with each key in turn: gone when any one of them is erased.

    Raises HuiyinError ``store.bad_text`` for half a character (a lone surrogate).
    """
    try:
        sealed = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        raise HuiyinError("store.bad_text", field=part.partition(":")[0]) from None
    for key in keys:
        sealed = seal(key, part, sealed)
    return sealed


def unseal_json(keys: Sequence[bytes], part: str, sealed: bytes) -> dict[str, Any]:
    """The JSON again; ``keys`` in the order of sealing. Raises HuiyinError as ``unseal``."""
    for key in reversed(keys):
        sealed = unseal(key, part, sealed)
    content: dict[str, Any] = json.loads(sealed)
    return content
