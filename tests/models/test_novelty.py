"""What a later petition adds."""

from __future__ import annotations

from models.novelty import what_is_new
from nlp.sentences import Span
from tests.models.matter_support import model

FIRST = "锦棠苑垃圾站太臭\n锦棠苑的垃圾站就在5栋楼下，夏天臭得不敢开窗。请把垃圾站迁走。"


def news(later: str, *earlier: str) -> list[tuple[str, str]]:
    return [(found.kind, found.span.text(later)) for found in what_is_new(later, earlier, model().rarity)]


def test_the_same_text_again_adds_nothing() -> None:
    assert news(FIRST, FIRST) == []
    assert news(f"您好，{FIRST}谢谢", FIRST) == []


def test_new_harm_is_found() -> None:
    later = FIRST + "昨天一名老人在臭水上滑倒，骨折住院。"
    assert "harm" in {kind for kind, _ in news(later, FIRST)}


def test_a_promise_that_was_not_kept_is_found() -> None:
    later = "锦棠苑垃圾站还没迁\n上次答复说月底前把垃圾站迁走，可是承诺至今未兑现，垃圾站照旧。"
    assert "unkept" in {kind for kind, _ in news(later, FIRST)}


def test_new_amounts_are_found_and_old_ones_are_not() -> None:
    later = FIRST + "物业又要每户交300元清运费。"
    assert any(kind == "amount" and "300元" in said for kind, said in news(later, FIRST))
    assert not any("300元" in said for _, said in news(later, FIRST, "物业每户收300元清运费。"))


def test_spans_lie_in_the_later_text_and_in_order() -> None:
    later = FIRST + "昨天一名老人滑倒骨折。物业又要每户交300元。"
    spans = [found.span for found in what_is_new(later, [FIRST], model().rarity)]
    assert spans == sorted(spans) and all(
        isinstance(span, Span) and 0 <= span.start < span.end for span in spans
    )


def test_without_an_earlier_text_the_telling_clauses_are_new() -> None:
    assert news(FIRST)
