"""Copies: which pairs are, what speaks for them, and groups that no order of arrival changes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.copies import CopyOptions, copy_evidence, copy_score, find_copies, is_copy
from models.copy_rule import CopyRule
from nlp.text_column import TextColumn
from tests.models.copy_letters import LETTER, OTHER, QUOTE, edited, letters

WORDS = st.sampled_from(
    [
        "楼上漏水半年",
        "天花板发霉脱落",
        "物业不管",
        "路灯坏了",
        "锦棠苑三栋",
        "讨要工资",
        "孩子咳嗽",
        "井盖丢失",
        "停水三天",
    ]
)
SHORT_TEXTS = st.lists(st.lists(WORDS, max_size=9).map("，".join), max_size=12)


def groups(texts: list[str]) -> list[int]:
    return [int(group) for group in find_copies(TextColumn.from_texts(texts)).groups]


@pytest.mark.parametrize(
    "copy",
    [
        LETTER.replace("三栋", "５栋").replace("半年", "一年"),
        "尊敬的领导您好，" + LETTER + "希望有关部门尽快处理，谢谢！",
        LETTER[: len(LETTER) // 2],
        LETTER[len(LETTER) // 2 :],
        "。".join(reversed(LETTER.split("。"))),
        LETTER.replace("，", " ").replace("楼", "樓").replace("发霉", "發霉"),
        edited(LETTER, every=10),
    ],
    ids=["numbers", "greeting", "first half", "second half", "reordered", "traditional", "typing errors"],
)
def test_an_edited_letter_is_a_copy(copy: str) -> None:
    assert is_copy(LETTER, copy)
    assert groups([OTHER, LETTER, copy]) == [0, 1, 1]


def test_another_letter_is_no_copy_though_greeting_and_quoted_passage_are_the_same() -> None:
    ours, theirs = (f"尊敬的领导您好，{text}{QUOTE}希望有关部门尽快处理，谢谢！" for text in (LETTER, OTHER))
    assert not is_copy(ours, theirs)
    assert groups([ours, theirs]) == [0, 1]


def test_what_is_shared_must_be_spread_or_much() -> None:
    passage = LETTER[:70]
    quoting = (
        OTHER[:40] + passage + OTHER[40:75],
        OTHER[75:115] + passage + "某某路口红绿灯坏了一个月没有人来修理，车堵",
    )
    found = copy_evidence(*quoting)
    assert found.jaccard > 0.25 and found.score < 0.5  # a passage in common
    assert is_copy(LETTER, edited(LETTER, every=6))  # as little in common, but all over


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("锦棠苑三栋路灯坏了没人修", "锦棠苑３棟路灯坏了，没人修！", True),
        ("锦棠苑三栋路灯坏了没人修", "锦棠苑五栋路灯坏了没人修", True),
        ("锦棠苑三栋路灯坏了没人修", "汇景花园井盖丢失没人修", False),
        ("路灯坏了", "路灯坏了", True),
        ("路灯坏了", "路灯坏了没", False),
        ("", "", False),
        ("。。", "！", False),
    ],
)
def test_short_texts_have_a_rule_of_their_own(a: str, b: str, expected: bool) -> None:
    assert is_copy(a, b) is expected
    assert (len(set(groups([a, b]))) == 1) is expected


@given(SHORT_TEXTS)
def test_score_is_symmetric_within_bounds_and_one_for_the_same_text(texts: list[str]) -> None:
    for a, b in zip(texts, texts[1:], strict=False):
        assert copy_score(a, b) == copy_score(b, a)
        assert 0 <= copy_score(a, b) <= 1
    for text in texts:
        assert copy_score(text, text) == (1.0 if text.strip("，") else 0.0)


@given(SHORT_TEXTS)
def test_groups_do_not_depend_on_the_order_of_texts(texts: list[str]) -> None:
    order = np.random.default_rng(len(texts)).permutation(len(texts))
    plain, mixed = groups(texts), groups([texts[i] for i in order])
    sets = {frozenset(int(order[i]) for i, g in enumerate(mixed) if g == group) for group in set(mixed)}
    assert sets == {frozenset(i for i, g in enumerate(plain) if g == group) for group in set(plain)}


@settings(max_examples=5)
@given(st.integers(0, 1000))
def test_groups_of_many_similar_letters_do_not_depend_on_their_order(seed: int) -> None:
    texts = letters(150)  # far more than a small bucket
    order = np.random.default_rng(seed).permutation(len(texts))
    plain, mixed = groups(texts), groups([texts[i] for i in order])
    renamed = {group: min(int(order[i]) for i, g in enumerate(mixed) if g == group) for group in set(mixed)}
    assert [renamed[mixed[int(np.flatnonzero(order == i)[0])]] for i in range(len(texts))] == plain


def test_every_pair_scores_as_it_does_alone_and_lies_in_one_group() -> None:
    texts = [*letters(30), OTHER, edited(OTHER, every=7), "", "路灯坏了", "路灯坏了"]
    found = find_copies(TextColumn.from_texts(texts))
    assert len(found.a) == len(found.b) == len(found.score) == len(found.jaccard) == len(found.containment)
    assert (found.a < found.b).all()
    for a, b, score in zip(found.a, found.b, found.score, strict=True):
        assert score == pytest.approx(copy_score(texts[a], texts[b]))
        assert score >= 0.5
        assert found.groups[a] == found.groups[b]
    for group in set(found.groups.tolist()):
        assert np.flatnonzero(found.groups == group)[0] == group


def test_each_text_without_a_character_is_a_group_of_its_own() -> None:
    assert groups(["", "。", "！！", "路灯", "路灯"]) == [0, 1, 2, 3, 3]
    assert groups([]) == []


def test_pairs_grow_with_the_number_of_form_letters_not_with_its_square() -> None:
    few, many = (find_copies(TextColumn.from_texts(letters(count))) for count in (400, 800))
    assert len(many.a) < 3 * len(few.a)
    assert set(many.groups.tolist()) == {0}
    same = find_copies(TextColumn.from_texts([LETTER] * 500))
    assert len(same.a) == 499


def test_one_thread_and_two_find_the_same() -> None:
    texts = TextColumn.from_texts([*letters(60), OTHER] * 60)
    one, two = (find_copies(texts, CopyOptions(threads=threads)) for threads in (1, 2))
    assert np.array_equal(one.groups, two.groups)
    assert np.array_equal(one.a, two.a)


def test_evidence_points_at_the_longest_run_in_both_texts_as_they_came_in() -> None:
    a, b = "甲乙丙。楼上漏水，天花板发霉！丁", "戊己庚辛樓上漏水天花板　發霉"
    found = copy_evidence(a, b)
    assert found.a_span is not None and found.b_span is not None
    assert a[slice(*found.a_span)] == "楼上漏水，天花板发霉"
    assert b[slice(*found.b_span)] == "樓上漏水天花板　發霉"
    assert found.run == 9
    assert found.a_share == pytest.approx(9 / 13)
    assert found.b_share == pytest.approx(9 / 13)


def test_evidence_of_strangers_is_empty() -> None:
    found = copy_evidence("甲乙丙丁", "戊己庚辛")
    assert (found.score, found.run, found.a_span, found.a_share) == (0.0, 0, None, 0.0)


@given(st.text(st.sampled_from("甲乙丙丁"), max_size=30), st.text(st.sampled_from("甲乙丙丁"), max_size=30))
def test_the_run_is_as_long_as_any_that_both_have(a: str, b: str) -> None:
    runs = {a[i:j] for i in range(len(a)) for j in range(i + 1, len(a) + 1)}
    longest = max((len(run) for run in runs if run in b), default=0)
    found = copy_evidence(a, b)
    assert found.run == longest
    if found.a_span and found.b_span:
        assert a[slice(*found.a_span)] == b[slice(*found.b_span)]


def test_a_rule_outside_its_bounds_is_refused() -> None:
    with pytest.raises(ValueError, match="impossible rule"):
        copy_score("甲", "乙", CopyRule(jaccard=1.5))
