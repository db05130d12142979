"""Names that Excel and WPS accept for sheets: legal, at most 31 long, and each only once."""

from __future__ import annotations

import re

LONGEST = 31
_ILLEGAL = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


def free_sheet_name(wanted: str, used: set[str]) -> str:
    """A legal name like ``wanted`` that ``used`` lacks; it is added to ``used`` (compared without case)."""
    legal = _ILLEGAL.sub("_", wanted).strip("' ") or "Sheet"
    if legal.casefold() == "history":  # Excel keeps this name for itself
        legal = f"{legal}_"
    name, number = _cut(legal, LONGEST), 1
    while name.casefold() in used:
        number += 1
        ending = f"_{number}"
        name = _cut(legal, LONGEST - len(ending)) + ending
    used.add(name.casefold())
    return name


def _cut(name: str, units: int) -> str:
    """The first ``units`` UTF-16 units, never half a character."""
    return name.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore").rstrip("' ")
