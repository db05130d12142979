"""The words of ``data/lexicons/petitioner_fields.yaml``, by which petitioner fields are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from nlp.folded import folded
from nlp.resources import data_path


@dataclass(frozen=True)
class Unit:
    """One level of the administration in an address; ``unless`` names words that only end like it."""

    suffixes: tuple[str, ...]
    longest: int
    unless: tuple[str, ...]


@dataclass(frozen=True)
class PetitionerWords:
    """Word lists, in normalised form where whole values are compared with them."""

    anonymous: frozenset[str]
    placeholders: frozenset[str]
    titles: tuple[str, ...]
    double_surnames: frozenset[str]
    digits: Mapping[str, str]
    example_numbers: frozenset[str]
    units: tuple[Unit, ...]
    buildings: tuple[str, ...]
    numbered: tuple[str, ...]
    endings: tuple[str, ...]
    home_headings: tuple[str, ...]
    signed: frozenset[str]


@cache
def petitioner_words() -> PetitionerWords:
    """The shipped word lists."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with data_path("lexicons/petitioner_fields.yaml").open(encoding="utf-8") as file:
        entries: dict[str, Any] = yaml.load(file, loader)
    address = entries["address"]
    return PetitionerWords(
        anonymous=frozenset(folded(word) for word in entries["anonymous"]),
        placeholders=frozenset(folded(word) for word in entries["placeholders"]),
        titles=tuple(sorted(entries["titles"], key=len, reverse=True)),
        double_surnames=frozenset(entries["double_surnames"]),
        digits=dict(entries["digits"]),
        example_numbers=frozenset(entries["example_numbers"]),
        units=tuple(
            Unit(tuple(unit["suffixes"]), int(unit["longest"]), tuple(unit["unless"]))
            for unit in address["units"]
        ),
        buildings=tuple(address["buildings"]),
        numbered=tuple(address["numbered"]),
        endings=tuple(sorted(address["endings"], key=len, reverse=True)),
        home_headings=tuple(folded(heading) for heading in entries["home_headings"]),
        signed=frozenset(folded(word) for word in entries["signed"]),
    )
