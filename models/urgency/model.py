"""The urgency model: sentences and whole text give a probability, cues may raise the level.

Cumulative logits (at least 较急, at least 紧急, 特急) over linear scores of the whole text and of its most
telling sentences. A second set of logits also counts cues, with weights that are never negative: it decides
the level. The probability that is told is the first set's alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from models.calibration import Calibration
from models.linear import LinearModel
from models.urgency.columns import KIND_COLUMNS, LEVELS, SENTENCE_COLUMNS, TEXT_COLUMNS
from models.urgency.evidence import evidence_of, harm_of, time_of, vulnerable_of
from models.urgency.reading import UrgencyReading, pooled, read_texts
from models.urgency.tag import KINDS, Stretch, UrgencyTag
from nlp.cues import CueHit, find_cues
from nlp.pressure import MaskedText

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Logits:
    """Cumulative logits: ``weights`` float64 (3, features), ``bias`` float64 (3)."""

    weights: Floats
    bias: Floats

    def probabilities(self, features: Floats) -> Floats:
        """P(level ≥ 2), P(≥ 3), P(≥ 4): float64 (n, 3), falling from left to right."""
        # Summed row by row: a product of matrices rounds by the size of the batch.
        logits = (features[:, None, :] * self.weights).sum(axis=2) + self.bias
        raw = 1 / (1 + np.exp(-np.clip(logits, -40, 40)))
        return np.asarray(np.minimum.accumulate(raw, axis=1))


@dataclass(frozen=True)
class UrgencyScores:
    """``statistical``, ``combined``: P(≥ 2), P(≥ 3), P(≥ 4), float64 (n, 3), without and with cues.

    ``kinds``: probabilities, float64 (n, 4). ``sentences``: float32 (sentences, 3). ``evidence``: float32
    (n), how much known material the text holds. ``cues``: what was found in the texts that were scanned.
    """

    statistical: Floats
    combined: Floats
    kinds: Floats
    sentences: npt.NDArray[np.float32]
    evidence: npt.NDArray[np.float32]
    cues: tuple[tuple[CueHit, ...], ...]


@dataclass(frozen=True)
class UrgencyModel:
    """``text`` and ``sentence`` share one table of weights. ``level_from``: combined probability from which
    level 2, 3 and 4 are given. ``scan_from``: P(≥ 2) from which a text is searched for cues."""

    version: str
    text: LinearModel
    sentence: LinearModel
    statistical: Logits
    combined: Logits
    kinds: Calibration
    level_from: tuple[float, float, float]
    scan_from: float
    review_below: float
    least_evidence: float
    card: Mapping[str, Any]

    def tag(self, texts: Sequence[str], days: Sequence[date | None]) -> list[UrgencyTag]:
        """Tag texts (title, line break, body), each with the day it was written (None: unknown)."""
        read = read_texts(texts)
        return self.tags(texts, days, read, self.scores(read))

    def tags(
        self, texts: Sequence[str], days: Sequence[date | None], read: UrgencyReading, scores: UrgencyScores
    ) -> list[UrgencyTag]:
        """Turn scores into tags: levels with the words behind them."""
        own = [level_of(row, self.level_from) for row in scores.statistical]
        levels = [max(a, level_of(b, self.level_from)) for a, b in zip(own, scores.combined, strict=True)]
        urgent = {row: level for row, level in enumerate(levels) if level >= 2}
        evidence = evidence_of(urgent, texts, read, scores.sentences, scores.cues, self.sentence)
        return [
            self._tag(row, text, read.masked[row], day, (own[row], level), scores, evidence.get(row, ()))
            for row, (text, day, level) in enumerate(zip(texts, days, levels, strict=True))
        ]

    def scores(self, read: UrgencyReading) -> UrgencyScores:
        """Scores of texts that were read with ``read_texts``."""
        features, kinds, sentence_scores, evidence = self._features(read)
        statistical = self.statistical.probabilities(features)
        scanned = statistical[:, 0] >= self.scan_from
        cues = tuple(find_cues(text) if scanned[row] else () for row, text in enumerate(read.texts))
        combined = self.combined.probabilities(np.hstack([features, cue_features(cues)]))
        return UrgencyScores(statistical, combined, kinds, sentence_scores, evidence, cues)

    def _features(self, read: UrgencyReading) -> tuple[Floats, Floats, npt.NDArray[np.float32], Any]:
        whole, evidence = self.text.decide(read.text_column)
        by_sentence, known = self.sentence.decide(read.sentence_column)
        sentence_scores = by_sentence[:, SENTENCE_COLUMNS]
        sentence_scores[known <= 0] = -9.0
        kinds = self.kinds.probabilities(whole[:, KIND_COLUMNS])
        features = np.hstack(
            [whole[:, TEXT_COLUMNS], pooled(sentence_scores, read.owner, len(read.texts))]
        ).astype(np.float64)
        return features, kinds, sentence_scores, evidence

    def _tag(
        self,
        row: int,
        text: str,
        read: MaskedText,
        day: date | None,
        levels: tuple[int, int],
        scores: UrgencyScores,
        evidence: tuple[Stretch, ...],
    ) -> UrgencyTag:
        own, level = levels
        cues = scores.cues[row]
        thin = float(scores.evidence[row]) < self.least_evidence
        # What nothing in the text can show, a person says.
        unknown = (thin and level == 1) or (level >= 3 and not evidence)
        best = int(scores.kinds[row].argmax())
        probability = 0.0 if unknown else level_probability(scores.statistical[row], level)
        return UrgencyTag(
            level=None if unknown else level,
            probability=probability,
            raised=level > own,
            harm=harm_of(level, evidence, cues),
            time=time_of(level, text, read, day, cues),
            vulnerable=vulnerable_of(text, read) if level >= 2 else (),
            evidence=evidence,
            needs_review=unknown or level == 4 or level > own or probability < self.review_below,
            kind=None if thin else KINDS[best],
            kind_probability=0.0 if thin else float(scores.kinds[row, best]),
        )


def cue_features(cues: Sequence[Sequence[CueHit]]) -> Floats:
    """Whether a text has a cue of at least level 2, 3 and 4: float64 (n, 3)."""
    highest = np.array([max((hit.level for hit in hits), default=1) for hits in cues])
    return (highest[:, None] >= np.array(LEVELS)).astype(np.float64).reshape(len(cues), len(LEVELS))


def level_of(at_least: Floats, level_from: Sequence[float]) -> int:
    """The highest level that is reached together with all levels below it; 1 without any."""
    level = 1
    for number, probability, threshold in zip(LEVELS, at_least, level_from, strict=True):
        if probability < threshold:
            break
        level = number
    return level


def level_probability(at_least: Floats, level: int) -> float:
    """P(level) from P(≥ 2), P(≥ 3), P(≥ 4)."""
    edges = [1.0, *at_least.tolist(), 0.0]
    return float(edges[level - 1] - edges[level])
