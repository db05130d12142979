"""The facts a petition states, as labelled spans of its original text.

One recogniser a module. Each has ``TYPES``, the types it finds, and ``find(text)``, which gives ``Fact``s
that may overlap; ``find_facts`` runs them and settles the overlaps. Recognisers of numbers also have
``find_in(digits)``, so that the digits of a text are read once for all of them.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from nlp.facts.fact import TYPES, Fact, rank, settle
from nlp.facts.numerals import DigitText, read_digits

__all__ = ["TYPES", "Fact", "find_facts"]

# Modules of this package, strongest types first.
RECOGNISERS: tuple[str, ...] = (
    "emails",
    "resident_ids",
    "credit_codes",
    "wechat",
    "qq",
    "bank_cards",
    "number_plates",
    "phones",
    "dates",
    "amounts",
    "people_counts",
    "organisations",
    "places",
    "persons",
    "addresses",
    "respondents",
)


@dataclass(frozen=True)
class _Recogniser:
    types: tuple[str, ...]
    find: Callable[[str], Iterable[Fact]]
    find_in: Callable[[DigitText], Iterable[Fact]] | None


def find_facts(text: str, types: Collection[str] | None = None) -> tuple[Fact, ...]:
    """The facts of a text (of the types asked for, all by default), in order of place.

    Facts of the same level never overlap (see ``fact.settle``). A type is found at the same places whatever
    else is asked for: stronger recognisers run too. Raises ValueError for an unknown type.
    """
    digits = read_digits(text)
    found: list[Fact] = []
    for recogniser in _needed(None if types is None else frozenset(types)):
        found += recogniser.find(text) if recogniser.find_in is None else recogniser.find_in(digits)
    settled = settle(found)
    return settled if types is None else tuple(fact for fact in settled if fact.type in types)


@cache
def _needed(types: frozenset[str] | None) -> tuple[_Recogniser, ...]:
    """The recognisers of these types, and all whose facts could push theirs aside."""
    if types is None:
        return _recognisers()
    unknown = sorted(types - set(TYPES))
    if unknown:
        raise ValueError(f"no such types of facts: {', '.join(unknown)}")
    weakest = max((rank(name) for name in types), default=-1)
    return tuple(entry for entry in _recognisers() if min(map(rank, entry.types)) <= weakest)


@cache
def _recognisers() -> tuple[_Recogniser, ...]:
    modules: list[Any] = [
        importlib.import_module(f"{__name__}.{name}")
        for name in RECOGNISERS
        if importlib.util.find_spec(f"{__name__}.{name}") is not None
    ]
    return tuple(_Recogniser(m.TYPES, m.find, getattr(m, "find_in", None)) for m in modules)
