"""Dates and deadlines are found, counted from the day of writing, and never in the past."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.time_expressions import time_expressions
from nlp.times import dates, deadlines, nearest_deadline

WEDNESDAY = date(2020, 6, 17)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("通知下周三前必须搬走", date(2020, 6, 24)),
        ("房东要我们本月底搬走", date(2020, 6, 30)),
        ("月底前不搬就换锁", date(2020, 6, 30)),
        ("离报名截止还有三天", date(2020, 6, 20)),
        ("三天后就要拆房", date(2020, 6, 20)),
        ("限三日内腾房", date(2020, 6, 20)),
        ("孩子9月1日开学，至今没有学校", date(2020, 9, 1)),
        ("明天上午就要停水", date(2020, 6, 18)),
        ("他们说今晚来拆", date(2020, 6, 17)),
        ("后天就要拆", date(2020, 6, 19)),
        ("十月十五号之前必须交房租", date(2020, 10, 15)),
        ("2020年6月30日前不交就停电", date(2020, 6, 30)),
        ("报名7.15截止", date(2020, 7, 15)),
        ("合同年底到期", date(2020, 12, 31)),
        ("春节前要把房子腾出来", date(2021, 2, 12)),
        ("国庆节前必须搬走", date(2020, 10, 1)),
        ("开学前办不好就没书读", date(2020, 9, 1)),
        ("限四十八小时内搬离", date(2020, 6, 19)),
        ("２０２０年７月１日前腾退", date(2020, 7, 1)),
        ("腊月二十八前必须还清", date(2021, 2, 9)),
        ("這個月25號就到期", date(2020, 6, 25)),
    ],
)
def test_a_deadline_is_counted_from_the_day_of_writing(text: str, due: date) -> None:
    found = nearest_deadline(text, WEDNESDAY)
    assert found is not None
    assert found.due == due


@pytest.mark.parametrize(
    "text",
    [
        "去年9月1日停水三天",
        "2019年6月30日前已经拆完",
        "三天内停了两次电",
        "请在15个工作日内答复",
        "希望月底前修好路灯",
        "我家住17号楼",
        "昨天停电",
        "自从5月10日就没有水",
        "",
    ],
)
def test_the_past_wishes_and_promised_answers_are_no_deadlines(text: str) -> None:
    assert nearest_deadline(text, WEDNESDAY) is None


def test_a_date_after_new_year_belongs_to_the_next_year() -> None:
    found = nearest_deadline("1月5日前必须搬走", date(2020, 12, 20))
    assert found is not None
    assert found.due == date(2021, 1, 5)


def test_the_nearest_of_several_deadlines_is_given() -> None:
    text = "9月1日开学，可明天就要拆房"
    assert [found.due for found in deadlines(text, WEDNESDAY)] == [date(2020, 9, 1), date(2020, 6, 18)]
    found = nearest_deadline(text, WEDNESDAY)
    assert found is not None
    assert text[found.start : found.end] == "明天"


def test_without_a_day_of_writing_only_dates_with_a_year_are_known() -> None:
    assert nearest_deadline("明天就要拆", None) is None
    assert nearest_deadline("9月1日前必须搬走", None) is None
    found = nearest_deadline("2020年9月1日前必须搬走", None)
    assert found is not None
    assert found.due == date(2020, 9, 1)


def test_a_day_that_does_not_exist_is_read_as_the_last_of_its_month() -> None:
    found = nearest_deadline("2021年2月30日前必须搬走", WEDNESDAY)
    assert found is not None
    assert found.due == date(2021, 2, 28)


def test_the_second_day_of_a_range_takes_its_month_from_the_first() -> None:
    days = [found.days for found in dates("2020年9月5日至7日停水", WEDNESDAY)]
    assert [day.first for day in days if day] == [date(2020, 9, 5), date(2020, 9, 7)]


PIECES = st.sampled_from(
    ["明天", "下周三", "月底", "9月1日", "2月30日", "腊月二十八", "还有三天", "四十八小时内", "今晚", "前",
     "就要拆", "截止", "开学", "，", "。", "14月", "99号", "二〇二〇年", "5日", "至", "初五", "春节",
     "一百年后", "年底", "·", "１２月", "x"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=12).map("".join), st.text(max_size=60))
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))


@given(TEXTS, DAYS)
def test_no_deadline_lies_before_the_day_of_writing(text: str, on: date) -> None:
    for found in deadlines(text, on):
        assert found.due >= on
        assert 0 <= found.start < found.end <= len(text)


@given(TEXTS, st.dates(date(1960, 1, 1), date(2060, 1, 1)))
def test_the_nearest_is_the_least_of_all(text: str, on: date) -> None:
    every = [found.due for found in deadlines(text, on)]
    nearest = nearest_deadline(text, on)
    assert (nearest.due if nearest else None) == min(every, default=None)


@given(st.dates(date(1960, 1, 1), date(2060, 1, 1)), st.integers(1, 20))
def test_relative_words_move_with_the_day_of_writing(on: date, days: int) -> None:
    found = nearest_deadline(f"再过{days}天就要拆", on)
    assert found is not None
    assert found.due == on + timedelta(days=days)


@given(TEXTS)
def test_mentions_of_time_never_overlap(text: str) -> None:
    spans = [(found.start, found.end) for found in time_expressions(text)]
    assert all(left[1] <= right[0] for left, right in zip(spans, spans[1:], strict=False))


@pytest.mark.parametrize(
    "piece", ["一", "1", "年", "月", "初", "今", "上", "二十", "1-", "大", " ", "2020年", "还有"]
)
def test_reading_takes_time_in_proportion_to_the_text(piece: str) -> None:
    def seconds(times: int) -> float:
        text = piece * times
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            deadlines(text, WEDNESDAY)
            best = min(best, time.process_time() - start)
        return max(best, 1e-4)

    assert seconds(8000) / seconds(2000) < 9
