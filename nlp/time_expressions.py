"""Where a text speaks of time, and in which words; nothing yet about which day is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from nlp.chinese_numbers import parse_number
from nlp.time_grammar import (
    BEFORE_KEY,
    BEFORE_PASSING,
    FURTHEST_LEFT,
    KEY,
    LEFT_OF_KEY,
    LEFT_WORDS,
    LUNAR_MONTHS,
    NEAR_DAYS,
    NEAR_YEARS,
    NUMBER_ORDER,
    NUMERALS,
    PATTERNS,
    RANGE_SIGNS,
    SHIFTS,
    TRIGGER,
    WEEKDAYS,
    WORD_ORDER,
    Kind,
)

Bound = Literal["", "before", "within", "after"]


class TimeExpression(NamedTuple):
    """One mention of time; numbers as written, None where not said. (A tuple: quick to make.)

    ``year_shift``, ``shift``: years, or days, weeks, months from the writer's own time. ``part``: 初, 中, 底.
    ``bound``: whether 前, 内 or 后 follows. ``left``: 还有, 限 … stands before (and belongs to the span).
    """

    kind: Kind
    start: int
    end: int
    year: int | None = None
    year_shift: int | None = None
    month: int | None = None
    day: int | None = None
    shift: int | None = None
    part: str = ""
    unit: str = ""
    name: str = ""
    bound: Bound = ""
    left: bool = False
    clock: bool = False


def time_expressions(text: str) -> Iterator[TimeExpression]:
    """The mentions of time in a text, in order, never overlapping."""
    done = 0
    previous: TimeExpression | None = None
    for key in KEY.finditer(text):
        place = key.start()
        left = BEFORE_KEY.get(key[0])
        if place < done or (left is not None and text[place - 1 : place] not in left):
            continue
        start = place
        while start > done and place - start < FURTHEST_LEFT and text[start - 1] in LEFT_OF_KEY:
            start -= 1
        while start <= place and (seen := TRIGGER.search(text, start, key.end() + 4)):
            expression = _read(text, seen)
            if expression is not None:
                previous = _continued(text, previous, expression)
                yield previous
                done = expression.end
                break
            start = seen.start() + 1


def _continued(text: str, previous: TimeExpression | None, expression: TimeExpression) -> TimeExpression:
    """The second day of a range takes month and year from the first: 2020年9月5日至7日."""
    if previous is None or previous.month is None or text[previous.end : expression.start] not in RANGE_SIGNS:
        return expression
    if expression.kind == "bare_day":
        expression = expression._replace(kind=previous.kind, month=previous.month)
    elif expression.kind != "date" or expression.month is None or expression.month < previous.month:
        return expression
    if expression.year is None and expression.year_shift is None:
        expression = expression._replace(year=previous.year, year_shift=previous.year_shift)
    return expression


def _read(text: str, seen: re.Match[str]) -> TimeExpression | None:
    left = text[seen.start() - 1] if seen.start() else ""
    if seen["number"] and (left in NUMERALS or (left.isascii() and left.isalnum())):
        return None  # the tail of a longer number, 417号
    for kind in NUMBER_ORDER if seen["number"] else WORD_ORDER:
        match = PATTERNS[kind].match(text, seen.start())
        if match and (expression := _expression(kind, match)):
            return _with_left_word(text, expression)
    return None


def _with_left_word(text: str, expression: TimeExpression) -> TimeExpression:
    if expression.kind != "duration":
        return expression
    before = text[max(0, expression.start - 3) : expression.start]
    word = next((word for word in LEFT_WORDS if before.endswith(word)), "")
    if word == "过" and (expression.unit not in ("天", "周", "小时") or before[-2:-1] not in BEFORE_PASSING):
        return expression
    return expression._replace(start=expression.start - len(word), left=bool(word), name=word)


def _expression(kind: Kind, match: re.Match[str]) -> TimeExpression | None:
    """The match as numbers; None when they are no date (14月, 40日) or the words mean something else."""
    groups = match.groupdict()
    common = TimeExpression(
        kind, match.start(), match.end(), bound=_bound(groups["bound"]), clock=bool(groups.get("clock"))
    )
    match kind:
        case "date":
            return _date(groups, common)
        case "lunar":
            return _lunar(groups, common)
        case "duration":
            return _duration(groups, common)
        case "near_day":
            name = groups["name"]
            return common._replace(shift=NEAR_DAYS[name], unit=match[0][len(name)], name=name)
        case "week":
            day = groups["day"]
            if not groups["name"] and not day:
                return None
            return common._replace(shift=SHIFTS[groups["name"] or ""], day=WEEKDAYS[day] if day else None,
                           name=groups["name"] or "", part="末" if day == "末" else "")  # fmt: skip
        case "near_month":
            if not groups["name"] and not groups["part"]:
                return None
            shift = SHIFTS[(groups["name"] or "").replace("當", "当")]
            month = common._replace(shift=shift, part=groups["part"] or "", name=groups["name"] or "")
            return _valid_day(month._replace(day=_number(groups["day"])))
        case "near_year":
            return _year(groups, common)
        case "festival":
            return _with_year(groups, common)._replace(name=groups["name"])
        case _:
            return _valid_day(common._replace(day=_number(groups["day"])))


def _number(text: str | None) -> int | None:
    return parse_number(text) if text else None


def _bound(text: str | None) -> Bound:
    if not text:
        return ""
    return "before" if text[-1] == "前" else "after" if text[-1] in "后後" else "within"


def _with_year(groups: dict[str, str | None], common: TimeExpression) -> TimeExpression:
    year = _number(groups["year"])
    if year is not None and not 1900 <= year < 2100:
        year = None
    return common._replace(year=year, year_shift=NEAR_YEARS.get(groups["near_year"] or ""))


def _valid_day(expression: TimeExpression) -> TimeExpression | None:
    valid = expression.day is None or 1 <= expression.day <= 31
    return expression if valid and (expression.month is None or 1 <= expression.month <= 12) else None


def _date(groups: dict[str, str | None], common: TimeExpression) -> TimeExpression | None:
    if groups["full_year"]:
        year, month, day = (_number(groups[f"full_{name}"]) for name in ("year", "month", "day"))
        return _valid_day(common._replace(year=year, month=month, day=day))
    if groups["short_month"]:
        month, day = _number(groups["short_month"]), _number(groups["short_day"])
        return _valid_day(common._replace(month=month, day=day))
    day = _number(groups["day"] or groups["bare_day"])
    month = _number(groups["month"])
    return _valid_day(_with_year(groups, common)._replace(month=month, day=day, part=groups["part"] or ""))


def _lunar(groups: dict[str, str | None], common: TimeExpression) -> TimeExpression | None:
    name = groups["month"] or ""
    if name not in LUNAR_MONTHS and not groups["name"] and not groups["first"]:
        return None
    month = LUNAR_MONTHS.get(name) or _number(name)
    found = _with_year(groups, common)._replace(
        month=month, day=_number(groups["day"]), part=groups["part"] or ""
    )
    return _valid_day(found)


def _year(groups: dict[str, str | None], common: TimeExpression) -> TimeExpression | None:
    part = (groups["part"] or "").removeprefix("年")
    if groups["bare"] and not part:
        return None
    bound = common.bound or (_bound(part) if part in ("前", "后", "後", "内", "內") else "")
    return _with_year(groups, common)._replace(part=part, bound=bound, name="年" if groups["bare"] else "")


def _duration(groups: dict[str, str | None], common: TimeExpression) -> TimeExpression | None:
    unit = {"日": "天", "週": "周", "星期": "周", "礼拜": "周", "小時": "小时", "钟头": "小时"}.get(
        groups["unit"] or "", groups["unit"] or ""
    )
    if unit == "月" and not groups["extra"] and groups["count"] not in ("半", "数"):
        return None
    if groups["unit"] == "日" and not common.bound and not groups["more"] and not groups["extra"]:
        return None  # 三日 alone is a day of the month
    if groups["unit"] == "年" and (groups["count"] or "").isdecimal() and len(groups["count"] or "") == 4:
        return None
    count = _number(groups["count"]) if groups["count"] not in ("半", "几", "幾", "数") else None
    half = groups["count"] == "半" or bool(groups["half"] or groups["tail"])
    return common._replace(shift=count, unit=unit, part="半" if half else "", day=None)
