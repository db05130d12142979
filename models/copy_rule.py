"""When two texts are copies: how much of their telling shingles they share, and what that is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nlp.fingerprint import BINS, EIGHTH_BITS, SHORT, TELLING_FROM, Fingerprints, eighth_of, put, slot_bits
from nlp.jit import njit

_OF_EXPECTED = 0.45


@dataclass(frozen=True)
class CopyRule:
    """Where copies begin.

    ``jaccard``: shared shingles to all; ``containment``: to those of the smaller text, which a truncated or
    enlarged copy keeps. ``short_jaccard``, ``short_containment``: the same where both texts are under 40
    characters. A copy under both ``weak_jaccard`` and ``weak_containment`` must be spread: something of at
    least ``spread`` of the eighths of one text must be shared, as typing errors leave it and a quoted passage
    does not. With under ``TELLING_FROM`` telling shingles only the very same text is a copy.
    """

    jaccard: float = 0.25
    containment: float = 0.6
    short_jaccard: float = 0.5
    short_containment: float = 0.8
    weak_jaccard: float = 0.42
    weak_containment: float = 0.65
    spread: float = 0.7


class Bounds(NamedTuple):
    """A rule as the kernels take it."""

    jaccard: float
    containment: float
    short_jaccard: float
    short_containment: float
    weak_jaccard: float
    weak_containment: float
    spread: float


class Sets(NamedTuple):
    """The shingle sets of ``Fingerprints`` as the kernels take them."""

    lengths: npt.NDArray[np.int32]
    trigrams: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    shingles: npt.NDArray[np.uint32]


class Table(NamedTuple):
    """The shingles of one text in a hash table, to hold others against it."""

    slots: npt.NDArray[np.uint64]
    bits: int
    stamp: int


def bounds(rule: CopyRule) -> Bounds:
    """The rule for the kernels. Raises ValueError for a bound outside 0..1."""
    found = Bounds(*(getattr(rule, name) for name in Bounds._fields))
    if not all(0 < share < 1 for share in found):
        raise ValueError(f"impossible rule: {rule}")
    return found


def sets_of(prints: Fingerprints) -> Sets:
    """The shingle sets for the kernels."""
    return Sets(prints.lengths, prints.trigrams, prints.starts, prints.shingles)


def empty_slots(most: int) -> npt.NDArray[np.uint64]:
    """Room for a table of up to ``most`` shingles."""
    return np.zeros(1 << slot_bits(most), np.uint64)


@njit
def table_of(sets: Sets, row: int, slots: npt.NDArray[np.uint64], stamp: int) -> Table:
    """Put the shingles of a text into a table; ``stamp`` (from 1) must be new to ``slots``."""
    begin, end = sets.starts[row], sets.starts[row + 1]
    bits = slot_bits(end - begin)
    for i in range(begin, end):
        put(slots, bits, stamp, sets.shingles[i])
    return Table(slots, bits, stamp)


@njit
def _above(share: float, bound: float) -> float:
    """0.5 at the bound, 1 where all is shared, 0 where nothing is."""
    if share >= bound:
        return 0.5 + 0.5 * (share - bound) / (1.0 - bound)
    return 0.5 * share / bound


@njit
def rate(shared: int, first: int, second: int, short: bool, rule: Bounds) -> tuple[float, float, float]:
    """Score, Jaccard and containment of sets of ``first`` and ``second`` shingles; ``short``: both texts are.

    A score of 0.5 and more is a copy.
    """
    smaller = min(first, second)
    if smaller < 1 or shared < 1:
        return 0.0, 0.0, 0.0
    jaccard = shared / (first + second - shared)
    containment = shared / smaller
    if short:
        score = max(_above(jaccard, rule.short_jaccard), _above(containment, rule.short_containment))
    else:
        score = max(_above(jaccard, rule.jaccard), _above(containment, rule.containment))
    if smaller < TELLING_FROM:
        score = min(score, 0.49)
    return score, jaccard, containment


@njit
def least_agreeing(sets: Sets, row: int, other: int, rule: Bounds) -> int:
    """In how many bins two signatures agree at least, unless a copy is at the bound of the rule and unlucky.

    At Jaccard 0.25 sixteen bins agree with a standard deviation of 3.5; seven are asked for. 0 where a text
    is short, as its signature holds 2-grams too.
    """
    if sets.lengths[row] < SHORT or sets.lengths[other] < SHORT:
        return 0
    first = sets.starts[row + 1] - sets.starts[row]
    second = sets.starts[other + 1] - sets.starts[other]
    by_jaccard = rule.jaccard * (first + second) / (1.0 + rule.jaccard)
    needed = min(by_jaccard, rule.containment * min(first, second))
    return int(_OF_EXPECTED * BINS * needed / (first + second - needed))


@njit
def _share_of_eighths(held: npt.NDArray[np.int64], shared: npt.NDArray[np.int64]) -> float:
    """Of the eighths that hold shingles, how many share a fifth of them."""
    filled, touched = 0, 0
    for eighth in range(8):
        filled += held[eighth] > 0
        touched += held[eighth] > 0 and 5 * shared[eighth] >= held[eighth]
    return touched / filled


@njit
def _spread(one: Sets, row: int, table: Table, others: Sets, other: int) -> float:
    """Over how much of one of the texts, whichever it is more, what both share is spread."""
    held, shared = np.zeros((2, 8), np.int64), np.zeros((2, 8), np.int64)
    low = (np.uint32(1) << EIGHTH_BITS) - np.uint32(1)
    for i in range(one.starts[row], one.starts[row + 1]):
        held[0, one.shingles[i] & low] += 1
    for i in range(others.starts[other], others.starts[other + 1]):
        shingle = others.shingles[i]
        held[1, shingle & low] += 1
        eighth = eighth_of(table.slots, table.bits, table.stamp, shingle)
        if eighth >= 0:
            shared[0, eighth] += 1
            shared[1, shingle & low] += 1
    return max(_share_of_eighths(held[0], shared[0]), _share_of_eighths(held[1], shared[1]))


@njit
def compare(
    one: Sets, row: int, table: Table, others: Sets, other: int, rule: Bounds
) -> tuple[float, float, float]:
    """``rate`` of text ``row`` of ``one``, whose shingles stand in ``table``, and ``other`` of ``others``."""
    begin, end = others.starts[other], others.starts[other + 1]
    shared = 0
    for i in range(begin, end):
        shared += eighth_of(table.slots, table.bits, table.stamp, others.shingles[i]) >= 0
    if one.lengths[row] < SHORT and others.lengths[other] < SHORT:
        return rate(shared, one.starts[row + 1] - one.starts[row], end - begin, True, rule)
    # A short text has 2-grams too, which a long one lacks: only 3-grams can be compared.
    score, jaccard, containment = rate(shared, one.trigrams[row], others.trigrams[other], False, rule)
    weak = jaccard < rule.weak_jaccard and containment < rule.weak_containment
    if score >= 0.5 and weak and _spread(one, row, table, others, other) < rule.spread:
        score = 0.49
    return score, jaccard, containment
