"""One self-contained HTML page of headings, paragraphs, tables and charts: no script, no outside address.

Everything that is shown is escaped. Charts are SVG made by ``service.charts``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from service.durable import faults_of, write_durably
from service.messages import Language


@dataclass(frozen=True)
class Heading:
    """A heading of level 2 or 3."""

    words: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``quiet`` ones are set small and grey."""

    words: str
    quiet: bool = False


@dataclass(frozen=True)
class DataTable:
    """A table; columns from ``numbers_from`` (0-based) on are set flush right."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers_from: int = 1


@dataclass(frozen=True)
class Chart:
    """An SVG picture and the sentence below it."""

    svg: str
    caption: str


Block = Heading | Paragraph | DataTable | Chart

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.6 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif;
  color: #1c2733; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.6rem; margin-bottom: .2rem; } h2 { font-size: 1.25rem; margin-top: 2.4rem; }
h3 { font-size: 1.05rem; margin-top: 1.6rem; }
p.quiet, figcaption { color: #5b6875; font-size: .88rem; }
table { border-collapse: collapse; margin: .8rem 0; font-size: .92rem; }
th, td { text-align: left; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid #d9e0e6;
  vertical-align: top; overflow-wrap: anywhere; }
th { border-bottom: 2px solid #8795a1; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
figure { margin: 1.2rem 0; break-inside: avoid; } svg { max-width: 100%; height: auto; }
mark { padding: 0 .15em; border-radius: .2em; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } h2 { break-after: avoid; }
  tr { break-inside: avoid; } thead { display: table-header-group; } }
"""


_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render_page(title: str, blocks: Sequence[Block], language: Language) -> str:
    """The page as HTML text."""
    return framed(title, "\n".join(_block(block) for block in blocks), language)


def framed(title: str, body: str, language: Language) -> str:
    """A page around ``body``, which is HTML that is safe already."""
    tongue = "zh-CN" if language == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{tongue}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>{escape(title)}</h1>\n{body}\n</body></html>\n"
    )


def write_page(path: Path, title: str, blocks: Sequence[Block], language: Language) -> None:
    """Write the page, for its owner's eyes, whole or not at all. Raises HuiyinError."""
    with faults_of(path):
        write_durably(path, render_page(title, blocks, language).encode("utf-8", "replace"))


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{escape(block.words)}</h{block.level}>"
    if isinstance(block, Paragraph):
        quiet = ' class="quiet"' if block.quiet else ""
        return f"<p{quiet}>{escape(block.words)}</p>"
    if isinstance(block, Chart):
        return f"<figure>{block.svg}<figcaption>{escape(block.caption)}</figcaption></figure>"
    head = _row(block.headings, "th", block.numbers_from)
    rows = "\n".join(_row(row, "td", block.numbers_from) for row in block.rows)
    return f"<table><thead>{head}</thead><tbody>\n{rows}\n</tbody></table>"


def _row(cells: Sequence[str], tag: str, numbers_from: int) -> str:
    shown = (
        f'<{tag} class="number">{escape(cell)}</{tag}>'
        if place >= numbers_from
        else f"<{tag}>{escape(cell)}</{tag}>"
        for place, cell in enumerate(cells)
    )
    return f"<tr>{''.join(shown)}</tr>"
