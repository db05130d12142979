"""Which pairs of an archive are worth comparing: those that share rare words, by an inverted index.

Work grows with the archive only as the postings of rare words do: a word of more than ``MOST_TEXTS`` texts
finds nothing, so a million copies of one letter cost no more than other texts.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.matter_keys import choose_keys, count_keys
from models.matter_profiles import LONGEST_TEXT, Profiles
from nlp.jit import njit

BANDS = (2, 6, 40, 300)  # counts of texts; measured in docs/matters.md
MOST_TEXTS = BANDS[-1] - 1
MOST_KEYS = 400  # of one text
CANDIDATES = 24  # kept for one petition
LEAST_SHARE = 0.02  # of the weight of the keys of the petition that has less
_LEAST_BITS, _MOST_BITS = 16, 26


@dataclass(frozen=True)
class KeyedTexts:
    """``counts``: int32 (2**bits), how many texts hold what hashes to each place. ``keys``: int32, of text i
    ``keys[starts[i]:starts[i + 1]]``."""

    bits: int
    counts: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    keys: npt.NDArray[np.int32]


class Postings(NamedTuple):
    """The texts under each key: of place p ``rows[starts[p]:starts[p + 1]]``, ascending."""

    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]


@njit
def _choose_all(
    codes: npt.NDArray[np.uint16],
    text_starts: npt.NDArray[np.int64],
    titles: npt.NDArray[np.int32],
    bits: int,
    counts: npt.NDArray[np.int32],
    bands: npt.NDArray[np.int64],
    first: int,
    last: int,
    places: npt.NDArray[np.int64],
    found_at: npt.NDArray[np.int32],
    room: npt.NDArray[np.int32],
    keys: npt.NDArray[np.int32],
    sizes: npt.NDArray[np.int32],
) -> int:
    used = 0
    for row in range(first, last):
        text = codes[text_starts[row] : text_starts[row + 1]]
        found = choose_keys(text, titles[row], bits, counts, bands, places, found_at, room)
        keys[used : used + found] = room[:found]
        sizes[row - first] = found
        used += found
    return used


def keyed(texts: Profiles, bands: tuple[int, ...] = BANDS) -> KeyedTexts:
    """Count all n-grams of the texts and choose the keys of each."""
    rows = texts.size
    total = max(len(texts.codes), 1)
    bits = int(np.clip(np.ceil(np.log2(total)) + 1, _LEAST_BITS, _MOST_BITS))
    counts = np.zeros(1 << bits, np.int32)
    count_keys(texts.codes, texts.starts, bits, counts, np.zeros(1 << bits, np.int32))
    chosen, sizes = [], np.zeros(rows, np.int32)
    for first in range(0, rows, 20_000):
        last = min(first + 20_000, rows)
        keys = np.empty((last - first) * MOST_KEYS, np.int32)
        used = _choose_all(
            texts.codes,
            texts.starts,
            texts.title_lengths,
            bits,
            counts,
            np.array(bands, np.int64),
            first,
            last,
            np.empty(LONGEST_TEXT, np.int64),
            np.empty(LONGEST_TEXT, np.int32),
            np.empty(MOST_KEYS, np.int32),
            keys,
            sizes[first:last],
        )
        chosen.append(keys[:used].copy())
    starts = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
    return KeyedTexts(bits, counts, starts, np.concatenate(chosen) if chosen else np.zeros(0, np.int32))


@njit
def _fill_postings(
    starts: npt.NDArray[np.int64],
    keys: npt.NDArray[np.int32],
    ends: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int32],
) -> None:
    for row in range(len(starts) - 1):
        for k in range(starts[row], starts[row + 1]):
            rows[ends[keys[k]]] = row
            ends[keys[k]] += 1


def postings(texts: KeyedTexts) -> Postings:
    """The inverted index."""
    sizes = np.bincount(texts.keys, minlength=1 << texts.bits)
    starts = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
    rows = np.empty(len(texts.keys), np.int32)
    _fill_postings(texts.starts, texts.keys, starts[:-1].copy(), rows)
    return Postings(starts, rows)


@njit
def best_of(
    touched: npt.NDArray[np.int32],
    count: int,
    sums: npt.NDArray[np.float32],
    most: int,
    found: npt.NDArray[np.int32],
) -> int:
    """Write the ``most`` touched rows of the highest sums into ``found``, best first, the earlier row first
    where sums are equal; clears the sums. Returns how many."""
    kept = 0
    for t in range(count):
        row = touched[t]
        place = kept
        while place > 0 and (
            sums[found[place - 1]] < sums[row]
            or (sums[found[place - 1]] == sums[row] and found[place - 1] > row)
        ):
            if place < most:
                found[place] = found[place - 1]
            place -= 1
        if place < most:
            found[place] = row
            kept = min(kept + 1, most)
    for t in range(count):
        sums[touched[t]] = 0
    return kept


@njit
def add_up(
    keys: npt.NDArray[np.int32],
    weights: npt.NDArray[np.float32],
    index: Postings,
    own: int,
    sums: npt.NDArray[np.float32],
    touched: npt.NDArray[np.int32],
    count: int,
) -> int:
    """Add the weight of each shared key to the sums of the rows that have it, but for row ``own``."""
    for k in range(len(keys)):
        for p in range(index.starts[keys[k]], index.starts[keys[k] + 1]):
            row = index.rows[p]
            if row == own:
                continue
            if sums[row] == 0:
                touched[count] = row
                count += 1
            sums[row] += weights[k]
    return count


@njit
def _search_all(
    starts: npt.NDArray[np.int64],
    keys: npt.NDArray[np.int32],
    weights: npt.NDArray[np.float32],
    index: Postings,
    first: int,
    last: int,
    most: int,
    own: npt.NDArray[np.float32],
    sums: npt.NDArray[np.float32],
    touched: npt.NDArray[np.int32],
    out: npt.NDArray[np.int32],
) -> None:
    for row in range(first, last):
        part = slice(starts[row], starts[row + 1])
        count = add_up(keys[part], weights[part], index, row, sums, touched, 0)
        kept = 0
        for t in range(count):
            other = touched[t]
            if sums[other] >= LEAST_SHARE * min(own[row], own[other]):
                touched[kept] = other
                kept += 1
            else:
                sums[other] = 0
        best_of(touched, kept, sums, most, out[row - first])


def key_weights(counts: npt.NDArray[np.int32], texts: int) -> npt.NDArray[np.float32]:
    """Idf of keys that stand in so many of so many texts."""
    return np.log(np.maximum((1.0 + texts) / np.maximum(counts, 1), 1.0001)).astype(np.float32)


def candidate_pairs(
    texts: KeyedTexts, most: int = CANDIDATES, threads: int | None = None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pairs of rows to compare, each once, the smaller row first, in order; for every petition up to ``most``
    others that share the rarest keys with it."""
    rows = len(texts.starts) - 1
    index = postings(texts)
    weights = key_weights(texts.counts[texts.keys], rows)
    running = np.concatenate([[0.0], np.cumsum(weights, dtype=np.float64)])
    own = np.diff(running[texts.starts]).astype(np.float32)
    chunk = max(min(20_000, -(-rows // 8)), 1)

    def search(first: int) -> npt.NDArray[np.int64]:
        last = min(first + chunk, rows)
        out = np.full((last - first, most), -1, np.int32)
        sums, touched = np.zeros(rows, np.float32), np.empty(rows, np.int32)
        _search_all(texts.starts, texts.keys, weights, index, first, last, most, own, sums, touched, out)
        one = np.repeat(np.arange(first, last, dtype=np.int64), most)
        two = out.ravel().astype(np.int64)
        found = two >= 0
        one, two = one[found], two[found]
        return np.minimum(one, two) * rows + np.maximum(one, two)

    with ThreadPoolExecutor(max_workers=threads or os.cpu_count() or 1) as pool:
        parts = list(pool.map(search, range(0, rows, chunk)))
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    both = np.unique(np.concatenate(parts))
    return both // max(rows, 1), both % max(rows, 1)
