"""An archive in memory that petitions can be added to, removed from and looked up in, one at a time.

What was there when the index was built is found through chosen keys, as in the batch run; what came later
through all its n-grams, for a word may become telling only with the next petition. So ``rebuild`` once what
came later is no longer small beside the rest (``should_rebuild``).
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.domain import DomainModel
from models.matter_candidates import (
    BANDS,
    CANDIDATES,
    MOST_TEXTS,
    Postings,
    best_of,
    key_weights,
    keyed,
    postings,
)
from models.matter_keys import LONGEST_KEY, SHORTEST_KEY, bucket_of
from models.matter_profiles import LONGEST_TEXT, Profiles, joined_profiles, some_profiles
from models.matter_rarity import rarity_reading
from models.matters import MatterModel, PetitionTexts
from nlp.feature_space import FNV_OFFSET, FNV_PRIME
from nlp.jit import njit

_SHARE_OF_LATER = 0.05
_LEAST_LATER = 5_000
_BANDS = (1, *BANDS)  # what one text alone has finds it when the next comes


@dataclass(frozen=True)
class MatterMatch:
    """A petition of the index, by its number there, and the probability that it is the same matter."""

    petition: int
    score: float


class MatterIndex:
    """Petitions get the numbers 0, 1, 2 … in order of arrival; a removed number is not used again."""

    def __init__(self, petitions: PetitionTexts, model: MatterModel, domains: DomainModel) -> None:
        self._model, self._domains = model, domains
        self._reading = rarity_reading(model.rarity)
        self._parts: list[Profiles] = []
        self._alive = np.zeros(0, np.bool_)
        self._build(model.read(petitions, domains, self._reading, os.cpu_count() or 1))

    def __len__(self) -> int:
        return int(self._alive[: self._size].sum())

    @property
    def should_rebuild(self) -> bool:
        """Whether enough came later for a new build to pay."""
        later = self._size - self._built
        return later > max(_LEAST_LATER, _SHARE_OF_LATER * self._built)

    def rebuild(self) -> None:
        """Choose the keys anew for all petitions that are still there; their numbers stay."""
        alive = self._alive[: self._size].copy()
        self._build(joined_profiles(self._parts))
        self._alive[: len(alive)] = alive

    def __contains__(self, number: int) -> bool:
        return 0 <= number < self._size and bool(self._alive[number])

    def add(self, petition: PetitionTexts) -> int:
        """Add one petition; returns its number."""
        profile = self._model.read(petition, self._domains, self._reading)
        number = self._size
        grams = _distinct_grams(profile, self._bits)
        self._counts[grams] += 1
        self._later_grams.append(grams)
        self._parts.append(profile)
        self._starts.append(number)
        self._size += 1
        if self._size > len(self._alive):
            self._alive = np.concatenate([self._alive, np.ones(len(self._alive) + 64, np.bool_)])
            self._sums = np.zeros(len(self._alive), np.float32)
            self._touched = np.empty(len(self._alive), np.int32)
        return number

    def remove(self, number: int) -> None:
        """Forget a petition: it is never found again, and its text is gone with the next ``rebuild``.

        Raises KeyError if it is not there.
        """
        if number not in self:
            raise KeyError(number)
        self._alive[number] = False

    def query(
        self, petition: PetitionTexts, score_from: float | None = None, most: int = CANDIDATES
    ) -> list[MatterMatch]:
        """Petitions that may be the same matter as this one, likeliest first; ``score_from``: the model's
        threshold unless given."""
        profile = self._model.read(petition, self._domains, self._reading)
        rows = self._candidates(profile, most)
        if not len(rows):
            return []
        texts = joined_profiles([profile, self._gather(rows)])
        first = np.zeros(len(rows), np.int64)
        second = np.arange(1, len(rows) + 1)
        scores = self._model.score(texts, first, second, len(self._domains.classes), self._reading).matter
        least = self._model.matter_from if score_from is None else score_from
        found = [
            MatterMatch(int(row), float(score))
            for row, score in zip(rows, scores, strict=True)
            if score >= least
        ]
        return sorted(found, key=lambda match: (-match.score, match.petition))

    def _build(self, texts: Profiles) -> None:
        found = keyed(texts, _BANDS)
        self._bits, self._counts = found.bits, found.counts
        self._postings: Postings = postings(found)
        self._parts = [texts]
        self._starts = [0]
        self._built = self._size = texts.size
        self._alive = np.ones(texts.size + 64, bool)
        self._later_grams: list[npt.NDArray[np.int32]] = []
        self._sums = np.zeros(len(self._alive), np.float32)
        self._touched = np.empty(len(self._alive), np.int32)
        self._marks = np.zeros(1 << self._bits, np.float32)

    def _candidates(self, profile: Profiles, most: int) -> npt.NDArray[np.int64]:
        grams = _distinct_grams(profile, self._bits)
        counts = self._counts[grams]
        usable = (counts >= 1) & (counts <= MOST_TEXTS)
        grams, counts = grams[usable], counts[usable]
        weights = key_weights(counts, self._size)
        count = _add_up_alive(grams, weights, self._postings, self._alive, self._sums, self._touched)
        if self._later_grams:
            self._marks[grams] = weights
            for offset, theirs in enumerate(self._later_grams):
                row = self._built + offset
                shared = float(self._marks[theirs].sum()) if self._alive[row] else 0.0
                if shared > 0:
                    self._sums[row] = shared
                    self._touched[count] = row
                    count += 1
            self._marks[grams] = 0
        found = np.full(most, -1, np.int32)
        kept = best_of(self._touched, count, self._sums, most, found)
        return found[:kept].astype(np.int64)

    def _gather(self, rows: npt.NDArray[np.int64]) -> Profiles:
        where = np.searchsorted(self._starts, rows, side="right") - 1
        return joined_profiles(
            [
                some_profiles(self._parts[part], np.array([row - self._starts[part]]))
                for part, row in zip(where, rows, strict=True)
            ]
        )


@njit
def _grams(codes: npt.NDArray[np.uint16], bits: int, out: npt.NDArray[np.int32]) -> int:
    found = 0
    for i in range(len(codes)):
        key = FNV_OFFSET
        for j in range(i, min(i + LONGEST_KEY, len(codes))):
            key = (key ^ np.uint64(codes[j])) * FNV_PRIME
            if j - i + 1 >= SHORTEST_KEY:
                out[found] = bucket_of(key, bits)
                found += 1
    return found


def _distinct_grams(profile: Profiles, bits: int) -> npt.NDArray[np.int32]:
    """The key places of all n-grams of one petition, ascending."""
    room = np.empty(LONGEST_TEXT * (LONGEST_KEY - SHORTEST_KEY + 1), np.int32)
    return np.unique(room[: _grams(profile.codes, bits, room)])


@njit
def _add_up_alive(
    keys: npt.NDArray[np.int32],
    weights: npt.NDArray[np.float32],
    index: Postings,
    alive: npt.NDArray[np.bool_],
    sums: npt.NDArray[np.float32],
    touched: npt.NDArray[np.int32],
) -> int:
    count = 0
    for k in range(len(keys)):
        for p in range(index.starts[keys[k]], index.starts[keys[k] + 1]):
            row = index.rows[p]
            if alive[row]:
                if sums[row] == 0:
                    touched[count] = row
                    count += 1
                sums[row] += weights[k]
    return count


def one_petition(title: str, body: str, day: float | None = None) -> PetitionTexts:
    """A single petition as the index takes it."""
    return PetitionTexts.of([title], [body], [day])
