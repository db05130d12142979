"""Number plates of vehicles (GA 36), with those of new-energy vehicles and masked ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.facts.fact import Fact
from nlp.facts.numerals import fold_width

TYPES: tuple[str, ...] = ("number_plate",)

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
_SIGN = "0-9A-HJ-NP-Za-hj-np-z０-９Ａ-ＨＪ-ＮＰ-Ｚａ-ｈｊ-ｎｐ-ｚ*＊"
_PLATE = re.compile(
    rf"[{_PROVINCES}][ 　]?[A-HJ-NP-Za-hj-np-zＡ-ＨＪ-ＮＰ-Ｚａ-ｈｊ-ｎｐ-ｚ][ 　·•・.．\-－—]{{0,2}}+"
    rf"(?P<rest>(?:[{_SIGN}][ 　]?){{4,6}}+[学警港澳挂领试超]?)"
)
_LATIN = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]")


def find(text: str) -> Iterator[Fact]:
    """The number plates of a text."""
    for match in _PLATE.finditer(text):
        plate = match[0].rstrip(" 　")
        end = match.start() + len(plate)
        signs = re.sub(r"[ 　]", "", fold_width(match["rest"]))
        if _is_plate(signs) and not _LATIN.match(text, end):
            yield Fact("number_plate", match.start(), end, plate)


def _is_plate(signs: str) -> bool:
    """Five signs, six on a new-energy vehicle, four before 警学港…; at least two digits or masks."""
    has_suffix = not signs[-1].isascii()
    length = len(signs) - has_suffix
    return length in ((4, 5) if has_suffix else (5, 6)) and sum(s.isdigit() or s == "*" for s in signs) >= 2
