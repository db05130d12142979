"""Reads a home address down to what tells homes apart: the place, the building, the door."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from nlp.folded import folded
from nlp.petitioner_fields import says_nothing
from nlp.petitioner_words import petitioner_words

_NUMBER = re.compile(r"[A-Za-z]?\d+|[A-Za-z](?=[座栋幢区])")
_SEPARATORS = re.compile(r"[\s,，、.。·（）()]+")
_TENS = {"十": 10, "廿": 20}


@dataclass(frozen=True, repr=False)
class AddressParts:
    """Comparable forms of an address, from wide to narrow; None where the address does not go so far."""

    place: str
    building: str | None
    door: str | None


def read_address(value: str | None) -> AddressParts | None:
    """Place (estate, village, road), building and door of an address; None where it names no place.

    ``X市Y区锦棠苑小区3栋2单元207室`` and ``锦棠苑三栋207`` are the same door: of the numbers from the
    building on, the first and the last count.
    """
    if says_nothing(value) or "*" in str(value):
        return None
    text = _SEPARATORS.sub("", unicodedata.normalize("NFKC", str(value)))
    text = _with_digits(text)
    building_at = _building_number().search(text)
    numbers = list(_NUMBER.finditer(text, building_at.start() if building_at else 0))
    first = numbers[0].start() if numbers else len(text)
    before = list(_NUMBER.finditer(text, 0, first))
    place = _place(text[before[-1].end() if before else 0 : first]) or _place(text[:first])
    if place is None:
        return None
    found = [folded(number[0]) for number in numbers]
    building = f"{place}|{found[0]}" if found else None
    door = f"{building}|{found[-1]}" if len(found) > 1 else None
    return AddressParts(place, building, door)


def _place(text: str) -> str | None:
    """A place's name without the administration above it and without 小区 behind it."""
    words = petitioner_words()
    name = folded(text).lstrip("号弄区")
    for unit in words.units:
        name = _without_unit(name, unit.suffixes, unit.longest, unit.unless)
    ending = next((e for e in words.endings if name.endswith(e) and len(name) >= len(e) + 2), "")
    name = name[: len(name) - len(ending)]
    return name if len(name) >= 2 else None


def _without_unit(name: str, suffixes: tuple[str, ...], longest: int, unless: tuple[str, ...]) -> str:
    for suffix in suffixes:
        end = name.find(suffix, 1) + len(suffix)
        if len(suffix) < end <= longest + len(suffix) and len(name) - end >= 2:
            head = name[:end]
            if not head.endswith(unless):
                return name[end:]
    return name


@cache
def _building_number() -> re.Pattern[str]:
    """A number or letter with 栋, 号楼, 组 behind it, or the first of several joined by dashes."""
    words = "|".join(map(re.escape, petitioner_words().buildings))
    return re.compile(rf"(?:[A-Za-z]?\d+|[A-Za-z])(?:{words})|\d+(?=[-—]\d+)")


@cache
def _written_number() -> re.Pattern[str]:
    words = petitioner_words()
    digits = "".join(words.digits)
    behind = "|".join(map(re.escape, words.numbered))
    return re.compile(rf"[{digits}十廿]+(?={behind})")


def _with_digits(text: str) -> str:
    """Numbers before 栋, 室 … in digits: 十二栋 → 12栋, 二〇七室 → 207室."""
    return _written_number().sub(lambda match: _in_digits(match[0]), text)


def _in_digits(written: str) -> str:
    digits = petitioner_words().digits
    for word, value in _TENS.items():
        if word in written:
            tens, _, ones = written.partition(word)
            leading = value * int(digits.get(tens, "1")) if tens else value
            return str(leading + int(digits.get(ones, "0") or 0))
    return "".join(digits[c] for c in written)
