"""Days of the Chinese lunar calendar as days of ours, from a table of the years 1950–2070."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from nlp.resources import data_path


@dataclass(frozen=True)
class LunarYear:
    """One lunar year: first day, leap month (0: none), days of its months in order, the leap one included."""

    first: date
    leap: int
    lengths: tuple[int, ...]


@cache
def _years() -> dict[int, LunarYear]:
    years = {}
    for line in data_path("lexicons/lunar_years.tsv").read_text(encoding="utf-8").splitlines():
        year, first, leap, lengths = line.split("\t")
        years[int(year)] = LunarYear(
            date.fromisoformat(first), int(leap), tuple(29 + int(long) for long in lengths)
        )
    return years


def solar_date(year: int, month: int, day: int) -> date | None:
    """The day of a lunar date (never of a leap month), None outside the table or where no such day is.

    The 30th of a short month is read as its last day: 腊月三十 is how people say New Year's Eve.
    """
    lunar = _years().get(year)
    if lunar is None or not 1 <= month <= 12 or not 1 <= day <= 30:
        return None
    index = month - 1 + (1 if 0 < lunar.leap < month else 0)
    return lunar.first + timedelta(days=sum(lunar.lengths[:index]) + min(day, lunar.lengths[index]) - 1)


def new_year(year: int) -> date | None:
    """The first day of the lunar year that begins in a year of ours (春节)."""
    return solar_date(year, 1, 1)
