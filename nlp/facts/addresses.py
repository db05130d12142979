"""Home addresses: the building, unit and door of somebody, with the place that stands before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.facts.fact import Fact
from nlp.facts.named_things import named_things

TYPES = ("home_address",)

_N = r"[\dA-Za-z一二三四五六七八九十]"
# 5栋2单元301, 12号楼, 九幢二十楼, A座1210, 41号3排. One part of these is enough, a bare number is not.
_DOOR = re.compile(
    rf"{_N}{{1,4}}(?:栋|棟|幢|座|号楼|號樓|单元|單元|弄)(?:{_N}{{1,4}}(?:号楼|栋|幢|座))?(?:{_N}{{1,3}}(?:单元|單元|门|梯))?"
    rf"(?:{_N}{{1,3}}(?:楼|樓|层|層)(?!以|上|下|的))?(?:[东西南北中左右]户|{_N}{{2,6}}(?:室|号|號|房)?)?"
    rf"|{_N}{{1,5}}(?:号|號)(?:院|之{_N}|附{_N})?(?:{_N}{{1,4}}(?:栋|棟|幢|座|号楼|排|单元))?"
    rf"(?:{_N}{{1,3}}(?:单元|單元|门))?(?:{_N}{{1,3}}(?:楼|樓|层|層))?(?:[东西南北中]户|{_N}{{2,6}}(?:室|房)?)?"
)
_SIGNS = re.compile("[栋棟幢座号號弄元]")
# A number and 号 alone is an address only after a road, a village or the like.
_BEFORE_BARE_NUMBER = frozenset("路街道巷弄里坊村组队屯寨庄苑园区院胡同段")
_BUILDING = re.compile("[栋棟幢座弄]|号楼|號樓|单元|單元")
_COUNT = re.compile(
    "[一二三四五六七八九十]{1,4}[栋棟幢座弄元]|.{1,4}座(?:[一二三四五六七八九十]+)?|.{1,4}单元|.{1,4}弄"
)
_LONGEST_PLACE = 30


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a door is one without a place before it: 3幢702, 十一号楼 yes; 一座, 六栋, 41号 no."""
    found = match[0]
    if _COUNT.fullmatch(found):
        return False
    if _BUILDING.search(found):
        return True
    return text[max(0, match.start() - 1) : match.start()] in _BEFORE_BARE_NUMBER


def find(text: str) -> Iterator[Fact]:
    """The addresses of a text that name a building or a door."""
    if _SIGNS.search(text) is None:
        return
    ends = {named.end: named.start for named in named_things(text)}
    for match in _DOOR.finditer(text):
        start, end = match.span()
        place = ends.get(start)
        if place is None and not _stands_alone(text, match):
            continue
        if place is not None and start - place <= _LONGEST_PLACE:
            start = place
        if match[0][-1:].isascii() and text[end : end + 1] in {"路", "线", "年", "元", "万", "%", "."}:
            continue
        yield Fact("home_address", start, end, text[start:end])
