"""How rare an n-gram is: document frequencies of a large archive as a hashed sketch, and what is a word.

The sketch keeps numbers only. An n-gram's count is the smaller of two hashed places (count-min sketch,
Cormode and Muthukrishnan 2005), on a logarithmic scale of one byte. Counts under ``LEAST_COUNT`` are not
kept: what stands in fewer texts, a name perhaps, leaves no trace.
"""

# Kernels count in numpy's integers, which are no ``int`` to a type checker.
# mypy: disable-error-code="no-any-return"
from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nlp.feature_space import FILTER_BITS, FNV_OFFSET, FNV_PRIME, MARK
from nlp.jit import njit
from nlp.ngrams import read_codes
from nlp.normalize import lookup_table
from nlp.text_column import TextColumn

LEAST_COUNT = 4
STEPS = 16  # of the logarithmic scale, to a doubling
LONGEST = 6  # characters of a dictionary term
LONGEST_NGRAM = 4
_FINISH = np.uint64(11400714819323198485)
_MOST_COUNTING_BITS = 26
_BYTES_TO_GRAMS = 5 / 3  # a character has three bytes and begins five n-grams
_ALL_BITS = (1 << 64) - 1
_TERM_SHIFT = np.uint64(64 - FILTER_BITS)


@dataclass(frozen=True)
class Rarity:
    """Document frequencies and words.

    ``counts``: uint8 (2**bits); ``STEPS`` times the base-2 logarithm of the count, 0 where it is under
    ``LEAST_COUNT``. ``documents``: how many texts were counted. ``terms``: a bit filter of dictionary terms,
    ``places``: of names of cities and counties (see ``nlp.feature_space.term_filter``).
    """

    counts: npt.NDArray[np.uint8]
    documents: int
    terms: npt.NDArray[np.uint8]
    places: npt.NDArray[np.uint8]

    @property
    def bits(self) -> int:
        """log2 of the sketch's size."""
        return int(len(self.counts)).bit_length() - 1

    def with_archive(self, counts: npt.NDArray[np.uint8], documents: int) -> Rarity:
        """The same words with the larger share of texts of both sketches, so that the names an archive is
        full of (its own city) are not taken for rare. ``counts``: as in ``Rarity.counts``, the same size."""
        if counts.shape != self.counts.shape:
            raise ValueError(f"{len(counts)} places, not {len(self.counts)}")
        shift = round(STEPS * np.log2(self.documents / documents))
        moved = np.where(counts > 0, np.clip(counts.astype(np.int64) + shift, 0, 255), 0).astype(np.uint8)
        return Rarity(np.maximum(self.counts, moved), self.documents, self.terms, self.places)


class RarityReading(NamedTuple):
    """A ``Rarity`` as the kernels take it. ``weights``: float32 (256), idf of each step of the scale."""

    counts: npt.NDArray[np.uint8]
    shift: int
    weights: npt.NDArray[np.float32]
    terms: npt.NDArray[np.uint8]
    places: npt.NDArray[np.uint8]


def rarity_reading(rarity: Rarity) -> RarityReading:
    """The sketch for the kernels; what was never or seldom counted weighs as if counted twice."""
    counts = 2.0 ** (np.arange(256) / STEPS)
    counts[0] = LEAST_COUNT / 2
    weights = np.log(rarity.documents / counts)
    return RarityReading(
        rarity.counts,
        64 - rarity.bits,
        np.maximum(weights, 0.0).astype(np.float32),
        rarity.terms,
        rarity.places,
    )


@njit
def idf_of(key: np.uint64, how: RarityReading) -> np.float32:
    """Inverse document frequency of an n-gram by its FNV key."""
    first = how.counts[np.int64((key * _FINISH) >> np.uint64(how.shift))]
    second = how.counts[np.int64((key * MARK) >> np.uint64(how.shift))]
    return how.weights[min(first, second)]


@njit
def in_filter(key: np.uint64, bits: npt.NDArray[np.uint8]) -> bool:
    """Whether an n-gram passes a term filter."""
    place = np.int64((key * MARK) >> _TERM_SHIFT)
    return ((bits[place >> 3] >> np.uint8(place & 7)) & np.uint8(1)) != 0


