"""Places: provinces to villages, estates, roads, with the renamed ones of public boards (A市, K8县)."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.facts.fact import Fact
from nlp.facts.named_things import named_things

TYPES = ("place",)


def find(text: str) -> Iterator[Fact]:
    """The places a text names, a chain of them (县, 镇, 村) as one."""
    for named in named_things(text):
        if named.kind == "place":
            yield Fact("place", named.start, named.end, text[named.start : named.end])
