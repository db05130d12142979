"""Dates as the text writes them, and those among them that are deadlines (``nlp.times`` gives their days)."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.facts.fact import Fact
from nlp.time_expressions import time_expressions
from nlp.times import deadline_expressions

TYPES = ("date", "deadline")


def find(text: str) -> Iterator[Fact]:
    """Dates (no stretches of time) and deadlines; a deadline that is a date is given as both."""
    expressions = tuple(time_expressions(text))
    for expression in expressions:
        if expression.kind != "duration":
            yield Fact("date", expression.start, expression.end, text[expression.start : expression.end])
    for expression in deadline_expressions(text, expressions):
        yield Fact("deadline", expression.start, expression.end, text[expression.start : expression.end])
