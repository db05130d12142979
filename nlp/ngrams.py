"""Hashed character n-grams and dictionary terms of normalised texts, read once from UTF-8 bytes.

One stream serves training (a sparse matrix), scoring (fused with the weights) and explaining. The features
of a text are

- its character n-grams of up to ``longest_ngram`` characters, and
- the dictionary terms (up to ``longest_term`` characters) that stand anywhere in it: a bit filter over
  hashes says which n-grams are terms, so no text is segmented on the hot path.

A feature is present or absent. What begins in the first ``lead`` characters, where a title or first
sentence says what the matter is, weighs more; so the answer is the same however title and body came in.
Hashing is FNV-1a over code points with a multiplicative finish (Knuth, TAOCP 6.4).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nlp.feature_space import FILTER_BITS, FNV_OFFSET, FNV_PRIME, MARK, FeatureSpace, filter_place
from nlp.jit import njit
from nlp.normalize import lookup_table, normalize
from nlp.text_column import TextColumn

_FINISH = np.uint64(11400714819323198485)
_FILTER_SHIFT = np.uint64(64 - FILTER_BITS)
_TERM_PAIR_WEIGHT = np.float32(2**0.5)  # a two-character term counts as an n-gram and as a term at once
_COUNTED_BITS = 26


class Reading(NamedTuple):
    """A feature space as the kernels take it. ``table``: what each code point is read as."""

    table: npt.NDArray[np.int32]
    longest_ngram: int
    longest_term: int
    shift: int
    lead: int
    lead_weight: np.float32
    term_filter: npt.NDArray[np.uint8]


class Scratch(NamedTuple):
    """Room for the features of one text, used again for the next.

    ``codes``, ``places``: normalised characters and where in the text they stand. ``stamps``: the last row
    that had each bucket. ``buckets``, ``values``, ``begins``, ``lengths``: the features, each with its
    weight and the normalised characters of its first occurrence.
    """

    codes: npt.NDArray[np.int32]
    places: npt.NDArray[np.int32]
    stamps: npt.NDArray[np.int32]
    buckets: npt.NDArray[np.int32]
    values: npt.NDArray[np.float32]
    begins: npt.NDArray[np.int32]
    lengths: npt.NDArray[np.int32]


def reading(space: FeatureSpace) -> Reading:
    """The feature space for the kernels."""
    return Reading(
        lookup_table(),
        space.longest_ngram,
        space.longest_term,
        64 - space.bits,
        space.lead,
        np.float32(space.lead_weight),
        space.term_filter,
    )


def scratch(column: TextColumn, space: FeatureSpace) -> Scratch:
    """Room for the longest text of the column."""
    size = int(np.diff(column.starts).max(initial=0))
    most = min(size * space.longest_term, space.buckets)  # each bucket comes once a text
    return Scratch(
        np.empty(size, np.int32),
        np.empty(size, np.int32),
        np.full(space.buckets, -1, np.int32),
        np.empty(most, np.int32),
        np.empty(most, np.float32),
        np.empty(most, np.int32),
        np.empty(most, np.int32),
    )


@njit
def read_codes(
    data: npt.NDArray[np.uint8],
    start: int,
    end: int,
    table: npt.NDArray[np.int32],
    codes: npt.NDArray[np.int32],
    places: npt.NDArray[np.int32],
) -> int:
    """Decode and normalise ``data[start:end]`` into ``codes``; returns how many were written.

    ``places[k]`` is the character (not byte) of the text that the k-th code came from. Invalid bytes are
    passed over. Both arrays must hold ``end - start`` values.
    """
    count = 0
    place = 0
    i = start
    while i < end:
        byte = np.int32(data[i])
        if byte < 0x80:
            code = byte
            i += 1
        elif 0xF0 <= byte < 0xF8 and i + 3 < end:
            code = (
                ((byte & 0x07) << 18)
                | ((np.int32(data[i + 1]) & 0x3F) << 12)
                | ((np.int32(data[i + 2]) & 0x3F) << 6)
                | (np.int32(data[i + 3]) & 0x3F)
            )
            i += 4
        elif 0xE0 <= byte < 0xF0 and i + 2 < end:
            code = (
                ((byte & 0x0F) << 12) | ((np.int32(data[i + 1]) & 0x3F) << 6) | (np.int32(data[i + 2]) & 0x3F)
            )
            i += 3
        elif 0xC0 <= byte < 0xE0 and i + 1 < end:
            code = ((byte & 0x1F) << 6) | (np.int32(data[i + 1]) & 0x3F)
            i += 2
        else:
            i += 1
            continue
        if code < 0x110000:
            read = table[code]
            if read > 0:
                codes[count] = read
                places[count] = place
                count += 1
        place += 1
    return count


@njit
def feature_weight(
    length: int, key: np.uint64, longest_ngram: int, bits: npt.NDArray[np.uint8]
) -> np.float32:
    """Weight of an n-gram of ``length`` characters before lead weighting; 0 if it is no feature."""
    if length == 1:
        return np.float32(1.0)
    place = np.int64((key * MARK) >> _FILTER_SHIFT)
    if (bits[place >> 3] >> np.uint8(place & 7)) & np.uint8(1):
        return _TERM_PAIR_WEIGHT if length <= longest_ngram else np.float32(1.0)
    return np.float32(1.0) if length <= longest_ngram else np.float32(0.0)


@njit
def read_features(
    data: npt.NDArray[np.uint8], start: int, end: int, row: int, how: Reading, room: Scratch
) -> int:
    """Put the features of ``data[start:end]`` into ``room``; returns how many. Each bucket comes once."""
    count = read_codes(data, start, end, how.table, room.codes, room.places)
    found = 0
    for i in range(count):
        key = FNV_OFFSET
        factor = how.lead_weight if i < how.lead else np.float32(1)
        for j in range(i, min(i + how.longest_term, count)):
            key = (key ^ np.uint64(room.codes[j])) * FNV_PRIME
            weight = feature_weight(j - i + 1, key, how.longest_ngram, how.term_filter)
            if weight == 0.0:
                continue
            bucket = np.int64((key * _FINISH) >> np.uint64(how.shift))
            if room.stamps[bucket] == row:
                continue
            room.stamps[bucket] = row
            room.buckets[found] = bucket
            room.values[found] = weight * factor
            room.begins[found] = i
            room.lengths[found] = j - i + 1
            found += 1
    return found


@njit
def _collect(
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    how: Reading,
    room: Scratch,
    indptr: npt.NDArray[np.int64],
    indices: npt.NDArray[np.int32],
    values: npt.NDArray[np.float32],
) -> int:
    used = 0
    for row in range(len(starts) - 1):
        found = read_features(data, starts[row], starts[row + 1], row, how, room)
        indices[used : used + found] = room.buckets[:found]
        values[used : used + found] = room.values[:found]
        used += found
        indptr[row + 1] = used
    return used


def features(
    column: TextColumn, space: FeatureSpace
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """The features of each text as the parts of a CSR matrix: indptr int64, indices int32, values float32.

    Buckets stand in order of first appearance, each once a text, with the weight of that appearance.
    """
    most = int(column.starts[-1] - column.starts[0]) * space.longest_term
    indptr = np.zeros(len(column) + 1, np.int64)
    indices = np.empty(most, np.int32)
    values = np.empty(most, np.float32)
    used = _collect(
        column.data, column.starts, reading(space), scratch(column, space), indptr, indices, values
    )
    return indptr, indices[:used].copy(), values[:used].copy()


@njit
def _count_ngrams(
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    table: npt.NDArray[np.int32],
    longest: int,
    codes: npt.NDArray[np.int32],
    places: npt.NDArray[np.int32],
    counts: npt.NDArray[np.uint8],
    shift: int,
) -> None:
    for row in range(len(starts) - 1):
        count = read_codes(data, starts[row], starts[row + 1], table, codes, places)
        for i in range(count):
            key = FNV_OFFSET
            for j in range(i, min(i + longest, count)):
                key = (key ^ np.uint64(codes[j])) * FNV_PRIME
                place = np.int64((key * MARK) >> np.uint64(shift))
                if counts[place] < 255:
                    counts[place] += 1


def terms_in_use(terms: Iterable[str], column: TextColumn, longest: int, at_least: int = 3) -> list[str]:
    """Those of ``terms`` (2 to ``longest`` characters) that stand at least so often in the texts.

    Counting is by hash: a rare term may pass for a frequent one of the same hash.
    """
    size = int(np.diff(column.starts).max(initial=0))
    codes, places = np.empty(size, np.int32), np.empty(size, np.int32)
    counts = np.zeros(1 << _COUNTED_BITS, np.uint8)
    _count_ngrams(
        column.data, column.starts, lookup_table(), longest, codes, places, counts, 64 - _COUNTED_BITS
    )
    kept = []
    for term in terms:
        text = normalize(term).text
        if 2 <= len(text) <= longest and counts[filter_place(text, _COUNTED_BITS)] >= at_least:
            kept.append(text)
    return kept