@njit
def _count(
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    table: npt.NDArray[np.int32],
    codes: npt.NDArray[np.int32],
    places: npt.NDArray[np.int32],
    wide: int,
    stamps: npt.NDArray[np.int32],
    counts: npt.NDArray[np.uint32],
) -> None:
    for row in range(len(starts) - 1):
        count = read_codes(data, starts[row], starts[row + 1], table, codes, places)
        for i in range(count):
            key = FNV_OFFSET
            for j in range(i, min(i + LONGEST, count)):
                key = (key ^ np.uint64(codes[j])) * FNV_PRIME
                place = np.int64((key * _FINISH) >> np.uint64(wide))
                if j > i and stamps[place] != row + 1:
                    stamps[place] = row + 1
                    counts[place] += 1


@njit
def _keep(
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    table: npt.NDArray[np.int32],
    codes: npt.NDArray[np.int32],
    places: npt.NDArray[np.int32],
    wide: int,
    steps: npt.NDArray[np.uint8],
    shift: int,
    kept: npt.NDArray[np.uint8],
) -> None:
    for row in range(len(starts) - 1):
        count = read_codes(data, starts[row], starts[row + 1], table, codes, places)
        for i in range(count):
            key = FNV_OFFSET
            for j in range(i, min(i + LONGEST, count)):
                key = (key ^ np.uint64(codes[j])) * FNV_PRIME
                step = steps[np.int64((key * _FINISH) >> np.uint64(wide))]
                if j > i and step > 0:
                    first = np.int64((key * _FINISH) >> np.uint64(shift))
                    second = np.int64((key * MARK) >> np.uint64(shift))
                    kept[first] = max(kept[first], step)
                    kept[second] = max(kept[second], step)


def count_documents(column: TextColumn, bits: int) -> npt.NDArray[np.uint8]:
    """Document frequencies of all 2- to ``LONGEST``-grams, as in ``Rarity.counts``.

    Counted in a wide table first, so that the many n-grams of a single text do not add up to a frequent one.
    """
    size = int(np.diff(column.starts).max(initial=0))
    codes, places = np.empty(size, np.int32), np.empty(size, np.int32)
    grams = max((int(column.starts[-1]) - int(column.starts[0])) * _BYTES_TO_GRAMS, 2.0)
    counting_bits = int(np.clip(np.ceil(np.log2(grams)) + 2, bits, max(_MOST_COUNTING_BITS, bits)))
    stamps = np.zeros(1 << counting_bits, np.int32)
    counts = np.zeros(1 << counting_bits, np.uint32)
    wide = 64 - counting_bits
    _count(column.data, column.starts, lookup_table(), codes, places, wide, stamps, counts)
    counts[counts < LEAST_COUNT] = 0
    found = np.flatnonzero(counts)
    steps = np.zeros(len(counts), np.uint8)
    steps[found] = np.clip(np.rint(STEPS * np.log2(counts[found])), 0, 255).astype(np.uint8)
    kept = np.zeros(1 << bits, np.uint8)
    _keep(column.data, column.starts, lookup_table(), codes, places, wide, steps, 64 - bits, kept)
    return kept


def idf_of_text(normalized: str, rarity: Rarity) -> float:
    """Inverse document frequency of a short normalised text; of the rarest part of one over ``LONGEST``."""
    weights = rarity_reading(rarity).weights
    pieces = [normalized[i : i + LONGEST] for i in range(max(len(normalized) - LONGEST + 1, 1))]
    return float(max(weights[_step(piece, rarity)] for piece in pieces))


def _step(piece: str, rarity: Rarity) -> int:
    key = int(FNV_OFFSET)
    for character in piece:
        key = ((key ^ ord(character)) * int(FNV_PRIME)) & _ALL_BITS
    shift = 64 - rarity.bits
    first = ((key * int(_FINISH)) & _ALL_BITS) >> shift
    second = ((key * int(MARK)) & _ALL_BITS) >> shift
    return int(min(rarity.counts[first], rarity.counts[second]))
