"""Time grows with the length of a text, not with its square, whatever the text."""

from __future__ import annotations

import gc
import importlib
import time
from collections.abc import Callable

import pytest

from nlp.facts import RECOGNISERS, find_facts
from nlp.redact import redact

LENGTH = 1_000  # pieces; four times as many take four times as long if all is well, sixteen times if not
MOST = 10.0  # between the two
LEAST_SECONDS = 1e-3  # shorter times say nothing
HOSTILE = (
    *("1", "1 ", " ", "1-", "1.", "1,", "一", "十", "１", "*", "1*", "x", "a", "a@", "@", "@a.", "a."),
    *("138001380"),
    *("微信", "微信a", "QQ", "QQ1", "京A", "京A1", "元", "1元", "1块", "￥", "万", "1万", "1-1", "户"),
    *("1户", "电话", "0311-"),
    *("(", "号", "编号1", "身份证1", "6222 ", "卡号6", "9", "9A", "\u200b", "1\u200b", "3至", "第", "张"),
    *("张三", "路", "市"),
    *("2020年", "月", "。", "电话1", "【", "某", "13800138000 ", "13800138000-", "10-86212345 "),
)  # fmt: skip
MANY_FACTS = (
    *("13800138000 ", "13800138000-", "1元", "1户", "a@b.cc ", "电话1", "138****1234", "【电话1】"),
)  # fmt: skip
MODULES = [
    module
    for name in RECOGNISERS
    if importlib.util.find_spec(f"nlp.facts.{name}")
    for module in (importlib.import_module(f"nlp.facts.{name}"),)
]


def seconds(action: Callable[[str], object], text: str) -> float:
    """Processor time, the best of two."""
    gc.disable()
    try:
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            action(text)
            best = min(best, time.process_time() - start)
        return best
    finally:
        gc.enable()


def growth(action: Callable[[str], object], piece: str) -> float:
    """How much longer a text of four times the length takes; tried again where it looks bad."""
    action(piece)  # what is loaded once
    for _ in range(3):
        short = max(seconds(action, piece * LENGTH), LEAST_SECONDS)
        ratio = seconds(action, piece * (4 * LENGTH)) / short
        if ratio < MOST:
            break
    return ratio


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_no_recogniser_is_super_linear(module: object) -> None:
    grown = {piece: growth(lambda text: list(module.find(text)), piece) for piece in HOSTILE}  # type: ignore[attr-defined]
    assert {piece: ratio for piece, ratio in grown.items() if ratio >= MOST} == {}


@pytest.mark.parametrize("action", [find_facts, redact])
def test_settling_and_masking_are_not_super_linear(action: Callable[[str], object]) -> None:
    grown = {piece: growth(action, piece) for piece in MANY_FACTS}
    assert {piece: ratio for piece, ratio in grown.items() if ratio >= MOST} == {}


def test_masking_many_different_numbers_is_not_super_linear() -> None:
    def numbers(count: int) -> str:
        return "，".join(f"13{number:09d}" for number in range(count))

    assert seconds(redact, numbers(2_000)) < MOST * max(seconds(redact, numbers(500)), LEAST_SECONDS)
