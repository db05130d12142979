"""Personal names: full ones by their characters and context, others by title or pattern."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, lru_cache

import ahocorasick

from nlp.facts.fact import Fact
from nlp.facts.name_candidates import candidates, context_features, lexical_features
from nlp.facts.name_lexicon import name_lexicon
from nlp.facts.name_patterns import named_persons, nicknames
from nlp.facts.tokens import tokens
from nlp.resources import data_path

TYPES = ("person",)
# Log odds, chosen on the development part of the corpus; below even odds, for a name missed is a name shown.
_LEAST_SCORE = -0.8
# The context of a candidate hardly ever adds more than this.
_MOST_CONTEXT = 3.0
# Patterns come before scores.
_CERTAIN = 100.0
# Shorter ones stand by chance inside other words.
_REPEATED_LENGTH = 3


def find(text: str) -> Iterator[Fact]:
    """The persons a text names, every occurrence of a full name included."""
    spans = _settled([*_full_names(text), *_by_pattern(text)], len(text))
    for start, end in _everywhere(text, spans):
        yield Fact("person", start, end, text[start:end])


@cache
def _weights() -> tuple[float, dict[str, float]]:
    weights = json.loads(data_path("lexicons/name_weights.json").read_text(encoding="utf-8"))
    return weights.pop(""), weights


@lru_cache(maxsize=32768)
def _lexical_score(name: str, surname_length: int, shape: str, word_weight: int) -> float:
    intercept, weights = _weights()
    features = lexical_features(name, surname_length, shape, word_weight)
    return intercept + sum(weights.get(feature, 0.0) for feature in features)


def _full_names(text: str) -> Iterator[tuple[float, int, int]]:
    _, weights = _weights()
    words = tokens(text)
    for candidate in candidates(text, words, name_lexicon()):
        name = text[candidate.start : candidate.end]
        score = _lexical_score(name, candidate.surname_length, candidate.shape, candidate.word_weight)
        if score < _LEAST_SCORE - _MOST_CONTEXT:
            continue
        score += sum(weights.get(feature, 0.0) for feature in context_features(text, words, candidate))
        if score >= _LEAST_SCORE:
            yield score, candidate.start, candidate.end


def _by_pattern(text: str) -> Iterator[tuple[float, int, int]]:
    for person in named_persons(text, tokens(text), name_lexicon()):
        yield _CERTAIN, person.start, person.end


def _settled(found: list[tuple[float, int, int]], length: int) -> list[tuple[int, int]]:
    """Spans that do not overlap, the highest score first."""
    if len(found) < 2:
        return [(start, end) for _, start, end in found]
    taken = bytearray(length)
    kept = []
    for _, start, end in sorted(found, key=lambda item: (-item[0], item[1], -item[2])):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            kept.append((start, end))
    return kept


def _everywhere(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans and every other place where a name of three or more characters stands, in order."""
    names = {text[start:end] for start, end in spans if end - start >= _REPEATED_LENGTH} | nicknames(text)
    if not names:
        return sorted(spans)
    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name, len(name))
    automaton.make_automaton()
    everywhere = list(spans)
    taken = bytearray(len(text))
    for start, end in spans:
        taken[start:end] = b"\1" * (end - start)
    for last, size in automaton.iter(text):
        start, end = last + 1 - size, last + 1
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * size
            everywhere.append((start, end))
    return sorted(everywhere)
