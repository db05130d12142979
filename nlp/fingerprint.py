"""Fingerprints of texts: their telling shingles and a short signature that near-duplicates share.

A text's shingles are its distinct character 3-grams, normalised, without those that every petition has
(``nlp.stop_shingles``). A text under ``SHORT`` characters has its 2-grams too: it has so few 3-grams that
one changed character would tear it from its copy. A shingle is 29 bits of a hash and, in the last three
bits, the eighth of the text in which it first stands (0 for a 2-gram): what two texts share is spread over
them if one was made from the other, and lies in one place if both quote a third.

The signature is a one-permutation MinHash (Li, Owen, Zhang, 2012): the low bits of a shingle's hash choose
one of 64 bins, the bin keeps the smallest of the high bits; an empty bin borrows from a bin of a fixed
random order (Shrivastava, 2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nlp.jit import njit
from nlp.ngrams import read_codes
from nlp.normalize import lookup_table
from nlp.shingle_hash import bigram_hash, content_hash, trigram_hash
from nlp.stop_shingles import FILTER_BITS, stop_filter
from nlp.text_column import TextColumn

BINS = 64
SHORT = 40
TELLING_FROM = 12  # with fewer shingles a text has only exact copies
EIGHTH_BITS = np.uint32(3)
_EIGHTHS = np.uint64(8)
_VALUE_SHIFT = np.uint32(9)  # behind the eighth and the bin
_STOP_SHIFT = np.uint32(32 - FILTER_BITS)
_EMPTY = np.uint32(0xFFFFFFFF)
_STAMP = np.uint64(32)


class Fingerprints(NamedTuple):
    """Of n texts. ``digests``: uint64 (n, 2), 128 bits of the whole normalised text. ``lengths``: int32 (n),
    normalised characters. ``trigrams``: int32 (n), how many of a text's shingles are 3-grams. ``starts``:
    int64 (n + 1); the shingles of text i are ``shingles[starts[i]:starts[i + 1]]``, uint32, distinct, ordered
    by hash. ``signatures``: uint16 (n, 64); with under TELLING_FROM shingles it is
    made of the digest, so that only the very same text agrees.
    """

    digests: npt.NDArray[np.uint64]
    lengths: npt.NDArray[np.int32]
    trigrams: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    shingles: npt.NDArray[np.uint32]
    signatures: npt.NDArray[np.uint16]


class Room(NamedTuple):
    """Working room for one text: its codes, and a hash table that never needs clearing."""

    codes: npt.NDArray[np.int32]
    places: npt.NDArray[np.int32]
    slots: npt.NDArray[np.uint64]
    bins: npt.NDArray[np.uint32]


class Reading(NamedTuple):
    """What the kernels read texts with: how code points read, what tells nothing, where bins borrow."""

    table: npt.NDArray[np.int32]
    stops: npt.NDArray[np.uint8]
    lenders: npt.NDArray[np.uint8]


def _borrowing_order() -> npt.NDArray[np.uint8]:
    """uint8 (64, 64): the bins that an empty bin asks, one after another; the same on every machine."""
    order = np.empty((BINS, BINS), np.uint8)
    state = 20
    for row in order:
        rest = list(range(BINS))
        for place in range(BINS):
            state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
            row[place] = rest.pop((state >> 33) % len(rest))
    return order


_LENDERS = _borrowing_order()


@njit
def slot_bits(count: int) -> int:
    """log2 of the size of a hash table for so many shingles, at most half full."""
    bits = 4
    while (1 << bits) < 2 * count:
        bits += 1
    return bits


@njit
def put(slots: npt.NDArray[np.uint64], bits: int, stamp: int, shingle: np.uint32) -> bool:
    """Put a shingle into the table of this stamp; whether it is new there, whatever its eighth."""
    mark = (np.uint64(stamp) << _STAMP) | np.uint64(shingle)
    slot = np.int64(shingle >> np.uint32(32 - bits))
    mask = (1 << bits) - 1
    while (slots[slot] >> _STAMP) == np.uint64(stamp):
        if slots[slot] ^ mark < _EIGHTHS:
            return False
        slot = (slot + 1) & mask
    slots[slot] = mark
    return True


@njit
def eighth_of(slots: npt.NDArray[np.uint64], bits: int, stamp: int, shingle: np.uint32) -> int:
    """In which eighth of its text a shingle of the table of this stamp stands; -1 if it is not there."""
    mark = (np.uint64(stamp) << _STAMP) | np.uint64(shingle)
    slot = np.int64(shingle >> np.uint32(32 - bits))
    mask = (1 << bits) - 1
    while (slots[slot] >> _STAMP) == np.uint64(stamp):
        if slots[slot] ^ mark < _EIGHTHS:
            return int(np.int64(slots[slot] & (_EIGHTHS - np.uint64(1))))
        slot = (slot + 1) & mask
    return -1


@njit
def with_eighth(shingle: np.uint32, eighth: int) -> np.uint32:
    """A shingle's hash with the eighth of the text in its last bits."""
    return np.uint32(((shingle >> EIGHTH_BITS) << EIGHTH_BITS) | np.uint32(eighth))


