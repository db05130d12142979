"""The notation of the cue files and what it matches."""

import pytest

from nlp.cue_patterns import PatternFinder
from nlp.cue_rules import parse_pattern
from nlp.cue_tokens import Tokenizer

LISTS = {"gas": ["煤气", "天然气"], "all": ["@gas", "沼气"]}


def matches(notation: str, sentence: str, *others: str) -> list[str]:
    finder = PatternFinder([parse_pattern(one, LISTS) for one in (notation, *others)])
    return [sentence[match.start : match.end] for match in finder.find(sentence, {0})]


@pytest.mark.parametrize(
    ("notation", "sentence", "expected"),
    [
        ("停水", "我们停水了", ["停水"]),
        ("@all", "一股沼气", ["沼气"]),
        ("停水 ..3 #天", "停水到今天整五天了", ["停水到今天整五天"]),
        ("停水 ..1 #天", "停水到今天已经整整五天了", []),
        ("停水 ..3 #天", "停水，五天了", []),
        ("停水 ~3 #天", "停水，五天了", ["停水，五天"]),
        ("停水 #天", "停水十七天，又停水3天", ["停水十七天", "停水3天"]),
        ("没电", "手机没电话也没有", []),
        ("水", "河边的水泥", []),
        ("着火了 ..2 停水", "着火了着火了停水", ["着火了停水"]),
    ],
)
def test_a_pattern_is_its_words_in_order_with_bounded_gaps(
    notation: str, sentence: str, expected: list[str]
) -> None:
    assert matches(notation, sentence) == expected


def test_a_longer_word_of_another_pattern_hides_no_shorter_one() -> None:
    assert matches("煤气 ..3 味", "一股煤气味道", "煤气味道") == ["煤气味道"]


def test_a_word_is_not_read_out_of_two_others() -> None:
    assert matches("失学", "孩子丧失学习兴趣") == []


@pytest.mark.parametrize("notation", ["", "停水 ..3", "@none", "停水|", "#里"])
def test_a_pattern_that_cannot_be_read_is_refused(notation: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        parse_pattern(notation, LISTS)


def test_tokens_hold_the_sentence_without_a_gap() -> None:
    sentence = "从上周四断水到今天第五天了，老人提桶去接水。"
    words = Tokenizer(["断水", "提桶", "#天"]).words(sentence)
    assert "".join(sentence[word.start : word.end] for word in words) == sentence
    assert [word.label for word in words if word.label not in ("x", "，")] == ["断水", "#天", "提桶"]
