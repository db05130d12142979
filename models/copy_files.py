"""Files of a copy index: arrays put in place whole or not at all, and looked at before they are trusted."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_MAGIC = b"HYCOPY1\n"
_ALIGNED = 64


class CopyIndexError(Exception):
    """An index that cannot be used; the message says which file is wrong and how, and holds no text."""


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def lock(path: Path) -> int:
    """Hold a lock that ends with the process; returns its descriptor. Raises CopyIndexError if it is held."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        _lock(descriptor)
    except OSError as fault:
        os.close(descriptor)
        raise CopyIndexError(f"{path}: another process has the index open") from fault
    return descriptor


def flush_folder(folder: Path) -> None:
    """Have the disk hold the folder's entries, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems cannot
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def create(path: Path) -> int:
    """A new private file for writing, in place of an unfinished one."""
    path.unlink(missing_ok=True)
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    return os.open(path, flags, 0o600)


def put_in_place(path: Path, *parts: bytes | memoryview) -> None:
    """Write a file aside, flush it and rename it. Raises OSError."""
    aside = path.with_name(f"{path.name}.new")
    with os.fdopen(create(aside), "wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    flush_folder(path.parent)


def write_arrays(path: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Put named arrays in place as one file, each aligned and with a checksum. Raises OSError."""
    entries, place = {}, 0
    for name, array in arrays.items():
        content = np.ascontiguousarray(array).data.cast("B") if array.size else memoryview(b"")
        entries[name] = {
            "kind": array.dtype.str,
            "shape": array.shape,
            "place": place,
            "sum": zlib.crc32(content),
        }
        place += -(-array.nbytes // _ALIGNED) * _ALIGNED
    header = json.dumps(entries, sort_keys=True).encode()
    head = _MAGIC + len(header).to_bytes(8, "little") + zlib.crc32(header).to_bytes(8, "little") + header
    parts: list[bytes | memoryview] = [head, bytes(-len(head) % _ALIGNED)]
    for array in arrays.values():
        if array.size:
            parts.append(np.ascontiguousarray(array).data.cast("B"))
        parts.append(bytes(-array.nbytes % _ALIGNED))
    put_in_place(path, *parts)


def map_arrays(path: Path, whole: bool = False) -> dict[str, npt.NDArray[Any]]:
    """The arrays of a file, memory-mapped; ``whole``: read all of it and hold it against the checksums.

    Changes to the arrays stay in memory. Raises CopyIndexError for a file that is not as it was written.
    """
    try:
        content = np.memmap(path, np.uint8, mode="c")
        head = bytes(content[:24])
        size = int.from_bytes(head[8:16], "little")
        header = bytes(content[24 : 24 + size])
        if head[:8] != _MAGIC or zlib.crc32(header) != int.from_bytes(head[16:24], "little"):
            raise CopyIndexError(f"{path}: damaged at its beginning")
        begin = -(-(24 + size) // _ALIGNED) * _ALIGNED
        return {
            name: _array(path, content, begin, entry, whole) for name, entry in json.loads(header).items()
        }
    except (OSError, ValueError) as fault:
        raise CopyIndexError(f"{path}: {type(fault).__name__}") from fault


def _array(
    path: Path, content: npt.NDArray[np.uint8], begin: int, entry: dict[str, Any], whole: bool
) -> npt.NDArray[Any]:
    kind, shape = np.dtype(entry["kind"]), tuple(entry["shape"])
    size = int(np.prod(shape, dtype=np.int64)) * kind.itemsize
    place = begin + entry["place"]
    if place + size > len(content):
        raise CopyIndexError(f"{path}: cut off")
    part = content[place : place + size]
    if whole and zlib.crc32(part.data if size else b"") != entry["sum"]:
        raise CopyIndexError(f"{path}: does not match its checksum")
    return np.ndarray(shape, kind, buffer=part) if size else np.zeros(shape, kind)
