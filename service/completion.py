"""The last step of a run: parts become the output, which appears as a whole, and the parts go."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

import pyarrow as pa

from service.destination import Destination
from service.durable import flush_file
from service.errors import HuiyinError
from service.progress import ProgressTeller
from service.rejects import Rejects, rejects_into
from service.staging import Part, Stage, read_part
from service.summary import RunSummary, SummaryCounter, TableNote
from service.tables import Note
from service.writers import OutputPlan, TaggedBatch, WriteCounts, Writer, open_writer


def complete_output(
    stage: Stage,
    destination: Destination,
    plan: OutputPlan,
    parts: Sequence[Part],
    teller: ProgressTeller,
    with_run: Callable[[RunSummary], RunSummary],
    rejects: Path | None = None,
) -> RunSummary:
    """Write the output from its parts, let it appear under its name, remove the parts.

    ``with_run`` adds to the summary what only the run knows; ``rejects``: file for rejected rows. Raises
    HuiyinError or OSError; then the parts stay and an older output is untouched.
    """
    counter = SummaryCounter(plan.tables, plan.added)
    with rejects_into(rejects, plan, destination.overwrite) as rejected:
        counts = _write_aside(stage, destination, plan, parts, counter, teller, rejected)
    final = destination.final_name()
    summary = rejected.noted(with_run(replace(counter.summary(final), written=counts)))
    summary = _under_name(summary, destination, final)
    try:
        stage.mark_written(_mark(destination.unfinished, summary))
        appeared = destination.appear(final)
    except BaseException:
        destination.discard()
        raise
    if appeared != final:
        summary = _under_name(summary, destination, appeared)
    return _without_parts(stage, summary)


def finished_before(stage: Stage) -> RunSummary | None:
    """The summary of an earlier run that was stopped after its output had appeared, else None."""
    content = stage.written()
    if content is None:
        return None
    with contextlib.suppress(ValueError, KeyError, TypeError, FileNotFoundError):
        mark = json.loads(content)
        summary = RunSummary.from_json(mark["summary"].encode())
        if summary.output is not None and mark["file"] == _identity(summary.output):
            return _without_parts(stage, _noted(summary, Note("writing.was_complete")))
    return None


def _write_aside(
    stage: Stage,
    destination: Destination,
    plan: OutputPlan,
    parts: Sequence[Part],
    counter: SummaryCounter,
    teller: ProgressTeller,
    rejected: Rejects,
) -> WriteCounts:
    file = destination.create()
    writer: Writer | None = None
    try:
        writer = open_writer(destination.path, file, plan.as_written(), stage.folder)
        _write_parts(writer, plan, parts, counter, teller, destination.path, rejected)
        counts = writer.close()
        flush_file(file)
        file.close()
    except BaseException:
        _give_up(file, writer, destination)
        raise
    return counts


def _write_parts(
    writer: Writer,
    plan: OutputPlan,
    parts: Sequence[Part],
    counter: SummaryCounter,
    teller: ProgressTeller,
    output: Path,
    rejected: Rejects,
) -> None:
    rows_total = sum(part.rows for part in parts)
    rows_done = 0
    for part in parts:
        for batch in _read(part, plan, output):
            writer.write(plan.batch_as_written(batch))
            counter.add(batch)
            rejected.add(batch)
            rows_done += batch.rows.num_rows
            teller.written(part.table, rows_done, rows_total)


def _read(part: Part, plan: OutputPlan, output: Path) -> Iterator[TaggedBatch]:
    try:
        yield from read_part(part, plan.tables, plan.added)
    except (pa.ArrowInvalid, OSError) as error:
        raise HuiyinError("output.parts_damaged", path=output) from error


def _give_up(file: IO[bytes], writer: Writer | None, destination: Destination) -> None:
    if writer is not None:
        writer.abandon()
    with contextlib.suppress(OSError):
        file.close()
    destination.discard()


def _without_parts(stage: Stage, summary: RunSummary) -> RunSummary:
    """Remove the parts; the output is there, so a fault now is only worth a note."""
    try:
        stage.clear()
    except OSError:
        return _noted(summary, Note("writing.parts_left", {"folder": stage.folder}, needs_person=True))
    return summary


def _noted(summary: RunSummary, note: Note) -> RunSummary:
    return replace(summary, notes=(*summary.notes, TableNote("", note)))


def _under_name(summary: RunSummary, destination: Destination, name: Path) -> RunSummary:
    if name == destination.path:
        return summary
    note = TableNote("", Note("writing.other_name", {"wanted": destination.path.name, "name": name.name}))
    notes = tuple(entry for entry in summary.notes if entry.note.key != note.note.key)
    return replace(summary, output=name, notes=(*notes, note))


def _mark(unfinished: Path, summary: RunSummary) -> bytes:
    return json.dumps({"file": _identity(unfinished), "summary": summary.to_json().decode()}).encode()


def _identity(path: Path) -> list[int]:
    """What a rename does not change about a file."""
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]
