"""What a later petition of a matter says that no earlier one said: facts, harm, demands, promises not kept.

Told clause by clause: a clause is new when the words that are not everyday ones, and the numbers in it, stand
in none of the earlier texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import yaml

from models.matter_rarity import Rarity, idf_of_text
from nlp.normalize import normalize
from nlp.resources import data_path
from nlp.segment import words
from nlp.sentences import Span, clauses, sentences

NoveltyKind = Literal["unkept", "harm", "demand", "date", "amount", "fact"]
_EVERYDAY = 2.5  # natural logarithm: a word of one petition in twelve says nothing new
_LEAST_WEIGHT = 6.0
_LEAST_SHARE = 0.6
_SHORTEST = 4  # characters of a clause
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DATE = re.compile(
    r"\d{1,4}[年月日号]|\d{1,2}[点时]|昨[天日晚]|今[天日早晚]|前天|上周|本周|周[一二三四五六日末]|[一二三四五六七八九十]+月"
)
_AMOUNT = re.compile(
    r"\d[\d,.]*\s*(?:万|千|百)?\s*(?:元|块|户|人|名|亩|平米|平方|吨|公里|米|次|家|辆|栋|套|%|％)"
)


@dataclass(frozen=True)
class NewPassage:
    """A clause of the later text that is new, the kind of news, and how much of it (idf of its words)."""

    span: Span
    kind: NoveltyKind
    weight: float


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    content = yaml.safe_load(data_path("lexicons/novelty_cues.yaml").read_text(encoding="utf-8"))
    return {
        kind: re.compile("|".join(sorted(map(re.escape, found), key=len, reverse=True)))
        for kind, found in content.items()
    }


def what_is_new(later: str, earlier: Sequence[str], rarity: Rarity) -> tuple[NewPassage, ...]:
    """The new passages of ``later`` (title, line break, body) in its order; all telling ones if there is no
    earlier text. A text that an earlier one holds whole gives none."""
    known = _Known(earlier)
    found = []
    for sentence in sentences(later):
        about_reply = bool(_cues()["reply"].search(sentence.text(later)))
        for clause in clauses(later, sentence):
            passage = _judge(later, clause, known, rarity, about_reply)
            if passage is not None:
                found.append(passage)
    return tuple(_merged(found, later))


def unseen_clauses(text: str, others: Sequence[str], rarity: Rarity, most: int) -> tuple[Span, ...]:
    """The ``most`` clauses that say most of what the other texts do not, in the order of the text."""
    found = what_is_new(text, others, rarity)
    best = sorted(found, key=lambda passage: (-passage.weight, passage.span))[:most]
    return tuple(sorted(passage.span for passage in best))


class _Known:
    """What the earlier texts hold: their normalised characters, words of them and numbers."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = [normalize(text).text for text in texts]
        self.numbers = {number for text in self.texts for number in _NUMBER.findall(text)}

    def has(self, word: str) -> bool:
        return any(word in text for text in self.texts)


def _judge(text: str, clause: Span, known: _Known, rarity: Rarity, about_reply: bool) -> NewPassage | None:
    said = clause.text(text)
    plain = normalize(said).text
    if len(plain) < _SHORTEST or known.has(plain):
        return None
    told, new = 0.0, 0.0
    for word in dict.fromkeys(words(plain)):
        if len(word) < 2 or not word.isalnum():
            continue
        weight = idf_of_text(word, rarity)
        if weight < _EVERYDAY:
            continue
        told += weight
        if not known.has(word):
            new += weight
    new_numbers = [number for number in _NUMBER.findall(plain) if number not in known.numbers]
    kind = _kind(said, bool(new_numbers), about_reply)
    enough = new >= _LEAST_WEIGHT and new >= _LEAST_SHARE * told
    if not (
        enough or (new_numbers and kind in ("date", "amount")) or (kind in ("unkept", "harm") and new > 0)
    ):
        return None
    return NewPassage(clause, kind, round(new + 2.0 * len(new_numbers), 2))


def _kind(said: str, has_new_number: bool, about_reply: bool) -> NoveltyKind:
    cues = _cues()
    if about_reply and cues["unkept"].search(said):
        return "unkept"
    if cues["harm"].search(said):
        return "harm"
    if has_new_number and _AMOUNT.search(said):
        return "amount"
    if _DATE.search(said) and has_new_number:
        return "date"
    if cues["demand"].search(said):
        return "demand"
    return "fact"


def _merged(passages: Sequence[NewPassage], text: str) -> list[NewPassage]:
    """Neighbouring clauses of one kind and one sentence as one passage."""
    merged: list[NewPassage] = []
    for passage in passages:
        last = merged[-1] if merged else None
        if last and last.kind == passage.kind and _touch(text, last.span, passage.span):
            span = Span(last.span.start, passage.span.end)
            merged[-1] = NewPassage(span, last.kind, round(last.weight + passage.weight, 2))
        else:
            merged.append(passage)
    return merged


def _touch(text: str, first: Span, second: Span) -> bool:
    between = text[first.end : second.start]
    return not between.strip() and text[first.end - 1] in "，,、：:"
