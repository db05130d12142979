"""One count of hot matters as a person sees it: a table, JSON, or a page."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from models.domain import DEFAULT_CONVENTION
from service.cli.link_run import steps
from service.cli.model_options import load_model
from service.cli.progress_bar import progress_bar
from service.destination import free_name
from service.errors import HuiyinError
from service.hot import Period, day_of, hot_matters
from service.hot_report import hot_blocks, hot_json, period_text, print_hot
from service.html_page import write_page
from service.link_reading import read_archive
from service.linking import LinkModels, link_archive
from service.matter_model import load_matters
from service.messages import current_language, text
from service.readers import open_tables
from service.readers.dates import read_time
from service.recognition import print_recognition
from service.tables import ReadOptions


@dataclass(frozen=True)
class HotOutput:
    """How many matters are shown, and how."""

    top: int = 10
    html: Path | None = None
    as_json: bool = False
    overwrite: bool = False
    quiet: bool = False


def period_of(since: str | None, until: str | None) -> Period:
    """The days between two dates as written. Raises HuiyinError."""
    period = Period(_date("--since", since), _date("--until", until))
    if period.since and period.until and period.since > period.until:
        raise HuiyinError("hot.empty_period", since=period.since, until=period.until)
    return period


def _date(option: str, value: str | None) -> date | None:
    if value is None:
        return None
    moment = read_time(value)
    if moment is None:
        raise HuiyinError("hot.bad_date", option=option, value=value)
    return moment.date()


def hot_files(
    inputs: Sequence[Path | Literal["-"]], options: ReadOptions, period: Period, output: HotOutput
) -> int:
    """Show the hot matters of files; returns the exit code. Raises HuiyinError."""
    if output.html is not None:
        _check_page(output.html, [path for path in inputs if path != "-"], output.overwrite)
    tables = open_tables(inputs, options)
    if output.html is not None:
        _check_page(output.html, [table.path for table in tables if table.path], output.overwrite)
    if not output.quiet:
        print_recognition(tables)
    models = LinkModels(load_matters(), load_model(None, DEFAULT_CONVENTION))
    with progress_bar(shown=not output.quiet, work="reading") as progress:
        archive = read_archive(tables, progress=progress)
    if not period.is_open and all(petition.day is None for petition in archive.petitions):
        raise HuiyinError("hot.no_days", tables="、".join(table.name for table in tables))
    links = link_archive(archive, models, with_reasons=False, tell=steps(output.quiet))
    matters = hot_matters(archive, links, models, period, output.top)
    count = sum(period.holds(day_of(archive, row)) for row in range(len(archive.petitions)))
    language = current_language()
    if output.html is not None:
        blocks = hot_blocks(matters, count, period, language)
        write_page(output.html, text("hot.title", language), blocks, language)
    if output.as_json:
        print(hot_json(matters))
        return 0
    told = text("hot.counted", language, count=f"{count:,}", period=period_text(period, language))
    print(told)
    if matters:
        print_hot(matters, language)
    else:
        print(text("hot.none", language))
    if output.html is not None and not output.quiet:
        print(text("hot.page", language, output=output.html))
    return 0


def _check_page(page: Path, inputs: Sequence[Path], overwrite: bool) -> None:
    """Check what can be checked before the work. Raises HuiyinError."""
    if page.is_dir():
        raise HuiyinError("output.is_folder", path=page)
    if not page.parent.is_dir():
        raise HuiyinError("output.folder_missing", path=page, folder=page.parent)
    if any(page.absolute() == path.absolute() or _is_same(page, path) for path in inputs):
        raise HuiyinError("output.same_as_input", path=page)
    if os.path.lexists(page) and not overwrite:
        raise HuiyinError("output.exists", path=page, free=free_name(page).name)


def _is_same(one: Path, two: Path) -> bool:
    return one.exists() and two.exists() and one.samefile(two)
