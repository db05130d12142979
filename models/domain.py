"""The domain of a petition on three levels: calibrated, with alternatives, and when to ask a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.calibration import Calibration
from models.levels import Level, LevelWeights, best_child, within_groups
from models.linear import LinearModel
from nlp.text_column import TextColumn

THIN = 3.0  # times the least evidence: below this the text says so little that a person should look
DEFAULT_CONVENTION = "guide"


@dataclass(frozen=True)
class DomainTag:
    """The domain of one petition.

    ``domain`` is None when the text holds nothing the model knows; ``level2`` and ``level3`` are None
    where their own probability does not carry that far. ``probability`` is the domain's,
    ``level2_probability`` and ``level3_probability`` those of the whole path down to there.
    ``alternatives``: up to three other domains with their probabilities, most likely first.
    ``second_domain``: a domain where the petition could be filed as well, or whose matter is mixed in.
    """

    domain: str | None
    probability: float
    level2: str | None
    level2_probability: float
    level3: str | None
    level3_probability: float
    alternatives: tuple[tuple[str, float], ...]
    second_domain: str | None
    needs_review: bool


NO_DOMAIN = DomainTag(None, 0.0, None, 0.0, None, 0.0, (), None, True)


@dataclass(frozen=True)
class DomainScores:
    """What the model makes of a column of texts, as arrays of n rows.

    ``probabilities``: float64 (n, domains). ``evidence``: float32, how much known material the text holds.
    ``level2``, ``level3``: int64, number of the likeliest class below the likeliest domain;
    ``level2_probability``, ``level3_probability``: float64, of the whole path.
    """

    probabilities: npt.NDArray[np.float64]
    evidence: npt.NDArray[np.float32]
    level2: npt.NDArray[np.int64]
    level2_probability: npt.NDArray[np.float64]
    level3: npt.NDArray[np.int64]
    level3_probability: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Convention:
    """How one office files: its weights, calibration, and the confidence below which a person looks.

    ``second_from``: probability from which the second likeliest domain is named as such.
    """

    name: str
    linear: LinearModel
    calibration: Calibration
    review_below: float
    second_from: float


@dataclass(frozen=True)
class DomainModel:
    """Domain model with one or more filing conventions; levels 2 and 3 are common to all of them.

    ``level_from``: probability of the path from which a class of level 2 or 3 is named.
    """

    version: str
    classes: tuple[str, ...]
    conventions: Mapping[str, Convention]
    levels: tuple[Level, Level]
    level_weights: LevelWeights
    card: Mapping[str, Any]
    alternatives_from: float
    least_evidence: float
    level_from: float

    def probabilities(
        self, column: TextColumn, convention: str = DEFAULT_CONVENTION, threads: int | None = None
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float32]]:
        """Probabilities, float64 (n, classes), and evidence, float32 (n)."""
        chosen = self.conventions[convention]
        decisions, evidence = chosen.linear.decide(column, threads)
        return chosen.calibration.probabilities(decisions), evidence

    def scores(
        self, column: TextColumn, convention: str = DEFAULT_CONVENTION, threads: int | None = None
    ) -> DomainScores:
        """All three levels for a column of texts (title, line break, body)."""
        probabilities, evidence = self.probabilities(column, convention, threads)
        second, third = self._level_decisions(column, threads)
        slopes = self.level_weights.slopes
        domain = probabilities.argmax(axis=1)
        level2, given_domain = best_child(second, self.levels[0], domain, slopes[0])
        level3, given_level2 = best_child(third, self.levels[1], level2, slopes[1])
        level2_probability = probabilities[np.arange(len(domain)), domain] * given_domain
        return DomainScores(
            probabilities, evidence, level2, level2_probability, level3, level2_probability * given_level2
        )

    def within_domains(
        self, column: TextColumn, threads: int | None = None
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Probability of each class of level 2 and of level 3 given its domain: float64 (n, classes) each."""
        second, third = self._level_decisions(column, threads)
        slopes = self.level_weights.slopes
        level2 = within_groups(second, self.levels[0], slopes[0])
        level3 = within_groups(third, self.levels[1], slopes[1])
        parents = np.zeros(level3.shape[1], np.int64)
        for group in self.levels[1].groups:
            parents[group.first : group.last] = group.parent
        return level2, level3 * level2[:, parents]

    def tag(self, texts: Sequence[str], convention: str = DEFAULT_CONVENTION) -> list[DomainTag]:
        """Tag a few texts (title, line break, body)."""
        return self.tags(self.scores(TextColumn.from_texts(texts), convention), convention)

    def tags(self, scores: DomainScores, convention: str = DEFAULT_CONVENTION) -> list[DomainTag]:
        """Turn scores into tags: a level, a second domain, a domain only where there is ground for it."""
        chosen = self.conventions[convention]
        ranked = np.argsort(-scores.probabilities, axis=1, kind="stable")[:, :4]
        return [
            NO_DOMAIN if scores.evidence[row] < self.least_evidence else self._tag(scores, row, order, chosen)
            for row, order in enumerate(ranked)
        ]

    def _tag(
        self, scores: DomainScores, row: int, ranked: npt.NDArray[np.int64], chosen: Convention
    ) -> DomainTag:
        probabilities = scores.probabilities[row]
        best = float(probabilities[ranked[0]])
        second_best = float(probabilities[ranked[1]])
        level2_probability = float(scores.level2_probability[row])
        level3_probability = float(scores.level3_probability[row])
        with_level2 = level2_probability >= self.level_from
        with_level3 = level3_probability >= self.level_from
        return DomainTag(
            domain=self.classes[ranked[0]],
            probability=best,
            level2=self.levels[0].names[scores.level2[row]] if with_level2 else None,
            level2_probability=level2_probability,
            level3=self.levels[1].names[scores.level3[row]] if with_level3 else None,
            level3_probability=level3_probability,
            alternatives=tuple(
                (self.classes[k], float(probabilities[k]))
                for k in ranked[1:]
                if probabilities[k] >= self.alternatives_from
            ),
            second_domain=self.classes[ranked[1]] if second_best >= chosen.second_from else None,
            needs_review=best < chosen.review_below
            or float(scores.evidence[row]) < THIN * self.least_evidence,
        )

    def _level_decisions(
        self, column: TextColumn, threads: int | None
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Decision values of level 2 and of level 3; features are the same in every convention."""
        linear = next(iter(self.conventions.values())).linear
        decisions = self.level_weights.decide(column, linear.space, linear.importance, threads)
        split = len(self.levels[0].names)
        return decisions[:, :split], decisions[:, split:]
