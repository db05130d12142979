"""Cuts a text into sentences and clauses, as spans of the original characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

ENDS = frozenset("。！？!?；;…\n\r\u2028\u2029\u0085\v\f｡﹖﹗﹔")
CLOSERS = frozenset("”’」』）)】》〉\"'｝}］]")
CLAUSE_ENDS = frozenset("，,、：:﹐")
LINE_BREAKS = frozenset("\n\r\u2028\u2029\u0085\v\f")


def _end_form(marks: frozenset[str]) -> re.Pattern[str]:
    """A line break, or marks with the marks and closing quotes that follow them on the line."""
    on_line = re.escape("".join(sorted(marks - LINE_BREAKS)))
    closers = re.escape("".join(sorted(CLOSERS)))
    breaks = re.escape("".join(sorted(LINE_BREAKS)))
    return re.compile(f"[{breaks}]|[{on_line}][{on_line}{closers}]*[{breaks}]?")


SENTENCE_END = _end_form(ENDS)
CLAUSE_END = _end_form(ENDS | CLAUSE_ENDS)


@dataclass(frozen=True, order=True)
class Span:
    """Characters ``start`` to ``end`` (exclusive) of the original text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def text(self, of: str) -> str:
        """What the span holds."""
        return of[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences in order; together they hold every character that is not blank.

    A sentence ends at 。！？!?；;… or a line break, with the marks and closing quotes that follow, and never
    between two digits. Blanks at either end belong to no sentence.
    """
    return tuple(_pieces(text, Span(0, len(text)), SENTENCE_END))


def clauses(text: str, sentence: Span) -> tuple[Span, ...]:
    """The clauses of one sentence: it is also cut at ，、：, but not between two digits (10,000; 12:30)."""
    return tuple(_pieces(text, sentence, CLAUSE_END))


def _pieces(text: str, within: Span, form: re.Pattern[str]) -> Iterator[Span]:
    start = within.start
    for end in form.finditer(text, within.start, within.end):
        if end.end() - end.start() == 1 and _inside_number(text, end.start()):
            continue
        yield from _without_blanks(text, start, end.end())
        start = end.end()
    yield from _without_blanks(text, start, within.end)


def _inside_number(text: str, place: int) -> bool:
    neighbours = text[place - 1 : place] + text[place + 1 : place + 2]
    return len(neighbours) == 2 and neighbours.isdecimal()


def _without_blanks(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        start += len(piece) - len(piece.lstrip())
        yield Span(start, start + len(bare))
