"""Organisations: companies, schools, hospitals, offices, shops, by the way their names end."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.facts.fact import Fact
from nlp.facts.named_things import named_things

TYPES = ("organisation",)


def find(text: str) -> Iterator[Fact]:
    """The organisations a text names; offices (派出所, 住建局) also without a proper name."""
    for named in named_things(text):
        if named.kind == "organisation":
            yield Fact("organisation", named.start, named.end, text[named.start : named.end])
