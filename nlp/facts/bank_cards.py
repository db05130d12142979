"""Bank card numbers: check digit (ISO/IEC 7812), issuer's first digits, and the words before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from stdnum import luhn

from nlp.facts.context import after_words, before, is_other_number, touches_letters
from nlp.facts.fact import Fact
from nlp.facts.numerals import ARABIC, BLANKS, DigitText, Number, read_digits

TYPES: tuple[str, ...] = ("bank_card",)

_LENGTHS = frozenset(range(15, 20))
_ISSUER = re.compile(r"62|60|35|4|5[1-5]|9558|9[05]|3[47]|68|69")
_CARD = re.compile(r"62|4|5[1-5]|9558")
_WORDS = after_words(
    r"卡号|银行卡|储蓄卡|信用卡|借记卡|工资卡|存折|账号|帐号|账户|帐户|账|银行|工行|农行|中行|建行|交行|招行|邮储|农商行|"
    r"农信社|信用社|尾号|打款|汇款|转账|转帐|收款|卡"
)
_MASKED = re.compile(
    f"[{ARABIC}]{{4}}[{BLANKS}]?[{ARABIC}]{{0,2}}+[{BLANKS}*＊xX×●]{{4,16}}+[{ARABIC}]{{3,4}}(?![{ARABIC}])"
)


def find(text: str) -> Iterable[Fact]:
    """The bank card numbers of a text."""
    return find_in(read_digits(text))


def find_in(digits: DigitText) -> Iterator[Fact]:
    """The bank card numbers among the digits of a text."""
    text = digits.text
    for number in digits.numbers(_LENGTHS):
        if _is_card(text, number):
            yield Fact("bank_card", number.start, number.end, text[number.start : number.end])
    if "*" in text or "＊" in text:
        for match in _MASKED.finditer(text):
            if ("*" in match[0] or "＊" in match[0]) and _WORDS.search(before(text, match.start())):
                yield Fact("bank_card", match.start(), match.end(), match[0])


def _is_card(text: str, number: Number) -> bool:
    if not _ISSUER.match(number.digits) or touches_letters(text, number.start, number.end):
        return False
    named = bool(_WORDS.search(before(text, number.start)))
    if not luhn.is_valid(number.digits):
        return named and number.digits.startswith("62") and len(number.digits) in (16, 19)
    if named:
        return True
    return (
        len(number.digits) in (16, 19)
        and bool(_CARD.match(number.digits))
        and not is_other_number(text, number.start, number.end)
    )
