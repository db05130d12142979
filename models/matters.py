"""Whether two petitions concern the same matter: one case file and one answer would settle both.

A pair is read into numbers (``models.matter_features``), two tree ensembles judge them, their mean is
calibrated. Texts and dates decide; who sent a petition is unknown here.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.domain import DomainModel
from models.matter_features import pair_features
from models.matter_profiles import Profiles, joined_profiles, profiles
from models.matter_rarity import Rarity, RarityReading, rarity_reading
from models.matter_topics import topics_of
from models.matter_trees import Forest
from nlp.text_column import TextColumn

Floats = npt.NDArray[np.float64]
_TINY = 1e-6
_NO_CHANCE = 0.1
_ROWS = 20_000  # petitions read at a time; bounds the memory of their level-2 probabilities
_CHUNK = 20_000  # pairs; bounds the memory of their features


@dataclass(frozen=True)
class PetitionTexts:
    """n petitions. ``titles`` may be empty texts. ``days``: float64 (n), day numbers, nan where unknown."""

    titles: TextColumn
    bodies: TextColumn
    days: Floats

    @classmethod
    def of(
        cls, titles: list[str], bodies: list[str], days: list[float | None] | None = None
    ) -> PetitionTexts:
        """From Python lists of one length."""
        known = [np.nan if day is None else day for day in days or [None] * len(titles)]
        return cls(TextColumn.from_texts(titles), TextColumn.from_texts(bodies), np.array(known, np.float64))

    def rows(self, start: int, end: int) -> PetitionTexts:
        """Some of the petitions, without copying."""
        titles = TextColumn(self.titles.data, self.titles.starts[start : end + 1])
        bodies = TextColumn(self.bodies.data, self.bodies.starts[start : end + 1])
        return PetitionTexts(titles, bodies, self.days[start:end])


@dataclass(frozen=True)
class MatterScores:
    """Of n pairs, float64 each: probability of the same matter, and of being related at all (the same place,
    organisation or problem, one matter or not)."""

    matter: Floats
    related: Floats


@dataclass(frozen=True)
class MatterModel:
    """``boosted``, ``averaged``: the ensembles for the same matter; ``related``: for any relation.

    ``slope``, ``offset``: calibration of the mean's log odds; ``related_slope``, ``related_offset`` likewise.
    ``matter_from``: probability from which a pair counts as one matter; ``sure_from``: from which a link may
    be shown without a person's look; ``related_from``: from which two petitions count as related.
    """

    version: str
    rarity: Rarity
    boosted: Forest
    averaged: Forest
    related: Forest
    slope: float
    offset: float
    related_slope: float
    related_offset: float
    matter_from: float
    sure_from: float
    related_from: float
    card: Mapping[str, Any]

    def read(
        self,
        petitions: PetitionTexts,
        domains: DomainModel,
        rarity: RarityReading | None = None,
        threads: int = 1,
    ) -> Profiles:
        """Profiles of petitions; ``rarity``: that of an archive instead of the shipped one."""
        reading = rarity or rarity_reading(self.rarity)

        def part(start: int) -> Profiles:
            some = petitions.rows(start, start + _ROWS)
            topics = topics_of(_joined(some), domains, threads=1)
            return profiles(some.titles, some.bodies, topics, some.days, reading)

        starts = range(0, max(len(petitions.bodies), 1), _ROWS)
        if len(starts) == 1:
            return part(0)
        with ThreadPoolExecutor(max_workers=threads) as pool:
            return joined_profiles(list(pool.map(part, starts)))

    def score(
        self,
        texts: Profiles,
        first: npt.NDArray[np.int64],
        second: npt.NDArray[np.int64],
        domains: int,
        rarity: RarityReading | None = None,
        threads: int = 1,
    ) -> MatterScores:
        """Scores of pairs of rows; ``domains``: how many of the topics are domains. Symmetric in the pair."""
        reading = rarity or rarity_reading(self.rarity)

        def part(start: int) -> MatterScores:
            rows = slice(start, start + _CHUNK)
            return self.judge(pair_features(texts, first[rows], second[rows], domains, reading))

        starts = range(0, len(first), _CHUNK)
        if threads > 1 and len(starts) > 1:
            with ThreadPoolExecutor(max_workers=threads) as pool:
                parts = list(pool.map(part, starts))
        else:
            parts = [part(start) for start in starts]
        if not parts:
            return MatterScores(np.zeros(0), np.zeros(0))
        return MatterScores(
            np.concatenate([p.matter for p in parts]), np.concatenate([p.related for p in parts])
        )

    def same_matter(
        self,
        texts: Profiles,
        first: npt.NDArray[np.int64],
        second: npt.NDArray[np.int64],
        domains: int,
        rarity: RarityReading,
        threads: int = 1,
    ) -> Floats:
        """Probability of the same matter for many pairs of an archive, most of which have nothing in common:
        as ``score``, but where the first ensemble sees next to no chance the second is not asked."""

        def part(start: int) -> Floats:
            pairs = slice(start, start + _CHUNK)
            rows = pair_features(texts, first[pairs], second[pairs], domains, rarity)
            mean = sigmoid(self.boosted.sums(rows)) / 2
            open_ones = np.flatnonzero(mean >= _NO_CHANCE / 2)
            mean[open_ones] += self.averaged.sums(rows[open_ones]) / 2
            return sigmoid(self.slope * logit(mean) + self.offset)

        starts = range(0, len(first), _CHUNK)
        if threads > 1 and len(starts) > 1:
            with ThreadPoolExecutor(max_workers=threads) as pool:
                parts = list(pool.map(part, starts))
        else:
            parts = [part(start) for start in starts]
        return np.concatenate(parts) if parts else np.zeros(0)

    def judge(self, rows: npt.NDArray[np.float32]) -> MatterScores:
        """Scores from features, float32 (pairs, FEATURES)."""
        mean = (sigmoid(self.boosted.sums(rows)) + self.averaged.sums(rows)) / 2
        related = sigmoid(self.related.sums(rows))
        matter = sigmoid(self.slope * logit(mean) + self.offset)
        return MatterScores(
            matter, np.maximum(matter, sigmoid(self.related_slope * logit(related) + self.related_offset))
        )


def sigmoid(values: Floats) -> Floats:
    """1 / (1 + e^-x), without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * values)))


def logit(values: Floats) -> Floats:
    """Log odds of probabilities, bounded."""
    bounded = np.clip(values, _TINY, 1 - _TINY)
    return np.asarray(np.log(bounded / (1 - bounded)))


def _joined(petitions: PetitionTexts) -> TextColumn:
    """Title, line break, body of each petition."""
    titles, bodies = petitions.titles, petitions.bodies
    sizes = np.diff(titles.starts) + 1 + np.diff(bodies.starts)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    data = np.empty(int(starts[-1]), np.uint8)
    for row in range(len(titles)):
        head = titles.data[titles.starts[row] : titles.starts[row + 1]]
        tail = bodies.data[bodies.starts[row] : bodies.starts[row + 1]]
        at = int(starts[row])
        data[at : at + len(head)] = head
        data[at + len(head)] = 10
        data[at + len(head) + 1 : int(starts[row + 1])] = tail
    return TextColumn(data, starts)