@njit
def _read_shingles(
    count: int, how: Reading, room: Room, stamp: int, shingles: npt.NDArray[np.uint32]
) -> tuple[int, int]:
    """Write the telling shingles of ``room.codes[:count]``; returns how many, and how many are 3-grams."""
    codes, slots = room.codes, room.slots
    bits = slot_bits(2 * count if count < SHORT else count)
    trigrams = 0
    eighth, passed = 0, 0
    for i in range(count - 2):
        while passed >= count - 2:
            passed -= count - 2
            eighth += 1
        passed += 8
        shingle = with_eighth(trigram_hash(codes[i], codes[i + 1], codes[i + 2]), eighth)
        place = shingle >> _STOP_SHIFT
        if (how.stops[place >> np.uint32(3)] >> np.uint8(place & np.uint32(7))) & np.uint8(1):
            continue
        trigrams += put(slots, bits, stamp, shingle)
    if count < SHORT:
        for i in range(count - 1):
            put(slots, bits, stamp, with_eighth(bigram_hash(codes[i], codes[i + 1]), 0))
    found = 0
    for slot in range(1 << bits):  # without a branch: which slots are taken cannot be foreseen
        shingles[found] = np.uint32(slots[slot])
        found += (slots[slot] >> _STAMP) == np.uint64(stamp)
    return found, trigrams


@njit
def _sign(
    shingles: npt.NDArray[np.uint32],
    lenders: npt.NDArray[np.uint8],
    bins: npt.NDArray[np.uint32],
    signature: npt.NDArray[np.uint16],
) -> None:
    bins[:] = _EMPTY
    for shingle in shingles:
        place = (shingle >> EIGHTH_BITS) & np.uint32(BINS - 1)
        bins[place] = min(shingle >> _VALUE_SHIFT, bins[place])
    for place in range(BINS):
        value = bins[place]
        if value == _EMPTY:
            for lender in lenders[place]:
                if bins[lender] != _EMPTY:
                    value = bins[lender]
                    break
        signature[place] = np.uint16(value & np.uint32(0xFFFF))


@njit
def _sign_digest(digest: npt.NDArray[np.uint64], signature: npt.NDArray[np.uint16]) -> None:
    for place in range(BINS):
        spread = digest[place & 1] * np.uint64(2 * place + 1)
        signature[place] = np.uint16(spread >> np.uint64(48))


@njit
def sign(
    shingles: npt.NDArray[np.uint32],
    digest: npt.NDArray[np.uint64],
    lenders: npt.NDArray[np.uint8],
    bins: npt.NDArray[np.uint32],
    signature: npt.NDArray[np.uint16],
) -> None:
    """Write the signature of a set of shingles, or of the digest where they are too few."""
    if len(shingles) < TELLING_FROM:
        _sign_digest(digest, signature)
    else:
        _sign(shingles, lenders, bins, signature)


