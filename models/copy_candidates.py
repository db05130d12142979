"""Which pairs of texts are worth comparing: those whose signatures agree in a band.

A band is two bins of the signature, a bucket the texts that agree in a band. A small bucket gives all its
pairs. A large one, a form letter or a phrase of the day, gives three stars and a chain through the texts
most alike, without the pairs that other buckets have joined already. So a million letters of one form give
some millions of pairs, not 5·10¹¹.

Texts come in the order of their content hashes. So what is first in a bucket does not depend on the order
in which the texts came in, and neither does any pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from nlp.fingerprint import BINS
from nlp.jit import njit

PLAIN_BANDS = BINS // 2  # bins 0 and 1, 2 and 3, …
BANDS = PLAIN_BANDS + BINS // 4  # and across: 1 and 2, 5 and 6, …
SMALL_BUCKET = 12
_BANDS_AT_ONCE = 24
_BLOCK = 65_536
STAR_CENTRES = 3
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_SPREAD = np.uint32(0x9E3779B1)  # odd: one to one on 32 bits (Knuth, TAOCP 6.4)
_SPIN = np.uint32(15)


@njit
def band_key(signature: npt.NDArray[np.uint16], band: int) -> np.uint32:
    """What texts of one bucket have in common."""
    first = 2 * band if band < PLAIN_BANDS else 4 * (band - PLAIN_BANDS) + 1
    pair = np.uint32(signature[first]) | (np.uint32(signature[first + 1]) << np.uint32(16))
    key = np.uint32(pair * _SPREAD)
    return np.uint32((key ^ (key >> _SPIN)) * _SPREAD)


@njit
def band_keys(
    signatures: npt.NDArray[np.uint16], rows: npt.NDArray[np.int64], keys: npt.NDArray[np.uint32]
) -> None:
    """Write the keys of ``rows`` into ``keys``, uint32 (BANDS, len(rows))."""
    for rank in range(len(rows)):
        signature = signatures[rows[rank]]
        for band in range(BANDS):
            keys[band, rank] = band_key(signature, band)


@njit
def _bucket_end(packed: npt.NDArray[np.uint64], begin: int) -> int:
    end = begin + 1
    while end < len(packed) and packed[end] >> _HALF == packed[begin] >> _HALF:
        end += 1
    return end


@njit
def _count(packed: npt.NDArray[np.uint64]) -> tuple[int, int]:
    """How many pairs the small buckets give, and how many texts are in large ones."""
    pairs, large = 0, 0
    begin = 0
    while begin < len(packed):
        end = _bucket_end(packed, begin)
        size = end - begin
        if size <= SMALL_BUCKET:
            pairs += size * (size - 1) // 2
        else:
            large += size
        begin = end
    return pairs, large


@njit
def _emit_small(
    packed: npt.NDArray[np.uint64], pairs: npt.NDArray[np.uint64], large: npt.NDArray[np.uint64]
) -> None:
    used, put_by = 0, 0
    begin = 0
    while begin < len(packed):
        end = _bucket_end(packed, begin)
        if end - begin <= SMALL_BUCKET:
            for i in range(begin, end):
                for j in range(i + 1, end):
                    pairs[used] = (packed[i] << _HALF) | (packed[j] & _LOW)
                    used += 1
        else:
            large[put_by : put_by + end - begin] = packed[begin:end]
            put_by += end - begin
        begin = end


@njit
def _emit_large(
    large: npt.NDArray[np.uint64],
    next_keys: npt.NDArray[np.uint32],
    groups: npt.NDArray[np.int64],
    pairs: npt.NDArray[np.uint64],
) -> int:
    used = 0
    begin = 0
    while begin < len(large):
        end = _bucket_end(large, begin)
        ranks = large[begin:end] & _LOW
        for i in range(STAR_CENTRES):
            for j in range(i + 1, len(ranks)):
                if groups[ranks[i]] != groups[ranks[j]]:
                    pairs[used] = (ranks[i] << _HALF) | ranks[j]
                    used += 1
        for i in range(len(ranks)):
            ranks[i] |= np.uint64(next_keys[ranks[i]]) << _HALF
        ranks.sort()
        for i in range(len(ranks) - 1):
            one, other = ranks[i] & _LOW, ranks[i + 1] & _LOW
            if groups[one] != groups[other]:
                pairs[used] = (min(one, other) << _HALF) | max(one, other)
                used += 1
        begin = end
    return used


@njit
def _keep_distinct(pairs: npt.NDArray[np.uint64]) -> int:
    kept = 0
    for i in range(len(pairs)):
        if i == 0 or pairs[i] != pairs[i - 1]:
            pairs[kept] = pairs[i]
            kept += 1
    return kept


def _merged(parts: Sequence[npt.NDArray[np.uint64]]) -> npt.NDArray[np.uint64]:
    pairs = np.concatenate(parts)
    pairs.sort()
    return pairs[: _keep_distinct(pairs)]


class Candidates:
    """Pairs of ranks in ``rows`` (by content hash) as ``smaller << 32 | larger``, sorted, each once."""

    def __init__(self, signatures: npt.NDArray[np.uint16], rows: npt.NDArray[np.int64], threads: int) -> None:
        self._threads = threads
        self._keys = np.empty((BANDS, len(rows)), np.uint32)
        self._large: list[npt.NDArray[np.uint64]] = []
        blocks = range(0, len(rows), _BLOCK)
        with ThreadPoolExecutor(max_workers=threads) as pool:
            list(
                pool.map(
                    lambda begin: self._read_keys(signatures, rows, slice(begin, begin + _BLOCK)), blocks
                )
            )

    def _read_keys(
        self, signatures: npt.NDArray[np.uint16], rows: npt.NDArray[np.int64], part: slice
    ) -> None:
        block = np.empty((BANDS, len(rows[part])), np.uint32)
        band_keys(signatures, rows[part], block)
        self._keys[:, part] = block

    def first(self) -> npt.NDArray[np.uint64]:
        """The pairs of small buckets."""
        pairs = np.zeros(0, np.uint64)
        with ThreadPoolExecutor(max_workers=self._threads) as pool:
            for begin in range(0, BANDS, _BANDS_AT_ONCE):
                bands = range(begin, begin + _BANDS_AT_ONCE)
                found = list(pool.map(self._first_of, bands))
                # Merged now and then, as the bands mostly repeat each other's pairs.
                pairs = _merged([pairs, *(part for part, _ in found)])
                self._large += [large for _, large in found]
        return pairs

    def _first_of(self, band: int) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
        packed = self._keys[band].astype(np.uint64) << _HALF
        packed |= np.arange(len(packed), dtype=np.uint64)
        packed.sort()
        count, members = _count(packed)
        pairs, large = np.empty(count, np.uint64), np.empty(members, np.uint64)
        _emit_small(packed, pairs, large)
        return _merged([pairs]), large

    def further(self, bands: range, groups: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
        """Pairs of large buckets whose ends lie in different ``groups`` (one a rank); after ``first``."""
        with ThreadPoolExecutor(max_workers=self._threads) as pool:
            return _merged(list(pool.map(lambda band: self._further_of(band, groups), bands)))

    def _further_of(self, band: int, groups: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
        large = self._large[band]
        pairs = np.empty((STAR_CENTRES + 1) * len(large), np.uint64)
        used = _emit_large(large, self._keys[(band + 1) % BANDS], groups, pairs)
        return _merged([pairs[:used]])
