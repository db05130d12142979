"""Numbers as petitions write them: digits of any width, 三十一, 二〇二〇, 廿八, 半, 1万2."""

from __future__ import annotations

import unicodedata

DIGITS = {
    character: value
    for value, characters in enumerate(
        ("零〇○", "一壹", "二贰貳两兩", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
    )
    for character in characters
}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
TWENTIES = {"廿": 20, "卅": 30}
LARGE_UNITS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
# Every character a written number may hold, for character classes of patterns.
NUMERALS = "".join([*DIGITS, *UNITS, *TWENTIES, *LARGE_UNITS])
MOST_CHARACTERS = 24


def parse_number(text: str) -> int | None:
    """The whole number that a text writes, or None when it writes none (or is absurdly long)."""
    if not text or len(text) > MOST_CHARACTERS:
        return None
    if text.isdecimal():
        return int(text)
    if all(character in DIGITS or character.isdecimal() for character in text):
        return int("".join(str(_digit(character)) for character in text))
    return _with_units(text)


def _digit(character: str) -> int:
    return DIGITS[character] if character in DIGITS else unicodedata.decimal(character)


def _with_units(text: str) -> int | None:
    """三百二十一, 12万, 一百零五, 三万五 (= 35,000): the last bare digit belongs to the unit below."""
    total = section = 0
    digit: int | None = None
    last_unit = 1
    after_zero = False
    for character in text:
        if character.isdecimal():
            digit = (digit or 0) * 10 + unicodedata.decimal(character)
        elif character in DIGITS:
            after_zero, digit = digit == 0, DIGITS[character]
        elif character in TWENTIES:
            section, digit, last_unit = section + TWENTIES[character], None, 10
        elif character in UNITS:
            last_unit = UNITS[character]
            section += (1 if digit is None or (digit == 0 and last_unit == 10) else digit) * last_unit
            digit = None
        elif character in LARGE_UNITS:
            last_unit = LARGE_UNITS[character]
            total = (total + section + (digit or 0)) * last_unit
            section, digit = 0, None
        else:
            return None
    if digit is not None and last_unit > 10 and not after_zero and digit < 10:
        digit *= last_unit // 10
    return total + section + (digit or 0)
