"""Says why a cue that was found is no present harm: negated, mended, past, feared, another's, a figure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from nlp.cue_rules import ContextRule, Cue, load_context
from nlp.cue_tokens import automaton
from nlp.sentences import Span, clauses

if TYPE_CHECKING:
    import ahocorasick

QUOTATION = re.compile('[“「『"][^“”「」『』"\n]{1,400}[”」』"]')
BOOK_TITLE = re.compile("《[^《》\n]{1,80}》")


@dataclass(frozen=True)
class Marker:
    """A word of context where it stands in the text."""

    rule: ContextRule
    start: int
    end: int


class TextContext:
    """The context words of one folded text."""

    def __init__(self, text: str, sentences: tuple[Span, ...]) -> None:
        self._text = text
        self._sentences = sentences
        self._starts = [sentence.start for sentence in sentences]
        self._clauses: dict[int, tuple[Span, ...]] = {}
        self._voids: dict[tuple[int, tuple[str, ...]], bool] = {}
        self._markers = tuple(_markers(text))
        self._quotations = tuple(Span(*hit.span()) for hit in QUOTATION.finditer(text))
        self._titles = tuple(Span(*hit.span()) for hit in BOOK_TITLE.finditer(text))

    def reason(self, start: int, end: int, cue: Cue) -> str:
        """The reason for which the cue at start–end does not stand; empty where it stands."""
        number = bisect_right(self._starts, start) - 1
        place = _Place(Span(start, end), number, self._clause(start, number))
        for marker in self._markers:
            rule = marker.rule
            if (
                cue.level not in rule.levels
                or rule.reason in cue.spared
                or rule.only
                and cue.name not in rule.only
            ):
                continue
            if self._reaches(marker, place) and not self._void(rule, number):
                return rule.reason
        return ""

    def _clause(self, start: int, number: int) -> Span:
        if number not in self._clauses:
            self._clauses[number] = clauses(self._text, self._sentences[number])
        found = self._clauses[number]
        return found[bisect_right(found, start, key=lambda clause: clause.start) - 1]

    def _void(self, rule: ContextRule, number: int) -> bool:
        if (number, rule.unless) not in self._voids:
            sentence = self._sentences[number].text(self._text)
            self._voids[number, rule.unless] = any(word in sentence for word in rule.unless)
        return self._voids[number, rule.unless]

    def _reaches(self, marker: Marker, place: _Place) -> bool:
        hit, scope, reach = place.hit, marker.rule.scope, marker.rule.reach
        ahead, behind = hit.start - marker.end, marker.start - hit.end
        if scope == "overlap":
            return marker.start < hit.end and hit.start < marker.end
        if scope == "before":
            return 0 <= ahead <= reach and marker.start >= place.clause.start
        if scope == "clause":
            return (
                ahead >= 0 and marker.start >= place.clause.start or 0 <= behind <= place.clause.end - hit.end
            )
        if scope == "after":
            return 0 <= behind <= reach
        if scope == "later":
            return marker.start >= hit.start and behind <= reach
        if scope == "text":
            return max(ahead, behind) <= reach
        if scope == "quote":
            return any(
                0 <= q.start - marker.end <= reach and q.start < hit.start < q.end for q in self._quotations
            )
        if scope == "title":
            return any(q.overlaps(hit) and q.start <= marker.start < q.end for q in self._titles)
        distance = abs(bisect_right(self._starts, marker.start) - 1 - place.sentence)
        return distance <= (1 if scope == "near" else 0)


@dataclass(frozen=True)
class _Place:
    hit: Span
    sentence: int
    clause: Span


@cache
def _marker_words() -> ahocorasick.Automaton:
    owners: dict[str, list[ContextRule]] = {}
    for rule in load_context():
        for word in rule.words:
            owners.setdefault(word, []).append(rule)
    return automaton({word: (len(word), tuple(rules)) for word, rules in owners.items()})


def _markers(text: str) -> Iterator[Marker]:
    for last, (length, rules) in _marker_words().iter(text):
        start, end = last + 1 - length, last + 1
        for rule in rules:
            blocked = text.endswith(rule.not_after, 0, start) or text.startswith(rule.not_before, end)
            if not blocked:
                yield Marker(rule, start, end)
