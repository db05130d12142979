"""The file format of a backup: a line of facts, an SQLite database, and a digest over all of it.

``HUIYIN-BACKUP 1`` and a line feed; one line of JSON; the database's bytes; 32 bytes SHA-256 of everything
before them. A single flipped byte anywhere is found, before anything of it is used.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from service.durable import create_file, faults_of, flush_file, flush_folder
from service.errors import HuiyinError

MAGIC = b"HUIYIN-BACKUP 1\n"
DIGEST_BYTES = 32
_CHUNK = 1 << 20
_LONGEST_LINE = 10_000


@dataclass(frozen=True)
class BackupFacts:
    """What a backup says of itself. ``audit_head`` is worth noting down elsewhere."""

    made_at: str
    revision: str
    petitions: int
    audit_head: str


def write_archive(target: Path, facts: BackupFacts, database: Path) -> None:
    """Put an archive in place as a whole or not at all, private to its owner; never over another file.

    Raises HuiyinError ``backup.exists``, and those of ``faults_of``.
    """
    aside = target.with_name(f".{target.name}.new")
    head = MAGIC + json.dumps(asdict(facts)).encode() + b"\n"
    with faults_of(target):
        with create_file(aside, 0o600) as file, database.open("rb") as source:
            hashed = hashlib.sha256(head)
            file.write(head)
            _copy(source, None, file, hashed)
            file.write(hashed.digest())
            flush_file(file)
        try:
            os.link(aside, target)  # unlike a rename, replaces nothing
        except FileExistsError:
            raise HuiyinError("backup.exists", path=target) from None
        finally:
            aside.unlink()
        flush_folder(target.parent)


def read_archive(source: Path, database: Path) -> BackupFacts:
    """Check an archive and put its database into a new private file.

    Raises HuiyinError ``backup.missing``, ``backup.not_one``, ``backup.damaged``.
    """
    try:
        file = source.open("rb")
    except OSError as fault:
        raise HuiyinError("backup.missing", path=source) from fault
    with file:
        if file.read(len(MAGIC)) != MAGIC:
            raise HuiyinError("backup.not_one", path=source)
        line = file.readline(_LONGEST_LINE)
        hashed = hashlib.sha256(MAGIC + line)
        left = source.stat().st_size - file.tell() - DIGEST_BYTES
        with faults_of(database), create_file(database, 0o600) as target:
            _copy(file, left, target, hashed)
        if left < 0 or file.read() != hashed.digest():
            raise HuiyinError("backup.damaged", path=source)
    return BackupFacts(**json.loads(line))


def _copy(source: IO[bytes], size: int | None, target: IO[bytes], hashed: hashlib._Hash) -> None:
    while size is None or size > 0:
        piece = source.read(_CHUNK if size is None else min(_CHUNK, size))
        if not piece:
            return
        hashed.update(piece)
        target.write(piece)
        size = None if size is None else size - len(piece)
