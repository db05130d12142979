"""Makes ``data/lexicons/normalize.npy``; needs OpenCC, which running the program does not.

The table is shipped, not computed at start, so that texts read the same whatever Unicode version the
Python at hand carries. Run ``python -m nlp.normalize_table`` after changing a rule.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from nlp.resources import data_path

TABLE_FILE = "lexicons/normalize.npy"
KEPT_CATEGORIES = ("L", "N")  # letters and numbers; punctuation, symbols, marks, blanks, controls are dropped
SURROGATES = range(0xD800, 0xE000)


def read_as(character: str, simplify: Callable[[str], str]) -> str:
    """The one character that ``character`` is read as, or ``""`` when it is dropped."""
    folded = unicodedata.normalize("NFKC", character).lower()
    kept = [c for c in folded if unicodedata.category(c)[0] in KEPT_CATEGORIES]
    if len(kept) != 1:
        return ""
    simple = simplify(kept[0])
    return simple if len(simple) == 1 else kept[0]


def make_pairs() -> npt.NDArray[np.int32]:
    """All code points that are not read as themselves: int32, shape (n, 2), closed under repetition."""
    from opencc import OpenCC

    simplify = OpenCC("t2s").convert
    table = {
        code: read_as(chr(code), simplify)
        for code in range(sys.maxunicode + 1)
        if code not in SURROGATES and unicodedata.category(chr(code)) not in ("Cn", "Co")
    }
    closed = {code: table.get(ord(to), to) if to else "" for code, to in table.items()}
    pairs = [(code, ord(to) if to else 0) for code, to in closed.items() if to != chr(code)]
    return np.array(sorted(pairs), dtype=np.int32)


def main() -> None:
    """Write the table."""
    pairs = make_pairs()
    np.save(data_path(TABLE_FILE), pairs, allow_pickle=False)
    print(f"{len(pairs)} pairs")


if __name__ == "__main__":
    main()
