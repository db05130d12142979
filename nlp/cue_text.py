"""A text folded for matching: width, case and script, one character for each character of the original."""

from __future__ import annotations

import numpy as np

from nlp.normalize import SURROGATES, lookup_table

UNREADABLE = 0xFFFD


def fold(text: str) -> str:
    """As long as the text; letters and digits as ``nlp.normalize`` reads them, all other characters kept.

    Lone surrogates become U+FFFD.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    read = lookup_table()[codes]
    kept = np.where((codes >= SURROGATES.start) & (codes < SURROGATES.stop), UNREADABLE, codes)
    return np.where(read > 0, read, kept).astype("<u4").tobytes().decode("utf-32-le")
