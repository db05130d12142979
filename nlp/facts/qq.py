"""QQ numbers: five to eleven digits behind a word that says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nlp.facts.context import before
from nlp.facts.fact import Fact
from nlp.facts.numerals import DigitText, read_digits

TYPES: tuple[str, ...] = ("qq",)

_LENGTHS = frozenset(range(5, 12))
_WORD = re.compile(
    r"(?:(?<![A-Za-z])Q\s?Q|扣扣|企鹅|球球)\s?(?:群|号|号码|群号|账号|帐号|联系|交流群|交流|是|为|[:：=]|[\s（(]){0,3}$",
    re.IGNORECASE,
)


def find(text: str) -> Iterable[Fact]:
    """The QQ numbers of a text."""
    return find_in(read_digits(text))


def find_in(digits: DigitText) -> Iterator[Fact]:
    """The QQ numbers among the digits of a text."""
    text = digits.text
    for number in digits.numbers(_LENGTHS) if digits.runs else ():
        if number.digits[0] != "0" and _WORD.search(before(text, number.start)):
            yield Fact("qq", number.start, number.end, text[number.start : number.end])
