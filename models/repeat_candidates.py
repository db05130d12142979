"""Petitions of a matter that may be one petitioner's, without comparing all of them.

The index knows pseudonyms only together with their matter: each key is hashed from both, so the same phone
has unrelated keys in two matters, and nothing can be asked across matters.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from nlp.pseudonym import Petitioner

MOST_CANDIDATES = 50  # the latest; a phone that a whole village gave would otherwise bring everybody
_LOOKED_UP = ("sound", "phone", "id_number", "account", "email", "door")


class MatterIndex:
    """Petitions (numbers below 2³²) by matter and pseudonym: sorted arrays for an archive, a dictionary for
    what came since. 12 bytes a key, up to six keys a petition.
    """

    def __init__(self) -> None:
        self._keys: npt.NDArray[np.uint64] = np.zeros(0, np.uint64)
        self._petitions: npt.NDArray[np.uint32] = np.zeros(0, np.uint32)
        self._added: dict[int, list[int]] = {}
        self._keys_of_added: dict[int, tuple[int, ...]] = {}

    @classmethod
    def build(cls, petitions: Iterable[tuple[int, str, Petitioner]]) -> MatterIndex:
        """An index of (petition, matter, petitioner)."""
        keys, numbers = array("Q"), array("L")
        for petition, matter, petitioner in petitions:
            found = tuple(_keys(matter, petitioner))
            keys.extend(found)
            numbers.extend([petition] * len(found))
        index = cls()
        all_keys, all_numbers = np.array(keys, np.uint64), np.array(numbers, np.uint32)
        order = np.lexsort((all_numbers, all_keys))
        index._keys, index._petitions = all_keys[order], all_numbers[order]
        return index

    def add(self, petition: int, matter: str, petitioner: Petitioner) -> None:
        """Add one petition of a matter; an anonymous one leaves no trace."""
        keys = tuple(_keys(matter, petitioner))
        if keys:
            self._keys_of_added[petition] = (*self._keys_of_added.get(petition, ()), *keys)
        for key in keys:
            self._added.setdefault(key, []).append(petition)

    def remove(self, petition: int) -> None:
        """Erase a petition and its keys."""
        for key in self._keys_of_added.pop(petition, ()):
            left = [other for other in self._added.pop(key, []) if other != petition]
            if left:
                self._added[key] = left
        kept = self._petitions != petition
        if not kept.all():
            self._keys, self._petitions = self._keys[kept], self._petitions[kept]

    def candidates(self, matter: str, petitioner: Petitioner) -> list[int]:
        """Petitions of this matter that share a pseudonym with the petitioner, the highest number first."""
        wanted = tuple(_keys(matter, petitioner))
        found: set[int] = set()
        for key in wanted:
            found.update(self._added.get(key, ())[-MOST_CANDIDATES:])
        if len(self._keys) and wanted:
            sought = np.array(wanted, np.uint64)
            starts = np.searchsorted(self._keys, sought, "left").tolist()
            ends = np.searchsorted(self._keys, sought, "right").tolist()
            for start, end in zip(starts, ends, strict=True):
                found.update(self._petitions[max(start, end - MOST_CANDIDATES) : end].tolist())
        return sorted(found, reverse=True)[:MOST_CANDIDATES]


def _keys(matter: str, petitioner: Petitioner) -> Iterator[int]:
    """One 64-bit key for each pseudonym that is looked up, hashed with the matter."""
    if petitioner.anonymous:
        return
    within = hashlib.blake2b(matter.encode("utf-8", "surrogatepass") + b"\0", digest_size=8)
    for name in _LOOKED_UP:
        token: bytes | None = getattr(petitioner, name)
        if token is not None:
            key = within.copy()
            key.update(token)
            yield int.from_bytes(key.digest(), "little")
