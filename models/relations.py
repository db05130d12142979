"""What ties two petitions together: one record for copies, matters, repeats and continuations.

A relation is an observation with its grounds, never a decision: nothing is closed, merged or altered by it,
and it names petitions, not people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nlp.sentences import Span

RelationKind = Literal["copy", "matter", "repeat", "continues"]


@dataclass(frozen=True)
class SharedPassage:
    """What both texts say: a span of each (of title, line break, body), the words of the first, and how
    telling they are (natural logarithm of how rare; 0 says nothing)."""

    a: Span
    b: Span
    text: str
    weight: float


@dataclass(frozen=True)
class Difference:
    """What only one of the two texts says: which one, and the span of it."""

    side: Literal["a", "b"]
    span: Span
    text: str


@dataclass(frozen=True)
class Relation:
    """Two petitions and what they are to each other.

    ``a``, ``b``: identifiers of the petitions. ``score``: probability, or for a copy the copy score (0.5 and
    more is a copy). ``evidence``: what speaks for it, most telling first. ``different``: what is told by one
    only. ``new``: spans of the later petition that no earlier one of the case has. ``needs_review``: whether
    a person should look before it is shown as a link. ``model``: which model and version said so.
    """

    a: str
    b: str
    relation: RelationKind
    score: float
    evidence: tuple[SharedPassage, ...] = ()
    different: tuple[Difference, ...] = ()
    new: tuple[Span, ...] = ()
    needs_review: bool = True
    model: str = ""
