"""The words of a text with their places, cut once for all recognisers that look at the same text."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from nlp.segment import words


class Tokens(NamedTuple):
    """Words in order; ``starts`` has one entry more: the length of the text."""

    words: tuple[str, ...]
    starts: tuple[int, ...]


@lru_cache(maxsize=2)
def tokens(text: str) -> Tokens:
    """The words of a text and where they start. Only the last texts are kept, in memory."""
    found = tuple(words(text))
    return Tokens(found, (0, *accumulate(map(len, found))))
