"""Finds what a petition states as present harm, and who in it is vulnerable; each as a span with its reason.

Patterns, examples and context words are data (``data/urgency/*.yaml``). An Aho–Corasick pass selects the
sentences in which a pattern can match at all; only those become a spaCy Doc.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from nlp.cue_context import TextContext
from nlp.cue_patterns import Match, PatternFinder
from nlp.cue_rules import Cue, load_cues, load_vulnerable
from nlp.cue_text import fold
from nlp.sentences import Span, clauses, sentences

LONGEST_HIT = 30
LONGEST_SENTENCE = 300
MOST_MATCHES = 200  # a text with more has shown what it has to show; a hostile one must not cost a square


@dataclass(frozen=True)
class CueHit:
    """A present harm. ``level`` 2–4; ``harm`` life, living, loss, nuisance; ``time`` now, within_day, none.

    ``start`` and ``end`` count characters of the original text; ``sentence`` is where the hit stands.
    """

    start: int
    end: int
    cue: str
    level: int
    harm: str
    time: str
    sentence: Span


@dataclass(frozen=True)
class VulnerableHit:
    """Somebody vulnerable who is named; ``kind``: child, alone_elderly, ill, pregnant or disabled."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class DroppedCue:
    """A cue that reads like harm and is none; ``reason`` names the context that says so."""

    hit: CueHit
    reason: str


@dataclass(frozen=True)
class CueScan:
    """What stands, and what was dropped and why; both in the order of the text."""

    hits: tuple[CueHit, ...]
    dropped: tuple[DroppedCue, ...]


def find_cues(text: str) -> tuple[CueHit, ...]:
    """The cues that stand as a present fact about the writer's matter, in order, none overlapping another."""
    return scan(text).hits


def scan(text: str) -> CueScan:
    """All cues of one text, the dropped ones with the reason."""
    folded = fold(text)
    found = list(islice(_matches(folded, _cue_finder()), MOST_MATCHES))
    if not found:
        return CueScan((), ())
    context = TextContext(folded, sentences(folded))
    hits: list[CueHit] = []
    dropped: list[DroppedCue] = []
    for sentence, match in found:
        cue = _cue_of_pattern()[match.pattern]
        start, end = sentence.start + match.start, sentence.start + match.end
        hit = _hit(folded, sentence, Span(start, end), cue)
        reason = context.reason(start, end, cue)
        if reason:
            dropped.append(DroppedCue(hit, reason))
        else:
            hits.append(hit)
    return CueScan(_strongest(hits), tuple(sorted(dropped, key=lambda item: (item.hit.start, item.hit.end))))


def scan_many(texts: Iterable[str]) -> Iterator[CueScan]:
    """``scan`` of each text; a text without trigger words costs one pass over its characters."""
    return map(scan, texts)


def find_vulnerable(text: str) -> tuple[VulnerableHit, ...]:
    """The vulnerable people that the text names, in order."""
    finder, kinds = _vulnerable_finder()
    found = {
        VulnerableHit(sentence.start + match.start, sentence.start + match.end, kinds[match.pattern])
        for sentence, match in islice(_matches(fold(text), finder), MOST_MATCHES)
    }
    return tuple(sorted(found, key=lambda hit: (hit.start, hit.end, hit.kind)))


@cache
def _cue_of_pattern() -> tuple[Cue, ...]:
    return tuple(cue for cue in load_cues() for _ in cue.patterns)


@cache
def _cue_finder() -> PatternFinder:
    return PatternFinder([pattern for cue in load_cues() for pattern in cue.patterns])


@cache
def _vulnerable_finder() -> tuple[PatternFinder, tuple[str, ...]]:
    rules = load_vulnerable()
    patterns = [pattern for rule in rules for pattern in rule.patterns]
    return PatternFinder(patterns), tuple(rule.kind for rule in rules for _ in rule.patterns)


def _matches(folded: str, finder: PatternFinder) -> Iterator[tuple[Span, Match]]:
    """Each match with the sentence (or the part of a very long one) that it stands in."""
    anchors = [(last, numbers) for last, numbers in finder.anchors.iter(folded)]
    if not anchors:
        return
    pieces = [piece for sentence in sentences(folded) for piece in _short(folded, sentence)]
    starts = [piece.start for piece in pieces]
    candidates: dict[int, set[int]] = {}
    for last, numbers in anchors:
        candidates.setdefault(bisect_right(starts, last) - 1, set()).update(numbers)
    for number in sorted(candidates):
        piece = pieces[number]
        for match in finder.find(piece.text(folded), candidates[number]):
            yield piece, match


def _short(folded: str, sentence: Span) -> Iterator[Span]:
    """The sentence, or its clauses gathered into parts that are short enough for one Doc."""
    start = end = sentence.start
    for clause in clauses(folded, sentence) if len(sentence) > LONGEST_SENTENCE else ():
        for stop in (*range(clause.start + LONGEST_SENTENCE, clause.end, LONGEST_SENTENCE), clause.end):
            if stop - start > LONGEST_SENTENCE:
                yield Span(start, end)
                start = end
            end = stop
    yield Span(start, sentence.end)


def _hit(folded: str, sentence: Span, core: Span, cue: Cue) -> CueHit:
    shown = _widened(folded, sentence, core)
    return CueHit(shown.start, shown.end, cue.name, cue.level, cue.harm, cue.time, sentence)


def _widened(folded: str, sentence: Span, core: Span) -> Span:
    """The clauses that the core touches, cut to ``LONGEST_HIT`` characters around it."""
    touched = [clause for clause in clauses(folded, sentence) if clause.overlaps(core)]
    start = min([core.start, *(clause.start for clause in touched)])
    end = max([core.end, *(_without_mark(folded, clause) for clause in touched)])
    if end - start > LONGEST_HIT:
        spare = max(LONGEST_HIT - len(core), 0)
        start = max(start, core.start - spare // 2)
        end = min(end, start + max(LONGEST_HIT, len(core)))
    return Span(start, min(end, start + max(LONGEST_HIT, 1)))


def _without_mark(folded: str, clause: Span) -> int:
    text = clause.text(folded)
    return clause.start + len(text.rstrip('，,、：:。！？!?；;…”"’)） '))


def _strongest(hits: list[CueHit]) -> tuple[CueHit, ...]:
    """Hits that do not overlap, the higher level first served, then the earlier."""
    kept: list[CueHit] = []
    for hit in sorted(hits, key=lambda hit: (-hit.level, hit.start, hit.end, hit.cue)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return tuple(sorted(kept, key=lambda hit: hit.start))
