"""``huiyin explain``: the words that decided stand where it says they stand."""

from __future__ import annotations

import json

import pytest

from tests.service.cli.support import Huiyin, piped

TEXTS = (
    "小区门口的路灯坏了半个月没人修",
    "老師收費補課，不去的學生被冷落",
    "　ＡＢ小区\n\n　路　灯　坏了。\t学校旁边，𬭛先生摔了一跤！",
)


@pytest.mark.parametrize("petition", TEXTS)
def test_spans_point_at_their_words(petition: str, huiyin: Huiyin) -> None:
    told = huiyin("explain", petition, "--json")
    found = json.loads(told.out)
    assert found["text"] == petition
    assert found["evidence"]
    for evidence in found["evidence"]:
        assert petition[evidence["start"] : evidence["end"]] == evidence["text"]


def test_the_domain_and_its_words_are_shown(huiyin: Huiyin) -> None:
    told = huiyin("explain", TEXTS[0])
    assert told.code == 0
    assert "城乡建设" in told.out
    assert "路灯 +" in told.out


@pytest.mark.parametrize("petition", ["", " \n", "。。。", "😀"])
def test_a_text_that_says_nothing_gets_no_domain(petition: str, huiyin: Huiyin) -> None:
    told = huiyin("explain", petition, "--json")
    assert told.code == 0
    assert json.loads(told.out)["tag"]["domain"] is None


def test_brackets_in_a_petition_are_text_and_no_markup(huiyin: Huiyin) -> None:
    assert "[bold]路灯[/bold]坏了" in huiyin("explain", "[bold]路灯[/bold]坏了").out


def test_a_dash_reads_standard_input() -> None:
    told = piped("explain", "-", "--json", given=TEXTS[0])
    assert json.loads(told.out)["text"] == TEXTS[0]


def test_another_convention_may_answer_otherwise_but_with_its_own_domains(huiyin: Huiyin) -> None:
    told = huiyin("explain", "村里的低保名单从来不公开", "--convention", "board2020", "--json")
    assert json.loads(told.out)["tag"]["domain"] != "民政"
