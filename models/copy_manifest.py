"""The manifest of a copy index: which files make it up. Replaced whole; what it does not name is removed."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from pathlib import Path

from models.copy_files import CopyIndexError, flush_folder, put_in_place
from nlp.fingerprint import Reading

MANIFEST_FILE = "manifest.json"
LOCK_FILE = "lock"
_FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """``segments``: file names with the rows removed from each; ``log``: file name of the log."""

    generation: int
    segments: tuple[tuple[str, tuple[int, ...]], ...]
    log: str


def mark_of(how: Reading) -> str:
    """What the texts were read with: an index of another table or other stop shingles cannot be used."""
    return f"{zlib.crc32(how.table.data.cast('B')):08x}{zlib.crc32(how.stops.data):08x}"


def write_manifest(folder: Path, manifest: Manifest, mark: str) -> None:
    """Make this the state of the index, then remove the files that are no part of it. Raises OSError."""
    content = {
        "format": _FORMAT,
        "mark": mark,
        "generation": manifest.generation,
        "segments": [{"file": name, "removed": list(rows)} for name, rows in manifest.segments],
        "log": manifest.log,
    }
    body = json.dumps(content, sort_keys=True)
    whole = json.dumps({"sum": zlib.crc32(body.encode()), "index": body})
    put_in_place(folder / MANIFEST_FILE, whole.encode())
    remove_strangers(folder, manifest)


def remove_strangers(folder: Path, manifest: Manifest) -> None:
    """Remove what an interrupted change left behind: it may hold what was to be erased."""
    known = {MANIFEST_FILE, LOCK_FILE, manifest.log, *(name for name, _ in manifest.segments)}
    for path in folder.iterdir():
        if path.name not in known and path.is_file():
            path.unlink()
    flush_folder(folder)


def read_manifest(folder: Path, mark: str) -> Manifest | None:
    """The state of the index, None if there is none yet. Raises CopyIndexError."""
    path = folder / MANIFEST_FILE
    if not path.exists():
        return None
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
        if zlib.crc32(whole["index"].encode()) != whole["sum"]:
            raise CopyIndexError(f"{path}: does not match its checksum")
        content = json.loads(whole["index"])
        if content["format"] != _FORMAT:
            raise CopyIndexError(f"{path}: format {content['format']}, this program reads {_FORMAT}")
        if content["mark"] != mark:
            raise CopyIndexError(f"{path}: made with another reading table; build the index anew")
        segments = tuple((str(s["file"]), tuple(map(int, s["removed"]))) for s in content["segments"])
        return Manifest(int(content["generation"]), segments, str(content["log"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise CopyIndexError(f"{path}: not a manifest") from fault
