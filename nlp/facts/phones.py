"""Telephone numbers: mobile, landline, 400 and 800; public short numbers (12345, 110) are nobody's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nlp.facts.context import after_words, before, is_other_number, touches_letters
from nlp.facts.fact import Fact
from nlp.facts.numerals import ARABIC, BLANKS, INVISIBLE, DigitRun, DigitText, Number, read_digits

TYPES: tuple[str, ...] = ("phone",)

# Numbering plan of the telecommunications network (工信部《电信网编号计划》2017): 1 and 3-9 begin a mobile
# number, 0 an area code, 2-8 a local number.
_MOBILE = re.compile(r"(?:(?:00)?86|0)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:(?:00)?860?|0)(?:10|2[0-57-9]|[3-9]\d\d)[2-8]\d{6,7}")
_SERVICE = re.compile(r"[48]00[1-9]\d{6}")
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_LENGTHS = frozenset(range(7, 17))

_WORDS = after_words(
    "电话|座机|固话|手机|传真|致电|拨打|热线|电联|来电|联系|联系方式|联络|tel|phone|mobile|fax|call"
)
_LATIN_WORD = re.compile(
    r"(?<![A-Za-z])(?:tel|phone|mobile|fax|mob|call|vx|wx|qq|[tvm])[:.]?$", re.IGNORECASE
)
_LATIN_WORD_BEHIND = re.compile(r"(?:qq|vx|wx|tel|email|e-mail)(?![A-Za-z])|v信", re.IGNORECASE)
_AREA_BEFORE = re.compile(r"[(（]\s?(0(?:10|2[0-57-9]|[3-9]\d\d))\s?[)）]\s?$")
_COUNTRY_BEFORE = re.compile(r"[+＋]\s?$|[(（]\s?(?:[+＋]\s?|00)?86\s?[)）][-\s]?$")
_EXTENSION = re.compile(
    rf"\s?(?:转|分机号?|ext\.?|x|[-－—])\s?[{ARABIC}]{{1,5}}(?![{ARABIC}])", re.IGNORECASE
)

_MASK = "*＊xX×●○◯□■#＃✱"
_GAP = f"[{BLANKS}{INVISIBLE}\\-－—]{{0,2}}+"
_MASKED = re.compile(
    f"[1１一]{_GAP}[3-9３-９三四五六七八九]{_GAP}[{ARABIC}]{_GAP}[{ARABIC}]?[{_MASK}]{{3,8}}+"
    f"{_GAP}[{ARABIC}]{{1,4}}(?![{ARABIC}{_MASK}])"
)


def find(text: str) -> Iterable[Fact]:
    """The telephone numbers of a text."""
    return find_in(read_digits(text))


def find_in(digits: DigitText) -> Iterator[Fact]:
    """The telephone numbers among the digits of a text."""
    text = digits.text
    for number in digits.numbers(_LENGTHS):
        if (span := _span(text, number)) is not None:
            yield Fact("phone", *span, text[span[0] : span[1]])
    for run in digits.runs:
        if (span := _with_dashed_extension(text, run)) is not None:
            yield Fact("phone", *span, text[span[0] : span[1]])
    if any(mark in text for mark in _MASK):
        yield from _masked(text)


def _with_dashed_extension(text: str, run: DigitRun) -> tuple[int, int] | None:
    """``0311-35742657-801``: the extension belongs to the same run of digits."""
    if run.gaps and run.gaps[-1] == "":  # 0311-35742657-801一直占线
        run = DigitRun(run.groups[:-1], run.gaps[:-1])
    if len(run.groups) < 2 or len(run.groups[-1].digits) > 5 or not re.search(r"[-－—]", run.gaps[-1]):
        return None
    for number in DigitRun(run.groups[:-1], run.gaps[:-1]).numbers(_LENGTHS):
        fits = _LANDLINE.fullmatch(number.digits) or _SERVICE.fullmatch(number.digits)
        if fits and number.end == run.groups[-2].end and not _is_something_else(text, number):
            return number.start, run.groups[-1].end
    return None


def _masked(text: str) -> Iterator[Fact]:
    """``138****1234``: what was masked before is still masked as a whole."""
    for match in _MASKED.finditer(text):
        if not touches_digits(text, match.start()):
            yield Fact("phone", match.start(), match.end(), match[0])


def touches_digits(text: str, start: int) -> bool:
    """Whether a digit or mask stands right before."""
    return start > 0 and (text[start - 1].isdigit() or text[start - 1] in "*＊")


def _span(text: str, number: Number) -> tuple[int, int] | None:
    if _MOBILE.fullmatch(number.digits):
        return _of_mobile(text, number)
    if _LANDLINE.fullmatch(number.digits) and number.sizes[0] in (2, 3, 4, 5, 6, len(number.digits)):
        return _of_landline(text, number)
    if _SERVICE.fullmatch(number.digits):
        return None if _is_something_else(text, number) else (number.start, number.end)
    if _LOCAL.fullmatch(number.digits):
        return _of_local(text, number)
    return None


def _of_mobile(text: str, number: Number) -> tuple[int, int] | None:
    if _is_something_else(text, number):
        return None
    return _with_country(text, number.start), number.end


def _of_landline(text: str, number: Number) -> tuple[int, int] | None:
    if _is_something_else(text, number):
        return None
    return _with_country(text, number.start), _with_extension(text, number.end)


def _of_local(text: str, number: Number) -> tuple[int, int] | None:
    """A number without area code is known by the words or the bracketed area code before it."""
    if len(number.sizes) > 2:
        return None
    ahead = before(text, number.start)
    area = _AREA_BEFORE.search(ahead)
    if area is None and (not _WORDS.search(ahead) or _is_something_else(text, number)):
        return None
    start = number.start - (len(area[0]) if area else 0)
    return start, _with_extension(text, number.end)


def _with_country(text: str, start: int) -> int:
    match = _COUNTRY_BEFORE.search(before(text, start))
    return start - len(match[0]) if match else start


def _with_extension(text: str, end: int) -> int:
    match = _EXTENSION.match(text, end)
    return match.end() if match else end


def _is_something_else(text: str, number: Number) -> bool:
    if is_other_number(text, number.start, number.end) and not _WORDS.search(before(text, number.start)):
        return True
    if not touches_letters(text, number.start, number.end):
        return False
    is_named = bool(_LATIN_WORD.search(before(text, number.start)))
    return not (is_named or _LATIN_WORD_BEHIND.match(text, number.end))
