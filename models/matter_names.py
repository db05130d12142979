"""Names of concrete things in a text: places, roads, estates, schools, firms, numbered things.

Found by how they end (``data/lexicons/matter_names.yaml``); kept as hashes of the ending and the two
characters before it, which two spellings of one name mostly share.
"""

# Kernels count in numpy's integers, which are no ``int`` to a type checker.
# mypy: disable-error-code="return-value, assignment, arg-type"
from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import yaml

from models.matter_rarity import RarityReading, idf_of, in_filter
from nlp.feature_space import FNV_OFFSET, FNV_PRIME
from nlp.jit import njit
from nlp.normalize import normalize
from nlp.resources import data_path

MOST_NAMES = 40  # a text
KINDS = 8
CITY, COUNTY, NUMBER = 0, 1, 7
_NAMED_KINDS = ("town", "road", "estate", "school", "firm")  # kinds 2 to 6
_LEAST_IDF = np.float32(3.0)  # 我小区: no name
_CODE_IDF = np.float32(3.0)
_LONGEST_ENDING = 3
_CITY_MARK, _COUNTY_MARK, _DISTRICT_MARK = ord("市"), ord("县"), ord("区")
_ZERO, _NINE, _A, _Z = ord("0"), ord("9"), ord("a"), ord("z")


class NameReading(NamedTuple):
    """The lexicon as the kernels take it.

    ``last``: uint8 (65536), 1 where a character can end an ending. ``endings``: int64, sorted, up to three
    characters packed; ``kinds``: uint8, the kind of each. ``never``, ``not_after``: uint8 (65536).
    """

    last: npt.NDArray[np.uint8]
    endings: npt.NDArray[np.int64]
    kinds: npt.NDArray[np.uint8]
    never: npt.NDArray[np.uint8]
    not_after: npt.NDArray[np.uint8]


def _packed(ending: str) -> int:
    value = 0
    for character in ending:
        value = (value << 16) | ord(character)
    return value


def _flags(characters: str) -> npt.NDArray[np.uint8]:
    flags = np.zeros(65536, np.uint8)
    flags[[ord(character) for character in characters]] = 1
    return flags


@cache
def name_reading() -> NameReading:
    """The shipped lexicon of endings."""
    content = yaml.safe_load(data_path("lexicons/matter_names.yaml").read_text(encoding="utf-8"))
    found = {
        _packed(normalize(ending).text): number
        for number, kind in enumerate(_NAMED_KINDS, 2)
        for ending in content["kinds"][kind]
    }
    endings = sorted(found)
    return NameReading(
        _flags("".join(ending[-1] for kind in _NAMED_KINDS for ending in content["kinds"][kind])),
        np.array(endings, np.int64),
        np.array([found[ending] for ending in endings], np.uint8),
        _flags(content["never_in_names"]),
        _flags(content["never_after_numbers"]),
    )


class NameRoom(NamedTuple):
    """The names of one text: kind, key, idf, and whether it stands in the title."""

    kinds: npt.NDArray[np.uint8]
    keys: npt.NDArray[np.uint32]
    idf: npt.NDArray[np.float32]
    in_title: npt.NDArray[np.bool_]


def name_room() -> NameRoom:
    """Room for one text's names."""
    return NameRoom(
        np.empty(MOST_NAMES, np.uint8),
        np.empty(MOST_NAMES, np.uint32),
        np.empty(MOST_NAMES, np.float32),
        np.empty(MOST_NAMES, np.bool_),
    )


@njit
def _add(room: NameRoom, found: int, kind: int, key: np.uint32, idf: np.float32, in_title: bool) -> int:
    for k in range(found):
        if room.keys[k] == key and room.kinds[k] == kind:
            return found  # titles come first, so the first mention is the telling one
    if found == MOST_NAMES:
        return found
    room.kinds[found] = kind
    room.keys[found] = key
    room.idf[found] = idf
    room.in_title[found] = in_title
    return found + 1


@njit
def _key(codes: npt.NDArray[np.uint16], start: int, end: int) -> np.uint64:
    key = FNV_OFFSET
    for i in range(start, end):
        key = (key ^ np.uint64(codes[i])) * FNV_PRIME
    return key


