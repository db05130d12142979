"""Hot matters as a table in the terminal, as JSON, and as an HTML page with timelines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from rich.console import Console
from rich.table import Table as Grid

from service.charts import bar_chart
from service.hot import FEWEST_VOICES, HotMatter, Period
from service.html_page import Block, Chart, DataTable, Heading, Paragraph
from service.messages import Language, text

_COLUMNS = ("rank", "petitions", "voices", "first", "last", "place", "domain", "phrases")
_MOST_DAYS, _MOST_WEEKS = 31, 27  # bars; a longer period is told by week, then by month
_NOTHING = "—"


def hot_json(matters: Sequence[HotMatter]) -> str:
    """An array of matters; ``voices`` is ``"<5"`` below five and null where nobody knows."""
    rows = [
        {
            "case": matter.case,
            "petitions": matter.petitions,
            "voices": matter.voices or (f"<{FEWEST_VOICES}" if matter.voices_known else None),
            "first": matter.days[0].isoformat() if matter.days else None,
            "last": matter.days[-1].isoformat() if matter.days else None,
            "place": matter.place,
            "domain": matter.domain,
            "phrases": list(matter.phrases),
        }
        for matter in matters
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def print_hot(matters: Sequence[HotMatter], language: Language) -> None:
    """Print one row a matter."""
    grid = Grid(title=None)
    for number, name in enumerate(_COLUMNS):
        grid.add_column(
            text(f"hot.column.{name}", language),
            justify="right" if number < 3 else "left",
            no_wrap=number in (3, 4),
            overflow="fold",
        )
    for rank, matter in enumerate(matters, start=1):
        grid.add_row(*_cells(rank, matter, language))
    Console(emoji=False, markup=False, highlight=False).print(grid)


def hot_blocks(matters: Sequence[HotMatter], count: int, period: Period, language: Language) -> list[Block]:
    """The page: what was counted, the table, a timeline of all and of each. ``count``: petitions read."""
    if not matters:
        return [Paragraph(text("hot.none", language))]
    days = [day for matter in matters for day in matter.days]
    headings = [text(f"hot.column.{name}", language) for name in _COLUMNS]
    blocks: list[Block] = [
        Paragraph(text("hot.counted", language, count=f"{count:,}", period=period_text(period, language))),
        DataTable(
            headings,
            [_cells(rank, matter, language) for rank, matter in enumerate(matters, start=1)],
            len(headings),
        ),
    ]
    if days:
        ends = (min(days), max(days))
        blocks += [
            Heading(text("hot.timeline", language)),
            _timeline(text("hot.all_matters", language), days, ends, language),
        ]
        for rank, matter in enumerate(matters, start=1):
            title = f"{rank}. {matter.phrases[0] if matter.phrases else matter.place or matter.case}"
            blocks += [Heading(title, 3), _timeline(title, matter.days, ends, language)]
    blocks.append(Paragraph(text("hot.note", language), quiet=True))
    return blocks


def period_text(period: Period, language: Language) -> str:
    """``2024-01-01 — 2024-03-31``, or that the whole archive was counted."""
    if period.is_open:
        return text("hot.whole", language)
    ends = (period.since, period.until)
    return " — ".join(day.isoformat() if day else "…" for day in ends)


def _cells(rank: int, matter: HotMatter, language: Language) -> list[str]:
    voices = _NOTHING
    if matter.voices_known:
        voices = str(matter.voices) if matter.voices else text("hot.few", language, count=FEWEST_VOICES)
    return [
        str(rank),
        f"{matter.petitions:,}",
        voices,
        matter.days[0].isoformat() if matter.days else _NOTHING,
        matter.days[-1].isoformat() if matter.days else _NOTHING,
        matter.place or _NOTHING,
        matter.domain or _NOTHING,
        text("link.between", language).join(f"“{phrase}”" for phrase in matter.phrases) or _NOTHING,
    ]


def _timeline(title: str, days: Sequence[date], ends: tuple[date, date], language: Language) -> Chart:
    unit = _unit(*ends)
    counts = Counter(_start(day, unit) for day in days)
    bars = [(_label(start, unit), float(counts[start])) for start in _starts(*ends, unit)]
    return Chart(bar_chart(title, bars), text(f"hot.by_{unit}", language))


def _unit(first: date, last: date) -> str:
    span = (last - first).days + 1
    return "day" if span <= _MOST_DAYS else "week" if span <= 7 * _MOST_WEEKS else "month"


def _start(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _starts(first: date, last: date, unit: str) -> Iterator[date]:
    start, end = _start(first, unit), _start(last, unit)
    while start <= end:
        yield start
        step = {"day": 1, "week": 7, "month": 32}[unit]
        start = _start(start + timedelta(days=step), unit)


def _label(start: date, unit: str) -> str:
    return f"{start:%Y-%m}" if unit == "month" else f"{start:%m-%d}"
