"""Pages are whole, escaped, and ask nothing of any network."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from service.charts import Curve, bar_chart, matrix_chart, share_chart
from service.html_page import Block, Chart, DataTable, Heading, Paragraph, render_page, write_page

EVIL = "<script>alert('x')</script><img src=http://example.org/x>&\""


class Tags(HTMLParser):
    """Collects the tags of a page and checks that they close."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not any(name in ("src", "href", "onload", "onclick") for name, _ in attrs)
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page(words: str) -> str:
    blocks: list[Block] = [
        Heading(words),
        Paragraph(words, quiet=True),
        DataTable([words, words], [[words, "1"], [words, "2"]]),
        Chart(share_chart(words, [Curve(words, [(0, 0.2), (1, 0.9)])], words, words, dots=True), words),
        Chart(matrix_chart(words, [words, "乙"], [[3, 1], [0, 0]], words, words), words),
        Chart(bar_chart(words, [(words, 3), ("二月", 0)], words), words),
    ]
    return render_page(words, blocks, "zh")


def test_nothing_that_is_shown_becomes_markup() -> None:
    tags = Tags()
    tags.feed(page(EVIL))
    assert not tags.open
    assert not tags.seen & {"script", "img", "a", "link", "iframe"}


@given(st.text(max_size=40))
def test_any_text_makes_a_page_whose_tags_close(words: str) -> None:
    tags = Tags()
    tags.feed(page(words))
    assert not tags.open


def test_a_page_names_no_outside_address() -> None:
    outside = re.sub(r'xmlns="[^"]*"', "", page("报告"))
    assert "http:" not in outside and "https:" not in outside and "@import" not in outside


def test_a_page_is_written_whole_for_its_owner_alone(tmp_path: Path) -> None:
    write_page(tmp_path / "报告.html", "报告", [Heading("一")], "zh")
    assert [file.name for file in tmp_path.iterdir()] == ["报告.html"]
    assert (tmp_path / "报告.html").read_text("utf-8").startswith("<!doctype html>")
    assert (tmp_path / "报告.html").stat().st_mode & 0o077 == 0


def test_charts_without_data_are_still_pictures() -> None:
    assert bar_chart("空", []).startswith("<svg")
    assert matrix_chart("空", [], [], "", "").startswith("<svg")
