"""Going on from parts, and when not to."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from service import manifest
from service.errors import ExitCode, HuiyinError
from service.manifest import WHOLE_HASH_BYTES, Manifest, manifest_of
from service.staging import PartLimits, Stage, parts_folder, staged_rows
from service.tables import Table
from service.tagging import ProgressState, TagJob, run
from tests.service.support import SCHEMA, FakeTagger, existing, make_table

ROWS = 100


class StoppedError(Exception):
    pass


@pytest.fixture
def job(tmp_path: Path) -> TagJob:
    path = existing(tmp_path / "in.csv")
    table = make_table({"内容": [f"第{row}件" for row in range(ROWS)]}, path=path, batch_rows=10)
    return TagJob((table,), tmp_path / "out.csv", limits=PartLimits(rows=20))


def interrupt(job: TagJob, after: int = 50, tagger: FakeTagger | None = None) -> None:
    def stop(state: ProgressState) -> None:
        if state.rows_done >= after:
            raise StoppedError

    with pytest.raises(StoppedError):
        run(job, tagger or FakeTagger(), stop)


def resume(job: TagJob, tagger: FakeTagger | None = None) -> None:
    run(replace(job, resume=True), tagger or FakeTagger())


def output_of(job: TagJob) -> Path:
    assert isinstance(job.output, Path)
    return job.output


def refusal(job: TagJob, tagger: FakeTagger | None = None) -> HuiyinError:
    with pytest.raises(HuiyinError) as fault:
        resume(job, tagger)
    assert fault.value.exit_code == ExitCode.GUARD_REFUSED
    assert staged_rows(output_of(job)) == 50, "a refusal keeps the parts"
    return fault.value


def test_a_resumed_run_tags_only_what_has_no_tags(job: TagJob) -> None:
    interrupt(job)
    tagger = FakeTagger()
    summary = run(replace(job, resume=True), tagger)
    assert tagger.seen == [f"第{row}件" for row in range(50, ROWS)]
    assert [entry.note.key for entry in summary.notes] == ["writing.resumed"]


def test_parts_that_are_not_resumed_are_replaced_and_the_summary_says_so(job: TagJob) -> None:
    interrupt(job)
    tagger = FakeTagger()
    summary = run(job, tagger)
    assert len(tagger.seen) == ROWS
    assert [(entry.note.key, entry.note.fields) for entry in summary.notes] == [
        ("writing.parts_replaced", {"rows": 50})
    ]


def test_resume_without_parts_starts_from_the_beginning_and_says_so(job: TagJob) -> None:
    summary = run(replace(job, resume=True), FakeTagger())
    assert summary.tagged == ROWS
    assert [entry.note.key for entry in summary.notes] == ["writing.nothing_to_resume"]


def test_a_changed_input_is_refused_by_name(job: TagJob) -> None:
    interrupt(job)
    existing(output_of(job).with_name("in.csv"), "changed")
    fault = refusal(job)
    assert fault.key == "output.resume_input_changed"
    assert "in.csv" in fault.sentence("zh")


def test_an_input_that_was_only_touched_is_the_same(job: TagJob) -> None:
    interrupt(job)
    os.utime(output_of(job).with_name("in.csv"), (1, 1))
    resume(job)
    assert output_of(job).exists()


def test_another_model_is_refused_by_name(job: TagJob) -> None:
    interrupt(job)
    fault = refusal(job, FakeTagger(version="model-2"))
    assert fault.key == "output.resume_model_changed"
    assert "model-1" in fault.sentence("en") and "model-2" in fault.sentence("en")


def test_another_program_version_is_refused(job: TagJob, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt(job)
    monkeypatch.setattr(manifest, "program_version", lambda: "99")
    assert refusal(job).key == "output.resume_program_changed"


@pytest.mark.parametrize(
    "change",
    [
        lambda table: replace(table, sheet="五月"),
        lambda table: replace(table, encoding="gb18030"),
        lambda table: replace(table, header_rows=(2, 3)),
        lambda table: replace(table, roles={**table.roles, "title": "内容"}),
    ],
)
def test_other_options_are_refused(job: TagJob, change: Callable[[Table], Table]) -> None:
    interrupt(job)
    assert refusal(replace(job, tables=(change(job.tables[0]),))).key == "output.resume_options_changed"


def test_a_part_that_is_damaged_or_missing_is_tagged_again(job: TagJob) -> None:
    interrupt(job)
    parts = sorted(parts_folder(output_of(job)).glob("part-*"))
    parts[1].write_bytes(parts[1].read_bytes()[:100])
    tagger = FakeTagger()
    resume(job, tagger)
    assert tagger.seen == [f"第{row}件" for row in range(20, ROWS)]


def test_a_part_of_another_run_is_not_taken(job: TagJob) -> None:
    interrupt(job)
    folder = parts_folder(output_of(job))
    first = sorted(folder.glob("part-*"))[0].read_bytes()
    interrupt(job)
    sorted(folder.glob("part-*"))[0].write_bytes(first)
    assert staged_rows(output_of(job)) == 0


def test_a_damaged_manifest_means_a_new_start(job: TagJob) -> None:
    interrupt(job)
    (parts_folder(output_of(job)) / "manifest.json").write_text("{")
    tagger = FakeTagger()
    resume(job, tagger)
    assert len(tagger.seen) == ROWS


def test_a_part_damaged_inside_gives_a_clear_fault(job: TagJob) -> None:
    interrupt(job)
    part = sorted(parts_folder(output_of(job)).glob("part-*"))[0]
    content = bytearray(part.read_bytes())
    batch = pa.ipc.open_file(str(part)).get_batch(0)
    assert batch.num_rows == 10
    place = content.index(b"ARROW1", 8) // 2
    content[place - 400 : place] = b"\xff" * 400
    part.write_bytes(bytes(content))
    with pytest.raises(HuiyinError) as fault:
        resume(job)
    assert fault.value.key == "output.parts_damaged"
    assert not output_of(job).exists()


def test_a_part_ends_at_its_limit_of_bytes_or_seconds_too(job: TagJob) -> None:
    for limits in (PartLimits(bytes=1), PartLimits(seconds=0)):
        interrupt(replace(job, limits=limits), after=30)
        assert len(list(parts_folder(output_of(job)).glob("part-*"))) == 3


def test_a_folder_of_parts_that_others_may_read_is_not_used(job: TagJob) -> None:
    parts_folder(output_of(job)).mkdir(mode=0o755)
    with pytest.raises(HuiyinError) as fault:
        run(job, FakeTagger())
    assert fault.value.key == "output.folder_not_ours"


def test_a_folder_of_parts_that_is_a_link_is_not_used(job: TagJob, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    kept = existing(elsewhere / "part-0000000.arrow")
    parts_folder(output_of(job)).symlink_to(elsewhere)
    with pytest.raises(HuiyinError) as fault:
        run(job, FakeTagger())
    assert fault.value.key == "output.folder_not_ours"
    assert kept.exists()


def test_a_large_input_is_known_by_size_time_and_both_ends(tmp_path: Path) -> None:
    path = tmp_path / "large.jsonl"
    table = make_table({"内容": ["甲"]}, path=path)

    def print_of() -> tuple[object, ...]:
        return manifest_of([table], SCHEMA, "m", "r").inputs

    path.touch()
    os.truncate(path, WHOLE_HASH_BYTES + 1)
    os.utime(path, (5, 5))
    before = print_of()
    for place in (0, WHOLE_HASH_BYTES):
        with path.open("r+b") as file:
            file.seek(place)
            file.write(b"x")
        os.utime(path, (5, 5))
        assert print_of() != before
        before = print_of()
    os.utime(path, (6, 6))
    assert print_of() != before


def test_a_folder_of_texts_is_known_by_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "来信"
    folder.mkdir()
    existing(folder / "一.txt")
    table = make_table({"内容": ["甲"]}, path=folder)
    before = manifest_of([table], SCHEMA, "m", "r")
    existing(folder / "二.txt")
    assert manifest_of([table], SCHEMA, "m", "r").inputs != before.inputs


def test_a_manifest_comes_back_from_its_file(tmp_path: Path) -> None:
    table = make_table({"内容": ["甲"]}, path=existing(tmp_path / "in.csv"))
    made = manifest_of([table], SCHEMA, "m", "r")
    assert Manifest.from_json(made.to_json()) == made
    assert Manifest.from_json(b"[]") is None
    assert Manifest.from_json(made.to_json().replace(b'"format": 1', b'"format": 2')) is None


def test_a_run_that_was_stopped_after_its_output_appeared_is_not_done_again(job: TagJob) -> None:
    output, kept = output_of(job), {}

    class StoppedStage(Stage):
        def clear(self) -> None:
            for path in self.folder.iterdir():
                kept[path.name] = path.read_bytes()
            super().clear()

    def note(state: ProgressState) -> None:
        del state

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.tagging.Stage", StoppedStage)
        run(job, FakeTagger(), note)
    folder = parts_folder(output)
    folder.mkdir(mode=0o700)
    for name, content in kept.items():
        (folder / name).write_bytes(content)
    before, tagger = output.read_bytes(), FakeTagger()
    summary = run(replace(job, resume=True), tagger)
    assert (tagger.seen, summary.rows, summary.petitions) == ([], ROWS, ROWS)
    assert [entry.note.key for entry in summary.notes] == ["writing.was_complete"]
    assert output.read_bytes() == before
    assert not folder.exists()
