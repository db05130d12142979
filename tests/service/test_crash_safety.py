"""A run that is killed, or whose disk fails, at any moment loses nothing and does nothing twice."""

from __future__ import annotations

import csv
import multiprocessing
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.context import ForkServerContext
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest

from service.errors import ExitCode
from service.staging import Stage, parts_folder
from service.tagging import TagJob, run
from tests.service.crash_worker import FAULT_OUTLIVED, STOPPED_HERE, Fault, Work, tables_of, work_on
from tests.service.support import FakeTagger

if sys.platform == "win32":
    pytest.skip("needs a fork server", allow_module_level=True)

KILLS = 50


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Processes that start at once, with everything imported already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.service.crash_worker"])
    return context


@pytest.fixture
def work(tmp_path: Path) -> Work:
    """A job on two inputs."""
    inputs = (tmp_path / "一月.csv", tmp_path / "二月.csv")
    for path in inputs:
        path.write_text(path.name)
    return Work(tmp_path / "结果.csv", inputs, tmp_path / "log.txt", rows=120)


def run_process(processes: ForkServerContext, work: Work, kill_after: float | None = None) -> int:
    """Let a process do the work; its exit code, negative when it was killed."""
    process = processes.Process(target=work_on, args=(work,))
    process.start()
    if kill_after is not None:
        time.sleep(kill_after)
        process.kill()
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode


def uninterrupted(work: Work) -> Path:
    """The output of a run that nothing disturbs, made in a folder of its own."""
    output = work.output.parent / "ungestört" / work.output.name
    output.parent.mkdir(exist_ok=True)
    if not output.exists():
        run(TagJob(tables_of(work), output), FakeTagger())
    return output


def content(output: Path) -> object:
    """Bytes of an output, cells where a workbook carries the time of its making."""
    if output.suffix != ".xlsx":
        return output.read_bytes()
    book = openpyxl.load_workbook(output)
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


def staged(work: Work) -> set[str]:
    """Texts of the rows that lie in complete parts."""
    stage = Stage(parts_folder(work.output))
    manifest = stage.manifest()
    parts = stage.parts(manifest.run) if manifest else []
    return {
        f"表{part.table}第{row}件诉求" for part in parts for row in range(part.first, part.first + part.rows)
    }


def logged(work: Work) -> list[str]:
    """Texts that the tagger has seen so far."""
    return work.log.read_text(encoding="utf-8").split("\n") if work.log and work.log.exists() else []


def leftovers(work: Work) -> list[str]:
    """Hidden files that belong to the output."""
    return [path.name for path in work.output.parent.glob(f".{work.output.name}.*")]


def test_fifty_kills_at_random_moments_lose_no_row_and_tag_no_part_twice(
    processes: ForkServerContext, work: Work
) -> None:
    dice, kills, jobs = random.Random(7), 0, 0
    suffixes = (".csv", ".xlsx", ".jsonl", ".parquet")
    assert run_process(processes, replace(work, output=work.output.with_name("warm.csv"))) == 0
    while kills < KILLS:
        job = replace(
            work,
            output=work.output.with_name(f"结果{jobs}{suffixes[jobs % 4]}"),
            rows=600,
            seconds_per_call=0.005,
        )
        finished = False
        while not finished:
            done, seen = staged(job), len(logged(job))
            code = run_process(processes, job, dice.uniform(0.0, 0.25) if kills < KILLS else None)
            kills += code < 0
            assert not done & set(logged(job)[seen:]), "a complete part was tagged again"
            finished = job.output.exists() and code != -9
        assert content(job.output) == content(uninterrupted(job))
        assert not leftovers(job)
        jobs += 1
    assert kills == KILLS


def outcomes(
    processes: ForkServerContext, work: Work, stop: bool, step: int = 1
) -> Iterator[tuple[int, Work]]:
    """The work with a fault at each (or each ``step``-th) file operation, until a run meets none."""
    for number in range(1, 1000, step):
        job = replace(work, output=work.output.with_name(f"结果{number}{work.output.suffix}"))
        code = run_process(processes, replace(job, fault=Fault(number, stop)))
        yield code, job
        if code == 0:
            return
    raise AssertionError("the work never ended")


@pytest.mark.parametrize(("suffix", "step"), [(".csv", 1), (".xlsx", 7)])
def test_a_stop_before_any_file_operation_leaves_a_run_that_can_go_on(
    processes: ForkServerContext, work: Work, suffix: str, step: int
) -> None:
    work = replace(work, output=work.output.with_suffix(suffix))
    stops = 0
    for code, job in outcomes(processes, work, True, step):
        stops += code == STOPPED_HERE
        if job.output.exists():
            assert content(job.output) == content(uninterrupted(work)), "the output appeared incomplete"
        else:
            assert run_process(processes, job) == 0
        assert content(job.output) == content(uninterrupted(work))
    assert stops > 20 / step


def test_a_disk_that_fails_once_at_any_file_operation_leaves_a_run_that_can_go_on(
    processes: ForkServerContext, work: Work
) -> None:
    faults = 0
    for code, job in outcomes(processes, work, stop=False):
        faults += code in (ExitCode.INPUT_UNREADABLE, ExitCode.OUTPUT_IMPOSSIBLE)
        assert code in (0, FAULT_OUTLIVED, ExitCode.INPUT_UNREADABLE, ExitCode.OUTPUT_IMPOSSIBLE)
        assert not job.output.with_name(f".{job.output.name}.huiyin-writing").exists()
        if not job.output.exists():
            assert run_process(processes, job) == 0
            assert not leftovers(job)
        assert content(job.output) == content(uninterrupted(work))
    assert faults > 20


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl", ".parquet"])
def test_a_disk_that_takes_no_more_bytes_gives_a_clear_fault_and_keeps_the_older_output(
    processes: ForkServerContext, work: Work, suffix: str
) -> None:
    work = replace(work, output=work.output.with_suffix(suffix), overwrite=True, rows=600, log=None)
    whole = uninterrupted(work).stat().st_size
    for largest in (0, 700, whole // 2, whole - 1):
        work.output.write_text("older")
        code = run_process(processes, replace(work, largest_file=largest))
        assert code == ExitCode.OUTPUT_IMPOSSIBLE
        assert work.output.read_text() == "older"
    assert run_process(processes, work) == 0
    assert content(work.output) == content(uninterrupted(work))
    assert not leftovers(work)


def test_a_second_run_on_the_same_output_is_refused_while_the_first_is_at_work(
    processes: ForkServerContext, work: Work
) -> None:
    first = processes.Process(target=work_on, args=(replace(work, rows=1000, seconds_per_call=0.05),))
    first.start()
    try:
        deadline = time.monotonic() + 30
        while not logged(work) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert run_process(processes, work) == ExitCode.OUTPUT_IMPOSSIBLE
        assert first.is_alive()
    finally:
        first.kill()
        first.join()
    assert run_process(processes, work) in (0, ExitCode.GUARD_REFUSED)


def test_rows_of_the_resumed_output_are_each_there_once(processes: ForkServerContext, work: Work) -> None:
    run_process(processes, replace(work, fault=Fault(25, stop=True)))
    assert run_process(processes, work) == 0
    with work.output.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    expected = [f"表{table}第{row}件诉求" for table in range(2) for row in range(work.rows)]
    assert [row["内容"] for row in rows] == expected
