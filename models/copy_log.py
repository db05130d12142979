"""The log of a copy index: what was added and removed since the last segment, in checked frames.

A frame is acknowledged when all of it is with the system (and on the disk, where asked for). A process
killed in between leaves half a frame at the end, which is cut off at the next opening.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.copy_files import CopyIndexError, create, flush_folder
from nlp.fingerprint import Fingerprints

_MAGIC = b"HYCLOG1\n"
_HEAD = 8  # length and checksum, four bytes each
_ADD, _REMOVE = b"A", b"R"
_FIXED = 1 + 8 + 16 + 4 + 4


class Entry(NamedTuple):
    """One change: ``prints`` of the one text that was added under ``number``, or None: it was removed."""

    number: int
    digest: npt.NDArray[np.uint64] | None
    length: int
    trigrams: int
    shingles: npt.NDArray[np.uint32]


def added(number: int, prints: Fingerprints, row: int) -> bytes:
    """The frame of one text."""
    shingles = prints.shingles[prints.starts[row] : prints.starts[row + 1]]
    fixed = np.array([prints.lengths[row], prints.trigrams[row]], "<i4").tobytes()
    digest = prints.digests[row].astype("<u8").tobytes()
    return _frame(_ADD + number.to_bytes(8, "little", signed=True) + digest + fixed + shingles.tobytes())


def removed(number: int) -> bytes:
    """The frame of a removal."""
    return _frame(_REMOVE + number.to_bytes(8, "little", signed=True))


def _frame(payload: bytes) -> bytes:
    return len(payload).to_bytes(4, "little") + zlib.crc32(payload).to_bytes(4, "little") + payload


def _entry(payload: bytes) -> Entry | None:
    number = int.from_bytes(payload[1:9], "little", signed=True)
    if payload[:1] == _REMOVE and len(payload) == 9:
        return Entry(number, None, 0, 0, np.zeros(0, np.uint32))
    if payload[:1] != _ADD or len(payload) < _FIXED or (len(payload) - _FIXED) % 4:
        return None
    length, trigrams = (int(n) for n in np.frombuffer(payload, "<i4", 2, 25))
    digest = np.frombuffer(payload, "<u8", 2, 9).copy()
    return Entry(number, digest, length, trigrams, np.frombuffer(payload, "<u4", offset=_FIXED).copy())


class CopyLog:
    """An open log. ``durable``: what was appended is on the disk, not only with the system."""

    def __init__(self, path: Path, durable: bool) -> None:
        self._path = path
        self._durable = durable
        self._descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        self._end = 0
        self._broken = False

    @classmethod
    def create(cls, path: Path) -> None:
        """Put an empty log in place."""
        descriptor = create(path)
        try:
            os.write(descriptor, _MAGIC)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        flush_folder(path.parent)

    def replay(self) -> Iterator[Entry]:
        """All whole entries; what is left of half an entry at the end is cut off.

        Raises CopyIndexError when an entry before the end is damaged: it was acknowledged once.
        """
        content = self._path.read_bytes()
        if content[: len(_MAGIC)] != _MAGIC:
            raise CopyIndexError(f"{self._path}: damaged at its beginning")
        place = len(_MAGIC)
        while place < len(content):
            size = int.from_bytes(content[place : place + 4], "little")
            payload = content[place + _HEAD : place + _HEAD + size]
            whole = size > 0 and len(payload) == size
            good = whole and zlib.crc32(payload) == int.from_bytes(content[place + 4 : place + 8], "little")
            entry = _entry(payload) if good else None
            if entry is None:
                rest = content[place + _HEAD + size :] if whole else b""
                if rest.strip(b"\0"):
                    raise CopyIndexError(f"{self._path}: damaged at byte {place}")
                break
            yield entry
            place += _HEAD + size
        os.ftruncate(self._descriptor, place)
        self._end = place

    def append(self, frames: bytes) -> None:
        """Write frames at the end. Raises OSError; the log is then as it was before, or takes no more."""
        if self._broken:
            raise CopyIndexError(f"{self._path}: an earlier write failed half way; open the index again")
        try:
            os.lseek(self._descriptor, self._end, os.SEEK_SET)
            view = memoryview(frames)
            while view:
                view = view[os.write(self._descriptor, view) :]
            if self._durable:
                os.fsync(self._descriptor)
        except OSError:
            self._broken = True  # unless it can be cut back: what followed half a frame would be lost
            os.ftruncate(self._descriptor, self._end)
            self._broken = False
            raise
        self._end += len(frames)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)
