from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from service.messages import Language
from service.report import print_summary
from service.summary import RejectedRow, RunSummary, TableNote
from service.tables import Note
from service.writers import WriteCounts

FULL = RunSummary(
    output=Path("结果.xlsx"),
    rows=12_345,
    petitions=12_000,
    tagged=12_000,
    group_column="domain",
    groups=(("交通运输", 9_000), ("环境保护", 2_999), ("", 1)),
    for_review=600,
    rejected=25,
    first_rejected=tuple(RejectedRow("台账.xlsx[四月]", row, "标题和正文都是空的") for row in range(2, 22)),
    passed_through=320,
    seconds=2.0,
    written=WriteCounts(3, 2, 1),
    notes=(
        TableNote("台账.xlsx", Note("reading.sheet_empty", {"sheet": "五月"})),
        TableNote("", Note("writing.resumed", {"rows": 100})),
        TableNote("", Note("writing.parts_replaced", {"rows": 7})),
        TableNote("", Note("writing.nothing_to_resume")),
        TableNote("", Note("writing.was_complete")),
        TableNote("", Note("writing.other_name", {"wanted": "a", "name": "b"})),
        TableNote("", Note("writing.parts_left", {"folder": "c"})),
    ),
)


def shown(summary: RunSummary, language: Language) -> str:
    stream = io.StringIO()
    print_summary(summary, language, stream)
    return stream.getvalue()


def test_a_chinese_summary_says_everything() -> None:
    text = shown(FULL, "zh")
    for part in (
        "12,345", "12,000",
        "600（5.0%）", "25", "320", "2.0 秒，每秒 6,000 件", "一级领域", "交通运输", "9,000",
        "75.0%", "（未分类）", "台账.xlsx[四月]", "标题和正文都是空的", "另有 5 行", "3 个单元格", "五月",
        "100 行没有重做", "7 行结果已作废",
    ):  # fmt: skip
        assert part in text


def test_an_english_summary_says_the_same() -> None:
    text = shown(FULL, "en")
    for part in ("12,345", "600 (5.0%)", "6,000 petitions/s", "domain", "5 more", "went on"):
        assert part in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_character_of_ours_exists_on_a_gbk_console(language: Language) -> None:
    shown(FULL, language).encode("gbk")


def test_a_name_that_the_console_lacks_does_not_stop_the_summary() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="gbk")
    print_summary(RunSummary(output=Path("䶮𬭛.xlsx")), "zh", stream)
    assert "??.xlsx" in raw.getvalue().decode("gbk")


def test_nothing_is_shown_when_the_reader_of_the_output_left() -> None:
    assert shown(RunSummary(output=None, cut_short=True), "zh") == ""


def test_the_summary_goes_to_standard_error_when_the_output_went_to_standard_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_summary(RunSummary(output=None, rows=7), "en")
    captured = capsys.readouterr()
    assert (captured.out, "standard output" in captured.err) == ("", True)
    print_summary(RunSummary(output=Path("a.csv"), rows=7), "en")
    assert "a.csv" in capsys.readouterr().out
    assert sys.stdout is not None


def test_file_names_are_no_markup() -> None:
    assert "[bold]x[/bold].csv" in shown(RunSummary(output=Path("[bold]x[/bold].csv")), "en")
