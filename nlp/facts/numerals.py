"""Digits as people write them: any width, Chinese numerals, spaced, dashed, with invisible signs between.

Every character that stands for a digit is one code point, so a number read here keeps its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

ARABIC = "0-9０-９𝟎-𝟿"
CHINESE = "〇零○◯一二三四五六七八九幺壹贰叁肆伍陆柒捌玖貳參陸"
QUANTITIES = "0-9０-９零〇一二三四五六七八九十百千万亿两半俩几壹贰叁肆伍陆柒捌玖拾佰仟萬億"
CIRCLED = "⓪①-⑨❶-❾"
DIGITS = ARABIC + CHINESE + CIRCLED
INVISIBLE = "\u00ad\u200b-\u200f\u2060-\u2064\ufe0e\ufe0f\u20e3\ufeff"
BLANKS = " \t\u00a0\u2000-\u200a\u202f\u205f\u3000"
DASHES = "\\-‐‑‒–—―−－﹣_＿.．·•・"
GAPS = BLANKS + DASHES + INVISIBLE  # characters that may stand between the digits of one number
MOBILE_DIGITS = 11
SHORTEST = 5  # digits of the shortest number that identifies somebody (QQ)

_DIGIT_OF = {
    **{
        ord(char): str(value)
        for value, chars in enumerate(
            ("〇零○◯⓪", "一幺壹", "二贰貳", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
        )
        for char in chars
    },
    **{0xFF10 + value: str(value) for value in range(10)},
    **{0x1D7CE + place: str(place % 10) for place in range(50)},
    **{0x245F + value: str(value) for value in range(1, 10)},
    **{0x2775 + value: str(value) for value in range(1, 10)},
}
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

_KEYCAP = "\ufe0e\ufe0f\u20e3"  # behind a digit: 1️⃣
# Repetitions are possessive: where the next character does not fit, nothing is tried again.
_RUN = re.compile(f"[{DIGITS}](?:[{GAPS}]{{0,3}}+[{DIGITS}]){{{SHORTEST - 1},}}+[{_KEYCAP}]{{0,2}}+")
_QUANTITY = re.compile(f"[{QUANTITIES}]++(?:[.．点][{QUANTITIES}]++|(?<=[0-9０-９])[,，][0-9０-９]++)*+")
_GROUP = re.compile(
    "|".join(
        f"[{script}]++(?:[{INVISIBLE}]{{1,3}}+[{script}]++)*+[{_KEYCAP}]{{0,2}}+"
        for script in (ARABIC, CHINESE, CIRCLED)
    )
)
_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_TIES = re.compile(f"[{DASHES}]")


def fold_width(text: str) -> str:
    """Full-width letters, digits and signs as ASCII, each in its place."""
    return text.translate(_WIDTH)


def fold_digits(text: str) -> str:
    """Every character that stands for a digit as ``0``-``9``, each in its place."""
    return text.translate(_DIGIT_OF)


@dataclass(frozen=True)
class Number:
    """A number that a run may hold: ``digits`` in ASCII, its span, and the sizes of its groups of digits."""

    start: int
    end: int
    digits: str
    sizes: tuple[int, ...]


@dataclass(frozen=True)
class DigitGroup:
    """Digits of one script without visible gaps.

    ``may_end_early``: Chinese digits before a Chinese character: the last may belong to a word (一直).
    """

    start: int
    end: int
    digits: str
    may_end_early: bool


@dataclass(frozen=True)
class DigitRun:
    """Groups of digits with only gaps between them; ``gaps[i]`` stands behind group i."""

    groups: tuple[DigitGroup, ...]
    gaps: tuple[str, ...]

    def numbers(self, lengths: Collection[int]) -> Iterator[Number]:
        """Whole groups that together have one of these lengths and belong to no other digits around them."""
        longest = max(lengths)
        for first in range(len(self.groups)):
            count = 0
            for last in range(first, len(self.groups)):
                count += len(self.groups[last].digits)
                if count > longest + 1:
                    break
                if count in lengths and self._stands_alone(first, last):
                    yield self._number(first, last)
                group = self.groups[last]
                if first == last and group.may_end_early and count - 1 in lengths:
                    yield Number(group.start, group.end - 1, group.digits[:-1], (count - 1,))

    def _stands_alone(self, first: int, last: int) -> bool:
        if first == 0 and last == len(self.groups) - 1:
            return True
        if "" in self.gaps[first:last]:  # a change of script inside
            return False
        is_item = first and "." in self.gaps[first - 1] and len(self.groups[first - 1].digits) <= 2  # 1.138…
        if (
            first
            and not is_item
            and self._is_tied(self.gaps[first - 1], self.groups[first - 1], first == last)
        ):
            return False
        if last < len(self.gaps) and self._is_tied(self.gaps[last], self.groups[last + 1], first == last):
            return False
        if first == last or not any([*self.gaps[max(0, first - 1) : first], *self.gaps[last : last + 1]]):
            return True
        return min(len(group.digits) for group in self.groups[first : last + 1]) >= 3

    @staticmethod
    def _is_tied(gap: str, neighbour: DigitGroup, single: bool) -> bool:
        """Whether a dash or dot ties a number to its neighbour; two whole numbers stand apart (138…-139…)."""
        return bool(_TIES.search(gap)) and not (single and len(neighbour.digits) >= MOBILE_DIGITS)

    def _number(self, first: int, last: int) -> Number:
        groups = self.groups[first : last + 1]
        digits = "".join(group.digits for group in groups)
        return Number(groups[0].start, groups[-1].end, digits, tuple(len(group.digits) for group in groups))


@dataclass(frozen=True)
class DigitText:
    """A text, its runs of at least five digits, and the spans of what may count something (三百二十)."""

    text: str
    runs: tuple[DigitRun, ...]
    quantities: tuple[tuple[int, int], ...]

    def numbers(self, lengths: Collection[int]) -> Iterator[Number]:
        """``DigitRun.numbers`` of all runs."""
        for run in self.runs:
            yield from run.numbers(lengths)


def read_digits(text: str) -> DigitText:
    """Find the runs of digits in a text; linear in its length."""
    runs = tuple(_run(text, match.start(), match.end()) for match in _RUN.finditer(text))
    return DigitText(text, runs, tuple(match.span() for match in _QUANTITY.finditer(text)))


def _run(text: str, start: int, end: int) -> DigitRun:
    groups = []
    for match in _GROUP.finditer(text, start, end):
        digits = match[0]
        if not digits.isascii():
            digits = fold_digits(_INVISIBLE.sub("", digits))
        early = text[match.start()] in CHINESE and "\u4e00" <= text[match.end() : match.end() + 1] <= "\u9fff"
        groups.append(DigitGroup(match.start(), match.end(), digits, early))
    gaps = tuple(text[left.end : right.start] for left, right in zip(groups, groups[1:], strict=False))
    return DigitRun(tuple(groups), gaps)
