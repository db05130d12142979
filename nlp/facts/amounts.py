"""Amounts of money: 3,000元、1.5万、三千五百块钱、￥200、5-8万元."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nlp.facts.fact import Fact
from nlp.facts.numerals import QUANTITIES, DigitText, read_digits

TYPES: tuple[str, ...] = ("amount",)

_N = QUANTITIES
_NUMBER = rf"[{_N}]{{1,20}}+(?:[.．点][{_N}]{{1,4}}+|(?<=[0-9０-９])[,，][0-9０-９]{{3}}){{0,5}}+"
_SCALE = r"[十百千wWｗＷ]{0,2}"
_TIMES = rf"[多余来]?{_SCALE}[多余来]?"
_RANGE = rf"{_NUMBER}{_TIMES}(?:(?:元|块)?\s?[-－—~～至到]\s?{_NUMBER}{_TIMES})?"
_COINS = rf"(?:[{_N}]{{1,3}}+[角毛](?:[{_N}]{{1,2}}+分)?|[{_N}]{{1,2}}+分(?!之|钟|局|公))?"
_UNIT = (
    r"(?:元(?!旦|宵|素|月|老|件|首|帅|化|论|次|桥|里|村|区|镇)|块钱|圆(?!形|圈|满|梦)|美元|美金|港元|港币|欧元|日元"
    r"|人民币|RMB|rmb)"
)
# 块 counts much else: 三块地、一块去.
_PIECES = r"块(?![地砖石板牌田玻区屏钢空草木肉布表手匾儿去来起玩绿水状头])"
_AMOUNT = re.compile(
    rf"(?<![第A-Za-z]){_RANGE}\s?"
    rf"(?P<unit>{_UNIT}(?:人民币)?{_COINS}整?|{_PIECES}{_COINS}|(?<=[万亿萬億wWｗＷ])(?![{_N}A-Za-z]))"
)
_SIGNED = re.compile(rf"(?:[¥￥＄$]|人民币[:：]?|RMB|rmb)\s?{_RANGE}{_UNIT}?")
_SIGNS = ("¥", "￥", "$", "＄", "人民币", "RMB", "rmb")
# What may stand behind the digits of an amount; checked before anything dearer.
_BEHIND = frozenset("元块圆美港欧日人Rr多余来十百千wWｗＷ-－—~～至到 　")
_BIG = frozenset("万亿萬億")
_LONE = re.compile(r"[一二三四五六七八九两半几]\s?(?:元|块)")
_MONEY_BEFORE = re.compile(
    r"[花赔付交欠借贷罚款费价钱金资薪损失补助缴收取骗亏打存给掏出拿要共计约售卖买租押]"
    r"[了过掉为是的个去走我你他她们共计约至达到近超额总\s:：,，]{0,4}$"
)
_NOT_MONEY = re.compile(
    r"[多余几]?[人户平方㎡吨辆字棵亩公里千米株头只台套次名位个件瓦伏升度张份条座间家业居市老伏]"
)


def find(text: str) -> Iterable[Fact]:
    """The amounts of money of a text."""
    return find_in(read_digits(text))


def find_in(digits: DigitText) -> Iterator[Fact]:
    """The amounts of money of a text whose digits are read."""
    text = digits.text
    if any(sign in text for sign in _SIGNS):
        for match in _SIGNED.finditer(text):
            yield _fact(match)
    done = 0
    for start, end in digits.quantities:
        if start < done or not (text[end : end + 1] in _BEHIND or text[end - 1] in _BIG):
            continue
        amount = _AMOUNT.match(text, start)
        if amount is not None and _is_money(text, amount):
            yield _fact(amount)
            done = amount.end()


def _fact(match: re.Match[str]) -> Fact:
    amount = match[0].rstrip()
    return Fact("amount", match.start(), match.start() + len(amount), amount)


def _is_money(text: str, match: re.Match[str]) -> bool:
    """``50万`` needs a word of money before it, and so do ``一块`` and ``一元``: mostly something else."""
    if not match["unit"]:
        return _follows_money(text, match) and not _NOT_MONEY.match(text, match.end())
    return not _LONE.fullmatch(match[0]) or _follows_money(text, match)


def _follows_money(text: str, match: re.Match[str]) -> bool:
    return bool(_MONEY_BEFORE.search(text[max(0, match.start() - 8) : match.start()]))
