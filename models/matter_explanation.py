"""Why two petitions are taken for one matter: what both say, as spans of both, and what only one says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.matter_features import Chain, chain, fill_chain, longest_run_at, run_weight
from models.matter_profiles import LONGEST_TEXT
from models.matter_rarity import LONGEST_NGRAM, Rarity, RarityReading, rarity_reading
from models.novelty import unseen_clauses
from models.relations import Difference, SharedPassage
from nlp.jit import njit
from nlp.normalize import NormalizedText, normalize
from nlp.segment import words
from nlp.sentences import Span

_TELLING = 4.0  # natural logarithm: said in about one petition of fifty
_MOST_RUNS = 400


@dataclass(frozen=True)
class PairExplanation:
    """``shared``: most telling first. ``different``: in order of each text, ``a`` first."""

    shared: tuple[SharedPassage, ...]
    different: tuple[Difference, ...]


def explain_pair(a: str, b: str, rarity: Rarity, most: int = 5, most_different: int = 2) -> PairExplanation:
    """Explain a pair of texts (title, line break, body); at most ``most`` passages, and ``most_different``
    differences a side."""
    shared = _shared(a, b, rarity_reading(rarity), most)
    if most_different == 0:
        return PairExplanation(shared, ())
    return PairExplanation(
        shared,
        (
            *(Difference("a", span, span.text(a)) for span in unseen_clauses(a, [b], rarity, most_different)),
            *(Difference("b", span, span.text(b)) for span in unseen_clauses(b, [a], rarity, most_different)),
        ),
    )


def _shared(a: str, b: str, reading: RarityReading, most: int) -> tuple[SharedPassage, ...]:
    one, two = normalize(a), normalize(b)
    first, second = _codes(one), _codes(two)
    runs = np.zeros((_MOST_RUNS, 3), np.int64)
    weights = np.zeros(_MOST_RUNS, np.float32)
    count = _runs(first, second, reading, chain(), runs, weights)
    order = sorted(range(count), key=lambda k: (-float(weights[k]), -int(runs[k, 2]), int(runs[k, 0])))
    found: list[SharedPassage] = []
    for k in order:
        start_a, start_b, length = (int(value) for value in runs[k])
        if weights[k] < _TELLING or len(found) == most:
            break
        start_a, start_b, length = _whole_words(one.text, start_a, start_b, length)
        if length < 2:
            continue
        span = Span(*one.original_span(start_a, start_a + length))
        other = Span(*two.original_span(start_b, start_b + length))
        words_said = " ".join(span.text(a).split())
        if not any(words_said in passage.text for passage in found):
            found.append(SharedPassage(span, other, words_said, round(float(weights[k]), 2)))
    return tuple(found)


def _codes(text: NormalizedText) -> npt.NDArray[np.uint16]:
    codes = np.frombuffer(text.text.encode("utf-32-le"), np.uint32)[:LONGEST_TEXT]
    return (codes ^ (codes >> np.uint32(16))).astype(np.uint16)


def _whole_words(text: str, start_a: int, start_b: int, length: int) -> tuple[int, int, int]:
    """Drop half words at the ends of a run, unless nothing would be left."""
    before, after = max(start_a - 4, 0), start_a + length + 4
    bounds = {before}
    place = before
    for word in words(text[before:after]):
        place += len(word)
        bounds.add(place)
    inside = sorted(bound for bound in bounds if start_a <= bound <= start_a + length)
    if len(inside) < 2 or inside[-1] - inside[0] < min(length, 2):
        return start_a, start_b, length
    return inside[0], start_b + inside[0] - start_a, inside[-1] - inside[0]


@njit
def _runs(
    a: npt.NDArray[np.uint16],
    b: npt.NDArray[np.uint16],
    rarity: RarityReading,
    links: Chain,
    runs: npt.NDArray[np.int64],
    weights: npt.NDArray[np.float32],
) -> int:
    fill_chain(a, 1, links)
    found = 0
    j = 0
    while j < len(b) - 1 and found < len(runs):
        i, length = longest_run_at(a, b, j, 1, links)
        if length < 2:
            j += 1
            continue
        runs[found, 0], runs[found, 1], runs[found, 2] = i, j, length
        weights[found] = run_weight(b, j, length, rarity)
        if length < LONGEST_NGRAM:
            weights[found] -= np.float32(0.7) * (LONGEST_NGRAM - length)  # short runs arise by chance
        found += 1
        j += length
    return found
