"""Sentences and clauses are spans that together hold the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.sentences import Span, clauses, sentences

TEXTS = st.text(st.sampled_from("水停了3 4.5,10：。！？!?；;…，、“”’」）\n\r\t 　a"), max_size=60)


def cut(text: str) -> list[str]:
    return [span.text(text) for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("停水三天。没人管！怎么办？", ["停水三天。", "没人管！", "怎么办？"]),
        ("他说：“停水了。”我不信；真的……", ["他说：“停水了。”", "我不信；", "真的……"]),
        ("标题\n\n  第一行\r\n第二行", ["标题", "第一行", "第二行"]),
        ("快来人！！！！着火了", ["快来人！！！！", "着火了"]),
        ("三月 8;9 号", ["三月 8;9 号"]),
        ("第一行。\n”第二行", ["第一行。", "”第二行"]),
        ("。！\n ", ["。！"]),
        ("", []),
    ],
)
def test_a_sentence_ends_at_its_marks_with_the_closing_quotes(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@given(TEXTS)
def test_sentences_hold_every_character_that_is_not_blank_in_order(text: str) -> None:
    found = sentences(text)
    assert "".join("".join(span.text(text).split()) for span in found) == "".join(text.split())
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    assert all(len(span) > 0 and span.text(text) == span.text(text).strip() for span in found)


@given(TEXTS)
def test_no_sentence_and_no_clause_ends_inside_a_number(text: str) -> None:
    for sentence in sentences(text):
        for piece in (sentence, *clauses(text, sentence)):
            around = text[piece.end - 2 : piece.end + 1]
            assert not (
                len(around) == 3
                and around[0].isdecimal()
                and around[2].isdecimal()
                and around[1] in ".,:;；：，"
            )


@given(TEXTS)
def test_clauses_hold_their_sentence(text: str) -> None:
    for sentence in sentences(text):
        parts = clauses(text, sentence)
        assert "".join("".join(part.text(text).split()) for part in parts) == "".join(
            sentence.text(text).split()
        )
        assert all(sentence.start <= part.start and part.end <= sentence.end for part in parts)


def test_amounts_and_hours_stay_whole_in_a_clause() -> None:
    text = "欠款10,000元，12:30停电、停水"
    assert [part.text(text) for part in clauses(text, sentences(text)[0])] == [
        "欠款10,000元，",
        "12:30停电、",
        "停水",
    ]


def test_spans_overlap_where_they_share_a_character() -> None:
    assert Span(0, 3).overlaps(Span(2, 5))
    assert not Span(0, 3).overlaps(Span(3, 5))
