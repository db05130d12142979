"""The summary of a run as tables for a person, in characters that a Chinese Windows console has (GBK)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import IO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from service.messages import Language, current_language, text
from service.recognition import for_console
from service.summary import SHOWN_REJECTIONS, RunSummary, TableNote
from service.writers.headings import heading

WIDTH_ELSEWHERE = 100


def print_summary(summary: RunSummary, language: Language | None = None, file: IO[str] | None = None) -> None:
    """Print the summary; to standard error when the output itself went to standard output.

    Nothing is printed when the reader of standard output left early.
    """
    if summary.cut_short:
        return
    stream = file or (sys.stdout if summary.output else sys.stderr)
    width = None if stream.isatty() else WIDTH_ELSEWHERE
    console = Console(file=stream, width=width, color_system=None, highlight=False, emoji=False, markup=False)
    with console.capture() as captured:
        console.print(render_summary(summary, language or current_language()))
    stream.write(for_console(captured.get(), stream))
    stream.flush()


def render_summary(summary: RunSummary, language: Language) -> RenderableType:
    """The summary as rich tables: numbers, petitions by group, rejected rows, notes."""
    parts: list[RenderableType] = [_numbers(summary, language)]
    if summary.groups:
        parts.append(_groups(summary, language))
    if summary.first_rejected:
        parts.append(_rejected(summary, language))
    if notes := [*_written_notes(summary, language), *_notes(summary.notes, language)]:
        parts.append(Text(text("summary.notes", language), style="bold"))
        parts.extend(Padding(Text(f"- {note}"), (0, 0, 0, 2)) for note in notes)
    return Group(*parts)


def _numbers(summary: RunSummary, language: Language) -> Table:
    table = _table(text("summary.title", language))
    table.show_header = False
    table.add_column()
    table.add_column(overflow="fold")
    output = str(summary.output) if summary.output else text("summary.stdout", language)
    lines = [
        ("output", output),
        ("rows", f"{summary.rows:,}"),
        ("petitions", f"{summary.petitions:,}"),
    ]
    if summary.for_review is not None:
        share = f"{summary.review_share or 0:.1%}"
        value = text("summary.review_value", language, count=f"{summary.for_review:,}", share=share)
        lines.append(("review", value))
    if summary.rejected:
        lines.append(("rejected", f"{summary.rejected:,}"))
    if summary.passed_through:
        lines.append(("passed_through", f"{summary.passed_through:,}"))
    rate = f"{summary.petitions_per_second:,.0f}"
    lines.append(("time", text("summary.time_value", language, seconds=f"{summary.seconds:,.1f}", rate=rate)))
    for key, value in lines:
        table.add_row(text(f"summary.{key}", language), value)
    return table


def _groups(summary: RunSummary, language: Language) -> Table:
    table = _table(None)
    table.add_column(heading(summary.group_column, chinese=language == "zh"), overflow="fold")
    table.add_column(text("summary.count", language), justify="right")
    table.add_column(text("summary.share", language), justify="right")
    for value, count in summary.groups:
        share = f"{count / summary.petitions:.1%}"
        table.add_row(value or text("summary.unnamed", language), f"{count:,}", share)
    return table


def _rejected(summary: RunSummary, language: Language) -> Table:
    table = _table(text("summary.rejected_rows", language))
    table.add_column(text("summary.table", language), overflow="fold")
    table.add_column(text("summary.row", language), justify="right")
    table.add_column(text("summary.reason", language), overflow="fold")
    for row in summary.first_rejected:
        table.add_row(row.table, str(row.row_number), row.reason)
    more = summary.rejected - len(summary.first_rejected)
    if more and len(summary.first_rejected) >= SHOWN_REJECTIONS:
        table.caption = text("summary.rejected_more", language, count=f"{more:,}")
        table.caption_justify = "left"
    return table


def _table(title: str | None) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)


def _written_notes(summary: RunSummary, language: Language) -> Iterable[str]:
    written = summary.written
    for key, count in (
        ("cut_cells", written.cut_cells),
        ("replaced_cells", written.replaced_cells),
        ("further_sheets", written.further_sheets),
    ):
        if count:
            yield text(f"summary.{key}", language, count=f"{count:,}")


def _notes(notes: Iterable[TableNote], language: Language) -> Iterable[str]:
    for entry in notes:
        sentence = text(entry.note.key, language, **entry.note.fields)
        yield f"{entry.table}: {sentence}" if entry.table else sentence
