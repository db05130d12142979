"""How a name sounds: its syllables without tones, so that homophones typed for each other agree."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=32768)
def _syllable(character: str) -> str:
    from pypinyin import lazy_pinyin  # a sixth of a second to load, so only where names are read

    return str(lazy_pinyin(character)[0])


def syllables(name: str) -> tuple[str, ...]:
    """One syllable a character of a normalised name; characters without a reading stand for themselves."""
    return tuple(_syllable(character) for character in name)
