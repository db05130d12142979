"""Persons named by less than a full name: 张先生, 李某某, 姓惠的, 老宗, 陈x, and names with ·."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from nlp.facts.name_lexicon import NameLexicon
from nlp.facts.tokens import Tokens

_NEVER_WITH_TITLE = frozenset("位班和由那原从是付查到每要当该副正")
# One character that does so when the surname is a word of its own: 庄叔, 齐总, 贺爹.
_SHORT_TITLE = re.compile("[总工姐哥叔婶嫂爷伯妈爹姨老局队家姓]")
_OLD_OR_YOUNG = re.compile("老(?!赖)|小")
# 阿宽, but not 阿姨, 阿胶: a name only where the dictionary has no word.
_FAMILIAR_PREFIX = re.compile("阿(?![姨婆公爸妈嬷])")
_NICKNAME = re.compile(
    '(?:小名|乳名|绰号|外号|诨名)(?:叫|是|为)?["“「『]?([一-鿿]{2,3})(?=["”」』，。、,；;）)])'
)
# Literals only: so the pattern is searched by its first characters.
_HIDDEN = ("某某", "某", "xx", "XX", "××", "＊＊", "**", "x", "X", "×", "＊", "*")
_NAMED = re.compile("姓")
_INTRODUCING = re.compile("[一-鿿]{0,3}[人员民叫户生工长师族系](?=[一-鿿]{2,6}[·•・])")
_DOTTED = re.compile(r"[一-鿿]{2,6}[·•・][一-鿿]{2,6}(?:[·•・][一-鿿]{2,6})?")


class NamedPerson(NamedTuple):
    """A stretch that names a person."""

    start: int
    end: int


def named_persons(text: str, tokens: Tokens, lexicon: NameLexicon) -> Iterator[NamedPerson]:
    """The persons that a text names by a pattern, in no order."""
    yield from _with_title(text, tokens, lexicon)
    yield from _surname_only(text, lexicon)
    yield from _familiar(text, tokens, lexicon)
    yield from _with_short_title(text, tokens, lexicon)
    for match in _FAMILIAR_PREFIX.finditer(text) if "阿" in text else ():
        start, end = match.start(), match.start() + 2
        if (
            all(_is_start(tokens, place) for place in (start, start + 1, end))
            and text[end - 1 : end].isalpha()
        ):
            yield NamedPerson(start, end)
    for match in _DOTTED.finditer(text) if "·" in text or "•" in text or "・" in text else ():
        introduced = _INTRODUCING.match(match[0])
        yield NamedPerson(match.start() + (introduced.end() if introduced else 0), match.end())


def nicknames(text: str) -> frozenset[str]:
    """Names that a text says somebody goes by: 小名桃子."""
    return (
        frozenset(match[1] for match in _NICKNAME.finditer(text))
        if "名" in text or "号" in text
        else frozenset()
    )


def _surname_before(text: str, end: int, lexicon: NameLexicon) -> int:
    """Where the surname that ends at ``end`` begins, -1 where none does."""
    if end >= 2 and text[end - 2 : end] in lexicon.compound_surnames:
        return end - 2
    return end - 1 if end and text[end - 1] in lexicon.surnames else -1


@cache
def _title_pattern(titles: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted([*titles, *_HIDDEN], key=len, reverse=True))))


def _with_title(text: str, tokens: Tokens, lexicon: NameLexicon) -> Iterator[NamedPerson]:
    for match in _title_pattern(lexicon.titles).finditer(text):
        start = _surname_before(text, match.start(), lexicon)
        if start < 0 or match[0][0] in "xX*" and text[match.end() : match.end() + 1].isalnum():
            continue
        if text[start] in _NEVER_WITH_TITLE or not _is_start(tokens, start):
            continue
        if text[start] in lexicon.ambiguous_surnames and not _introduced(text, tokens, start, lexicon):
            continue
        yield NamedPerson(start, match.end())


def _is_start(tokens: Tokens, place: int) -> bool:
    index = bisect_left(tokens.starts, place)
    return index < len(tokens.starts) and tokens.starts[index] == place


def _introduced(text: str, tokens: Tokens, start: int, lexicon: NameLexicon) -> bool:
    """Whether a clause begins here or a word such as 来电人 stands before."""
    if not "\u4e00" <= text[start - 1 : start] <= "\u9fff":
        return True
    return tokens.words[bisect_left(tokens.starts, start) - 1] in lexicon.person_nouns


def _surname_only(text: str, lexicon: NameLexicon) -> Iterator[NamedPerson]:
    for match in _NAMED.finditer(text):
        place = match.end()
        if text[place : place + 2] in lexicon.compound_surnames:
            yield NamedPerson(match.start(), place + 2)
        elif text[place : place + 1] in lexicon.surnames and text[place] not in "名氏":
            yield NamedPerson(match.start(), place + 1)


def _familiar(text: str, tokens: Tokens, lexicon: NameLexicon) -> Iterator[NamedPerson]:
    """老宗, 小谷: only where they are words of their own."""
    for match in _OLD_OR_YOUNG.finditer(text):
        start, end = match.start(), match.start() + 2
        surname = text[start + 1 : end]
        if surname not in lexicon.surnames or not (_is_start(tokens, start) and _is_start(tokens, end)):
            continue
        everyday = surname in lexicon.ambiguous_surnames or surname in _FAMILIAR_NOUNS
        if not everyday or (_is_start(tokens, start + 1) and _introduced(text, tokens, start, lexicon)):
            yield NamedPerson(start, end)


def _with_short_title(text: str, tokens: Tokens, lexicon: NameLexicon) -> Iterator[NamedPerson]:
    """齐总, 庄叔: only where the segmentation leaves both characters alone."""
    for match in _SHORT_TITLE.finditer(text):
        start, end = match.start() - 1, match.end()
        if start < 0 or text[start] not in lexicon.surnames or text[start] in lexicon.ambiguous_surnames:
            continue
        if not all(_is_start(tokens, place) for place in (start, start + 1, end)):
            continue
        if match[0] not in "局队" or _introduced(text, tokens, start, lexicon):
            yield NamedPerson(start, end)


_FAMILIAR_NOUNS = frozenset("班井楼赖白巴區区黨党房牛马羊鱼孙龙熊鹿贼刀米盘麻乔")
