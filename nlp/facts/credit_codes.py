"""Unified social credit codes of organisations (GB 32100)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.cn import ric, uscc

from nlp.facts.context import after_words, before
from nlp.facts.fact import Fact
from nlp.facts.numerals import fold_width

TYPES: tuple[str, ...] = ("credit_code",)

_LETTERS = "0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy"
_WIDE = "０-９Ａ-ＨＪ-ＮＰＱＲＴＵＷＸＹａ-ｈｊ-ｎｐｑｒｔｕｗｘｙ"
# Authority, kind, place (8 digits), then organisation and check character; one gap between two characters.
_CODE = re.compile(
    rf"[1-9１-９](?<![0-9A-Za-z０-９Ａ-Ｚａ-ｚ].)(?:[ \-　]?[0-9０-９]){{7}}+"
    rf"(?:[ \-　]?[{_LETTERS}{_WIDE}]){{10}}+(?![0-9A-Za-z０-９Ａ-Ｚａ-ｚ])"
)


# Authority and kind (GB 32100, table 1), then a province's number.
_HEAD = re.compile(r"(?:1[1239]|2[19]|3[1-59]|4[19]|5[1239]|6[129]|7[129]|8[19]|9[123])[1-6]\d")
_WORDS = after_words("信用代码|税号|识别号|代码|执照|注册")


def find(text: str) -> Iterator[Fact]:
    """The credit codes of a text; a number that is a resident identity number too is left to that."""
    for match in _CODE.finditer(text):
        code = uscc.compact(fold_width(match[0]))
        if not uscc.is_valid(code) or not _HEAD.match(code):
            continue
        # Without letters it could be any long number, and one in 31 has the right check character.
        if ric.is_valid(code) or (code.isdigit() and not _WORDS.search(before(text, match.start()))):
            continue
        yield Fact("credit_code", match.start(), match.end(), match[0])
