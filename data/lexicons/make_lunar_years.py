"""Writes lunar_years.tsv from the package lunar-python (needed only to make the table again).

Run: ``pip install lunar-python==1.4.8 && python data/lexicons/make_lunar_years.py``
"""

from __future__ import annotations

from pathlib import Path

FIRST_YEAR, LAST_YEAR = 1950, 2070


def main() -> None:
    """One line a lunar year: year, its first day, its leap month (0: none), long (1) and short (0) months."""
    from lunar_python import LunarYear, Solar  # type: ignore[import-not-found]

    lines = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        months = LunarYear.fromYear(year).getMonthsInYear()
        first = Solar.fromJulianDay(months[0].getFirstJulianDay()).toYmd()
        lengths = "".join(str(month.getDayCount() - 29) for month in months)
        lines.append(f"{year}\t{first}\t{LunarYear.fromYear(year).getLeapMonth()}\t{lengths}\n")
    Path(__file__).with_name("lunar_years.tsv").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
