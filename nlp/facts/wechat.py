"""WeChat names: a Latin name or a telephone number behind a word that says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nlp.facts.context import before
from nlp.facts.fact import Fact
from nlp.facts.numerals import DigitText, read_digits

TYPES: tuple[str, ...] = ("wechat",)

_WORD = r"(?:微信|微\s信|威信|薇信|徽信|[vVｖＶ]信|(?<![A-Za-z])(?:we\s?chat|weixin|vx|wx|v))"
_BETWEEN = r"\s?(?:号码|号|账号|帐号|ID)?[\s：:是为（(=＝]{0,4}"
# Tencent: 6 to 20 letters, digits, _ and -, a letter first. Behind a bare v a sign is needed: "v领毛衣".
_NAME = re.compile(
    rf"{_WORD}{_BETWEEN}(?P<name>[A-Za-zＡ-Ｚａ-ｚ][-_A-Za-z0-9Ａ-Ｚａ-ｚ０-９＿－]{{5,19}}+)(?![-_A-Za-z0-9@＠.．/:])",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(rf"{_WORD}{_BETWEEN}$", re.IGNORECASE)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_NOT_A_NAME = re.compile(r"(?:https?|www|wechat|weixin|iphone|android|app|video|windows)$", re.IGNORECASE)
_HINTS = (
    "微信",
    "微 信",
    "威信",
    "薇信",
    "徽信",
    "v",
    "V",
    "ｖ",
    "Ｖ",
    "wx",
    "WX",
    "Wx",
    "eixin",
    "EIXIN",
    "hat",
    "HAT",
)


def find(text: str) -> Iterable[Fact]:
    """The WeChat names of a text."""
    return find_in(read_digits(text))


def find_in(digits: DigitText) -> Iterator[Fact]:
    """The WeChat names of a text whose digits are read."""
    text = digits.text
    if not any(hint in text for hint in _HINTS):
        return
    for match in _NAME.finditer(text):
        if not _NOT_A_NAME.match(match["name"]):
            yield Fact("wechat", *match.span("name"), match["name"])
    for number in digits.numbers((11,)):
        if _MOBILE.fullmatch(number.digits) and _WORD_BEFORE.search(before(text, number.start)):
            yield Fact("wechat", number.start, number.end, text[number.start : number.end])
