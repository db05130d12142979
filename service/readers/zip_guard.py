"""Looks at a zipped workbook before it is unpacked: number of entries, sizes, ratios, DOCTYPE, counts."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from service.errors import HuiyinError

MOST_ENTRIES = 10_000
MOST_BYTES = 2 << 30  # of all entries, unpacked
MOST_RATIO = 250  # unpacked to packed, of an entry that is large unpacked; sheets reach about 60
LARGE_ENTRY = 32 << 20
HEAD_BYTES = 4096
SMALLEST_STRING = 5  # bytes: <si/>
_UNIQUE_COUNT = re.compile(rb'\buniqueCount="(\d+)"')
_LIKE_XML = (".xml", ".rels")


def check_archive(path: Path, where: str) -> None:
    """Raise HuiyinError if the workbook is damaged, a bomb, has a DOCTYPE, or claims more than it holds."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_sizes(where, entries)
            for entry in entries:
                if entry.filename.endswith(_LIKE_XML):
                    _check_head(where, entry, archive)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError) as error:
        raise HuiyinError("input.damaged", path=where) from error


def _check_sizes(where: str, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise HuiyinError("input.refused_entries", path=where, count=len(entries), limit=MOST_ENTRIES)
    total = sum(entry.file_size for entry in entries)
    for entry in entries:
        ratio = entry.file_size // max(entry.compress_size, 1)
        if entry.file_size > LARGE_ENTRY and ratio > MOST_RATIO:
            raise HuiyinError("input.refused_ratio", path=where, ratio=ratio, limit=MOST_RATIO)
    if total > MOST_BYTES:
        raise HuiyinError("input.refused_size", path=where, size=total >> 20, limit=MOST_BYTES >> 20)


def _check_head(where: str, entry: zipfile.ZipInfo, archive: zipfile.ZipFile) -> None:
    with archive.open(entry) as file:
        head = file.read(HEAD_BYTES).replace(b"\0", b"")  # UTF-16 reads like ASCII then
    if b"<!doctype" in head.lower():
        raise HuiyinError("input.refused_doctype", path=where)
    if entry.filename.lower().endswith("sharedstrings.xml"):
        _check_count(where, entry, head)


def _check_count(where: str, entry: zipfile.ZipInfo, head: bytes) -> None:
    """``uniqueCount`` strings must fit into the part; readers make room for them before they look."""
    start = head[head.find(b"<sst") : head.find(b">", head.find(b"<sst"))]
    unique = _UNIQUE_COUNT.search(start)
    claimed = int(unique[1][:20]) if unique else 0
    if claimed > entry.file_size // SMALLEST_STRING + 1:
        raise HuiyinError("input.refused_count", path=where, count=claimed)
