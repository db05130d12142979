"""A segment of a copy index: fingerprints that no longer change, sorted for look-up, memory-mapped."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from models.copy_candidates import BANDS, band_keys
from models.copy_files import CopyIndexError, map_arrays, write_arrays
from nlp.fingerprint import BINS, Fingerprints
from nlp.jit import njit

_HALF = np.uint64(32)
_ROWS_A_HEAD = 4


class Buckets(NamedTuple):
    """Where the texts of a bucket are. ``keys``, ``rows``: uint32 (BANDS, n), by ascending key. ``heads``:
    uint32 (BANDS, 2**k + 1), where the keys with these first k bits begin. ``shift``: 32 - k.
    """

    keys: npt.NDArray[np.uint32]
    rows: npt.NDArray[np.uint32]
    heads: npt.NDArray[np.uint32]
    shift: int


class Segment(NamedTuple):
    """``numbers``: int64 (n), ascending, the texts' numbers; ``live``: bool (n), False where removed."""

    path: Path
    numbers: npt.NDArray[np.int64]
    prints: Fingerprints
    buckets: Buckets
    live: npt.NDArray[np.bool_]

    def row_of(self, number: int) -> int:
        """The row of a text, -1 if it is not here or was removed."""
        row = int(np.searchsorted(self.numbers, number))
        found = row < len(self.numbers) and self.numbers[row] == number and self.live[row]
        return row if found else -1


def _buckets(prints: Fingerprints) -> tuple[dict[str, npt.NDArray[Any]], int]:
    rows = len(prints.lengths)
    bits = max(rows // _ROWS_A_HEAD, 1).bit_length()
    keys = np.empty((BANDS, rows), np.uint32)
    band_keys(prints.signatures, np.arange(rows), keys)
    order = np.empty((BANDS, rows), np.uint32)
    heads = np.empty((BANDS, (1 << bits) + 1), np.uint32)
    for band in range(BANDS):
        packed = keys[band].astype(np.uint64) << _HALF
        packed |= np.arange(rows, dtype=np.uint64)
        packed.sort()
        order[band] = packed.astype(np.uint32)
        keys[band] = packed >> _HALF
        firsts = np.arange(1 << bits, dtype=np.uint64) << np.uint64(32 - bits)
        heads[band, :-1] = np.searchsorted(keys[band], firsts.astype(np.uint32))
        heads[band, -1] = rows
    return {"keys": keys, "rows": order, "heads": heads}, 32 - bits


def write_segment(path: Path, numbers: npt.NDArray[np.int64], prints: Fingerprints) -> None:
    """Put a segment in place. ``numbers`` must ascend. Raises OSError."""
    arrays, _ = _buckets(prints)
    write_arrays(path, {"numbers": numbers, **prints._asdict(), **arrays})


def open_segment(path: Path, whole: bool = False) -> Segment:
    """Map a segment; ``whole``: check all of it. Raises CopyIndexError."""
    arrays = map_arrays(path, whole)
    try:
        numbers = arrays.pop("numbers")
        buckets = Buckets(arrays.pop("keys"), arrays.pop("rows"), arrays.pop("heads"), 0)
        prints = Fingerprints(**arrays)
        bits = int(buckets.heads.shape[1] - 1).bit_length() - 1
        _check(path, numbers, prints, buckets, bits)
    except (KeyError, TypeError, IndexError) as fault:
        raise CopyIndexError(f"{path}: not a segment") from fault
    return Segment(path, numbers, prints, buckets._replace(shift=32 - bits), np.ones(len(numbers), bool))


def _check(
    path: Path, numbers: npt.NDArray[np.int64], prints: Fingerprints, buckets: Buckets, bits: int
) -> None:
    """The kernels trust shapes, kinds and ``starts``; row numbers they look at themselves."""
    n, shingles = len(numbers), len(prints.shingles)
    shapes: list[tuple[npt.NDArray[Any], str, tuple[int, ...]]]
    shapes = [(prints.digests, "u8", (n, 2)), (prints.lengths, "i4", (n,)), (prints.trigrams, "i4", (n,)),
              (prints.starts, "i8", (n + 1,)), (prints.shingles, "u4", (shingles,)), (numbers, "i8", (n,)),
              (prints.signatures, "u2", (n, BINS)), (buckets.keys, "u4", (BANDS, n)),
              (buckets.rows, "u4", (BANDS, n)), (buckets.heads, "u4", (BANDS, (1 << bits) + 1))]  # fmt: skip
    right = all(array.dtype == np.dtype(kind) and array.shape == shape for array, kind, shape in shapes)
    if not right or not 0 < bits <= 32:
        raise CopyIndexError(f"{path}: arrays of the wrong kind")
    starts = prints.starts
    if (
        starts[0] != 0
        or starts[-1] != shingles
        or (np.diff(starts) < 0).any()
        or (np.diff(numbers) <= 0).any()
    ):
        raise CopyIndexError(f"{path}: arrays that do not fit together")


@njit
def bucket_members(
    keys: npt.NDArray[np.uint32], buckets: Buckets, most: int, found: npt.NDArray[np.int64]
) -> int:
    """Write the rows that share a bucket with ``keys`` (BANDS), ``most`` a bucket; rows may repeat."""
    size = buckets.keys.shape[1]
    begins, ends = np.empty(BANDS, np.int64), np.empty(BANDS, np.int64)
    for band in range(BANDS):  # apart from what follows, so that memory is asked for all bands at once
        head = np.int64(keys[band]) >> buckets.shift
        begins[band] = buckets.heads[band, head]
        ends[band] = buckets.heads[band, head + 1]
    used = 0
    for band in range(BANDS):
        key = keys[band]
        place, end = begins[band], min(ends[band], size)
        while place < end and buckets.keys[band, place] < key:
            place += 1
        last = min(end, place + most)
        while place < last and buckets.keys[band, place] == key:
            row = np.int64(buckets.rows[band, place])
            if row < size:
                found[used] = row
                used += 1
            place += 1
    return used
