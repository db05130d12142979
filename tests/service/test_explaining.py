"""A marked petition: every mark stands on its text, and the page holds no markup of the petition's own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from models.domain_file import load_domain_model
from models.urgency.file import load_urgency_model
from service.errors import HuiyinError
from service.explaining import ExplainedPetition, explain_text, explanation_lines, marks
from service.explanation_page import explanation_html
from service.petition_source import petition_text
from tests.service.cli.support import ROWS, make_xlsx

GAS = "我家楼道里煤气味一天比一天重，楼下老人刚才晕倒了，电话13800138000。"


@cache
def explained(text: str) -> ExplainedPetition:
    return explain_text(load_domain_model(), load_urgency_model(), text, "guide")


def test_marks_stand_on_their_words() -> None:
    found = explained(GAS)
    kinds = {mark.kind for mark in marks(found)}
    assert {"for", "urgency", "fact"} <= kinds
    assert all(0 <= mark.start < mark.end <= len(GAS) for mark in marks(found))
    assert any(GAS[m.start : m.end] == "13800138000" for m in marks(found) if m.kind == "fact")


def test_domain_urgency_reason_and_facts_are_told() -> None:
    told = "\n".join(explanation_lines(explained(GAS)))
    for words in ("领域：", "紧急程度：", "理由：", "诉求类型：", "13800138000"):
        assert words in told


def test_a_petition_cannot_bring_markup_into_the_page() -> None:
    page = explanation_html(explained(f"<script>alert(1)</script>{GAS}<img src=x onerror=y>"), "zh")
    assert "<script" not in page and "<img" not in page
    assert "http:" not in page and "https:" not in page


def test_a_row_of_a_table_is_found_by_the_number_that_excel_shows(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "台账.xlsx")
    assert petition_text(str(path), 3) == f"{ROWS[1][1]}\n{ROWS[1][2]}"
    assert petition_text(str(path), None) == f"{ROWS[0][1]}\n{ROWS[0][2]}"
    with pytest.raises(HuiyinError):
        petition_text(str(path), 99)


@pytest.mark.parametrize("words", ["路灯坏了", "路灯\n坏了", "长" * 5_000, "a\0b"])
def test_what_is_no_file_is_the_text_itself(words: str) -> None:
    assert petition_text(words, None) == words
