"""Reads a text the way all kernels do: width, case and script folded, punctuation and blanks dropped.

One character becomes at most one character, so every position leads back to the original text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from nlp.normalize_table import TABLE_FILE
from nlp.resources import data_path

CODE_POINTS = 0x110000
SURROGATES = slice(0xD800, 0xE000)


@dataclass(frozen=True)
class NormalizedText:
    """A normalised text; ``offsets[i]`` is the original position (in characters) of its i-th character."""

    text: str
    offsets: npt.NDArray[np.int64]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The original half-open span that holds the normalised characters ``start`` to ``end`` (exclusive).

        Raises IndexError for an empty or outlying span.
        """
        if not 0 <= start < end <= len(self.text):
            raise IndexError(f"span {start}:{end} outside a text of {len(self.text)} characters")
        return int(self.offsets[start]), int(self.offsets[end - 1]) + 1


@cache
def lookup_table() -> npt.NDArray[np.int32]:
    """int32, one entry a code point: the code point it is read as, 0 where it is dropped."""
    table = np.arange(CODE_POINTS, dtype=np.int32)
    table[SURROGATES] = 0
    pairs = np.load(data_path(TABLE_FILE), allow_pickle=False)
    table[pairs[:, 0]] = pairs[:, 1]
    table.flags.writeable = False
    return table


def normalize(text: str) -> NormalizedText:
    """Normalise one text (any ``str``, lone surrogates included: they are dropped)."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    read = lookup_table()[codes]
    offsets = np.flatnonzero(read)
    return NormalizedText(read[offsets].astype("<u4").tobytes().decode("utf-32-le"), offsets)
