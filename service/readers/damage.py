"""Finds what Excel has destroyed in a table: numbers turned into 1.38E+10, long IDs, unreadable times."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from service.readers.dates import read_time
from service.readers.row_kinds import is_blank
from service.tables import Note

SHOWN_ROWS = 20
MOST_EXACT_DIGITS = 10**15  # Excel keeps 15 digits of a number
_EXPONENT = re.compile(r"\s*'?\d(\.\d+)?[Ee]\+\d{2,}\s*")
_ROUNDED_ID = re.compile(r"\d{15}000")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECK_DIGITS = "10X98765432"


class DamageFinder:
    """Looks at each row of a table once; ``notes`` then says what was found, with the row numbers."""

    def __init__(self, names: Sequence[str], roles: Mapping[str, int]) -> None:
        self._names = names
        texts = {roles[role] for role in ("title", "body", "reply") if role in roles}
        self._time = roles.get("time")
        self._id_number = roles.get("id_number")
        self._columns = [
            column for column in range(len(names)) if column not in texts and column != self._time
        ]
        self._found: dict[tuple[str, int], list[int]] = {}

    def look(self, row_number: int, values: Sequence[object]) -> None:
        """Look at one row (values in table order, None for blank)."""
        for column in self._columns:
            value = values[column]
            if isinstance(value, str):
                if "+" in value and _EXPONENT.fullmatch(value):
                    self._note("reading.digits_lost", column, row_number)
                elif column == self._id_number and _is_rounded_id(value):
                    self._note("reading.long_number", column, row_number)
            elif isinstance(value, int | float) and abs(value) >= MOST_EXACT_DIGITS:
                self._note("reading.long_number", column, row_number)
        if self._time is not None:
            value = values[self._time]
            if not is_blank(value) and read_time(value) is None:
                self._note("reading.times_unclear", self._time, row_number)

    def notes(self) -> tuple[Note, ...]:
        """One note for each kind of damage and column."""
        return tuple(
            column_note(key, self._names[column], rows) for (key, column), rows in sorted(self._found.items())
        )

    def _note(self, key: str, column: int, row_number: int) -> None:
        self._found.setdefault((key, column), []).append(row_number)


def column_note(key: str, column: str, rows: Sequence[int]) -> Note:
    """A note about some rows of a column; of many rows the first ones are named."""
    more = "…" if len(rows) > SHOWN_ROWS else ""
    shown = "、".join(str(row) for row in rows[:SHOWN_ROWS]) + more
    return Note(key, {"column": column, "count": len(rows), "rows": shown}, needs_person=True)


def _is_rounded_id(text: str) -> bool:
    """An 18-digit identity number whose end Excel has zeroed: ends in 000 and fails its check digit."""
    digits = text.strip().lstrip("'")
    if not _ROUNDED_ID.fullmatch(digits):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return _CHECK_DIGITS[total % 11] != digits[-1]
