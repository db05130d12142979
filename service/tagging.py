"""The run: read, tag, keep tagged rows safe on disk, write the output, which appears only when complete."""

from __future__ import annotations

import contextlib
import secrets
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pyarrow as pa

from service.completion import complete_output, finished_before
from service.destination import Destination, check_destination, check_free
from service.durable import faults_of
from service.errors import HuiyinError
from service.manifest import manifest_of
from service.progress import Progress, ProgressState, ProgressTeller, no_progress
from service.readers.opening import system_fault
from service.rejects import check_rejects, rejects_into
from service.run_lock import run_lock
from service.staging import Part, PartCollector, PartLimits, Stage, parts_folder
from service.summary import RunSummary, SummaryCounter, TableNote
from service.tables import Note, RowKind, Table
from service.tagger import Tagger, tagged_batches
from service.writers import (
    ERROR_COLUMN,
    EXCEL_ROWS,
    OutputPlan,
    ReaderLeft,
    StdoutWriter,
    mostly_chinese,
    of_kind,
)

__all__ = ["PartLimits", "Progress", "ProgressState", "RunSummary", "TagJob", "Tagger", "run"]


@dataclass(frozen=True)
class TagJob:
    """What to tag and where to write it. ``output``: a file (.xlsx .csv .jsonl .parquet) or ``"-"``.

    ``resume``: go on from the parts of an interrupted run. ``overwrite``: replace an older output.
    ``sheet_rows``: rows a sheet of a workbook holds, headings included. ``own_columns_only``: write the
    tables' own columns, nothing that the tagger adds and no errors. ``rejects``: file for rejected rows.
    """

    tables: tuple[Table, ...]
    output: Path | Literal["-"]
    resume: bool = False
    overwrite: bool = False
    limits: PartLimits = PartLimits()
    sheet_rows: int = EXCEL_ROWS
    own_columns_only: bool = False
    rejects: Path | None = None


@dataclass(frozen=True)
class _Start:
    """Where tagging starts: the run's name, the parts that are there, and what to tell."""

    run: str
    parts: tuple[Part, ...]
    notes: tuple[TableNote, ...]

    def first_row(self, table: int) -> int | None:
        """The table's first row without tags; None if a later table has parts, so that this one is done."""
        if any(part.table > table for part in self.parts):
            return None
        return sum(part.rows for part in self.parts if part.table == table)


def run(job: TagJob, tagger: Tagger, progress: Progress = no_progress) -> RunSummary:
    """Tag every petition of the job's tables and write all their rows.

    Raises HuiyinError when the output is impossible, another run is at it, or ``resume`` finds a changed
    input or model. Whatever is raised, finished parts stay for ``resume`` and an older output is untouched.
    """
    plan = OutputPlan(
        tables=job.tables,
        added=pa.schema([*tagger.schema, pa.field(ERROR_COLUMN, pa.string())]),
        chinese=mostly_chinese(job.tables),
        sheet_rows=job.sheet_rows,
        writes_added=not job.own_columns_only,
    )
    check_rejects(job.rejects, job.tables, job.output, job.overwrite)
    if job.output == "-":
        return _run_to_stdout(job, plan, tagger, progress)
    inputs = [table.path for table in job.tables if table.path is not None]
    destination = check_destination(job.output, inputs, job.overwrite)
    if not (job.resume and parts_folder(job.output).is_dir()):
        check_free(destination)
    with contextlib.ExitStack() as stack:
        with faults_of(job.output):
            stack.enter_context(run_lock(parts_folder(job.output), job.output))
        return _run_to_file(job, destination, plan, tagger, progress)


def _run_to_stdout(job: TagJob, plan: OutputPlan, tagger: Tagger, progress: Progress) -> RunSummary:
    if job.resume:
        raise HuiyinError("output.resume_stdout")
    started, teller = time.monotonic(), ProgressTeller(job.tables, progress)
    counter, writer = SummaryCounter(job.tables, plan.added), StdoutWriter(plan.as_written())
    cut_short = False
    with rejects_into(job.rejects, plan, job.overwrite) as rejected:
        try:
            for index, table in enumerate(job.tables):
                for batch in tagged_batches(index, table, 0, tagger):
                    with faults_of("-"):
                        writer.write(plan.batch_as_written(batch))
                    counter.add(batch)
                    rejected.add(batch)
                    teller.tagged(index, batch.rows.num_rows)
        except ReaderLeft:
            cut_short = True
            writer.abandon()
    summary = rejected.noted(counter.summary(None))
    seconds = time.monotonic() - started
    return replace(summary, tagged=summary.petitions, seconds=seconds, cut_short=cut_short)


def _run_to_file(
    job: TagJob, destination: Destination, plan: OutputPlan, tagger: Tagger, progress: Progress
) -> RunSummary:
    started, stage = time.monotonic(), Stage(parts_folder(destination.path))
    with faults_of(destination.path):
        if job.resume and (finished := finished_before(stage)):
            return finished
        check_free(destination)
        start = _take_up(job, stage, destination.path, tagger)
    teller = ProgressTeller(job.tables, progress, sum(part.rows for part in start.parts))
    resumed_rows = teller.rows_done
    tagged = _tag_to_parts(job, stage, start, tagger, teller, destination.path)
    with faults_of(destination.path):
        return complete_output(
            stage,
            destination,
            plan,
            stage.parts(start.run),
            teller,
            lambda summary: replace(
                summary,
                tagged=tagged,
                resumed_rows=resumed_rows,
                seconds=time.monotonic() - started,
                notes=(*summary.notes, *start.notes),
            ),
            job.rejects,
        )


def _take_up(job: TagJob, stage: Stage, output: Path, tagger: Tagger) -> _Start:
    """Go on from the parts that are there, or start afresh. Raises HuiyinError or OSError."""
    if job.resume and any(table.path is None for table in job.tables):
        raise HuiyinError("output.resume_stdin")
    try:
        now = manifest_of(job.tables, tagger.schema, tagger.version, secrets.token_hex(16))
    except OSError as error:
        raise system_fault(error) from error
    then = stage.manifest()
    parts = stage.parts(then.run) if then else []
    rows = sum(part.rows for part in parts)
    if job.resume and then is not None:
        then.check_same(now, output)
        stage.keep_only(parts)
        return _Start(then.run, tuple(parts), _run_note("writing.resumed", rows=rows))
    stage.begin(now)
    if job.resume:
        return _Start(now.run, (), _run_note("writing.nothing_to_resume"))
    return _Start(now.run, (), _run_note("writing.parts_replaced", rows=rows) if rows else ())


def _tag_to_parts(
    job: TagJob, stage: Stage, start: _Start, tagger: Tagger, teller: ProgressTeller, output: Path
) -> int:
    """Tag what has no tags yet into parts; the number of petitions tagged."""
    collector = PartCollector(stage, start.run, len(start.parts), job.limits)
    tagged = 0
    try:
        for index, table in enumerate(job.tables):
            first = start.first_row(index)
            if first is None:
                continue
            collector.begin_table(first)
            for batch in tagged_batches(index, table, first, tagger):
                with faults_of(output):
                    collector.add(batch)
                tagged += of_kind(batch.kind, RowKind.PETITION).true_count
                teller.tagged(index, batch.rows.num_rows)
            with faults_of(output):
                collector.flush()
    except BaseException:
        with contextlib.suppress(OSError):
            collector.flush()  # what is tagged need not be tagged again
            if not stage.parts(start.run):
                stage.clear()
        raise
    return tagged


def _run_note(key: str, **fields: object) -> tuple[TableNote, ...]:
    return (TableNote("", Note(key, fields)),)
