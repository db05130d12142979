"""One thing that a petition states: a labelled stretch of its original text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """``text`` is the original's characters ``start`` to ``end`` (exclusive), counted in code points.

    ``type`` is one of ``nlp.facts.TYPES``.
    """

    type: str
    start: int
    end: int
    text: str


# Of two facts that overlap the one in the earlier row stays; within a row the longer, then the earlier one.
PRIORITY: tuple[tuple[str, ...], ...] = (
    ("email",),
    ("resident_id", "credit_code"),
    ("wechat", "qq", "bank_card"),
    ("phone", "number_plate"),
    ("date",),
    ("amount", "people_count"),
    ("person", "place", "organisation"),
)
# These hold others (a home address holds a place, a deadline a date): they only keep each other out.
WIDE_TYPES: tuple[str, ...] = ("home_address", "respondent", "deadline")

TYPES: tuple[str, ...] = (*(name for row in PRIORITY for name in row), *WIDE_TYPES)
_RANK = {name: rank for rank, row in enumerate((*PRIORITY, WIDE_TYPES)) for name in row}


def rank(type_name: str) -> int:
    """The row of ``PRIORITY`` that a type is in, 0 strongest; wide types come after all rows."""
    return _RANK[type_name]


def settle(found: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts that stay when overlaps are resolved, in order of their places in the text.

    Wide types and the others are settled apart: a fact may lie inside a wide one.
    """
    narrow: list[Fact] = []
    wide: list[Fact] = []
    for fact in found:
        (wide if fact.type in WIDE_TYPES else narrow).append(fact)
    return tuple(
        sorted([*_apart(narrow), *_apart(wide)], key=lambda fact: (fact.start, -fact.end, fact.type))
    )


def _apart(found: list[Fact]) -> list[Fact]:
    """Facts without overlaps, the strongest first served."""
    if len(found) < 2:
        return found
    found = sorted(found, key=lambda fact: fact.start)
    if all(left.end <= right.start for left, right in zip(found, found[1:], strict=False)):
        return found
    taken = bytearray(max(fact.end for fact in found))
    kept = []
    for fact in sorted(found, key=lambda fact: (_RANK[fact.type], fact.start - fact.end, fact.start)):
        if not any(taken[fact.start : fact.end]):
            taken[fact.start : fact.end] = b"\1" * (fact.end - fact.start)
            kept.append(fact)
    return kept
