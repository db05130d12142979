"""Numbers that a spreadsheet has destroyed: many people end up with the same one, so none may link."""

from __future__ import annotations

import re

MOST_EXACT_DIGITS = 10**15  # a spreadsheet keeps 15 digits of a number
_EXPONENT = re.compile(r"[+-]?\d(?:\.\d*)?[Ee]\+?\d{1,3}")
_ZEROED = re.compile(r"\d{15,}0{3}")
_WHOLE_AS_FLOAT = re.compile(r"(\d+)\.0+")


def without_decimals(text: str) -> str:
    """``13912345678.0``, a whole number that was kept as a float, without its decimals."""
    match = _WHOLE_AS_FLOAT.fullmatch(text)
    return match[1] if match else text


def is_damaged(text: str) -> bool:
    """Whether an identifier has lost digits: 1.38E+10, or 18 digits of which the last three are zeros.

    A true identity number never ends so: its last but two digits count from 001 within an office and day of
    birth (GB 11643-1999), and the few that end in 000 are given up rather than mistaken.
    """
    text = text.strip().lstrip("'")
    return bool(_EXPONENT.fullmatch(text) or _ZEROED.fullmatch(without_decimals(text)))
