"""Dates and deadlines of a petition, counted from the day on which it was written.

A deadline is a day by which something happens or is lost: 明天就拆, 9月1日开学, 月底前搬走, 还有三天. The day
by which an office promised or is asked to answer is none (its lapse harms nobody by itself), nor is a day
that has passed, nor a stretch of the past (三天内停了两次).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from nlp.time_expressions import TimeExpression, time_expressions
from nlp.time_resolution import Days, resolve

_LEFT_LIMIT, _RIGHT_LIMIT = 14, 16
_SENTENCE_ENDS = frozenset("。！？!?；;\n")
_CLAUSE_ENDS = frozenset("。！？!?；;\n，,：:")
_EVENTS = re.compile(
    "截止|截至|到期|期满|届满|为止|过期|逾期|最后|开学|报到|报名|报上|上报|申报|登记|上传|确认|考试|中考|高考|面试|复审|"
    "拆|腾|搬|迁|清场|清退|清出|清房|收回|收房|换锁|停|断|关|封|铲|推|挖|扒|平掉|拉走|赶|倒闭|散|撤|裁|淹|注销|离职|"
    "开庭|宣判|执行|起诉|诉讼|复议|异议|拍卖|网拍|开拍|流拍|划走|扣|过户|结清|结账|还清|还款|要还|见不到|付清|付款|缴|交|补办|"
    "补齐|退还|返还|转|赔|手术|化疗|透析|移植|进舱|出院|预产|临盆|停药|断药|没药|有药|断粮|见底|用完|吃完|撑|够|"
    "起飞|登机|出发|开船|走不|回国|出国|签证|投票|选举|换届|公示|征求|意见|竣工|开工|动工|施工|涨|起连阴|洪峰|暴雨|"
    "台风|收割|开割|作废|失效|取消|撤销|视为|放弃|封账|轮到|出结果|定稿|签|下葬|火化|婚|期限|限期|责令|限|最迟|最晚|必须|务必|"
    "还有|只剩|仅剩|出殡|申请|满"
)
_OFFICE_PROMISES = re.compile(
    "答复|回复|答覆|回覆|办结|受理|反馈|回访|批复|回函|回电|办理完|给个说法|给个答|给说法"
)
_WISHES = re.compile("希望|恳请|盼|能否|可否|建议|请求|请(?!假)|何时|什么时候|望")
_PAST = re.compile(
    "曾|已经|已于|当时|原定|原本|本应|本该|上次|那时|自从|早在|发生|先后|连续|累计|从|自|每年|年年|往年|历年|每月"
)
_PAST_AFTER = re.compile(
    "[^不完掉]了(?!断)|过(?!户|期|后|世|来|去|境|年|冬|关)|发生|先后|连续|[年月天日以]来|至今|以来|开始|一直|已|曾|(?<!就)没(?![有了药饭])|的时候"
)
# What makes a day a deadline when it stands right beside it.
_AT_ONCE_RIGHT = re.compile(
    "起?(?:就|要|将|便|得|会)|截止|为止|止|到期|届满|期满|关闭|关门|停|还款|开庭|开拍|网拍|报到|报名|登机|手术|考试|过期|作废|"
    "失效|清场|断|拆|交房|淹|注销"
)
_AT_ONCE_LEFT = re.compile(
    "(?<![来遇报说看听找收得等直做感])[到至]$|限$|截[止至](?:日期?|时间)?(?:是|为|在)?$|期限(?:是|为)?$|最[迟晚后]$|定[于在]$|[离距]$|赶在$|[必]?须[在于]$|就?等$|于$"
)
_STILL_TO_COME = re.compile("就|要|将|便|会|得|起|到|再|不|轮|没|来不及|是")
_AHEAD_KINDS = frozenset({"near_day", "week", "lunar_day"})
_SHORT_UNITS = frozenset({"天", "周", "小时", "工作日"})
_FIXED_EVENTS = frozenset({"开学", "開學", "高考", "中考"})


class TimeMention(NamedTuple):
    """A mention of time, its stretch of the text, and the days it means where they can be known."""

    start: int
    end: int
    days: Days | None


class Deadline(NamedTuple):
    """A deadline, its stretch of the text (characters), and the day on which it falls."""

    start: int
    end: int
    due: date


def dates(text: str, on: date | None) -> tuple[TimeMention, ...]:
    """The calendar dates of a text (no stretches of time), whatever they are for."""
    return tuple(
        TimeMention(expression.start, expression.end, resolve(expression, on))
        for expression in time_expressions(text)
        if expression.kind != "duration"
    )


def deadlines(text: str, on: date | None) -> tuple[Deadline, ...]:
    """The deadlines that lie on or after the day of writing, in order of place.

    Without ``on`` only those with a year are known, and none is left out as past.
    """
    found = []
    for expression in deadline_expressions(text):
        days = resolve(expression, on, ahead=_is_bound(text, expression))
        if days is None:
            continue
        due = days.first if expression.bound == "before" else days.last
        if on is None or due >= on:
            found.append(Deadline(expression.start, expression.end, due))
    return tuple(found)


def nearest_deadline(text: str, on: date | None) -> Deadline | None:
    """The deadline that comes first from the day of writing on, None where there is none."""
    return min(deadlines(text, on), key=lambda deadline: (deadline.due, deadline.start), default=None)


def deadline_expressions(
    text: str, expressions: Iterable[TimeExpression] | None = None
) -> Iterator[TimeExpression]:
    """The mentions of time that are deadlines by their words, wherever they may fall.

    ``expressions``: the mentions of this text where they are known already.
    """
    end_of_last = -9
    for expression in time_expressions(text) if expressions is None else expressions:
        follows_another = expression.start - end_of_last <= 1 and expression.kind == "festival"
        end_of_last = expression.end
        if not follows_another and _may_lie_ahead(expression) and _is_deadline(text, expression):
            yield expression


def _may_lie_ahead(expression: TimeExpression) -> bool:
    if expression.kind == "duration":
        return expression.left or expression.bound in ("within", "after")
    if expression.kind == "lunar_day":
        return bool(expression.bound) or expression.clock or (expression.day or 0) > 3  # 初一 … 初三: grades
    if expression.kind == "near_year" and not expression.part and not expression.bound:
        return False
    if expression.kind == "near_day":
        return expression.name in ("今", "明", "后", "後", "大后", "大後")
    if expression.kind in ("week", "near_month"):
        return (expression.shift or 0) >= 0
    return (expression.year_shift or 0) >= 0


def _is_deadline(text: str, expression: TimeExpression) -> bool:
    left, right = _around(text, expression, _CLAUSE_ENDS)
    sentence_right = _around(text, expression, _SENTENCE_ENDS)[1]
    if _OFFICE_PROMISES.search(sentence_right) or _OFFICE_PROMISES.search(left):
        return False
    fixed = expression.name in _FIXED_EVENTS
    if _WISHES.search(left) and not fixed:
        return False
    past = bool(_PAST_AFTER.search(right) or _PAST.search(left))
    event = bool(_EVENTS.search(sentence_right) or _EVENTS.search(left))
    beside = _is_bound(text, expression)
    if expression.kind == "duration":
        short_left = expression.left and expression.unit in _SHORT_UNITS
        return (short_left or event) and not past or (expression.bound == "after" and beside)
    if expression.kind in _AHEAD_KINDS:
        return _is_ahead(expression, right, event, past)
    if expression.bound == "before":
        return not past and (event or expression.kind != "near_year")
    if fixed or expression.kind == "festival":
        return beside and not past
    if not _is_day(expression) or expression.bound == "after":
        return beside and not past
    return beside or (event and not past)


def _is_ahead(expression: TimeExpression, right: str, event: bool, past: bool) -> bool:
    """明天, 下周三, 今晚: ahead by themselves, but only with something that is to happen then."""
    if expression.bound == "before":
        return True
    ahead = (expression.shift or 0) > 0 or expression.unit in ("晚", "夜")
    if expression.kind != "near_day" and not expression.name:
        return event and not past
    return (
        event or (ahead and bool(_STILL_TO_COME.match(right[:4]) or _STILL_TO_COME.search(right)))
    ) and not (past and not ahead)


def _is_bound(text: str, expression: TimeExpression) -> bool:
    """Whether the words say that the day is still to come, so that it may lie a year ahead."""
    left, right = _around(text, expression, _CLAUSE_ENDS)
    until = expression.shift != 0 and _AT_ONCE_LEFT.search(left)  # 到今天 is a stretch of the past
    return expression.bound == "before" or bool(_AT_ONCE_RIGHT.match(right) or until)


def _is_day(expression: TimeExpression) -> bool:
    return expression.day is not None or bool(expression.part)


def _around(text: str, expression: TimeExpression, ends: frozenset[str]) -> tuple[str, str]:
    """What stands left and right of a mention in its own clause or sentence, a few words at most."""
    left = text[max(0, expression.start - _LEFT_LIMIT) : expression.start]
    for place in range(len(left) - 1, -1, -1):
        if left[place] in ends:
            left = left[place + 1 :]
            break
    right = text[expression.end : expression.end + _RIGHT_LIMIT]
    for place, character in enumerate(right):
        if character in ends:
            return left, right[:place]
    return left, right
