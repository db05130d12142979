"""Which days a mention of time means, seen from the day on which it was written."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from nlp.lunar import new_year, solar_date
from nlp.time_expressions import TimeExpression
from nlp.time_grammar import LUNAR_FESTIVALS, SOLAR_FESTIVALS

# 2月30日 or 4月31日 is a slip of the pen: it is read as the last day of that month.
# Without a year, the day nearest to the writer's own is meant; one still to come may lie a year ahead.
# A day that passed so recently was not yet ahead when the text was written: 「9月1日前」 read on 3 September.
_JUST_PASSED = timedelta(days=75)


@dataclass(frozen=True)
class Days:
    """The days from ``first`` to ``last`` (both included)."""

    first: date
    last: date


def resolve(expression: TimeExpression, on: date | None, ahead: bool = False) -> Days | None:
    """The days that an expression means; None when that cannot be known (or lies outside the calendar).

    ``on``: the day of writing; without it only dates with a year are known. ``ahead``: the text speaks of
    something to come, so a day without a year is not sought in the past unless it has only just passed.
    """
    try:
        return _resolve(expression, on, ahead)
    except (ValueError, OverflowError):
        return None


def _resolve(expression: TimeExpression, on: date | None, ahead: bool) -> Days | None:
    year = _year(expression, on)
    if year is not None:
        return _in_year(expression, year)
    if on is None:
        return None
    match expression.kind:
        case "date" | "lunar" | "festival":
            if expression.year_shift is not None or expression.name == "年":
                return None
            return _nearest([_in_year(expression, on.year + shift) for shift in (-1, 0, 1)], on, ahead)
        case "near_day":
            return _one_day(on + timedelta(days=expression.shift or 0))
        case "week":
            return _week(expression, on)
        case "near_month":
            return _month(*_shifted_month(on, expression.shift or 0), expression)
        case "near_year":
            return _near_year(expression, on)
        case "duration":
            return _duration(expression, on)
        case "lunar_day":
            return _lunar_day(expression.day or 1, on)
        case "bare_day":
            return _bare_day(expression.day or 1, on, ahead)


def _year(expression: TimeExpression, on: date | None) -> int | None:
    if expression.year is not None or on is None or expression.year_shift is None:
        return expression.year
    return on.year + expression.year_shift


def _one_day(day: date) -> Days:
    return Days(day, day)


def _in_year(expression: TimeExpression, year: int) -> Days | None:
    if expression.kind == "festival":
        return _festival(expression.name, year)
    if expression.kind == "lunar":
        return _lunar(expression, year)
    if expression.kind == "near_year":
        return _year_part(year, expression.part)
    return _month(year, expression.month or 1, expression)


def _festival(name: str, year: int) -> Days | None:
    if name in SOLAR_FESTIVALS:
        return _one_day(date(year, *SOLAR_FESTIVALS[name]))
    month, day = LUNAR_FESTIVALS[name]
    # The last lunar month mostly lies in the next year of ours, and people say 今年除夕 for either.
    found = solar_date(year - 1 if month == 12 else year, month, day)
    return None if found is None else _one_day(found)


def _lunar(expression: TimeExpression, year: int) -> Days | None:
    month = expression.month or 1
    if expression.day:
        found = solar_date(year, month, expression.day)
        return None if found is None else _one_day(found)
    first, last = solar_date(year, month, 1), solar_date(year, month, 30)
    return None if first is None or last is None else _part_of(first, last, expression.part)


def _month(year: int, month: int, expression: TimeExpression) -> Days:
    last = monthrange(year, month)[1]
    if expression.day:
        return _one_day(date(year, month, min(expression.day, last)))
    return _part_of(date(year, month, 1), date(year, month, last), expression.part)


def _part_of(first: date, last: date, part: str) -> Days:
    """初, 中, 底, 上旬 … of the month from ``first`` to ``last``."""
    first_day, last_day = {
        "初": (1, 10), "上旬": (1, 10), "中": (11, 20), "中旬": (11, 20), "半": (11, 20), "上中旬": (1, 20),
        "中下旬": (11, 31), "下旬": (21, 31),
    }.get(part, (31, 31) if part in ("底", "末") else (1, 31))  # fmt: skip
    return Days(min(first + timedelta(first_day - 1), last), min(first + timedelta(last_day - 1), last))


def _year_part(year: int, part: str) -> Days | None:
    quarters = {"一": 1, "二": 4, "三": 7, "四": 10}
    if part.endswith("季度"):
        first_month = quarters[part[0]]
        return Days(
            date(year, first_month, 1), date(year, first_month + 2, monthrange(year, first_month + 2)[1])
        )
    first, last = {
        "底": ((12, 31), (12, 31)), "末": ((12, 31), (12, 31)), "初": ((1, 1), (1, 31)),
        "上半年": ((1, 1), (6, 30)), "下半年": ((7, 1), (12, 31)),
    }.get(part, ((1, 1), (12, 31)))  # fmt: skip
    return Days(date(year, *first), date(year, *last))


def _nearest(candidates: list[Days | None], on: date, ahead: bool) -> Days | None:
    days = [found for found in candidates if found is not None]
    if not days:
        return None
    nearest = min(days, key=lambda found: abs(found.last - on))
    if ahead and nearest.last < on - _JUST_PASSED:
        return next((found for found in days if found.last >= on), nearest)
    return nearest


def _week(expression: TimeExpression, on: date) -> Days:
    """Weeks begin on Monday; a bare 周三 is the coming one, today included."""
    if not expression.name and expression.day is not None:
        return _one_day(on + timedelta(days=(expression.day - on.weekday()) % 7))
    monday = on + timedelta(days=7 * (expression.shift or 0) - on.weekday())
    if expression.part == "末":
        return Days(monday + timedelta(days=5), monday + timedelta(days=6))
    if expression.day is None:
        return Days(monday, monday + timedelta(days=6))
    return _one_day(monday + timedelta(days=expression.day))


def _shifted_month(on: date, months: int) -> tuple[int, int]:
    index = on.year * 12 + on.month - 1 + months
    return index // 12, index % 12 + 1


def _near_year(expression: TimeExpression, on: date) -> Days | None:
    """年底, 年内 and, by the lunar New Year, 年前 and 年后."""
    if expression.bound in ("before", "after"):
        coming = next((day for year in (on.year, on.year + 1) if (day := new_year(year)) and day >= on), None)
        return None if coming is None else _one_day(coming)
    if expression.part == "初" and on.month > 2:
        return _year_part(on.year + 1, "初")
    return _year_part(on.year, expression.part)


def _duration(expression: TimeExpression, on: date) -> Days | None:
    """The day on which a span of time counted from the day of writing ends; half units are rounded up."""
    count = expression.shift
    half = 0.5 if expression.part == "半" else 0.0
    if count is None and not half:
        return None
    amount = (count or 0) + half
    if amount > 3650:
        return None
    match expression.unit:
        case "天":
            return _one_day(on + timedelta(days=-int(-amount // 1)))
        case "周":
            return _one_day(on + timedelta(days=-int(-amount * 7 // 1)))
        case "月":
            return _one_day(_months_later(on, int(amount)) + timedelta(days=15 if half else 0))
        case "年":
            return _one_day(_months_later(on, int(amount * 12)))
        case "工作日":
            return _one_day(_working_days_later(on, int(amount)))
        case _:
            return _one_day(on + timedelta(days=int(amount // 24) if expression.unit == "小时" else 0))


def _months_later(on: date, months: int) -> date:
    year, month = _shifted_month(on, months)
    return date(year, month, min(on.day, monthrange(year, month)[1]))


def _working_days_later(on: date, days: int) -> date:
    """Monday to Friday; public holidays are not known here, so the true day may be later."""
    weeks, rest = divmod(days, 5)
    day = on + timedelta(weeks=weeks)
    while rest:
        day += timedelta(days=1)
        rest -= day.weekday() < 5
    return day


def _lunar_day(day: int, on: date) -> Days | None:
    """The next such day of a lunar month: 初五."""
    ahead = [
        found
        for year in (on.year - 1, on.year)
        for month in range(1, 13)
        if (found := solar_date(year, month, day)) and found >= on
    ]
    return _one_day(min(ahead)) if ahead else None


def _bare_day(day: int, on: date, ahead: bool) -> Days | None:
    """17号: of this month, or of the next when it has passed (by half a month, or when it lies ahead)."""
    this = _day_of_month(on, 0, day)
    if this is not None and (this >= on or (not ahead and (on - this).days < 15)):
        return _one_day(this)
    following = _day_of_month(on, 1, day)
    return None if following is None else _one_day(following)


def _day_of_month(on: date, months: int, day: int) -> date | None:
    year, month = _shifted_month(on, months)
    return date(year, month, day) if day <= monthrange(year, month)[1] else None
