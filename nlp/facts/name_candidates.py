"""Stretches of a text that could be a full name, and what speaks for and against each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from nlp.facts.name_lexicon import UNKNOWN_ODDS, NameLexicon, name_lexicon
from nlp.facts.tokens import Tokens

# Below this sum of log odds of its characters nothing in the context makes a name of it.
_LEAST_ODDS = -0.5
_COMPOUND_ODDS = 4.0
_NEAR = 500
_HOPELESS = (-20.0, -20.0, -20.0)
# A dictionary word this frequent (log2) is read as that word: 周末, 高速, 方便.
_COMMON_WORD = 8
_RARE_WORD = 0


_PLACE_SUFFIXES = frozenset("坪坎岭渡塬坳镇村乡湾沟屯寨街路巷桥县市区苑冲垭洼塘圩坞沱店铺场厂站口府院")


# 被害人, 客户经理, 放映员: most words that end so name a person by what he does.
_PERSON_ENDINGS = frozenset(
    "员員人长長理师師工民友户戶生属屬哥姐弟妹爸妈爷奶叔伯婶嫂舅姨夫妻子女儿媳婿孙板手医醫官警记記任"
)


class Candidate(NamedTuple):
    """A stretch of text that begins with a surname.

    ``shape``: lengths of the words inside, c where it cuts a word. ``word_weight``: log2 of the frequency of
    the most frequent longer word inside. ``index``, ``following``: its first word and the next one after it.
    """

    start: int
    end: int
    word_index: int
    following: int
    surname_length: int
    shape: str
    word_weight: int


def candidates(text: str, tokens: Tokens, lexicon: NameLexicon) -> Iterator[Candidate]:
    """The candidates of a text, two to four characters each."""
    words, starts = tokens
    heads, compounds = lexicon.surname_heads, lexicon.compound_surnames
    odds, weights = lexicon.odds, lexicon.word_weights
    for index, word in enumerate(words):
        if word[0] not in heads:
            continue
        start = starts[index]
        if text[start : start + 2] in compounds:
            for end in (start + 3, start + 4):
                if end <= len(text) and _odds(_COMPOUND_ODDS, text[start + 2 : end], odds) >= _LEAST_ODDS:
                    yield _candidate(tokens, lexicon, index, 2, end)
        weight = weights.get(word, 0) if len(word) > 1 else 0
        if weight >= _COMMON_WORD or start + 1 >= len(text):
            continue
        surname = odds.get(word[0], UNKNOWN_ODDS)[0]
        second = odds.get(text[start + 1])
        if second is None:
            continue
        if surname + second[2] >= _LEAST_ODDS and not (len(word) == 2 and weight > _RARE_WORD):
            yield _candidate(tokens, lexicon, index, 1, start + 2)
        third = odds.get(text[start + 2 : start + 3])
        if third is None or surname + second[1] + third[2] < _LEAST_ODDS:
            continue
        if not (len(word) == 3 and weight > _RARE_WORD):
            yield _candidate(tokens, lexicon, index, 1, start + 3)


def _odds(surname: float, given: str, odds: dict[str, tuple[float, float, float]]) -> float:
    last = odds.get(given[-1:], _HOPELESS)[2]
    return surname + last + (odds.get(given[0], _HOPELESS)[1] if len(given) == 2 else 0.0)


def _candidate(tokens: Tokens, lexicon: NameLexicon, index: int, surname_length: int, end: int) -> Candidate:
    words, starts = tokens
    shape, weight, at = "", 0, index
    while at < len(words) and starts[at] < end:
        word = words[at]
        shape += str(min(len(word), 4))
        if len(word) > 1:
            weight = max(weight, lexicon.word_weights.get(word, 0))
        at += 1
    if starts[at] > end:
        shape += "c"
    return Candidate(starts[index], end, index, at, surname_length, shape, weight)


@lru_cache(maxsize=32768)
def lexical_features(name: str, surname_length: int, shape: str, word_weight: int) -> tuple[str, ...]:
    """What the characters of a candidate say, as names of weights."""
    lexicon = name_lexicon()
    odds = lexicon.odds
    given = name[surname_length:]
    size = len(given)
    surname = odds.get(name[0], UNKNOWN_ODDS)[0] if surname_length == 1 else _COMPOUND_ODDS
    total = _odds(surname, given, odds)
    return (
        f"size={size}",
        f"surname={_step(surname)}",
        f"shape={size}{shape}",
        f"first={_step(odds.get(given[0], UNKNOWN_ODDS)[1])}" if size == 2 else "first=-",
        f"last={size}{_step(odds.get(given[-1], UNKNOWN_ODDS)[2])}",
        f"word={word_weight}",
        f"sum={size}{_step(total / 2)}",
        f"odds={size}{shape}{_step(total / 3)}",
        f"lone={shape}{_step(surname)}",
        f"pair={shape}{_step(odds.get(given[-1], UNKNOWN_ODDS)[2])}",
        f"everyday={name[0] if name[0] in lexicon.ambiguous_surnames else ''}",
    )


def context_features(text: str, tokens: Tokens, candidate: Candidate) -> tuple[str, ...]:
    """What stands around a candidate, as names of weights."""
    lexicon = name_lexicon()
    start, end, index, following, surname_length, shape, _ = candidate
    words = tokens.words
    size = end - start - surname_length
    left = words[index - 1] if index else "^"
    right = words[following] if following < len(words) else "$"
    before, after = text[start - 1 : start], text[end : end + 1]
    introduced = left in lexicon.person_nouns or (len(left) > 1 and left[-1] in _PERSON_ENDINGS)
    free = f"{_is_han(before):d}{_is_han(after):d}"
    total = _odds(
        lexicon.odds.get(text[start], UNKNOWN_ODDS)[0] if surname_length == 1 else _COMPOUND_ODDS,
        text[start + surname_length : end],
        lexicon.odds,
    )
    return (
        f"place={size}{text[end - 1] in _PLACE_SUFFIXES}{after in _PLACE_SUFFIXES}",
        f"left={left}",
        f"left1={before}",
        f"left2={text[max(0, start - 2) : start]}",
        f"introduced={size}{introduced}",
        f"introduced_shape={shape}{introduced}",
        f"free={size}{free}",
        f"free_odds={free}{_step(total / 3)}",
        f"right={right}",
        f"right1={after}",
        f"right2={text[end : end + 2]}",
        f"again={_stands_near(text, start, end)}",
    )


def _stands_near(text: str, start: int, end: int) -> bool:
    """Whether the same characters stand elsewhere, not too far off (so the whole stays linear)."""
    name = text[start:end]
    return name in text[end : end + _NEAR] or name in text[max(0, start - _NEAR) : start]


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _step(value: float) -> int:
    return max(-4, min(5, round(value)))