@njit
def _read_texts(
    data: npt.NDArray[np.uint8],
    text_starts: npt.NDArray[np.int64],
    how: Reading,
    room: Room,
    digests: npt.NDArray[np.uint64],
    lengths: npt.NDArray[np.int32],
    trigrams: npt.NDArray[np.int32],
    starts: npt.NDArray[np.int64],
    shingles: npt.NDArray[np.uint32],
    signatures: npt.NDArray[np.uint16],
) -> None:
    for row in range(len(text_starts) - 1):
        count = read_codes(data, text_starts[row], text_starts[row + 1], how.table, room.codes, room.places)
        digests[row, 0], digests[row, 1] = content_hash(room.codes, count)
        lengths[row] = count
        begin = starts[row]
        found, trigrams[row] = _read_shingles(count, how, room, row + 1, shingles[begin:])
        starts[row + 1] = begin + found
        sign(shingles[begin : begin + found], digests[row], how.lenders, room.bins, signatures[row])


def reading(stops: npt.NDArray[np.uint8] | None = None) -> Reading:
    """What texts are read with; ``stops``: the shipped filter unless another is given."""
    return Reading(lookup_table(), stop_filter() if stops is None else stops, _LENDERS)


def fingerprints(texts: TextColumn, how: Reading | None = None) -> Fingerprints:
    """The fingerprints of all texts, on one thread."""
    how = how or reading()
    rows = len(texts)
    longest = int(np.diff(texts.starts).max(initial=0))
    room = Room(
        np.empty(longest, np.int32),
        np.empty(longest, np.int32),
        np.zeros(1 << slot_bits(longest + SHORT), np.uint64),
        np.empty(BINS, np.uint32),
    )
    # 2-grams come with short texts only; one place more, as the kernel writes before it knows
    most = int(texts.starts[-1] - texts.starts[0]) + SHORT * rows + 1
    found = Fingerprints(
        np.empty((rows, 2), np.uint64),
        np.empty(rows, np.int32),
        np.empty(rows, np.int32),
        np.zeros(rows + 1, np.int64),
        np.empty(most, np.uint32),
        np.empty((rows, BINS), np.uint16),
    )
    _read_texts(
        texts.data,
        texts.starts,
        how,
        room,
        found.digests,
        found.lengths,
        found.trigrams,
        found.starts,
        found.shingles,
        found.signatures,
    )
    used = int(found.starts[-1])  # of the rest no memory was ever touched
    return Fingerprints(
        found.digests,
        found.lengths,
        found.trigrams,
        found.starts,
        found.shingles[:used],
        found.signatures,
    )


def joined(parts: Sequence[Fingerprints], threads: int = 1) -> Fingerprints:
    """Fingerprints of several columns as of one, in order."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return fingerprints(TextColumn.from_texts([]))
    begins = np.cumsum([0, *(part.starts[-1] for part in parts)])
    starts = [part.starts[:-1] + begin for part, begin in zip(parts, begins, strict=False)]
    shingles = np.empty(int(begins[-1]), np.uint32)

    def copy(part: int) -> None:
        shingles[begins[part] : begins[part + 1]] = parts[part].shingles

    with ThreadPoolExecutor(max_workers=threads) as pool:  # by far the largest array
        list(pool.map(copy, range(len(parts))))
    return Fingerprints(
        np.concatenate([part.digests for part in parts]),
        np.concatenate([part.lengths for part in parts]),
        np.concatenate([part.trigrams for part in parts]),
        np.concatenate([*starts, begins[-1:]]).astype(np.int64),
        shingles,
        np.concatenate([part.signatures for part in parts]),
    )


def selected(prints: Fingerprints, rows: npt.NDArray[np.int64]) -> Fingerprints:
    """The fingerprints of some texts, in the order of ``rows``."""
    sizes = np.diff(prints.starts)[rows]
    starts = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    shingles = np.empty(int(starts[-1]), np.uint32)
    _copy_shingles(prints.starts, prints.shingles, rows, starts, shingles)
    return Fingerprints(
        prints.digests[rows],
        prints.lengths[rows],
        prints.trigrams[rows],
        starts,
        shingles,
        prints.signatures[rows],
    )


@njit
def _copy_shingles(
    starts: npt.NDArray[np.int64],
    shingles: npt.NDArray[np.uint32],
    rows: npt.NDArray[np.int64],
    new_starts: npt.NDArray[np.int64],
    copied: npt.NDArray[np.uint32],
) -> None:
    for i in range(len(rows)):
        begin = starts[rows[i]]
        for k in range(new_starts[i + 1] - new_starts[i]):
            copied[new_starts[i] + k] = shingles[begin + k]
