"""Reads the table of a web page, which some systems export under the name .xls.

Runs in the child process: a parser of pages can be kept busy for hours by a page made for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from service.errors import HuiyinError
from service.readers.encoding import KEEP_BYTES, find_encoding
from service.readers.grid import Grid, GridTable, read_grid
from service.readers.header import Merge
from service.tables import ReadOptions

MOST_BYTES = 64 << 20
MOST_SPAN = 1000
_BREAKS = frozenset(("br", "p", "div", "li"))


@dataclass(frozen=True)
class Page:
    """The table of a page and the page's encoding."""

    table: GridTable
    encoding: str


def read_page(path: Path, where: str, options: ReadOptions) -> Page:
    """The largest table of a page. Raises HuiyinError if the page is too large or has no text column."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise HuiyinError("input.refused_size", path=where, size=size >> 20, limit=MOST_BYTES >> 20)
    with path.open("rb") as file:
        encoding = find_encoding(file, where, options.encoding)
        page = file.read().decode(encoding, KEEP_BYTES)
    parser = _TableParser()
    parser.feed(page.encode("utf-8", "replace").decode("utf-8"))
    parser.close()
    rows, merges = max(parser.tables, key=lambda found: len(found[0]), default=([], []))
    if not rows:
        raise HuiyinError("input.empty", where=where)
    return Page(read_grid(Grid(lambda: iter(rows), tuple(merges)), where, options), encoding)


class _TableParser(HTMLParser):
    """Gathers the tables of a page: rows of cells, and the ranges that span several."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[list[list[object]], list[Merge]]] = []
        self._words: list[str] | None = None
        self._span = (1, 1)
        self._taken: dict[int, int] = {}  # column → rows still covered by a cell above

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append(([], []))
            self._taken = {}
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1][0].append([])
            self._taken = {column: rows - 1 for column, rows in self._taken.items() if rows > 1}
        elif tag in ("td", "th") and self.tables and self.tables[-1][0]:
            self._end_cell()
            values = dict(attrs)
            self._span = _span(values.get("rowspan")), _span(values.get("colspan"))
            self._words = []
        elif tag in _BREAKS and self._words:
            self._words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def _end_cell(self) -> None:
        if self._words is None:
            return
        rows, merges = self.tables[-1]
        row = rows[-1]
        while self._taken.get(len(row), 0) > 0:
            row.append(None)
        down, across = self._span
        left, top = len(row), len(rows) - 1
        if down > 1 or across > 1:
            merges.append(Merge(top, left, top + down - 1, left + across - 1))
        row += [_cell("".join(self._words)), *[None] * (across - 1)]
        if down > 1:
            self._taken |= dict.fromkeys(range(left, left + across), down)
        self._words = None


def _cell(words: str) -> str | None:
    return words.replace("\xa0", " ").replace("\0", "").strip() or None


def _span(value: str | None) -> int:
    return min(max(int(value), 1), MOST_SPAN) if value and value.isdigit() and len(value) < 6 else 1
