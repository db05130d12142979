"""Sentences as spaCy Docs whose tokens are words of the cues, amounts, clause marks, or anything else.

Words that no cue knows all become one placeholder: the vocabulary stays as small as the cue files, however
many texts pass, and no word of a petition is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from nlp.segment import words as segment
from nlp.sentences import CLAUSE_ENDS, CLOSERS, ENDS

if TYPE_CHECKING:
    import ahocorasick
    from spacy.language import Language
    from spacy.tokens import Doc

ANY_WORD = "x"
CLAUSE_MARK = "，"
MARKS = ENDS | CLAUSE_ENDS | CLOSERS | frozenset("“「『（([【《‘—-")
NUMBER = "[0-9〇零一二两三四五六七八九十百千万半几多]"
UNITS = {
    "#天": "天|夜|宿|昼夜",
    "#周": "周|星期|礼拜|个月|月|年",
    "#时": "小时|钟头|分钟|刻钟|时辰",
    "#次": "次|起|回|遍|趟|例|宗",
    "#人": "人|名|户|家|口|位|个",
}
QUANTITIES = tuple(
    (name, re.compile(f"第?{NUMBER}{{1,6}}[来多余]?个?[多]?(?:{units})")) for name, units in UNITS.items()
)


@dataclass(frozen=True)
class Word:
    """One token: ``label`` is what patterns see; ``start`` and ``end`` count characters of the sentence."""

    label: str
    start: int
    end: int


class Tokenizer:
    """Cuts a sentence along the words of a lexicon, and between them along the segmenter's words."""

    def __init__(self, lexicon: Iterable[str]) -> None:
        self.lexicon = frozenset(lexicon)
        self._automaton = automaton({word: word for word in self.lexicon if len(word) > 1})
        # 没电, which the dictionary lacks, must not be read out of 没|电话; 煤气 may be read out of 煤|气味,
        # but 失学 not out of 丧失|学习.
        self._loose = frozenset(word for word in self.lexicon if len(word) == 2 and segment(word) != [word])

    def words(self, sentence: str) -> tuple[Word, ...]:
        """The tokens of one folded sentence, in order, without a gap."""
        borders = _borders(sentence)
        return tuple(self._filled(sentence, self._chosen(sentence, borders), borders))

    def _chosen(self, sentence: str, borders: list[int]) -> list[Word]:
        """Lexicon words and amounts: the leftmost first, of those the longest, none overlapping another."""
        found = [Word(name, *hit.span()) for name, form in QUANTITIES for hit in form.finditer(sentence)]
        for last, word in self._automaton.iter(sentence) if len(self._automaton) else ():
            start, end = last + 1 - len(word), last + 1
            if not _cuts_words(start, end, borders, 1 if word in self._loose else 2):
                found.append(Word(word, start, end))
        chosen: list[Word] = []
        for word in sorted(found, key=lambda word: (word.start, -word.end)):
            if not chosen or word.start >= chosen[-1].end:
                chosen.append(word)
        return chosen

    def _filled(self, sentence: str, chosen: list[Word], borders: list[int]) -> Iterator[Word]:
        place = 0
        for word in [*chosen, Word("", len(sentence), len(sentence))]:
            yield from self._plain(sentence, place, word.start, borders)
            if word.label:
                yield word
            place = word.end

    def _plain(self, sentence: str, start: int, end: int, borders: list[int]) -> Iterator[Word]:
        for stop in [*(border for border in borders if start < border < end), end]:
            if start == stop:
                continue
            piece = sentence[start:stop]
            label = piece if piece in self.lexicon else CLAUSE_MARK if piece[0] in MARKS else ANY_WORD
            yield Word(label, start, stop)
            start = stop


def automaton(entries: dict[str, object]) -> ahocorasick.Automaton:
    """An Aho–Corasick automaton that yields each word's value where it ends."""
    import ahocorasick

    found = ahocorasick.Automaton()
    for word, value in entries.items():
        found.add_word(word, value)
    found.make_automaton()
    return found


@cache
def language() -> Language:
    """A blank Chinese pipeline; importing spaCy takes over a second, so only the first Doc pays for it."""
    import spacy

    return spacy.blank("zh")


def make_doc(words: tuple[Word, ...]) -> Doc:
    """The Doc that patterns are matched on; token i is ``words[i]``."""
    from spacy.tokens import Doc

    return Doc(language().vocab, words=[word.label for word in words], spaces=[False] * len(words))


def _borders(sentence: str) -> list[int]:
    ends, place = [0], 0
    for word in segment(sentence):
        place += len(word)
        ends.append(place)
    return ends


def _cuts_words(start: int, end: int, borders: list[int], ends: int) -> bool:
    """Whether words of the segmenter lie across at least ``ends`` ends: partly inside, partly outside."""
    inner = any(start < border < end for border in borders)
    return inner and (start not in borders) + (end not in borders) >= ends
