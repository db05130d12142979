"""Hashes of the character 2- and 3-grams that copies are found by, and of whole normalised texts.

The constants are part of every index on disk: changing one makes all of them unreadable.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nlp.jit import njit

# Odd multipliers of splitmix64 and MurmurHash3 (x64, 128 bit); a code point takes 21 bits.
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_LEFT = np.uint64(0x87C37B91114253D5)
_RIGHT = np.uint64(0x4CF5AD432745937F)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_MIX_AGAIN = np.uint64(0xC4CEB9FE1A85EC53)
_BIGRAM = np.uint64(1 << 63)
_CODE = np.uint64(21)
_TWO_CODES = np.uint64(42)
_HALF = np.uint64(32)
_FINAL = np.uint64(33)
_SPIN_LEFT, _SPUN_LEFT = np.uint64(31), np.uint64(33)
_SPIN_RIGHT, _SPUN_RIGHT = np.uint64(27), np.uint64(37)


@njit
def _scatter(key: np.uint64) -> np.uint32:
    key = key * _FIRST
    key = (key ^ (key >> _HALF)) * _SECOND
    return np.uint32(key >> _HALF)


@njit
def trigram_hash(first: int, second: int, third: int) -> np.uint32:
    """32 bits of three code points in a row."""
    return _scatter((np.uint64(first) << _TWO_CODES) | (np.uint64(second) << _CODE) | np.uint64(third))


@njit
def bigram_hash(first: int, second: int) -> np.uint32:
    """32 bits of two code points in a row, unlike those of any 3-gram but by chance."""
    return _scatter(_BIGRAM | (np.uint64(first) << _CODE) | np.uint64(second))


@njit
def _finish(key: np.uint64) -> np.uint64:
    key = (key ^ (key >> _FINAL)) * _MIX
    key = (key ^ (key >> _FINAL)) * _MIX_AGAIN
    return key ^ (key >> _FINAL)


@njit
def content_hash(codes: npt.NDArray[np.int32], count: int) -> tuple[np.uint64, np.uint64]:
    """128 bits of a whole normalised text, three code points a step (after MurmurHash3)."""
    left = np.uint64(count)
    right = np.uint64(~count)
    i = 0
    while i < count:
        word = np.uint64(codes[i]) << _TWO_CODES
        if i + 1 < count:
            word |= np.uint64(codes[i + 1]) << _CODE
        if i + 2 < count:
            word |= np.uint64(codes[i + 2])
        mixed = word * _LEFT
        left ^= ((mixed << _SPIN_LEFT) | (mixed >> _SPUN_LEFT)) * _RIGHT
        left = ((left << _SPIN_RIGHT) | (left >> _SPUN_RIGHT)) + right
        mixed = word * _RIGHT
        right ^= ((mixed << _FINAL) | (mixed >> _SPIN_LEFT)) * _LEFT
        right = ((right << _SPIN_LEFT) | (right >> _SPUN_LEFT)) + left
        left = left * np.uint64(5) + np.uint64(0x52DCE729)
        right = right * np.uint64(5) + np.uint64(0x38495AB5)
        i += 3
    left += right
    right += left
    left = _finish(left)
    right = _finish(right)
    left += right
    return left, right + left
