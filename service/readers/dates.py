"""Reads the times of a time column: a closed list of forms, nothing guessed.

What is ambiguous (3/4/2023), incomplete (2023年4月) or impossible (31 April) gives null; the column itself
is never changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pyarrow as pa

from service.cell_values import cell_values

CHINA = timezone(timedelta(hours=8))
SERIAL_ZERO = datetime(1899, 12, 30)  # Excel's day 0 of the 1900 system, its leap-year fault included
SERIALS = range(20000, 60001)  # October 1954 to April 2064
_CLOCK = (
    r"(?:[T\s]*(?:星期.|周.)?\s*(?P<half>上午|下午|凌晨|早上|中午|晚上|am|pm)?\s*"
    r"(?P<hour>\d{1,2})(?:[:时点](?P<minute>\d{1,2})?分?(?:[:]?(?P<second>\d{1,2})秒?)?(?:\.(?P<part>\d{1,9}))?)"
    r"\s*(?P<late>am|pm)?\s*(?P<zone>z|[+-]\d{2}:?\d{2})?|\s*(?:星期.|周.)?)"
)
_FORMS = (
    re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})" + _CLOCK, re.I),
    re.compile(r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]" + _CLOCK, re.I),
    re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})" + _CLOCK, re.I),
    re.compile(
        r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
        r"(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?"
    ),
)
_CHINESE_DAY = re.compile(
    r"([〇零一二三四五六七八九○]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"
)
_DIGITS = {character: digit for digit, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_NUMBER = re.compile(r"\d{5}(\.\d+)?|\d{10}|\d{13}")


def read_times(column: pa.Array[Any]) -> pa.TimestampArray:
    """The times of a column of any type as timestamp[us] (local time in China), null where unreadable."""
    values: Sequence[object] = cell_values(column)
    return pa.array([read_time(value) for value in values], pa.timestamp("us"))


def read_time(value: object) -> datetime | None:
    """One cell's time: a date, text in one of the known forms, an Excel serial, a Unix time; else None."""
    if isinstance(value, datetime):
        return value.astimezone(CHINA).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_number(value)
    return _from_text(value) if isinstance(value, str) else None


def _from_number(number: float) -> datetime | None:
    if 19000101 <= number <= 99991231 and number == int(number):
        return _from_text(str(int(number)))
    if SERIALS.start <= number < SERIALS.stop:
        return SERIAL_ZERO + timedelta(seconds=round(number * 86400))
    for scale, lowest in ((1, 10**9), (1000, 10**12)):
        if lowest <= number < 2 * lowest:
            return datetime.fromtimestamp(number / scale, CHINA).replace(tzinfo=None)
    return None


def _from_text(text: str) -> datetime | None:
    plain = _plain_day(unicodedata.normalize("NFKC", text).strip().lstrip("'"))
    for form in _FORMS:
        if match := form.fullmatch(plain):
            return _moment(match.groupdict())
    return _from_number(float(plain)) if _NUMBER.fullmatch(plain) else None


def _plain_day(text: str) -> str:
    """二〇二三年四月五日 → 2023年4月5日."""
    match = _CHINESE_DAY.match(text)
    if match is None:
        return text
    year = "".join(str(_DIGITS[character]) for character in match[1])
    return f"{year}年{_up_to_99(match[2])}月{_up_to_99(match[3])}日{text[match.end() :]}"


def _up_to_99(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _DIGITS.get(ones, 0) if len(ones) == 1 else 0
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)


def _moment(parts: dict[str, str | None]) -> datetime | None:
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (parts.get("half") or parts.get("late") or "").lower()
    if half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    elif half in ("上午", "凌晨", "am") and hour == 12:
        hour = 0
    elif half == "中午" and hour < 3:
        hour += 12
    try:
        day = datetime(int(parts["year"] or 0), int(parts["month"] or 0), int(parts["day"] or 0))
        next_day = timedelta(days=1) if (hour, minute, second) == (24, 0, 0) else timedelta(0)
        moment = day.replace(hour=hour % 24 if next_day else hour, minute=minute, second=second) + next_day
    except (ValueError, OverflowError):
        return None
    moment += timedelta(microseconds=int((parts.get("part") or "").ljust(6, "0")[:6]))
    return _in_china(moment, parts.get("zone"))


def _in_china(moment: datetime, zone: str | None) -> datetime:
    if not zone:
        return moment
    if zone.lower() == "z":
        return moment + timedelta(hours=8)
    sign = -1 if zone[0] == "-" else 1
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])) * sign
    return moment - offset + timedelta(hours=8)
