"""Resident identity numbers of 18 and 15 digits (GB 11643), also masked ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from stdnum.cn import ric

from nlp.facts.context import after_words, before, is_other_number, touches_letters
from nlp.facts.fact import Fact
from nlp.facts.numerals import ARABIC, GAPS, DigitText, Number, read_digits

TYPES: tuple[str, ...] = ("resident_id",)

_LENGTHS = frozenset({15, 17, 18})
_FIRST_YEAR = 1890
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
_LAST_X = re.compile(f"[{GAPS}]{{0,3}}+[xXｘＸ×✕✖χΧхХ](?![A-Za-zＡ-Ｚａ-ｚ{ARABIC}])")
_WORDS = after_words("身份证|身份证件|身份|公民身份|居民身份|证件|证号|身份号|sfz|id")
_MASKED = re.compile(f"[{ARABIC}]{{1,10}}+[*＊xX×●○#＃]{{4,14}}+[{ARABIC}]{{0,4}}+[{ARABIC}xXｘＸ]?")


def find(text: str) -> Iterable[Fact]:
    """The identity numbers of a text."""
    return find_in(read_digits(text))


def find_in(digits: DigitText) -> Iterator[Fact]:
    """The identity numbers among the digits of a text."""
    text = digits.text
    for number in digits.numbers(_LENGTHS):
        if (end := _end(text, number)) is not None:
            yield Fact("resident_id", number.start, end, text[number.start : end])
    if any(mark in text for mark in "*＊xX×●○#＃"):
        yield from _masked(text)


def _masked(text: str) -> Iterator[Fact]:
    """``110105********1234``: 15 or 18 characters, or any number of them behind 身份证号."""
    for match in _MASKED.finditer(text):
        start, end = match.span()
        if touches_letters(text, start, end):
            continue
        if end - start in (15, 18) or _WORDS.search(before(text, start)):
            yield Fact("resident_id", start, end, match[0])


def _end(text: str, number: Number) -> int | None:
    """Where the identity number ends that these digits begin; None where they begin none."""
    if len(number.digits) == 15:
        return number.end if _is_old(text, number) else None
    end, written = number.end, number.digits
    if len(written) == 17:
        match = _LAST_X.match(text, end)
        if match is None:
            return None
        end, written = match.end(), written + "X"
    if not _PROVINCE.match(written) or not _is_birthday(written[6:14]):
        return None
    if touches_letters(text, number.start, end):
        return None
    # A slip of the pen breaks the check digit; behind 身份证号 it is still somebody's number.
    right = ric.calc_check_digit(written) == written[-1]
    return end if right or _WORDS.search(before(text, number.start)) else None


def _is_old(text: str, number: Number) -> bool:
    """15 digits have no check digit: place and birthday must be possible and nothing may speak against."""
    if not _PROVINCE.match(number.digits) or not _is_birthday("19" + number.digits[6:12]):
        return False
    if _WORDS.search(before(text, number.start)):
        return True
    return (
        number.sizes in ((15,), (6, 6, 3))
        and not is_other_number(text, number.start, number.end)
        and not touches_letters(text, number.start, number.end)
    )


def _is_birthday(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return _FIRST_YEAR <= born.year <= date.today().year
