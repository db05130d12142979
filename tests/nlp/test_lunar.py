"""The lunar calendar agrees with days everybody knows."""

from datetime import date

import pytest

from nlp.lunar import new_year, solar_date


@pytest.mark.parametrize(
    ("year", "day"), [(2020, date(2020, 1, 25)), (2023, date(2023, 1, 22)), (2024, date(2024, 2, 10))]
)
def test_new_year_falls_on_its_day(year: int, day: date) -> None:
    assert new_year(year) == day


@pytest.mark.parametrize(
    ("lunar", "day"),
    [
        ((2023, 8, 15), date(2023, 9, 29)),  # Mid-Autumn after a leap month
        ((2020, 5, 5), date(2020, 6, 25)),  # Duanwu after a leap month
        ((2019, 12, 30), date(2020, 1, 24)),  # New Year's Eve
    ],
)
def test_festivals_fall_on_their_days(lunar: tuple[int, int, int], day: date) -> None:
    assert solar_date(*lunar) == day


def test_outside_the_table_there_is_no_day() -> None:
    assert solar_date(1800, 1, 1) is None
    assert solar_date(2020, 13, 1) is None
