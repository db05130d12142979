"""One linking run as a person sees it: what was recognised, the steps, a summary."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from models.domain import DEFAULT_CONVENTION
from service.cli.model_options import load_model
from service.cli.progress_bar import progress_bar
from service.link_output import READABLE, cases_table, check_outputs, relations_table, write_table
from service.link_reading import LinkArchive, read_archive
from service.linking import LinkModels, Links, Step, link_archive, nothing_to_tell
from service.matter_model import load_matters
from service.messages import current_language, text
from service.readers import open_tables
from service.recognition import print_recognition
from service.tables import ReadOptions
from service.tagging import RunSummary
from service.writers import mostly_chinese


@dataclass(frozen=True)
class LinkOutput:
    """Where relations go, and the case of each petition if ``groups`` is given."""

    path: Path | Literal["-"]
    groups: Path | None = None
    overwrite: bool = False
    quiet: bool = False

    @property
    def files(self) -> list[Path]:
        """The files that are written."""
        return [path for path in (self.path, self.groups) if isinstance(path, Path)]


def link_files(
    inputs: Sequence[Path | Literal["-"]],
    options: ReadOptions,
    output: LinkOutput,
    model: Path | None = None,
    with_repeats: bool = True,
) -> int:
    """Link the petitions of files and write what was found; returns the exit code. Raises HuiyinError."""
    named = [None if path == "-" else path for path in inputs]
    check_outputs(output.files, named, output.overwrite)
    tables = open_tables(inputs, options)
    check_outputs(output.files, [table.path for table in tables], output.overwrite)
    if not output.quiet:
        print_recognition(tables)
    models = LinkModels(load_matters(model), load_model(None, DEFAULT_CONVENTION))
    with progress_bar(shown=not output.quiet, work="reading") as progress:
        archive = read_archive(tables, with_repeats, progress)
    links = link_archive(archive, models, tell=steps(output.quiet))
    chinese, language = mostly_chinese(tables), current_language()
    summary: RunSummary | None = None
    for path, make in ((output.groups, cases_table), (output.path, relations_table)):
        if path is None:
            continue
        readable = chinese and path != "-" and Path(path).suffix.lower() in READABLE
        summary = write_table(make(archive, links, readable, language), path, output.overwrite)
    sys.stdout.flush()
    if not output.quiet and summary is not None and not summary.cut_short:
        _print_summary(archive, links, summary)
    return 0


def steps(quiet: bool) -> Step:
    """Tells each finished step on standard error."""

    def tell(what: str, count: int) -> None:
        print(text(f"link.step.{what}", count=f"{count:,}"), file=sys.stderr)

    return nothing_to_tell if quiet else tell


def _print_summary(archive: LinkArchive, links: Links, summary: RunSummary) -> None:
    kinds = Counter(relation.relation for relation in links.relations)
    sizes = [size for size in links.case_sizes.values() if size > 1]
    out = sys.stdout if summary.output else sys.stderr
    where = summary.output or text("summary.stdout")
    print(text("link.done", count=f"{len(archive.petitions):,}", output=where), file=out)
    for kind in ("copy", "matter", "repeat"):
        if kind == "repeat" and not archive.has_petitioners:
            continue
        print(text(f"link.count.{kind}", count=f"{kinds[kind]:,}"), file=out)
    print(text("link.cases", count=f"{len(sizes):,}", largest=f"{max(sizes, default=1):,}"), file=out)
    look = sum(relation.needs_review for relation in links.relations)
    print(text("link.review", count=f"{look:,}"), file=out)
