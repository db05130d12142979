"""Takes out of a text what must not move its urgency: threats to go higher, signers, anger, who writes.

What is taken out is data (``data/urgency/unmoved.yaml``); the rest is read as if the words had never stood
there, so adding such a sentence leaves every figure exactly equal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import yaml

from nlp.resources import data_path
from nlp.sentences import Span

_PIECE = re.compile(r"([^，,。．！!？?；;、：:…~～\n\r]*)([，,。．！!？?；;、：:…~～\n\r\s]*)")
_QUESTION = frozenset("？?")
_ENDS = frozenset("。！!？?；;…\n\r")
_SHORT = 3  # what stands before a dropped stretch and is no longer than this (我们, 如果) says nothing alone


@dataclass(frozen=True)
class MaskedText:
    """``text``: what is read; ``places[i]``: where its i-th character stands in the original."""

    text: str
    places: tuple[int, ...]

    def original(self, start: int, end: int) -> Span:
        """The original stretch of the characters ``start`` to ``end`` (exclusive, not empty)."""
        return Span(self.places[start], self.places[end - 1] + 1)


@dataclass(frozen=True)
class _Rules:
    triggers: re.Pattern[str]
    patterns: re.Pattern[str]
    words: re.Pattern[str]
    harm: re.Pattern[str]


@cache
def _rules() -> _Rules:
    with data_path("urgency/unmoved.yaml").open(encoding="utf-8") as file:
        raw = yaml.safe_load(file)
    patterns = [pattern for group in raw["patterns"].values() for pattern in group]
    return _Rules(
        re.compile("|".join(re.escape(str(word)) for word in raw["triggers"])),
        re.compile("|".join(f"(?:{pattern})" for pattern in patterns)),
        re.compile("|".join(map(re.escape, raw["words"]))),
        re.compile("|".join(map(re.escape, raw["harm"]))),
    )


def without_pressure(text: str) -> MaskedText:
    """The text without what must not move it; runs of marks read as one mark, so that !!! weighs no more."""
    rules = _rules()
    characters: list[str] = []
    places: list[int] = []
    for match in _PIECE.finditer(text):
        spans = _kept(text, *match.span(1), rules)
        for first, last in spans:
            characters.extend(text[first:last])
            places.extend(range(first, last))
        if spans and match.group(2):
            characters.append(_mark(match.group(2)))
            places.append(match.start(2))
    return MaskedText("".join(characters), tuple(places))


def _kept(text: str, start: int, end: int, rules: _Rules) -> tuple[tuple[int, int], ...]:
    """The stretches of one clause that are read."""
    if start == end:
        return ()
    clause = text[start:end].rstrip()
    if not clause.strip():
        return ()
    if not rules.triggers.search(clause):
        return ((start, start + len(clause)),)
    spans: list[tuple[int, int]] = []
    place = 0
    while match := rules.patterns.search(clause, place):
        if match.end() == match.start():
            break
        _keep(spans, clause, place, match.start())
        if not rules.harm.search(clause, match.start()):
            place = len(clause)
            break
        place = match.end()
    _keep(spans, clause, place, len(clause))
    bare = [piece for span in spans for piece in _without_words(clause, span, rules)]
    return tuple((start + a, start + b) for a, b in bare)


def _keep(spans: list[tuple[int, int]], clause: str, first: int, last: int) -> None:
    if len(clause[first:last].strip()) > _SHORT or (first, last) == (0, len(clause)):
        spans.append((first, last))


def _without_words(clause: str, span: tuple[int, int], rules: _Rules) -> list[tuple[int, int]]:
    found, place = [], span[0]
    for match in rules.words.finditer(clause, *span):
        found.append((place, match.start()))
        place = match.end()
    return [piece for piece in [*found, (place, span[1])] if piece[0] < piece[1]]


def _mark(marks: str) -> str:
    if "\n" in marks or "\r" in marks:
        return "\n"
    if any(mark in _QUESTION for mark in marks):
        return "？"
    return "。" if any(mark in _ENDS for mark in marks) else "，"
