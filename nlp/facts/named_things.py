"""Places and organisations: by how their names end, and by the words that cannot stand inside one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import yaml

from nlp.facts.tokens import tokens
from nlp.resources import data_path

_LONGEST_OFFICE = 8
# A proper name before its ending is hardly longer.
_LONGEST_NAME = {"place": 7, "organisation": 14}
# Single characters that are words outside names.
_FUNCTION_CHARACTERS = frozenset(
    "在到从去住于和与及或的了是我你他她它们这那有没不把被给向对为让叫请找问说讲过着也都就又再还很最比跟由往回外后内间个各每某几两"
    "其该本此并且但而因所以将要想能会可应得地等以至经按据归属离距沿往靠近旁自已未曾时日月年号第位名家人户块元条辆件次遍"
    "見进出来走看修建拆停用做打开关坐乘过导致使令被收交办写投送搬租买卖挖堵漏倒落盖管查告连同只由来里前今昨明天点了吗呢吧啊哦嗯"
)
_MAY_END = frozenset("东西南北中上下新老大小一二三四五六七八九十")


class Named(NamedTuple):
    """A name, its kind (place or organisation) and stretch."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Endings:
    """Words that end names (``characters``: those of one character) and words that are no names."""

    characters: frozenset[str]
    words: frozenset[str]
    generic: frozenset[str]


@dataclass(frozen=True)
class _Lexicon:
    place: Endings
    organisation: Endings
    offices: frozenset[str]
    divisions: frozenset[str]
    outside: frozenset[str]
    last_characters: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    with data_path("lexicons/name_endings.yaml").open(encoding="utf-8") as file:
        raw = yaml.safe_load(file)
    endings = {
        kind: Endings(
            frozenset(raw[f"{kind}_characters"]),
            frozenset(raw[f"{kind}_words"].split()),
            frozenset(raw[f"{kind}_generic"].split()),
        )
        for kind in ("place", "organisation")
    }
    offices = frozenset(raw["offices"].split())
    words = [*endings["place"].words, *endings["organisation"].words, *offices]
    outside = data_path("lexicons/words_outside_names.txt").read_text(encoding="utf-8").split()
    return _Lexicon(
        endings["place"],
        endings["organisation"],
        offices,
        _division_names(),
        (frozenset(outside) - endings["place"].words - endings["organisation"].words) | _FUNCTION_CHARACTERS,
        frozenset(word[-1] for word in words)
        | endings["place"].characters
        | endings["organisation"].characters,
    )


def _division_names() -> frozenset[str]:
    """Provinces, cities, counties; short names of the first two only (和平 is an everyday word)."""
    names = set()
    for line in data_path("lexicons/divisions.txt").read_text(encoding="utf-8").splitlines():
        rank, name, short = line.split("\t")
        names.add(name)
        if rank != "3" and len(short) >= 2:
            names.add(short)
    return frozenset(names)


@lru_cache(maxsize=2)
def named_things(text: str) -> tuple[Named, ...]:
    """Places and organisations of a text, in order; places that follow on each other are one."""
    words, starts = tokens(text)
    found: list[Named] = []
    floor = 0
    for index, word in enumerate(words):
        kind = _kind(word)
        if kind is None:
            continue
        if kind == "division":
            floor = _add(found, Named("place", starts[index], starts[index + 1]))
            continue
        named = _ending_here(text, words, starts, index, kind, floor, found[-1] if found else None)
        if named is not None:
            floor = _add(found, named)
    return tuple(found)


def _add(found: list[Named], named: Named) -> int:
    """Append a name, or join it to the place that ends where it begins; returns where the next may begin."""
    if found and found[-1].end > named.start:
        named = Named(named.kind, min(found[-1].start, named.start), named.end)
        found.pop()
    elif found and found[-1].end == named.start and found[-1].kind == named.kind == "place":
        named = Named("place", found[-1].start, named.end)
        found.pop()
    found.append(named)
    return named.end


def _ending_here(
    text: str,
    words: tuple[str, ...],
    starts: tuple[int, ...],
    index: int,
    kind: str,
    floor: int,
    before: Named | None,
) -> Named | None:
    """The name of a kind that ends with a word, None where that word stands alone and names nothing."""
    lexicon = _lexicon()
    word, end = words[index], starts[index + 1]
    endings = lexicon.organisation if kind == "organisation" else lexicon.place
    if (
        kind == "organisation"
        and before is not None
        and before.kind == "place"
        and before.end >= starts[index] - 4
    ):
        floor = before.start  # 石拱桥中学, 沙柳县医院
    start = _left_boundary(words, starts, index, floor, _LONGEST_NAME[kind])
    if kind == "organisation":
        start = _office_start(text, start, end)
    own = text[start:end]
    proper = starts[index] - start
    if proper == 0 and kind == "place":
        return Named(kind, start, end) if len(word) >= 3 and word not in endings.generic else None
    if own in lexicon.offices or word in lexicon.offices:
        return Named("organisation", start, end)
    if proper == 0:
        known = len(word) >= 3 and word not in endings.generic and word[-1] in endings.characters
        return Named(kind, start, end) if known else None
    if own in endings.generic or (
        proper == 1 and len(word) == 1 and text[start] in _MAY_END and kind == "place"
    ):
        return None
    if len(word) > 1 and word not in endings.words and word in endings.generic:
        return None
    return Named(kind, start, end)


def _office_start(text: str, start: int, end: int) -> int:
    """Where an office of the list that ends here begins (人社局 is cut into characters), else ``start``."""
    offices = _lexicon().offices
    for length in range(_LONGEST_OFFICE, 2, -1):
        if end - length >= 0 and text[end - length : end] in offices:
            return min(start, end - length)
    return start


@lru_cache(maxsize=65536)
def _kind(word: str) -> str | None:
    """What may end with a word: a place or an organisation; ``division``: it is a place by itself."""
    lexicon = _lexicon()
    if word in lexicon.divisions:
        return "division"
    if word[-1] not in lexicon.last_characters:
        return None
    if word in lexicon.organisation.words or word in lexicon.offices:
        return "organisation"
    if word in lexicon.place.words:
        return "place"
    last = word[-1]
    if (len(word) > 1 and word in lexicon.outside) or (len(word) == 2 and word in lexicon.place.generic):
        return None
    if last in lexicon.organisation.characters and not (
        len(word) == 2 and word in lexicon.organisation.generic
    ):
        return "organisation"
    if last in lexicon.place.characters:
        return "place"
    return None


def _left_boundary(
    words: tuple[str, ...], starts: tuple[int, ...], index: int, floor: int, longest: int
) -> int:
    """Where the name that ends with a word begins: as far left as words go that names are made of."""
    lexicon = _lexicon()
    end = starts[index]
    at = index
    while at > 0 and starts[at - 1] >= floor and end - starts[at - 1] <= longest:
        word = words[at - 1]
        if word in "家里" and at > 1:  # 蔺家洼, 枫丹里小区, but not 我家塘
            if words[at - 2] in lexicon.outside or not words[at - 2].isalnum():
                break
        elif word in lexicon.outside or not word.isalnum() or len(word) > 1 and word in lexicon.place.generic:
            break
        at -= 1
    # A number or a measure word does not begin a name.
    while at < index and words[at] in _MAY_END and at + 1 < index and words[at + 1] in _MAY_END:
        at += 1
    return starts[at]
