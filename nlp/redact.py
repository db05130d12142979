"""Masks what tells who somebody is, so that texts can be shared: 张三 → 张某1, 13800138000 → 电话1."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from nlp.aliases import ALIAS, Aliases, between
from nlp.facts import TYPES, Fact, find_facts
from nlp.star_masks import STARRED, starred

DEFAULT_TYPES: tuple[str, ...] = (
    "person",
    "phone",
    "resident_id",
    "credit_code",
    "bank_card",
    "email",
    "wechat",
    "qq",
    "number_plate",
    "home_address",
)
Style = Literal["alias", "stars"]
_MASKED_NAME = re.compile(r".{1,2}[某*＊×xX○●]+[0-9]*")
_BARRIER = "\ufffc"  # stands for what is masked while the rest is read: one character, part of no fact
MOST_PASSES = 10  # a text that was made to uncover ever more is left at that
FEW = 32
SHORTEST_KNOWN = 2  # characters; a shorter value would be found everywhere


@dataclass(frozen=True)
class Redacted:
    """The masked text, and the facts that were masked with their places in the original."""

    text: str
    spans: tuple[Fact, ...]


def redact(
    text: str,
    types: Collection[str] = DEFAULT_TYPES,
    aliases: Aliases | None = None,
    *,
    style: Style = "alias",
    known: Iterable[tuple[str, str]] = (),
) -> Redacted:
    """Mask every fact of ``types`` in every place where it stands; what is masked already stays.

    ``aliases``: the stand-ins given so far, to which new ones are added. ``style``: ``stars`` writes
    138****1234 for contacts and numbers. ``known``: (type, value) pairs to mask wherever they stand, such as
    the petitioner's name. Redacting twice is redacting once. Raises ValueError for an unknown type.
    """
    if unknown := sorted(set(types) - set(TYPES)):
        raise ValueError(f"no such types of facts: {', '.join(unknown)}")
    aliases = Aliases() if aliases is None else aliases
    hidden = _masked_already(text, style)
    for start, end in hidden:
        aliases.reserve(text[start:end])
    spans: list[Fact] = []
    values = [(name, value) for name, value in known if len(value) >= SHORTEST_KNOWN]
    # What is masked can uncover more beside it, so the rest is read again until nothing is found.
    for _ in range(MOST_PASSES):
        found = _in_the_rest(text, hidden, types, values)
        if not found:
            break
        spans += found
        hidden = sorted([*hidden, *((fact.start, fact.end) for fact in found)])
    spans.sort(key=lambda fact: fact.start)
    return Redacted(_rendered(text, spans, aliases, style), tuple(spans))


def mask_whole(value: str, type_name: str, aliases: Aliases, style: Style = "alias") -> str:
    """The mask of a value that is a fact as a whole; a value that is masked already stays."""
    if not value.strip() or ALIAS.fullmatch(value) or (style == "stars" and STARRED.fullmatch(value)):
        return value
    return _mask(Fact(type_name, 0, len(value), value), aliases, style)


def _masked_already(text: str, style: Style) -> list[tuple[int, int]]:
    found = [match.span() for match in ALIAS.finditer(text)]
    if style == "stars" and "****" in text:
        taken = bytearray(len(text))
        for start, end in found:
            taken[start:end] = b"\1" * (end - start)
        stars = (match.span() for match in STARRED.finditer(text))
        found = sorted([*found, *(span for span in stars if not any(taken[slice(*span)]))])
    return found


def _in_the_rest(
    text: str, hidden: Sequence[tuple[int, int]], types: Collection[str], known: Sequence[tuple[str, str]]
) -> list[Fact]:
    """Facts outside the hidden spans (sorted, apart), without overlaps."""
    rest, places = _without(text, hidden)
    facts = find_facts(rest)
    chosen = _outermost(fact for fact in facts if fact.type in types and not _is_masked_name(fact))
    kept_apart = [*chosen, *(fact for fact in facts if fact.type not in types)]
    chosen += _occurrences(rest, [*known, *((f.type, f.text) for f in chosen)], kept_apart)
    moved = []
    for fact in chosen:
        start, end = places[fact.start], places[fact.end - 1] + 1
        if _BARRIER not in fact.text:
            moved.append(Fact(fact.type, start, end, text[start:end]))
    return moved


def _without(text: str, hidden: Sequence[tuple[int, int]]) -> tuple[str, Sequence[int]]:
    """The text with one barrier for each hidden span, and the original place of each character."""
    if not hidden:
        return text, range(len(text))
    parts: list[str] = []
    places: list[int] = []
    done = 0
    for start, end in hidden:
        parts += [text[done:start], _BARRIER]
        places += [*range(done, start), start]
        done = end
    parts.append(text[done:])
    places += range(done, len(text))
    return "".join(parts), places


def _outermost(facts: Iterable[Fact]) -> list[Fact]:
    """Facts without those that lie inside another (a place in a home address)."""
    kept: list[Fact] = []
    for fact in facts:
        if kept and fact.start < kept[-1].end:
            if fact.end - fact.start <= kept[-1].end - kept[-1].start:
                continue
            kept.pop()
        kept.append(fact)
    return kept


def _occurrences(text: str, values: Iterable[tuple[str, str]], kept_apart: Sequence[Fact]) -> list[Fact]:
    """Every other place where one of these values stands literally, longest values first."""
    types = {value: type_name for type_name, value in sorted(values) if len(value) >= SHORTEST_KNOWN}
    taken = bytearray(len(text))
    for fact in kept_apart:
        taken[fact.start : fact.end] = b"\1" * (fact.end - fact.start)
    found = []
    for start, end in sorted(_places_of(types, text), key=lambda span: (span[0] - span[1], span[0])):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append(Fact(types[text[start:end]], start, end, text[start:end]))
    return found


def _places_of(values: Collection[str], text: str) -> Iterator[tuple[int, int]]:
    if len(values) <= FEW:
        for value in values:
            start = text.find(value)
            while start >= 0:
                yield start, start + len(value)
                start = text.find(value, start + 1)
        return
    # Many values: one pass for each of their lengths, whatever their number.
    for length in {len(value) for value in values}:
        for start in range(len(text) - length + 1):
            if text[start : start + length] in values:
                yield start, start + length


def _is_masked_name(fact: Fact) -> bool:
    """Whether a name was masked by whoever wrote: 张某, 王×."""
    return fact.type == "person" and _MASKED_NAME.fullmatch(fact.text) is not None


def _rendered(text: str, spans: Sequence[Fact], aliases: Aliases, style: Style) -> str:
    """The text with masks in place of the spans; numbers are given in reading order."""
    masks = [_mask(fact, aliases, style) for fact in spans]
    parts: list[str] = []
    end = len(text)
    behind = ""  # the beginning of what follows, as it will stand in the result
    for fact, mask in zip(reversed(spans), reversed(masks), strict=True):
        follows = (text[fact.end : end] + behind)[:8]
        if ALIAS.fullmatch(mask):
            mask = between(mask, follows)
        parts += [text[fact.end : end], mask]
        behind = (mask + follows)[:8]
        end = fact.start
    parts.append(text[:end])
    return "".join(reversed(parts))


def _mask(fact: Fact, aliases: Aliases, style: Style) -> str:
    return (starred(fact) if style == "stars" else None) or aliases.of(fact.type, fact.text)
