"""Personal names are found in all their forms and places, words that look like names are not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.facts import persons
from nlp.facts.name_candidates import candidates, context_features, lexical_features
from nlp.facts.name_lexicon import name_lexicon
from nlp.facts.tokens import tokens
from nlp.resources import data_path


def names(text: str) -> list[str]:
    return [fact.text for fact in persons.find(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫王建国，今年五十岁", "王建国"),
        ("来电人张先生称楼道漏水", "张先生"),
        ("反映李某某打人", "李某某"),
        ("村民陈某说", "陈某"),
        ("收款人是赵××，我没敢转", "赵××"),
        ("来访人欧阳小虎，七岁", "欧阳小虎"),
        ("来访人令狐大娘说", "令狐大娘"),
        ("隔壁的老宗退休了", "老宗"),
        ("来電人譚女士稱", "譚女士"),
        ("来访人古丽娜尔·买买提，女", "古丽娜尔·买买提"),
        ("带头的姓惠，家住河边", "姓惠"),
        ("一个绰号“豆丁”的人", "豆丁"),
        ("被害人李志强的父亲来访", "李志强"),
    ],
)
def test_a_name_is_found(text: str, name: str) -> None:
    assert name in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "周末高速上堵车，马路不方便",
        "张贴的黄色告示写着金额",
        "白天在王府井和江苏路口",
        "班主任说，原主任已经调走",
        "小区老赖不还钱，老师说小时候的事",
        "希望有关部门尽快处理",
        "公安和民警来了",
        "",
    ],
)
def test_a_word_that_only_looks_like_a_name_is_none(text: str) -> None:
    assert names(text) == []


def test_every_occurrence_of_a_name_counts() -> None:
    text = "我叫王建国。窗口把王建国写成别人，王建国的低保停了"
    assert names(text) == ["王建国"] * 3


@pytest.mark.parametrize(("split", "recall", "precision"), [("dev", 0.9, 0.85), ("test", 0.87, 0.8)])
def test_names_of_the_corpus_are_found(split: str, recall: float, precision: float) -> None:
    file = data_path("corpus/petitions.jsonl")
    if not file.is_file():
        pytest.skip("the corpus is not part of an installed wheel")
    marked = found = right = given = 0
    for row in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
        if row["split"] != split:
            continue
        spans = [(fact["start"], fact["end"]) for fact in row["facts"] if fact["type"] == "person"]
        facts = list(persons.find(f"{row['title']}\n{row['body']}"))
        marked, given = marked + len(spans), given + len(facts)
        found += sum(any(f.start < end and start < f.end for f in facts) for start, end in spans)
        right += sum(any(f.start < end and start < f.end for start, end in spans) for f in facts)
    assert found / marked >= recall
    assert right / given >= precision


@given(
    st.text(st.sampled_from("王李张建国英的说，。某先生老小姓阿·x欧阳\n 桃子名"), max_size=40)
    | st.text(max_size=40)
)
def test_names_point_at_their_text_and_never_overlap(text: str) -> None:
    facts = list(persons.find(text))
    assert all(text[fact.start : fact.end] == fact.text != "" for fact in facts)
    assert all(left.end <= right.start for left, right in zip(facts, facts[1:], strict=False))


def test_every_candidate_lies_inside_the_text_and_has_features() -> None:
    text = "来访人欧阳小虎和李志"
    words = tokens(text)
    found = list(candidates(text, words, name_lexicon()))
    assert {text[item.start : item.end] for item in found} >= {"欧阳小虎", "李志"}
    for item in found:
        assert item.end <= len(text)
        name = text[item.start : item.end]
        assert lexical_features(name, item.surname_length, item.shape, item.word_weight)
        assert context_features(text, words, item)
