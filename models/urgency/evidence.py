"""The words behind a level: cues first, else the clause of the text that weighs most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from models.linear import LinearModel
from models.urgency.columns import SENTENCE_COLUMNS
from models.urgency.reading import UrgencyReading
from models.urgency.tag import Harm, Stretch, TimeLeft
from nlp.cues import CueHit, find_vulnerable
from nlp.pressure import MaskedText
from nlp.sentences import Span, clauses
from nlp.text_column import TextColumn
from nlp.times import nearest_deadline

LONGEST = 30  # characters of a quote
MOST = 3  # quotes of one petition
_LEAST_CLAUSE = 3  # characters


def evidence_of(
    levels: Mapping[int, int],
    texts: Sequence[str],
    read: UrgencyReading,
    scores: npt.NDArray[np.float32],
    cues: Sequence[Sequence[CueHit]],
    scorer: LinearModel,
) -> dict[int, tuple[Stretch, ...]]:
    """Up to three quotes for each row of ``levels`` (2 to 4), most telling first.

    The gravest cue, then the heaviest clause of each of the most telling sentences, with what surrounds it.
    """
    candidates = _candidates(levels, read, scores)
    column = TextColumn.from_texts(c.clause.text(read.masked[c.row].text) for c in candidates)
    decided, known = scorer.decide(column)
    worths = decided[:, SENTENCE_COLUMNS]
    best: dict[tuple[int, int], tuple[float, _Candidate]] = {}
    for place, candidate in enumerate(candidates):
        if known[place] <= 0:
            continue
        worth = float(worths[place, candidate.column])
        key = (candidate.row, candidate.rank)
        if key not in best or worth > best[key][0]:
            best[key] = (worth, candidate)
    windows: dict[int, list[Stretch]] = {row: [] for row in levels}
    for (row, _), (_, candidate) in sorted(best.items()):
        windows[row].append(_window(texts[row], read.masked[row], candidate))
    return {row: _quotes(texts[row], read.masked[row], cues[row], found) for row, found in windows.items()}


@dataclass(frozen=True)
class _Candidate:
    """A clause of the ``rank``-th most telling sentence of a text."""

    row: int
    rank: int
    column: int
    sentence: Span
    clause: Span


def _candidates(
    levels: Mapping[int, int], read: UrgencyReading, scores: npt.NDArray[np.float32]
) -> list[_Candidate]:
    found = []
    for row, level in levels.items():
        first, last = read.spans_of(row)
        column = min(level, 4) - 2
        order = first + np.argsort(-scores[first:last, column], kind="stable")[:MOST]
        for rank, place in enumerate(order.tolist()):
            sentence = read.spans[place]
            found += [
                _Candidate(row, rank, column, sentence, clause)
                for clause in clauses(read.masked[row].text, sentence)
                if len(clause.text(read.masked[row].text).strip()) >= _LEAST_CLAUSE
            ]
    return found


def _window(text: str, read: MaskedText, candidate: _Candidate) -> Stretch:
    """At most ``LONGEST`` characters of the sentence around the clause, without blanks at its ends.

    Where something was taken out in between, the clause alone, so that no quote runs over it.
    """
    sentence, clause = candidate.sentence, candidate.clause
    middle = (clause.start + clause.end) // 2
    start = max(sentence.start, min(middle - LONGEST // 2, sentence.end - LONGEST))
    end = min(sentence.end, start + LONGEST)
    edge = " \t\r\n\u3000，,。；;、：:！!？?…"
    if stretch_of(text, read, start, end).text != read.text[start:end]:
        start, end = clause.start, min(clause.end, clause.start + LONGEST)
    while start < end and read.text[start] in edge:
        start += 1
    while end > start and read.text[end - 1] in edge:
        end -= 1
    return stretch_of(text, read, start, end)


def _quotes(
    text: str, read: MaskedText, cues: Sequence[CueHit], windows: Sequence[Stretch]
) -> tuple[Stretch, ...]:
    gravest = sorted(cues, key=lambda hit: (-hit.level, hit.start))[:1]
    quotes = [stretch_of(text, read, hit.start, hit.end) for hit in gravest]
    for window in windows:
        if window.text and not any(_overlap(window, quote) for quote in quotes):
            quotes.append(window)
    return tuple(quotes[:MOST])


def harm_of(level: int, evidence: Sequence[Stretch], cues: Sequence[CueHit]) -> Harm | None:
    """The gravest harm that a cue names, else the first quote without a kind; None for level 1."""
    if level < 2 or not evidence:
        return None
    if cues:
        worst = max(cues, key=lambda hit: (hit.level, -hit.start))
        return Harm(worst.harm, evidence[0], worst.cue)
    return Harm(None, evidence[0])


def time_of(
    level: int, text: str, read: MaskedText, day: date | None, cues: Sequence[CueHit]
) -> TimeLeft | None:
    """The nearest date by which something happens; else what a cue says about time."""
    deadline = nearest_deadline(read.text, day)
    if deadline is not None:
        stretch = stretch_of(text, read, deadline.start, deadline.end)
        return TimeLeft("dated", stretch, deadline.due)
    if level < 2:
        return None
    pressing = [hit for hit in cues if hit.time in ("now", "within_day")]
    if not pressing:
        return None
    first = min(pressing, key=lambda hit: (hit.time != "now", hit.start))
    quote = stretch_of(text, read, first.start, first.end)
    return TimeLeft("now" if first.time == "now" else "within_day", quote)


def vulnerable_of(text: str, read: MaskedText) -> tuple[tuple[str, Stretch], ...]:
    """Children, the old who live alone, the ill, the pregnant and the disabled who are named."""
    found = find_vulnerable(read.text)
    return tuple((hit.kind, stretch_of(text, read, hit.start, hit.end)) for hit in found)


def _overlap(a: Stretch, b: Stretch) -> bool:
    return a.start < b.end and b.start < a.end


def stretch_of(text: str, read: MaskedText, start: int, end: int) -> Stretch:
    """Characters of what was read, as a stretch of the original text."""
    if start >= end:
        return Stretch(0, 0, "")
    span = read.original(start, end)
    return Stretch(span.start, span.end, span.text(text))
