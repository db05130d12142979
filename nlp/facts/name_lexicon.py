"""Surnames, characters of given names, and words that only look like names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from nlp.normalize import lookup_table
from nlp.resources import data_path

UNKNOWN_ODDS = (-9.0, -3.0, -3.0)


@dataclass(frozen=True)
class NameLexicon:
    """``odds``: log odds of a character as surname, as first and as last character of a given name.

    ``surname_heads``: first characters of surnames; ``ambiguous_surnames``: everyday words besides;
    ``person_nouns``: words after which a name often stands; ``titles``: words after a surname.
    ``word_weights``: log2 of the frequency of words that begin with a surname and are no names.
    """

    surnames: frozenset[str]
    surname_heads: frozenset[str]
    ambiguous_surnames: frozenset[str]
    person_nouns: frozenset[str]
    titles: tuple[str, ...]
    compound_surnames: frozenset[str]
    odds: dict[str, tuple[float, float, float]]
    word_weights: dict[str, int]


@cache
def name_lexicon() -> NameLexicon:
    """The lexicon, traditional characters included."""
    *single, compound = [line for line in _lines("lexicons/surnames.txt") if not line.startswith("#")]
    odds = {}
    for line in _lines("lexicons/name_characters.tsv"):
        character, surname, first, last = line.split("\t")
        odds[character] = (float(surname), float(first), float(last))
    weights = dict(line.split("\t") for line in _lines("lexicons/name_words.tsv"))
    surnames = set("".join(single))
    compounds = {compound[place : place + 2] for place in range(0, len(compound), 2)}
    for traditional, simplified in _traditional_forms().items():
        if simplified in odds and traditional not in odds:
            odds[traditional] = odds[simplified]
        if simplified in surnames:
            surnames.add(traditional)
    ambiguous, nouns, titles = [
        line.split() for line in _lines("lexicons/name_contexts.txt") if line[0] != "#"
    ]
    return NameLexicon(
        surnames=frozenset(surnames),
        surname_heads=frozenset(surnames | {name[0] for name in compounds}),
        ambiguous_surnames=frozenset(ambiguous),
        person_nouns=frozenset(nouns),
        titles=tuple(titles),
        compound_surnames=frozenset(compounds),
        odds=odds,
        word_weights={word: int(weight) for word, weight in weights.items()},
    )


def _lines(name: str) -> list[str]:
    return data_path(name).read_text(encoding="utf-8").splitlines()


def _traditional_forms() -> dict[str, str]:
    table = lookup_table()
    return {chr(code): chr(table[code]) for code in range(0x4E00, 0xA000) if table[code] not in (0, code)}
