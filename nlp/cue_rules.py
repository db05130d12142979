"""Reads ``data/urgency/*.yaml``: cues of harm, words of context, and who counts as vulnerable."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nlp.resources import data_path

HARMS = ("life", "living", "loss", "nuisance")
TIMES = ("now", "within_day", "none")
LEVELS = (2, 3, 4)
SCOPES = ("overlap", "before", "clause", "after", "sentence", "near", "later", "text", "quote", "title")
QUANTITY = "#"
QUANTITIES = ("#天", "#周", "#时", "#次", "#人")


@dataclass(frozen=True)
class Element:
    """One word of a pattern (any of ``words``), after at most ``gap`` other words.

    ``crosses``: whether clause marks may stand in that gap.
    """

    words: frozenset[str]
    gap: int = 0
    crosses: bool = False


@dataclass(frozen=True)
class Pattern:
    """Elements in the order in which they stand in a sentence."""

    notation: str
    elements: tuple[Element, ...]

    @property
    def anchor(self) -> frozenset[str]:
        """The words that select a sentence: those of the element that is likely to be the rarest."""
        return min((element.words for element in self.elements), key=_frequency)


@dataclass(frozen=True)
class Cue:
    """A harm, how it is worded, and sentences that must and must not be found by it."""

    name: str
    level: int
    harm: str
    time: str
    why: str
    patterns: tuple[Pattern, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    spared: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ContextRule:
    """Words that take a cue's force away where they stand in its ``scope`` (``reach`` characters at most).

    The word does not count right after one of ``not_after`` or right before one of ``not_before``; the rule
    is void where a word of ``unless`` stands in the cue's sentence. ``only``: the cues it applies to, or all.
    """

    reason: str
    scope: str
    words: frozenset[str]
    reach: int
    levels: frozenset[int]
    not_after: tuple[str, ...]
    not_before: tuple[str, ...]
    unless: tuple[str, ...]
    only: frozenset[str]


@dataclass(frozen=True)
class VulnerableRule:
    """How somebody vulnerable is named."""

    kind: str
    patterns: tuple[Pattern, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


@cache
def load_cues() -> tuple[Cue, ...]:
    """The shipped cues, in the order of the files. Raises ValueError naming the entry that is wrong."""
    return tuple(cue for harm in HARMS for cue in _cues(harm, _read(data_path(f"urgency/{harm}.yaml"))))


@cache
def load_context() -> tuple[ContextRule, ...]:
    """The shipped context rules. Raises ValueError for an unknown scope."""
    return tuple(_context(entry) for entry in _read(data_path("urgency/context.yaml"))["rules"])


@cache
def load_vulnerable() -> tuple[VulnerableRule, ...]:
    """The shipped wordings of vulnerable people."""
    content = _read(data_path("urgency/vulnerable.yaml"))
    lists = content.get("words", {})
    return tuple(
        VulnerableRule(
            kind=str(entry["kind"]),
            patterns=tuple(parse_pattern(notation, lists) for notation in entry["patterns"]),
            examples=tuple(entry["examples"]),
            counter_examples=tuple(entry["counter_examples"]),
        )
        for entry in content["kinds"]
    )


def parse_pattern(notation: str, lists: dict[str, list[str]]) -> Pattern:
    """Read one line of the notation that ``data/urgency/README.md`` describes.

    Raises ValueError for a list that is not defined or a gap with nothing after it.
    """
    elements = []
    gap, crosses = 0, False
    for part in notation.split():
        if part.startswith(("..", "~")):
            gap, crosses = int(part.lstrip(".~")), part.startswith("~")
            continue
        elements.append(Element(frozenset(_alternatives(part, lists, notation)), gap, crosses))
        gap, crosses = 0, False
    if not elements or gap:
        raise ValueError(f"pattern {notation!r} ends in a gap or is empty")
    return Pattern(notation, tuple(elements))


def _alternatives(part: str, lists: dict[str, list[str]], notation: str) -> Iterator[str]:
    for word in part.split("|"):
        if word.startswith(QUANTITY) and word not in QUANTITIES or not word:
            raise ValueError(f"pattern {notation!r} has the unknown amount or empty word {word!r}")
        if not word.startswith("@"):
            yield word
        elif word[1:] in lists:
            yield from _alternatives("|".join(lists[word[1:]]), lists, notation)
        else:
            raise ValueError(f"pattern {notation!r} names the unknown list {word}")


def _frequency(words: frozenset[str]) -> float:
    """How often one of the words stands in a text, roughly: each further character makes a word rarer."""
    return sum(1.0 if word.startswith(QUANTITY) else float(20.0 ** -len(word)) for word in words)


def _cues(harm: str, content: dict[str, Any]) -> Iterator[Cue]:
    lists = content.get("words", {})
    for entry in content["cues"]:
        cue = Cue(
            name=str(entry["id"]),
            level=int(entry["level"]),
            harm=harm,
            time=str(entry["time"]),
            why=str(entry["why"]),
            patterns=tuple(parse_pattern(notation, lists) for notation in entry["patterns"]),
            examples=tuple(entry["examples"]),
            counter_examples=tuple(entry["counter_examples"]),
            spared=frozenset(entry.get("spared", ())),
        )
        if cue.level not in LEVELS or cue.time not in TIMES:
            raise ValueError(f"cue {cue.name} has an unknown level or time")
        yield cue


def _context(entry: dict[str, Any]) -> ContextRule:
    scope = str(entry["scope"])
    if scope not in SCOPES:
        raise ValueError(f"context rule {entry['reason']} has the unknown scope {scope}")
    return ContextRule(
        reason=str(entry["reason"]),
        scope=scope,
        words=frozenset(map(str, entry["words"])),
        reach=int(entry.get("reach", sys.maxsize)),
        levels=frozenset(entry.get("levels", LEVELS)),
        not_after=tuple(entry.get("not_after", ())),
        not_before=tuple(entry.get("not_before", ())),
        unless=tuple(entry.get("unless", ())),
        only=frozenset(entry.get("only", ())),
    )


def _read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        content: dict[str, Any] = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return content
