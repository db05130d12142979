"""Numbers in words and figures are read alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.chinese_numbers import parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三", 3), ("十", 10), ("十五", 15), ("二十", 20), ("三十一", 31), ("廿八", 28), ("二〇二〇", 2020),
        ("２０", 20), ("一百二十", 120), ("一百零五", 105), ("三万五", 35000), ("12万", 120000),
        ("两千", 2000),        ("一千一百二十", 1120), ("四十八", 48), ("〇", 0),
    ],
)  # fmt: skip
def test_a_written_number_has_its_value(text: str, value: int) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "天", "三天", "九" * 30])
def test_what_is_no_number_gives_none(text: str) -> None:
    assert parse_number(text) is None


@given(st.text("零一二三四五六七八九十百千万亿廿卅0123456789", max_size=30))
def test_no_run_of_numerals_makes_it_fail(text: str) -> None:
    value = parse_number(text)
    assert value is None or value >= 0
