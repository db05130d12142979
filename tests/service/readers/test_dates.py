from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.readers.dates import read_time, read_times

DAY = datetime(2023, 4, 5)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2023-04-05", DAY),
        ("2023/4/5", DAY),
        ("2023.4.5", DAY),
        ("2023年4月5日", DAY),
        ("2023年04月05号", DAY),
        ("２０２３年４月５日", DAY),
        ("20230405", DAY),
        (20230405, DAY),
        (20230405.0, DAY),
        (45021, DAY),
        ("45021", DAY),
        (45021.5, DAY + timedelta(hours=12)),
        ("45021.5", DAY + timedelta(hours=12)),
        ("二〇二三年四月五日", DAY),
        ("二零二三年十二月三十一日", datetime(2023, 12, 31)),
        ("2023年4月5日星期三", DAY),
        ("2023/4/5 9:30", datetime(2023, 4, 5, 9, 30)),
        ("2023-04-05 09:30:15", datetime(2023, 4, 5, 9, 30, 15)),
        ("2023-04-05T09:30:15.25", datetime(2023, 4, 5, 9, 30, 15, 250000)),
        ("2023-04-05T01:30:00Z", datetime(2023, 4, 5, 9, 30)),
        ("2023-04-05T09:30:00+08:00", datetime(2023, 4, 5, 9, 30)),
        ("2023年4月5日9时30分", datetime(2023, 4, 5, 9, 30)),
        ("2023年4月5日 上午9:30", datetime(2023, 4, 5, 9, 30)),
        ("2023年4月5日下午3点20分", datetime(2023, 4, 5, 15, 20)),
        ("2023/4/5 上午12:10", datetime(2023, 4, 5, 0, 10)),
        ("2023/4/5 9:30 PM", datetime(2023, 4, 5, 21, 30)),
        ("2023-04-05 24:00", datetime(2023, 4, 6)),
        ("20230405093015", datetime(2023, 4, 5, 9, 30, 15)),
        ("202304050930", datetime(2023, 4, 5, 9, 30)),
        ("'2023-04-05", DAY),
        ("\t2023-04-05\u3000", DAY),
        (1680658200, datetime(2023, 4, 5, 9, 30)),
        (1680658200000, datetime(2023, 4, 5, 9, 30)),
        (date(2023, 4, 5), DAY),
        (datetime(2023, 4, 5, 1, 30, tzinfo=UTC), datetime(2023, 4, 5, 9, 30)),
    ],
)
def test_known_forms_are_read(value: object, expected: datetime) -> None:
    assert read_time(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "3/4/2023",
        "2023年4月",
        "2023",
        "四月五日",
        "2023-04-31",
        "2023-13-01",
        "2023-04-05 25:00",
        "昨天",
        "",
        None,
    ]
    + [True, 12345, 99999, "2023-4/5", "20231301", "2023-04-05 24:30", "5月4日", float("inf"), float("nan")],
)
def test_ambiguous_incomplete_and_impossible_times_stay_unread(value: object) -> None:
    assert read_time(value) is None


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers()))
def test_nothing_crashes_the_reader_of_times(value: object) -> None:
    assert read_time(value) is None or isinstance(read_time(value), datetime)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)))
def test_iso_times_come_back(moment: datetime) -> None:
    assert read_time(moment.isoformat(" ")) == moment


def test_a_column_keeps_its_length_and_its_nulls() -> None:
    times = read_times(pa.array(["2023-04-05", None, "不详"]))
    assert times.to_pylist() == [DAY, None, None]
    assert times.type == pa.timestamp("us")
