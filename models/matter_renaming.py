"""Pairs that a machine can label: a form letter about another place, and the same letter edited.

Labelled pairs hold few form letters that name another estate or school and are else the same; to
a model that counts shared words they look like copies. So petitions are renamed (another name, another county
code): not the same matter; or shortened and greeted, the names kept: the same matter. And petitions about two
places are made to be about one: the same place, another problem. Invented names, which no archive counts,
take the place of real ones in some of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import yaml

from nlp.resources import data_path

_CODE = re.compile(r"(?<![A-Za-z])([A-Z])(\d{1,2})(?=[区县市])")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")
_GREETINGS = ("尊敬的领导：您好！", "领导好，", "您好，", "各位领导：")
_CLOSINGS = ("望尽快处理，谢谢！", "盼复。", "希望有关部门重视。", "谢谢！")
_LEAST_LENGTH = 40


@dataclass(frozen=True)
class Letter:
    """One petition as it is written."""

    title: str
    body: str


@dataclass(frozen=True)
class MadePair:
    """A petition and what was made of it; ``same``: whether it still is the same matter."""

    original: Letter
    made: Letter
    same: bool


def made_pairs(letters: Sequence[Letter], most: int, seed: int) -> list[MadePair]:
    """Up to ``most`` renamed petitions and as many edited ones."""
    named = [(letter, name) for letter in letters if (name := _name_of(letter)) is not None]
    if len(named) < 2:
        return []
    generator = np.random.default_rng(seed)
    chosen = generator.permutation(len(named))[:most]
    pairs = []
    for k in chosen:
        letter, (name, ending) = named[k]
        others = [other[0] for _, other in named if other[1] == ending and other[0] != name]
        others = others or [other[0] for _, other in named if other[0] != name]
        if not others:
            continue
        renamed = _renamed(letter, name, others[generator.integers(len(others))], generator)
        pairs.append(
            MadePair(letter, renamed if generator.random() < 0.5 else _edited(renamed, generator), False)
        )
        pairs.append(MadePair(letter, _edited(letter, generator), True))
    return pairs


def same_place_pairs(letters: Sequence[Letter], most: int, seed: int) -> list[MadePair]:
    """Up to ``most`` pairs of petitions about different problems, written as if about one place."""
    named = [(letter, name) for letter in letters if (name := _name_of(letter)) is not None]
    if len(named) < 2:
        return []
    generator = np.random.default_rng(seed)
    pairs = []
    for _ in range(most):
        (one, (first, _)), (two, (second, _)) = (named[k] for k in generator.choice(len(named), 2, False))
        shared = _invented(named, generator) if generator.random() < 0.5 else first
        if first != second and not _alike(one, two):
            code = next((match[0] for match in _CODE.finditer(one.title + one.body)), None)
            there = _replaced(two, second, shared)
            if code:
                there = Letter(_CODE.sub(code, there.title), _CODE.sub(code, there.body))
            pairs.append(MadePair(_replaced(one, first, shared), there, False))
    return pairs


def chance_pairs(letters: Sequence[Letter], most: int, seed: int) -> list[MadePair]:
    """Pairs of an archive drawn at random: next to never one matter."""
    if len(letters) < 2:
        return []
    generator = np.random.default_rng(seed)
    drawn = (generator.choice(len(letters), 2, False) for _ in range(most))
    return [MadePair(letters[a], letters[b], False) for a, b in drawn]


def with_invented_name(
    a: Letter, b: Letter, names: Sequence[Letter], seed: int
) -> tuple[Letter, Letter] | None:
    """Both petitions with the name that they share replaced by an invented one; None if they share none."""
    found = _name_of(a)
    if found is None or found[0] not in b.title + b.body:
        return None
    named = [(letter, name) for letter in names if (name := _name_of(letter)) is not None]
    other = _invented(named, np.random.default_rng(seed)) if len(named) > 1 else ""
    return (_replaced(a, found[0], other), _replaced(b, found[0], other)) if other else None


def _alike(one: Letter, two: Letter) -> bool:
    """Whether the titles share so much beside a name that the problem may be the same."""
    first, second = ({title[i : i + 2] for i in range(len(title) - 1)} for title in (one.title, two.title))
    return len(first & second) > 0.2 * min(len(first), len(second))


def _invented(named: Sequence[tuple[Letter, tuple[str, str]]], generator: np.random.Generator) -> str:
    """A name of the characters of several."""
    characters = [named[int(generator.integers(len(named)))][1][0] for _ in range(4)]
    length = int(generator.integers(2, 5))
    return "".join(name[int(generator.integers(len(name)))] for name in characters)[:length]


def _replaced(letter: Letter, name: str, other: str) -> Letter:
    return Letter(letter.title.replace(name, other), letter.body.replace(name, other))


def _endings() -> re.Pattern[str]:
    content = yaml.safe_load(data_path("lexicons/matter_names.yaml").read_text(encoding="utf-8"))
    endings = {ending for kind in content["kinds"].values() for ending in kind if len(ending) > 1}
    never = re.escape(content["never_in_names"])
    longest_first = "|".join(sorted(endings, key=lambda ending: (-len(ending), ending)))
    return re.compile(rf"((?:(?![{never}A-Za-z\d])[\u4e00-\u9fff]){{2,4}}?)({longest_first})")


def _name_of(letter: Letter) -> tuple[str, str] | None:
    """A name in the title that the body repeats, and how it ends."""
    if len(letter.body) < _LEAST_LENGTH:
        return None
    for start in range(len(letter.title)):
        found = _endings_pattern().match(letter.title, start)
        if found and letter.body.count(found[1]) >= 1:
            return found[1], found[2]
    return None


_PATTERN: list[re.Pattern[str]] = []


def _endings_pattern() -> re.Pattern[str]:
    if not _PATTERN:
        _PATTERN.append(_endings())
    return _PATTERN[0]


def _renamed(letter: Letter, name: str, other: str, generator: np.random.Generator) -> Letter:
    whole = _replaced(letter, name, other)
    if generator.random() < 0.5:
        return whole
    shift = int(generator.integers(1, 8))

    def moved(code: re.Match[str]) -> str:
        return f"{code[1]}{int(code[2]) % 9 + shift}"

    return Letter(_CODE.sub(moved, whole.title), _CODE.sub(moved, whole.body))


def _edited(letter: Letter, generator: np.random.Generator) -> Letter:
    """Some sentences dropped, a greeting or closing added, the title perhaps cut."""
    sentences = _SENTENCE.findall(letter.body)
    kept = [sentence for sentence in sentences if generator.random() < 0.75] or sentences
    body = "".join(kept)
    if generator.random() < 0.5:
        body = _GREETINGS[generator.integers(len(_GREETINGS))] + body
    if generator.random() < 0.5:
        body += _CLOSINGS[generator.integers(len(_CLOSINGS))]
    return Letter(letter.title, body)
