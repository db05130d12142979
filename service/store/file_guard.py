"""Nothing in this process opens the store's files but the one SQLite library that serves it.

POSIX drops all of a process's locks on a file when the process closes *any* descriptor of it. So one
``open(db).read()`` beside the store, or a second SQLite library in the process, lets another process
reset the log under us: 500 of 500 acknowledged rows vanished while ``integrity_check`` said "ok". Hence an
audit hook (PEP 578): Python tells it of every file before it is opened, moved or removed, and of every
database that the standard library's ``sqlite3`` opens, and it refuses.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from service.errors import HuiyinError

SUFFIXES = ("", "-wal", "-shm", "-journal")
_EVENTS = frozenset({"open", "os.rename", "os.remove", "os.truncate", "os.link", "sqlite3.connect"})
_guarded: Counter[str] = Counter()
_names: set[str] = set()
_installed = False


def guard(path: Path) -> None:
    """From now on refuse to open, move or remove this database's files."""
    global _installed
    _guarded.update(_files(path))
    _names.update(_name(file) for file in _files(path))
    if not _installed:
        sys.addaudithook(_refuse)  # cannot be taken away again; costs a set look-up an event
        _installed = True


def release(path: Path) -> None:
    """No connection of ours is open any more: once for each ``guard``."""
    _guarded.subtract(_files(path))
    for name in _files(path):
        if _guarded[name] <= 0:
            del _guarded[name]


def _files(path: Path) -> list[str]:
    whole = os.path.realpath(path)
    return [whole + suffix for suffix in SUFFIXES]


def _name(file: str) -> str:
    return os.path.basename(file)  # noqa: PTH119 (called for each file this process opens)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _EVENTS or not _guarded:
        return
    for name in arguments[:2]:
        if isinstance(name, str | bytes | os.PathLike):
            plain = os.fsdecode(name)
            if _name(plain) in _names and os.path.realpath(plain) in _guarded:
                raise HuiyinError("store.file_touched", file=_name(plain))
