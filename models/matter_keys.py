"""The keys under which a petition is found again: the rarest n-gram of each stretch and of the title.

An n-gram that stands in no other text finds nothing, one that stands in many finds too much; between the
two, the rarest of its neighbourhood is taken (winnowing, Schleimer et al. 2003, by rarity instead of by
hash), so that the same words mostly give the same key in both texts.
"""

# Kernels count in numpy's integers, which are no ``int`` to a type checker.
# mypy: disable-error-code="return-value"
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nlp.feature_space import FNV_OFFSET, FNV_PRIME
from nlp.jit import njit

SHORTEST_KEY, LONGEST_KEY = 2, 4
REACH = 3  # positions to either side within which a key is the rarest
MOST_KEYS = 160  # a text
_FINISH = np.uint64(11400714819323198485)


@njit
def bucket_of(key: np.uint64, bits: int) -> int:
    """The place of a key in a table of 2**bits places."""
    return np.int64((key * _FINISH) >> np.uint64(64 - bits))


@njit
def count_keys(
    codes: npt.NDArray[np.uint16],
    starts: npt.NDArray[np.int64],
    bits: int,
    counts: npt.NDArray[np.int32],
    last_seen: npt.NDArray[np.int32],
) -> None:
    """Add the number of texts that hold each n-gram to ``counts`` (2**bits)."""
    for row in range(len(starts) - 1):
        first, end = starts[row], starts[row + 1]
        for i in range(first, end):
            key = FNV_OFFSET
            for j in range(i, min(i + LONGEST_KEY, end)):
                key = (key ^ np.uint64(codes[j])) * FNV_PRIME
                if j - i + 1 < SHORTEST_KEY:
                    continue
                place = bucket_of(key, bits)
                if last_seen[place] != row + 1:
                    last_seen[place] = row + 1
                    counts[place] += 1


@njit
def _rarest_at(
    codes: npt.NDArray[np.uint16],
    i: int,
    end: int,
    bits: int,
    counts: npt.NDArray[np.int32],
    least: int,
    most: int,
) -> tuple[int, int]:
    """The rarest n-gram that begins at ``i`` and stands in ``least`` to ``most`` texts: its place and count;
    count 0 if there is none."""
    best = 0
    where = -1
    key = FNV_OFFSET
    for j in range(i, min(i + LONGEST_KEY, end)):
        key = (key ^ np.uint64(codes[j])) * FNV_PRIME
        if j - i + 1 < SHORTEST_KEY:
            continue
        place = bucket_of(key, bits)
        count = counts[place]
        if least <= count <= most and (best == 0 or count < best):
            best = count
            where = place
    return where, best


@njit
def _add_key(keys: npt.NDArray[np.int32], found: int, place: int) -> int:
    for k in range(found):
        if keys[k] == place:
            return found
    if found < len(keys):
        keys[found] = place
        return found + 1
    return found


@njit
def choose_keys(
    codes: npt.NDArray[np.uint16],
    title: int,
    bits: int,
    counts: npt.NDArray[np.int32],
    bands: npt.NDArray[np.int64],
    places: npt.NDArray[np.int64],
    found_at: npt.NDArray[np.int32],
    keys: npt.NDArray[np.int32],
) -> int:
    """Write the distinct key places of one text into ``keys``; returns how many.

    ``bands``: bounds of counts, ascending; the keys of the body are chosen in each band by itself, so that
    what only two texts have does not crowd out the name that fifty have. All usable n-grams of the title
    are keys. ``places`` and ``found_at`` are room for one value a character.
    """
    end = len(codes)
    found = 0
    for i in range(title):
        key = FNV_OFFSET
        for j in range(i, min(i + LONGEST_KEY, title)):
            key = (key ^ np.uint64(codes[j])) * FNV_PRIME
            place = bucket_of(key, bits)
            if j > i and bands[0] <= counts[place] < bands[-1]:
                found = _add_key(keys, found, place)
    for band in range(len(bands) - 1):
        for i in range(title, end):
            places[i], found_at[i] = _rarest_at(codes, i, end, bits, counts, bands[band], bands[band + 1] - 1)
        for i in range(title, end):
            if found_at[i] > 0 and _rarest_nearby(found_at, places, i, title, end):
                found = _add_key(keys, found, places[i])
    return found


@njit
def _rarest_nearby(
    found_at: npt.NDArray[np.int32], places: npt.NDArray[np.int64], i: int, first: int, end: int
) -> bool:
    """Whether no key within reach is rarer; of equally rare ones the smaller place (a hash) counts as rarer,
    so that the choice follows from the words alone."""
    for j in range(max(i - REACH, first), min(i + REACH + 1, end)):
        if found_at[j] > 0 and (
            found_at[j] < found_at[i] or (found_at[j] == found_at[i] and places[j] < places[i])
        ):
            return False
    return True
