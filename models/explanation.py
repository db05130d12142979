"""Why a domain was chosen: the words of this text that spoke for and against it, as spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.domain import Convention
from nlp.scoring import WIDTH, attribute
from nlp.segment import words
from nlp.text_column import TextColumn

SHORTEST = 2  # characters: a single character is no word a person would quote
SMALLEST = 0.02  # log odds: below this a word has said nothing


@dataclass(frozen=True)
class Evidence:
    """A word of the text, ``text[start:end]``, and what it added to the log odds of the class."""

    start: int
    end: int
    text: str
    weight: float


def explain(
    texts: Sequence[str],
    classes: npt.NDArray[np.int64],
    convention: Convention,
    most_for: int = 4,
    most_against: int = 2,
) -> list[tuple[Evidence, ...]]:
    """For each text, the words that spoke most for its class (first) and most against it.

    ``classes``: class number of each text; -1 gives no evidence. Weights are log odds against the mean of
    all classes, on the calibrated scale.
    """
    linear = convention.linear
    known = np.flatnonzero(classes >= 0)
    directions = np.zeros((len(texts), WIDTH), np.float32)
    width = linear.classes
    directions[known, :width] = -linear.scale[:width] / width
    directions[known, classes[known]] += linear.scale[classes[known]]
    directions *= np.float32(convention.calibration.slope)
    lengths = np.array([len(text) for text in texts], np.int64)
    parts = attribute(
        TextColumn.from_texts(texts), linear.space, linear.weights, linear.importance, directions, lengths
    )
    first = np.concatenate([[0], np.cumsum(lengths)])
    found: list[tuple[Evidence, ...]] = []
    for row, text in enumerate(texts):
        if classes[row] < 0 or not text:
            found.append(())
            continue
        found.append(_strongest(text, parts[first[row] : first[row + 1]], most_for, most_against))
    return found


def _strongest(
    text: str, parts: npt.NDArray[np.float32], most_for: int, most_against: int
) -> tuple[Evidence, ...]:
    spans = words(text)
    ends = np.cumsum([len(word) for word in spans])
    starts = ends - [len(word) for word in spans]
    sums = np.add.reduceat(parts, starts)
    order = np.argsort(-sums, kind="stable")
    speaking_for = _take(order, spans, sums, most_for, 1.0)
    speaking_against = _take(order[::-1], spans, sums, most_against, -1.0)
    return tuple(
        Evidence(int(starts[k]), int(ends[k]), spans[k], float(sums[k]))
        for k in (*speaking_for, *speaking_against)
    )


def _take(
    order: npt.NDArray[np.int64], spans: list[str], sums: npt.NDArray[np.float32], most: int, sign: float
) -> list[int]:
    taken: list[int] = []
    said: set[str] = set()
    for k in order:
        if len(taken) == most or sign * sums[k] < SMALLEST:
            break
        word = spans[k]
        if len(word) >= SHORTEST and word.isalnum() and word not in said:
            taken.append(int(k))
            said.add(word)
    return taken
