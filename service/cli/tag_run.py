"""One tagging run as a person sees it: what was recognised, a progress bar, a summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from models.domain import DEFAULT_CONVENTION, DomainModel
from models.urgency import UrgencyModel
from service.cli.progress_bar import progress_bar
from service.combined_tagger import CombinedTagger
from service.domain_tagger import DomainTagger
from service.messages import current_language
from service.readers import open_tables
from service.recognition import print_recognition
from service.report import print_summary
from service.tables import ReadOptions
from service.tagger import Tagger
from service.tagging import RunSummary, TagJob, run


@dataclass(frozen=True)
class TagSetup:
    """What tags: the domain model and, where wanted, urgency and facts."""

    model: DomainModel
    convention: str = DEFAULT_CONVENTION
    with_explanation: bool = True
    urgency: UrgencyModel | None = None
    with_facts: bool = False

    def tagger(self) -> Tagger:
        """All of it as one tagger."""
        language = current_language()
        taggers: list[Tagger] = [DomainTagger(self.model, self.convention, language, self.with_explanation)]
        if self.urgency is not None:
            from service.urgency_tagger import UrgencyTagger

            taggers.append(UrgencyTagger(self.urgency, language))
        if self.with_facts:
            from service.facts_tagger import FactsTagger

            taggers.append(FactsTagger())
        return taggers[0] if len(taggers) == 1 else CombinedTagger(taggers)


@dataclass(frozen=True)
class TagOutput:
    """Where the result goes, and how. ``rejects``: file for the rows that can't be tagged."""

    path: Path | Literal["-"]
    resume: bool = False
    overwrite: bool = False
    rejects: Path | None = None
    quiet: bool = False


def tag_files(
    inputs: Sequence[Path | Literal["-"]], options: ReadOptions, setup: TagSetup, output: TagOutput
) -> RunSummary:
    """Tag files into one output, telling on the terminal what is done. Raises HuiyinError."""
    tables = open_tables(inputs, options)
    if not output.quiet:
        print_recognition(tables)
    job = TagJob(
        tables=tuple(tables),
        output=output.path,
        resume=output.resume,
        overwrite=output.overwrite,
        rejects=output.rejects,
    )
    with progress_bar(shown=not output.quiet) as progress:
        summary = run(job, setup.tagger(), progress)
    if not output.quiet:
        print_summary(summary)
    return summary
