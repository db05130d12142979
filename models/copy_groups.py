"""From fingerprints to verified pairs and groups; the same whatever order the texts came in.

The batch run and the index both end here, so they cannot differ.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.copy_candidates import BANDS, Candidates
from models.copy_rule import Bounds, Sets, Table, compare, empty_slots, least_agreeing, sets_of, table_of
from nlp.fingerprint import BINS, TELLING_FROM, Fingerprints
from nlp.jit import njit

_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_BLOCK = 65_536
# Large buckets are linked in rounds: what the first ones have joined, the others need not compare again.
_ROUNDS = (range(1), range(1, 4), range(4, 12), range(12, BANDS))


@dataclass(frozen=True)
class Copies:
    """Pairs of copies and groups of n texts.

    ``a``, ``b``: int64, indices with a < b. ``score``: float32, 0.5 and more, 1 for the same normalised
    text. ``jaccard``, ``containment``: float32, of telling shingles. Not every pair of a group is listed:
    what has the same text as an earlier one is paired with the earliest only, and of many letters of one form
    each is paired with some.
    ``groups``: int64 (n), the smallest index of each text's group.
    """

    a: npt.NDArray[np.int64]
    b: npt.NDArray[np.int64]
    score: npt.NDArray[np.float32]
    jaccard: npt.NDArray[np.float32]
    containment: npt.NDArray[np.float32]
    groups: npt.NDArray[np.int64]


@njit
def _collapse(
    digests: npt.NDArray[np.uint64],
    lengths: npt.NDArray[np.int32],
    order: npt.NDArray[np.int64],
    first: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int64],
) -> int:
    """Sort equal first halves by the second, write the earliest row of each content; returns contents."""
    for i in range(1, len(order)):
        j = i
        row = order[i]
        while j > 0 and digests[order[j - 1], 0] == digests[row, 0]:
            if digests[order[j - 1], 1] <= digests[row, 1]:
                break
            order[j] = order[j - 1]
            j -= 1
        order[j] = row
    contents = 0
    begin = 0
    while begin < len(order):
        earliest = order[begin]
        end = begin + 1
        while end < len(order) and (
            digests[order[end], 0] == digests[order[begin], 0]
            and digests[order[end], 1] == digests[order[begin], 1]
        ):
            earliest = min(earliest, order[end])
            end += 1
        empty = lengths[earliest] == 0
        for i in range(begin, end):
            first[order[i]] = order[i] if empty else earliest
        if not empty:
            rows[contents] = earliest
            contents += 1
        begin = end
    return contents


def distinct_contents(prints: Fingerprints) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The earliest row of each text's content, int64 (n), and these rows in the order of content hashes.

    Texts without a letter or digit are nobody's copy: each is its own first and none is among the rows.
    """
    order = np.argsort(prints.digests[:, 0]).astype(np.int64)
    first = np.empty(len(order), np.int64)
    rows = np.empty(len(order), np.int64)
    contents = _collapse(prints.digests, prints.lengths, order, first, rows)
    return first, rows[:contents]


@njit
def _verify(
    pairs: npt.NDArray[np.uint64],
    rows: npt.NDArray[np.int64],
    sets: Sets,
    signatures: npt.NDArray[np.uint16],
    rule: Bounds,
    slots: npt.NDArray[np.uint64],
    rates: npt.NDArray[np.float32],
) -> None:
    stamp = 0
    last = np.int64(-1)
    table = Table(slots, 4, 0)
    for i in range(len(pairs)):
        row, other = rows[np.int64(pairs[i] >> _HALF)], rows[np.int64(pairs[i] & _LOW)]
        # The signatures, two lines of memory, rule out most pairs for which some twenty would be read.
        agreeing = 0
        for place in range(BINS):
            agreeing += signatures[row, place] == signatures[other, place]
        if agreeing < least_agreeing(sets, row, other, rule):
            rates[i] = 0.0
            continue
        if row != last:
            last = row
            stamp += 1
            table = table_of(sets, row, slots, stamp)
        rates[i, 0], rates[i, 1], rates[i, 2] = compare(sets, row, table, sets, other, rule)


def verified(
    prints: Fingerprints,
    rows: npt.NDArray[np.int64],
    pairs: npt.NDArray[np.uint64],
    rule: Bounds,
    threads: int,
) -> npt.NDArray[np.float32]:
    """Score, Jaccard and containment of each pair of ranks, float32 (n, 3)."""
    rates = np.empty((len(pairs), 3), np.float32)
    sets = sets_of(prints)
    largest = int(np.diff(prints.starts).max(initial=0))

    def block(begin: int) -> None:
        part = slice(begin, begin + _BLOCK)
        _verify(pairs[part], rows, sets, prints.signatures, rule, empty_slots(largest), rates[part])

    with ThreadPoolExecutor(max_workers=threads) as pool:
        list(pool.map(block, range(0, len(pairs), _BLOCK)))
    return rates


@njit
def _root(parents: npt.NDArray[np.int64], row: int) -> int:
    place = np.int64(row)
    while parents[place] != place:
        parents[place] = parents[parents[place]]
        place = parents[place]
    return int(place)


@njit
def components(first: npt.NDArray[np.int64], a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]) -> None:
    """Join the ends of each pair; ``first`` becomes the smallest index of each text's group."""
    for i in range(len(a)):
        one, other = _root(first, a[i]), _root(first, b[i])
        if one < other:
            first[other] = one
        else:
            first[one] = other
    for row in range(len(first)):
        first[row] = _root(first, row)


def _linked(
    prints: Fingerprints, rows: npt.NDArray[np.int64], rule: Bounds, threads: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """The copies among distinct contents: ends, int64 (pairs, 2), and rates, float32 (pairs, 3)."""
    if len(rows) < 2:
        return np.zeros((0, 2), np.int64), np.zeros((0, 3), np.float32)
    candidates = Candidates(prints.signatures, rows, threads)
    groups = np.arange(len(rows))
    ends, rates = [], []
    for bands in (None, *_ROUNDS):
        pairs = candidates.further(bands, groups) if bands else candidates.first()
        rate = verified(prints, rows, pairs, rule, threads)
        kept = rate[:, 0] >= 0.5
        pairs = pairs[kept]
        ranks = np.stack([pairs >> _HALF, pairs & _LOW], axis=1).astype(np.int64)
        components(groups, ranks[:, 0], ranks[:, 1])
        ends.append(rows[ranks])
        rates.append(rate[kept])
    return np.concatenate(ends), np.concatenate(rates)


def copies_of(prints: Fingerprints, rule: Bounds, threads: int) -> Copies:
    """All copies among the texts of these fingerprints."""
    first, rows = distinct_contents(prints)
    telling = rows[np.diff(prints.starts)[rows] >= TELLING_FROM]
    ends, rates = _linked(prints, telling, rule, threads)
    again = np.flatnonzero(first != np.arange(len(first)))
    a = np.concatenate([ends.min(axis=1), first[again]])
    b = np.concatenate([ends.max(axis=1), again])
    score, jaccard, containment = np.concatenate([rates, np.ones((len(again), 3), np.float32)]).T
    groups = first.copy()
    components(groups, a, b)
    return Copies(a, b, score, jaccard, containment, groups)
