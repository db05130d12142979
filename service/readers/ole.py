"""Reads one stream of an OLE compound file (MS-CFB), the container of .xls files; damage gives no stream."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

HEADER_BYTES = 512
ENTRY_BYTES = 128
HEADER_FAT_SECTORS = 109
LAST_SECTOR = 0xFFFFFFFA  # numbers from here on are marks, not sectors


@dataclass(frozen=True)
class OleFile:
    """A compound file in memory and its chains of sectors; ``small`` holds streams below ``cutoff`` bytes."""

    data: bytes
    sector_bytes: int
    chain: tuple[int, ...]
    small_chain: tuple[int, ...]
    small: bytes
    cutoff: int
    entries: tuple[tuple[str, int, int], ...]

    def stream(self, *names: str) -> bytes:
        """The first stream that has one of the names; empty if there is none."""
        for name in names:
            for entry, start, size in self.entries:
                if entry == name and size < self.cutoff:
                    return _small_stream(self, start)[:size]
                if entry == name:
                    return b"".join(_sectors(self.data, self.sector_bytes, self.chain, start))[:size]
        return b""


def read_ole(data: bytes) -> OleFile | None:
    """Parse a compound file; None if it is damaged."""
    try:
        return _read(data)
    except (struct.error, IndexError, ValueError, UnicodeDecodeError):
        return None


def _read(data: bytes) -> OleFile:
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or small_shift != 6:
        raise ValueError(shift)
    size = 1 << shift
    directory, cutoff, small_start = struct.unpack_from("<I4xII", data, 48)
    chain = tuple(_fat(data, size))
    entries = list(_entries(b"".join(_sectors(data, size, chain, directory))))
    small_fat = b"".join(_sectors(data, size, chain, small_start))
    small_chain = struct.unpack(f"<{len(small_fat) // 4}I", small_fat[: len(small_fat) // 4 * 4])
    root = entries[0]
    small = b"".join(_sectors(data, size, chain, root[1]))[: root[2]]
    return OleFile(data, size, chain, small_chain, small, cutoff, tuple(entries[1:]))


def _fat(data: bytes, size: int) -> Iterator[int]:
    """The next sector of each sector, from the sectors that the header and its continuation list."""
    listed = list(struct.unpack_from(f"<{HEADER_FAT_SECTORS}I", data, 76))
    following, more = struct.unpack_from("<II", data, 68)
    for _ in range(min(more, len(data) // size)):
        *part, following = struct.unpack_from(f"<{size // 4}I", data, (following + 1) * size)
        listed += part
    for sector in listed:
        if sector < LAST_SECTOR and (sector + 2) * size <= len(data) + size:
            block = data[(sector + 1) * size : (sector + 2) * size]
            yield from struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])


def _sectors(data: bytes, size: int, chain: tuple[int, ...], start: int) -> Iterator[bytes]:
    sector = start
    for _ in range(len(chain)):  # a chain that bites its tail ends too
        if sector >= min(LAST_SECTOR, len(chain)):
            return
        yield data[(sector + 1) * size : (sector + 2) * size]
        sector = chain[sector]


def _small_stream(file: OleFile, start: int) -> bytes:
    parts = []
    sector = start
    for _ in range(len(file.small_chain)):
        if sector >= min(LAST_SECTOR, len(file.small_chain)):
            break
        parts.append(file.small[sector * 64 : (sector + 1) * 64])
        sector = file.small_chain[sector]
    return b"".join(parts)


def _entries(directory: bytes) -> Iterator[tuple[str, int, int]]:
    """Name, first sector and size of each entry; the root comes first."""
    for place in range(0, len(directory) - ENTRY_BYTES + 1, ENTRY_BYTES):
        length = struct.unpack_from("<H", directory, place + 64)[0]
        name = directory[place : place + max(min(length, 64) - 2, 0)].decode("utf-16-le")
        start, size = struct.unpack_from("<II", directory, place + 116)
        yield name, start, size
