"""Cues find present harm; examples and counter-examples of the data files hold them to it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.cue_patterns import PatternFinder
from nlp.cue_rules import Cue, VulnerableRule, load_context, load_cues, load_vulnerable
from nlp.cue_text import fold
from nlp.cue_tokens import language
from nlp.cues import LONGEST_HIT, CueHit, find_cues, find_vulnerable, scan, scan_many
from tests.data.corpus import petitions, text_of

CUES = load_cues()
EXAMPLES = [(cue, text) for cue in CUES for text in cue.examples]
COUNTER_EXAMPLES = [(cue, text) for cue in CUES for text in cue.counter_examples]
NO_HARM = [
    "再不解决我就去北京。",
    "已经投诉十次了！！！！",
    "我们三百户业主联名签字。",
    "明天我就找媒体曝光，找电视台。",
    "气死我了，忍无可忍！",
    "王局长和李书记都不管事，必须给个说法。",
    "求求青天大老爷，跪求领导！",
    "我要一级一级上访，告到中央。",
    "你们是好干部，人民的好公仆。",
    "我是女的，外地户口，姓欧阳。",
]
FORBIDDEN = re.compile(
    "投诉|上访|信访|北京|进京|媒体|记者|曝光|联名|签名|局长|书记|市长|领导|省里|中央|热线|气愤|愤怒"
)


def found(text: str) -> list[tuple[int, int, str]]:
    return [(hit.start, hit.end, hit.cue) for hit in find_cues(text)]


@pytest.mark.parametrize(("cue", "text"), EXAMPLES, ids=lambda value: getattr(value, "name", None))
def test_a_cue_finds_its_examples(cue: Cue, text: str) -> None:
    assert cue.name in {hit.cue for hit in find_cues(text)}


@pytest.mark.parametrize(("cue", "text"), COUNTER_EXAMPLES, ids=lambda value: getattr(value, "name", None))
def test_a_cue_leaves_its_counter_examples(cue: Cue, text: str) -> None:
    assert cue.name not in {hit.cue for hit in find_cues(text)}


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.name)
def test_every_cue_says_why_and_has_examples_on_both_sides(cue: Cue) -> None:
    assert cue.why.endswith("。")
    assert len(cue.examples) >= 2 and len(cue.counter_examples) >= 2


def test_no_two_cues_share_a_name() -> None:
    names = [cue.name for cue in CUES]
    assert sorted(set(names)) == sorted(names)


def test_no_cue_is_keyed_on_anger_persistence_or_whom_else_people_write_to() -> None:
    words = {word for cue in CUES for pattern in cue.patterns for e in pattern.elements for word in e.words}
    assert [word for word in sorted(words) if FORBIDDEN.search(word)] == []


@pytest.mark.parametrize("rule", load_vulnerable(), ids=lambda rule: rule.kind)
def test_vulnerable_people_are_found_in_the_examples_only(rule: VulnerableRule) -> None:
    for text in rule.examples:
        assert rule.kind in {hit.kind for hit in find_vulnerable(text)}, text
    for text in rule.counter_examples:
        assert rule.kind not in {hit.kind for hit in find_vulnerable(text)}, text


@pytest.mark.parametrize("added", NO_HARM)
def test_what_is_no_harm_moves_no_hit(added: str) -> None:
    for text in [*(text for _, text in EXAMPLES), *(text_of(row) for row in petitions()[::40])]:
        body = text if text.endswith(("。", "！", "？")) else text + "。"
        assert found(body + added) == found(body)
    assert found(added) == []


@pytest.mark.parametrize("text", [text for _, text in EXAMPLES])
def test_exclamation_marks_move_no_hit(text: str) -> None:
    assert found(text.replace("。", "！！！")) == found(text) or len(text) != len(
        text.replace("。", "！！！")
    )
    assert {cue for _, _, cue in found(text.replace("。", "！！！"))} == {cue for _, _, cue in found(text)}


@pytest.mark.parametrize(
    "rewrite",
    [
        pytest.param(
            lambda text: text.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)}), id="width"
        ),
        pytest.param(
            lambda text: "".join(TRADITIONAL.get(character, character) for character in text), id="script"
        ),
        pytest.param(lambda text: text.replace("，", ",").replace("。", "."), id="marks"),
    ],
)
def test_width_and_script_change_no_hit(rewrite: Callable[[str], str]) -> None:
    for _, text in EXAMPLES:
        assert [(start, cue) for start, _, cue in found(rewrite(text))] == [
            (start, cue) for start, _, cue in found(text)
        ]


TRADITIONAL = dict(
    zip("电断水线烟气岁个发门厂费闻体锁毒药", "電斷水線煙氣歲個發門廠費聞體鎖毒藥", strict=True)
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("昨天的事故没有人员被困在车里。", "negated"),
        ("万一着火了怎么办？", "hypothetical"),
        ("我担心孩子掉进河里。", "fear"),
        ("电视里说外省有煤气泄漏。", "news"),
        ("上月燃气管道漏气，当天就修好了。", "mended"),
        ("那年房子着火了，烧了两间。", "past"),
        ("物业组织燃气泄漏演练。", "drill"),
        ("我被跳楼价骗了两百块。", "look_alike"),
        ("请把《煤气泄漏处置》发给我们。", "title"),
        ("工作人员答复：“着火了再打电话。”", "quoted"),
    ],
)
def test_what_is_dropped_says_why(text: str, reason: str) -> None:
    dropped = scan(text).dropped
    assert reason in {item.reason for item in dropped}
    assert all(item.hit.level >= 2 for item in dropped)


def test_every_reason_has_words() -> None:
    assert all(rule.words and rule.reason for rule in load_context())


def test_a_hit_shows_the_clause_that_carries_the_harm() -> None:
    text = "领导好，楼道里煤气味很大，我们都不敢开灯。谢谢。"
    (hit,) = find_cues(text)
    assert text[hit.start : hit.end] == "楼道里煤气味很大"
    assert hit == CueHit(hit.start, hit.end, "gas-leak", 4, "life", "now", hit.sentence)
    assert hit.sentence.text(text) == "领导好，楼道里煤气味很大，我们都不敢开灯。"


def test_a_writer_in_despair_is_found_even_as_a_conditional() -> None:
    (hit,) = find_cues("如果再这样下去，我真的不想活了。")
    assert (hit.cue, hit.level, hit.harm) == ("despair", 4, "life")


LETTERS = st.sampled_from(
    [
        "煤气味",
        "着火了",
        "没有",
        "孩子",
        "叫不醒",
        "，",
        "。",
        "\n",
        "停水",
        "三天",
        "“",
        "”",
        "《",
        "》",
        "x",
        "𠮷",
        "\ud800",
        "去年",
        "０",
    ]
)


@settings(max_examples=150)
@given(st.lists(LETTERS, max_size=40).map("".join))
def test_hits_are_short_ordered_spans_of_the_original(text: str) -> None:
    hits = find_cues(text)
    for hit in hits:
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.end - hit.start <= LONGEST_HIT
        assert hit.sentence.start <= hit.start and hit.end <= hit.sentence.end
    assert all(a.end <= b.start for a, b in zip(hits, hits[1:], strict=False))
    assert len(fold(text)) == len(text)


def test_many_texts_are_scanned_like_one_at_a_time() -> None:
    texts = [text_of(row) for row in petitions()[:60]]
    assert list(scan_many(texts)) == [scan(text) for text in texts]


def test_reading_petitions_adds_no_word_to_the_vocabulary() -> None:
    texts = [text_of(row) for row in petitions()[:400]]
    list(scan_many(texts))
    before = len(language().vocab.strings)
    list(scan_many("甲乙丙丁戊己庚辛" + text + "子丑寅卯" for text in texts))
    assert len(language().vocab.strings) == before


def test_spacy_is_loaded_only_for_a_text_that_needs_it() -> None:
    code = (
        "import sys; from nlp.cues import scan;"
        "scan('谢谢你们，花开得很好。'); assert 'spacy' not in sys.modules;"
        "scan('楼道里煤气味很大。'); assert 'spacy' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    "unit", ["煤气味", "着火了，", "孩子叫不醒", "担心着火了，", "农药喝了农药", "“回复：", "墙裂缝塞进"]
)
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    def cost(repeats: int) -> float:
        text = unit * repeats
        best = 1e9
        for _ in range(3):
            start = time.process_time()
            scan(text), find_vulnerable(text)
            best = min(best, time.process_time() - start)
        return best

    cost(100)
    assert cost(8000) < 16 * max(cost(2000), 0.01)  # four times the text; a square would be sixteen


def test_the_cues_separate_danger_from_its_look_alikes_in_the_corpus() -> None:
    rows = [row for row in petitions() if row["split"] == "train" and row["id"].startswith("urgent-")]
    flagged = [(row, any(hit.level >= 3 for hit in find_cues(text_of(row)))) for row in rows]
    dangers = [hit for row, hit in flagged if row["urgency"] == 4]
    look_alikes = [hit for row, hit in flagged if row["urgency"] == 1]
    assert sum(dangers) / len(dangers) > 0.5
    assert sum(look_alikes) / len(look_alikes) < 0.1


def test_all_patterns_can_be_compiled() -> None:
    patterns = [pattern for cue in CUES for pattern in cue.patterns]
    finder = PatternFinder(patterns)
    assert all(finder._matcher(number) for number in range(len(patterns)))
