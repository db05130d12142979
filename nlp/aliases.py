"""The stand-ins of masked facts: 张某1, 电话2. The same person or number has the same one everywhere."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from nlp.facts.numerals import ARABIC, CHINESE, DIGITS, GAPS, INVISIBLE, fold_digits, fold_width

LABELS = {
    "person": "某人",
    "phone": "电话",
    "resident_id": "身份证号",
    "credit_code": "信用代码",
    "bank_card": "银行卡号",
    "email": "邮箱",
    "wechat": "微信号",
    "qq": "QQ号",
    "number_plate": "车牌号",
    "home_address": "住址",
    "place": "地点",
    "organisation": "单位",
    "respondent": "被反映单位",
    "date": "日期",
    "deadline": "期限",
    "amount": "金额",
    "people_count": "人数户数",
    "account": "账号",
}
COMPOUND_SURNAMES = (
    "欧阳|司马|上官|诸葛|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|司徒|司空|端木|南宫|轩辕|独孤|呼延|百里|西门|"
    "太史|申屠|淳于|单于|公冶|宗政|濮阳|钟离|闻人|赫连|澹台|公羊|拓跋|第五|左丘|梁丘|东郭|南门|北堂|万俟"
)
_HAN = "一-鿿㐀-䶿"
# A numeral is no surname, so that 零某1 behind a number written out hides none of it; 伍 and 陆 are both.
_SINGLE_SURNAME = rf"(?:(?![{CHINESE}])[{_HAN}]|(?<![{DIGITS}{GAPS}])[伍陆陸])"
_SURNAME = re.compile(rf"{COMPOUND_SURNAMES}|{_SINGLE_SURNAME}")
# What follows a stand-in must not be read as part of its number; else it stands in brackets.
_JOINS = rf"[{GAPS}(（:：是为+＋]{{0,3}}+[{ARABIC}A-Za-zＡ-Ｚａ-ｚ*＊]"
_LABEL = "|".join(sorted(LABELS.values(), key=len, reverse=True))
_PLAIN = rf"(?:{_LABEL}|(?:{COMPOUND_SURNAMES}|{_SINGLE_SURNAME})某)[0-9]{{1,7}}+"
ALIAS = re.compile(rf"【{_PLAIN}】|{_PLAIN}(?!{_JOINS})")
_JOINING = re.compile(_JOINS)
_LOOSE = re.compile(f"[{GAPS}{INVISIBLE}()（）+＋]+")


def between(alias: str, text_behind: str) -> str:
    """The stand-in as it is written before ``text_behind``."""
    return f"【{alias}】" if _JOINING.match(text_behind) else alias


@dataclass
class Aliases:
    """The stand-ins given so far. Pass one value to all texts that are to agree (a row, a file)."""

    _given: dict[tuple[str, str], str] = field(default_factory=dict)
    _last: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    _reserved: set[str] = field(default_factory=set)

    def reserve(self, alias: str) -> None:
        """Give nobody this stand-in any more: a text had it already."""
        self._reserved.add(alias.strip("【】"))

    def of(self, type_name: str, value: str) -> str:
        """The stand-in of a value; a new one for a value that has none."""
        key = (type_name, comparable(type_name, value))
        if key not in self._given:
            self._given[key] = self._next(_stem(type_name, value))
        return self._given[key]

    def _next(self, stem: str) -> str:
        while True:
            self._last[stem] += 1
            alias = f"{stem}{self._last[stem]}"
            if alias not in self._reserved:
                return alias


def comparable(type_name: str, value: str) -> str:
    """A value in the form in which two ways of writing it are equal."""
    if type_name in ("phone", "resident_id", "bank_card", "qq"):
        digits = _LOOSE.sub("", fold_width(fold_digits(value))).lower()
        return re.sub(r"^(?:(?:00)?86|0)(?=1[3-9]\d)", "", digits) if type_name == "phone" else digits
    if type_name in ("person", "place", "organisation", "respondent", "home_address"):
        return re.sub(rf"[\s{INVISIBLE}]+", "", fold_width(value))
    return _LOOSE.sub("", fold_width(value)).lower()


def _stem(type_name: str, value: str) -> str:
    if type_name == "person" and (surname := _SURNAME.match(value)):
        return f"{surname[0]}某"
    return LABELS[type_name]
