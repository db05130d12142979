"""One tagging run as a person sees it: what was recognised, a progress bar, a summary."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from models.domain import DomainModel
from service.cli.progress_bar import progress_bar
from service.domain_tagger import DomainTagger
from service.messages import current_language
from service.readers import open_tables
from service.recognition import print_recognition
from service.report import print_summary
from service.tables import ReadOptions
from service.tagging import RunSummary, TagJob, run


def tag_files(
    inputs: Sequence[Path | Literal["-"]],
    output: Path | Literal["-"],
    options: ReadOptions,
    model: DomainModel,
    *,
    convention: str,
    with_explanation: bool = True,
    resume: bool = False,
    overwrite: bool = False,
    quiet: bool = False,
) -> RunSummary:
    """Tag files, telling on the terminal what is done. Raises HuiyinError."""
    tables = open_tables(inputs, options)
    if not quiet:
        print_recognition(tables)
    tagger = DomainTagger(model, convention, current_language(), with_explanation)
    job = TagJob(tables=tuple(tables), output=output, resume=resume, overwrite=overwrite)
    with progress_bar(shown=not quiet) as progress:
        summary = run(job, tagger, progress)
    if not quiet:
        print_summary(summary)
    return summary
