"""Urgency is harm and time left: what it says it shows, and nothing else moves it."""

from __future__ import annotations

import inspect
import json
from datetime import date
from functools import cache

import numpy as np
import pytest

from models.urgency import KINDS, UrgencyModel, UrgencyTag
from models.urgency.file import load_urgency_model
from models.urgency.model import level_of, level_probability
from models.urgency.reading import read_texts
from nlp.resources import data_path

GAS = "厨房煤气味很重\n楼道里煤气味一天比一天重，楼下老人独自在家，刚才已经晕倒了。"
STILL = "公园长椅\n建议在公园多放几张长椅，方便大家休息。"
UNMOVED = [
    "再不解决我就去北京。",
    "我已经上访七次了！！！",
    "我们三百户联名。",
    "明天我就找媒体曝光。",
    "谢谢领导。",
    "太气愤了！",
    "我是外地户口。",
    "急急急！！！",
]


@cache
def model() -> UrgencyModel:
    return load_urgency_model()


@cache
def corpus() -> tuple[str, ...]:
    """Every ninth petition of the written corpus."""
    lines = data_path("corpus/petitions.jsonl").read_text(encoding="utf-8").splitlines()[::9]
    return tuple(f"{row['title']}\n{row['body']}" for row in map(json.loads, lines))


def tag(text: str, day: date | None = None) -> UrgencyTag:
    return model().tag([text], [day])[0]


def test_danger_is_high_and_a_wish_is_ordinary() -> None:
    assert (tag(GAS).level or 0) >= 3
    assert tag(STILL).level == 1


def test_levels_3_and_4_always_show_the_words_behind_them() -> None:
    tags = model().tag(corpus(), [None] * len(corpus()))
    assert any((t.level or 0) >= 3 for t in tags)
    for found in tags:
        if (found.level or 0) >= 3:
            assert found.evidence


def test_every_span_points_at_its_text() -> None:
    tags = model().tag(corpus(), [date(2024, 3, 1)] * len(corpus()))
    for text, found in zip(corpus(), tags, strict=True):
        stretches = [*found.evidence, *(stretch for _, stretch in found.vulnerable)]
        stretches += [part.stretch for part in (found.harm, found.time) if part is not None]
        assert all(text[s.start : s.end] == s.text for s in stretches)


@pytest.mark.parametrize("addition", UNMOVED)
def test_what_must_never_move_it_moves_no_level_and_no_probability(addition: str) -> None:
    plain = model().tag(corpus(), [None] * len(corpus()))
    ended = [text if text[-1] in "。！？!?；;…" else f"{text}。" for text in corpus()]
    pressed = model().tag([f"{text}{addition}" for text in ended], [None] * len(corpus()))
    assert [t.level for t in pressed] == [t.level for t in plain]
    np.testing.assert_allclose([t.probability for t in pressed], [t.probability for t in plain], atol=1e-9)


def test_exclamation_marks_move_nothing() -> None:
    plain = model().tag(corpus(), [None] * len(corpus()))
    loud = model().tag([text.replace("。", "！！！") for text in corpus()], [None] * len(corpus()))
    assert [t.level for t in loud] == [t.level for t in plain]


def test_it_is_given_texts_and_days_and_nothing_else() -> None:
    assert list(inspect.signature(UrgencyModel.tag).parameters) == ["self", "texts", "days"]


def test_what_stands_beside_a_petition_in_a_batch_changes_nothing() -> None:
    alone = tag(GAS)
    assert model().tag([STILL, GAS, STILL], [None] * 3)[1] == alone


def test_critical_petitions_always_go_to_a_person() -> None:
    tags = model().tag(corpus(), [None] * len(corpus()))
    critical = [t for t in tags if t.level == 4]
    assert critical
    assert all(t.needs_review for t in critical)


def test_a_cue_raises_the_level_but_never_the_probability() -> None:
    read = read_texts(corpus())
    scores = model().scores(read)
    for row, found in enumerate(model().tag(corpus(), [None] * len(corpus()))):
        if found.level is None:
            continue
        own = level_of(scores.statistical[row], model().level_from)
        assert found.level >= own
        assert found.probability == level_probability(scores.statistical[row], found.level)


def test_a_deadline_is_counted_from_the_day_of_the_petition() -> None:
    text = "学位确认\n9月1日就要开学了，孩子的学位还没有确认，学校说月底前交不齐材料就不收。"
    assert tag(text, date(2024, 8, 20)).due == date(2024, 8, 31)
    assert tag(text).due is None


@pytest.mark.parametrize("text", ["", "\n", "。。。", "😀", "\ud800"])
def test_a_text_that_says_nothing_gets_no_level_and_goes_to_a_person(text: str) -> None:
    found = tag(text)
    assert found.level is None and found.kind is None and found.needs_review


def test_the_kind_of_request_is_one_of_four() -> None:
    assert tag("咨询\n请问办理居住证需要哪些材料，周末能不能办？").kind == "咨询"
    assert {t.kind for t in model().tag(corpus(), [None] * len(corpus()))} <= {*KINDS, None}


def test_a_wall_of_text_costs_in_proportion_and_ends() -> None:
    assert tag("停水三天，" * 20_000).level is not None
