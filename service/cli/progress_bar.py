"""A progress bar with rate and time left on a terminal; a line every ten seconds elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from service.messages import text
from service.progress import Progress as Callback
from service.progress import ProgressState, no_progress

SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def progress_bar(shown: bool = True, work: str = "tagging") -> Iterator[Callback]:
    """Gives a callback that draws on standard error; draws nothing when not ``shown``.

    ``work``: what the first stage is called (``progress.tagging``).
    """
    if not shown:
        yield no_progress
    elif not sys.stderr.isatty():
        yield _lines(work)
    else:
        with _bar(work) as (bar, update):
            del bar
            yield update


def _amounts(state: ProgressState) -> tuple[float, float | None]:
    """What is done and what there is to do, in rows where their number is known, else in bytes."""
    if state.rows_total is not None:
        return float(state.rows_done), float(state.rows_total)
    if state.bytes_done is not None and state.bytes_total:
        return float(state.bytes_done), float(state.bytes_total)
    return float(state.rows_done), None


@contextmanager
def _bar(work: str) -> Iterator[tuple[Progress, Callback]]:
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[rows]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True, emoji=False),
        transient=True,
    )
    started = time.monotonic()
    with bar:
        tasks = {
            stage: bar.add_task(text(f"progress.{name}"), rows="", total=None, visible=stage == "tagging")
            for stage, name in (("tagging", work), ("writing", "writing"))
        }

        def update(state: ProgressState) -> None:
            done, total = _amounts(state)
            rate = state.rows_done / max(time.monotonic() - started, 1e-6)
            rows = text("progress.rows", rows=f"{state.rows_done:,}", rate=f"{rate:,.0f}")
            bar.update(tasks[state.stage], completed=done, total=total, rows=rows, visible=True)

        yield bar, update


def _lines(work: str) -> Callback:
    started = last = time.monotonic()

    def update(state: ProgressState) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < SECONDS_BETWEEN_LINES:
            return
        last = now
        done, total = _amounts(state)
        share = f"{done / total:.0%}" if total else ""
        rows = text(
            "progress.rows",
            rows=f"{state.rows_done:,}",
            rate=f"{state.rows_done / max(now - started, 1e-6):,.0f}",
        )
        name = work if state.stage == "tagging" else state.stage
        print(f"{text(f'progress.{name}')} {share} {rows}", file=sys.stderr)

    return update
