"""Which features a text has, and the term filter that says which n-grams are dictionary terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.normalize import normalize

FNV_OFFSET = np.uint64(14695981039346656037)
FNV_PRIME = np.uint64(1099511628211)
MARK = np.uint64(13787848793156543929)  # spreads keys over the filter, unlike the one that spreads buckets
FILTER_BITS = 21  # log2 of the filter's size


@dataclass(frozen=True)
class FeatureSpace:
    """Which features a text has.

    ``bits``: log2 of the number of hash buckets. ``lead``: normalised characters at the start that weigh
    ``lead_weight`` instead of 1. ``term_filter``: uint8, 2**FILTER_BITS / 8 bytes, one bit a hash.
    """

    longest_ngram: int
    longest_term: int
    bits: int
    lead: int
    lead_weight: float
    term_filter: npt.NDArray[np.uint8]

    @property
    def buckets(self) -> int:
        """Number of hash buckets."""
        return 1 << self.bits


def filter_place(text: str, bits: int) -> int:
    """Where a normalised text stands in a filter of 2**bits places."""
    key = FNV_OFFSET
    with np.errstate(over="ignore"):
        for character in text:
            key = (key ^ np.uint64(ord(character))) * FNV_PRIME
        return int((key * MARK) >> np.uint64(64 - bits))


def term_filter(terms: Iterable[str]) -> npt.NDArray[np.uint8]:
    """A bit filter that holds every given term, normalised; some per cent of other n-grams pass too."""
    bits = np.zeros((1 << FILTER_BITS) // 8, np.uint8)
    for term in terms:
        place = filter_place(normalize(term).text, FILTER_BITS)
        bits[place >> 3] |= np.uint8(1 << (place & 7))
    return bits
