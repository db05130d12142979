"""Reads texts for urgency: what must not move it is blanked, then whole text and sentences are scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from nlp.feature_space import FeatureSpace
from nlp.pressure import MaskedText, without_pressure
from nlp.sentences import Span, sentences
from nlp.text_column import TextColumn

POOLED = 3  # the most telling sentences of a text that count
NO_SENTENCE = -2.0  # stands in for sentences that a short text lacks: below any that says something
LONGEST_SENTENCE = 400  # characters; a longer one is cut, so that no wall of text is one sentence
MOST_SENTENCES = 400

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class UrgencyReading:
    """``masked``: what is read of each text. ``spans``: sentences of all of them in a row, in characters of
    what is read; ``owner``: int64, the text of each sentence."""

    masked: tuple[MaskedText, ...]
    spans: tuple[Span, ...]
    owner: npt.NDArray[np.int64]

    @property
    def texts(self) -> tuple[str, ...]:
        """What is read of each text."""
        return tuple(entry.text for entry in self.masked)

    @property
    def text_column(self) -> TextColumn:
        """The whole texts."""
        return TextColumn.from_texts(self.texts)

    @property
    def sentence_column(self) -> TextColumn:
        """The sentences of all texts."""
        return TextColumn.from_texts(
            self.masked[owner].text[span.start : span.end]
            for span, owner in zip(self.spans, self.owner.tolist(), strict=True)
        )

    def spans_of(self, text: int) -> tuple[int, int]:
        """First and last (exclusive) place of a text's sentences."""
        first, last = np.searchsorted(self.owner, (text, text + 1))
        return int(first), int(last)


def read_texts(texts: Sequence[str]) -> UrgencyReading:
    """Take out what must not move urgency, and cut the texts (title, line break, body)."""
    masked = tuple(without_pressure(text) for text in texts)
    spans: list[Span] = []
    owner: list[int] = []
    for number, entry in enumerate(masked):
        found = [piece for span in sentences(entry.text) for piece in _pieces(span)][:MOST_SENTENCES]
        spans += found
        owner += [number] * len(found)
    return UrgencyReading(masked, tuple(spans), np.array(owner, np.int64))


def of_sentences(space: FeatureSpace) -> FeatureSpace:
    """The features of a sentence: those of a text, none of them weighted as its beginning."""
    return replace(space, lead=0, lead_weight=1.0)


def pooled(scores: npt.NDArray[np.float32], owner: npt.NDArray[np.int64], texts: int) -> Floats:
    """The ``POOLED`` highest sentence scores of each text and column: float64 (texts, columns * POOLED)."""
    columns = scores.shape[1]
    out = np.full((texts, columns, POOLED), NO_SENTENCE)
    starts = np.searchsorted(owner, np.arange(texts + 1))
    for number in np.flatnonzero(np.diff(starts)):
        mine = scores[starts[number] : starts[number + 1]]
        top = -np.sort(-mine, axis=0)[:POOLED]
        out[number, :, : len(top)] = top.T
        out[number, :, len(top) :] = np.minimum(NO_SENTENCE, top[-1])[:, None]
    return out.reshape(texts, columns * POOLED)


def _pieces(span: Span) -> list[Span]:
    if len(span) <= LONGEST_SENTENCE:
        return [span]
    cuts = range(span.start, span.end, LONGEST_SENTENCE)
    return [Span(start, min(start + LONGEST_SENTENCE, span.end)) for start in cuts]
