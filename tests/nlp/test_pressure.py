"""What must never move urgency is gone before anything reads the text; harm stays where it stood."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.pressure import without_pressure

HARM = "楼道里煤气味很重，老人还在屋里"
ADDITIONS = [
    "再不解决我就去北京",
    "再不处理我们就集体去省政府讨说法",
    "我已经投诉了十几次",
    "我们已经打了无数次12345热线",
    "去年到现在反映了几十遍",
    "我们300多名业主联名",
    "全体业主签名附后",
    "明天我就找记者曝光",
    "我要去信访局上访",
    "太气愤了",
    "谢谢领导",
    "请王书记批示",
    "我是外地户口",
    "我叫李四，性别男",
    "急急急",
]
LETTERS = st.text(
    alphabet="我们已经多次投诉反映北京！!，。就去找领导煤气味\n谢 业主联名300户急？", max_size=120
)


@pytest.mark.parametrize("addition", ADDITIONS)
def test_an_addition_leaves_nothing_that_could_be_read(addition: str) -> None:
    alone = without_pressure(HARM + "。").text
    for text in (f"{HARM}。{addition}。", f"{HARM}！！！{addition}！！！"):
        assert without_pressure(text).text == alone


def test_harm_beside_a_complaint_about_silence_stays() -> None:
    left = without_pressure("多次投诉，三单元仍然停水，孩子没水喝").text
    assert "停水" in left and "孩子没水喝" in left and "投诉" not in left


@given(LETTERS)
def test_every_character_that_is_read_stands_where_it_is_said_to_stand(text: str) -> None:
    read = without_pressure(text)
    assert len(read.places) == len(read.text)
    assert list(read.places) == sorted(read.places)
    marks = set("，。？\n")
    assert all(
        text[place] == shown or shown in marks for place, shown in zip(read.places, read.text, strict=True)
    )


@given(LETTERS)
def test_the_number_of_exclamation_marks_changes_nothing(text: str) -> None:
    assert without_pressure(text.replace("！", "！！！")).text == without_pressure(text).text


@pytest.mark.parametrize(
    "piece", ["已经", "多次", "300", "我们", "领导", "感谢", "去北京", "投诉了", "就只能"]
)
def test_hostile_repetition_costs_time_in_proportion(piece: str) -> None:
    def seconds(times: int) -> float:
        text = piece * times
        start = time.perf_counter()
        without_pressure(text)
        return time.perf_counter() - start

    seconds(50)
    small = min(seconds(500) for _ in range(3))
    assert min(seconds(2_000) for _ in range(3)) < 40 * max(small, 1e-4)
