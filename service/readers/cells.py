"""Cells of spreadsheets: their values made plain, and the Arrow type that holds a column of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa

from service.cell_values import CellValue, cell_text
from service.readers.batches import text_array
from service.tables import MIXED_CELL

_WHOLE = 2.0**63


def plain_cell(value: object) -> CellValue:
    """A cell as calamine gives it → None for blank, whole numbers as int, dates as datetime.

    Times of day and durations become text (09:30:00, 30:00:00).
    """
    if isinstance(value, str):
        return (value.replace("\0", "") if "\0" in value else value) or None
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _WHOLE else value
    if isinstance(value, int | datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    return value.isoformat() if isinstance(value, time) else str(value)


class CellProfile:
    """Learns the type of a column from its cells."""

    def __init__(self) -> None:
        self._seen: set[type] = set()
        self._too_large = False

    def see(self, value: object) -> None:
        """Look at one cell."""
        if value is not None:
            self._seen.add(type(value))
            if isinstance(value, int) and abs(value) >= _WHOLE:
                self._too_large = True

    def type(self) -> pa.DataType:
        """int64, float64, timestamp[us], bool or string for a uniform column, else ``MIXED_CELL``."""
        if self._seen <= {str}:
            return pa.string()
        if self._seen == {int} and not self._too_large:
            return pa.int64()
        if self._seen <= {int, float}:
            return pa.float64()
        if self._seen == {datetime}:
            return pa.timestamp("us")
        return pa.bool_() if self._seen == {bool} else MIXED_CELL


def cell_array(values: Sequence[object], kind: pa.DataType) -> pa.Array[Any]:
    """Cells as an Arrow column of type ``kind``; a column of text turns other values into text."""
    if kind == pa.string():
        return text_array([_as_text(value) for value in values])
    if kind == pa.float64():
        return pa.array([None if value is None else float(str(value)) for value in values], kind)
    if kind != MIXED_CELL:
        return pa.array(values, kind)
    parts = (
        text_array([value if isinstance(value, str) else None for value in values]),
        pa.array([_number(value) for value in values], pa.float64()),
        pa.array([value if isinstance(value, datetime) else None for value in values], pa.timestamp("us")),
        pa.array([value if isinstance(value, bool) else None for value in values], pa.bool_()),
    )
    return pa.StructArray.from_arrays(list(parts), fields=list(MIXED_CELL))


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return cell_text(value) if isinstance(value, int | float | datetime) else str(value)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