@njit
def _short(key: np.uint64) -> np.uint32:
    return np.uint32((key ^ (key >> np.uint64(32))) & np.uint64(0xFFFFFFFF))


@njit
def _ending_at(codes: npt.NDArray[np.uint16], first: int, last: int, names: NameReading) -> tuple[int, int]:
    """The longest ending whose last character is at ``last``: its length and kind; 0, 0 for none."""
    for length in range(min(_LONGEST_ENDING, last - first + 1), 0, -1):
        packed = np.int64(0)
        for i in range(last - length + 1, last + 1):
            packed = (packed << 16) | np.int64(codes[i])
        place = np.searchsorted(names.endings, packed)
        if place < len(names.endings) and names.endings[place] == packed:
            return length, np.int64(names.kinds[place])
    return 0, 0


@njit
def _digit(code: int) -> bool:
    return _ZERO <= code <= _NINE


@njit
def _letter(code: int) -> bool:
    return _A <= code <= _Z


@njit
def _add_code(
    codes: npt.NDArray[np.uint16], first: int, at: int, found: int, in_title: bool, room: NameRoom
) -> int:
    """A renamed place such as A3区 or K市, whose mark (市, 县, 区) stands at ``at``."""
    i = at - 1
    number = 0
    scale = 1
    while i >= first and _digit(codes[i]) and scale <= 100:
        number += (np.int64(codes[i]) - _ZERO) * scale
        scale *= 10
        i -= 1
    if i < first or not _letter(codes[i]) or (i > first and _letter(codes[i - 1])):
        return found
    letter = np.int64(codes[i]) - _A
    found = _add(room, found, CITY, np.uint32(letter), _CODE_IDF, in_title)
    if scale > 1:
        found = _add(room, found, COUNTY, np.uint32(letter * 1000 + number), _CODE_IDF, in_title)
    return found


@njit
def _add_place(
    codes: npt.NDArray[np.uint16],
    first: int,
    at: int,
    found: int,
    in_title: bool,
    rarity: RarityReading,
    room: NameRoom,
) -> int:
    """A city or county of the dictionary that ends at ``at``."""
    for length in range(min(5, at - first + 1), 2, -1):
        key = _key(codes, at - length + 1, at + 1)
        if in_filter(key, rarity.places):
            kind = CITY if codes[at] == _CITY_MARK else COUNTY
            return _add(room, found, kind, _short(key), _CODE_IDF, in_title)
    return found


@njit
def _add_number(
    codes: npt.NDArray[np.uint16],
    start: int,
    end: int,
    last: int,
    found: int,
    in_title: bool,
    rarity: RarityReading,
    names: NameReading,
    room: NameRoom,
) -> int:
    """Digits ``start`` to ``end`` with the character that follows: 107国, 12栋."""
    if end >= last or names.not_after[codes[end]] or end - start > 5:
        return found
    key = _key(codes, start, end + 1)
    return _add(room, found, NUMBER, _short(key), idf_of(key, rarity), in_title)


@njit
def find_names(
    codes: npt.NDArray[np.uint16],
    first: int,
    last: int,
    in_title: bool,
    found: int,
    rarity: RarityReading,
    names: NameReading,
    room: NameRoom,
) -> int:
    """Add the names in ``codes[first:last]`` to the ``found`` ones in ``room``; returns how many."""
    digits_from = -1
    for i in range(first, last):
        code = np.int64(codes[i])
        if _digit(code):
            if digits_from < 0:
                digits_from = i
            continue
        if digits_from >= 0:
            found = _add_number(codes, digits_from, i, last, found, in_title, rarity, names, room)
            digits_from = -1
        if code in (_CITY_MARK, _COUNTY_MARK, _DISTRICT_MARK):
            before = found
            found = _add_code(codes, first, i, found, in_title, room)
            if found == before:
                found = _add_place(codes, first, i, found, in_title, rarity, room)
        if names.last[code]:
            length, kind = _ending_at(codes, first, i, names)
            start = i - length + 1 - 2
            if length == 0 or start < first:
                continue
            if names.never[codes[start]] or names.never[codes[start + 1]]:
                continue
            key = _key(codes, start, i + 1)
            idf = idf_of(key, rarity)
            if idf >= _LEAST_IDF:
                found = _add(room, found, kind, _short(key), idf, in_title)
    return found
