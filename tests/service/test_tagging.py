from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import ExitCode, HuiyinError
from service.staging import PartLimits, parts_folder, staged_rows
from service.tables import Note, RowBatch, RowKind, Table
from service.tagging import ProgressState, TagJob, run
from tests.service.support import FakeTagger, existing, make_table, mixed


def rows_of(output: Path) -> list[dict[str, str]]:
    with output.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def failing_after(table: Table, rows: int, error: Exception) -> Table:
    """The table, whose reading fails after some rows."""

    def batches(first: int) -> Iterator[RowBatch]:
        done = first
        for batch in table.batches(first):
            if done >= rows:
                raise error
            done += batch.num_rows
            yield batch

    return replace(table, batches=batches)


@given(st.lists(st.sampled_from(list(RowKind)), max_size=60), st.integers(1, 20))
def test_every_row_comes_out_once_in_order_and_only_petitions_are_tagged(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[RowKind], batch_rows: int
) -> None:
    output = tmp_path_factory.mktemp("run") / "out.csv"
    texts = [f"第{number}件" for number in range(len(kinds))]
    errors = ["坏" if kind == RowKind.REJECTED else None for kind in kinds]
    columns = {"内容": pa.array(texts, pa.string())}
    table = make_table(columns, kinds=kinds, errors=errors, batch_rows=batch_rows)
    tagger = FakeTagger()
    summary = run(TagJob((table,), output, limits=PartLimits(rows=7)), tagger)
    petitions = [text for text, kind in zip(texts, kinds, strict=True) if kind == RowKind.PETITION]
    rows = rows_of(output)
    assert [row["内容"] for row in rows] == texts
    assert tagger.seen == petitions
    assert [row["内容"] for row in rows if row["一级领域"]] == petitions
    assert [row["错误"] or None for row in rows] == errors
    assert (summary.rows, summary.petitions, summary.tagged) == (len(kinds), len(petitions), len(petitions))
    assert summary.rejected + summary.passed_through + summary.petitions == summary.rows


def test_the_tagger_gets_title_body_and_time_as_text(tmp_path: Path) -> None:
    columns: dict[str, pa.Array[Any]] = {
        "题": pa.array(["甲", None]),
        "正": mixed(["乙", 12345]),
        "时": pa.array([datetime(2023, 4, 5), None], pa.timestamp("us")),
    }
    table = make_table(columns, roles={"title": "题", "body": "正", "time": "时"})
    tagger = FakeTagger()
    run(TagJob((table,), tmp_path / "out.csv"), tagger)
    assert tagger.titles == ["甲", ""]
    assert tagger.seen == ["乙", "12345"]
    assert tagger.times == ["2023-04-05", None]


def test_a_table_without_titles_and_times_has_empty_titles_and_no_times(tmp_path: Path) -> None:
    tagger = FakeTagger()
    run(TagJob((make_table({"内容": ["甲"]}),), tmp_path / "out.csv"), tagger)
    assert (tagger.titles, tagger.times) == ([""], [None])


def test_large_batches_reach_the_tagger_in_pieces(tmp_path: Path) -> None:
    sizes: list[int] = []

    class Counting(FakeTagger):
        def tag(
            self, titles: pa.LargeStringArray, bodies: pa.LargeStringArray, times: pa.LargeStringArray | None
        ) -> pa.RecordBatch:
            sizes.append(len(bodies))
            return super().tag(titles, bodies, times)

    table = make_table({"内容": ["甲"] * 5000}, batch_rows=5000)
    run(TagJob((table,), tmp_path / "out.csv"), Counting())
    assert sizes == [2048, 2048, 904]


def test_columns_that_a_tagger_adds_later_are_written_without_the_run_knowing_them(tmp_path: Path) -> None:
    class Weather:
        version = "u"
        schema = pa.schema([("weather", pa.string()), ("wind", pa.string())])

        def tag(
            self, titles: pa.LargeStringArray, bodies: pa.LargeStringArray, times: pa.LargeStringArray | None
        ) -> pa.RecordBatch:
            del titles, times
            rows = len(bodies)
            return pa.RecordBatch.from_arrays(
                [pa.array(["晴"] * rows), pa.array([None] * rows, pa.string())], schema=self.schema
            )

    summary = run(TagJob((make_table({"内容": ["甲", "乙"]}),), tmp_path / "out.csv"), Weather())
    assert list(rows_of(tmp_path / "out.csv")[0]) == ["内容", "weather", "wind", "错误"]
    assert (summary.group_column, summary.groups, summary.for_review) == ("weather", (("晴", 2),), None)


def test_a_tagger_that_loses_a_petition_is_stopped(tmp_path: Path) -> None:
    class Losing(FakeTagger):
        def tag(
            self, titles: pa.LargeStringArray, bodies: pa.LargeStringArray, times: pa.LargeStringArray | None
        ) -> pa.RecordBatch:
            return super().tag(titles, bodies, times).slice(1)

    with pytest.raises(ValueError, match="did not return"):
        run(TagJob((make_table({"内容": ["甲", "乙"]}),), tmp_path / "out.csv"), Losing())
    assert list(tmp_path.iterdir()) == []


def test_the_output_does_not_show_before_it_is_complete(tmp_path: Path) -> None:
    seen: set[str] = set()

    def look(_state: ProgressState) -> None:
        seen.update(path.name for path in tmp_path.iterdir())

    job = TagJob((make_table({"内容": ["甲"] * 30}, batch_rows=5),), tmp_path / "out.csv")
    run(replace(job, limits=PartLimits(rows=10)), FakeTagger(), look)
    assert all(name.startswith(".") for name in seen)
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_parts_are_private_and_gone_at_the_end(tmp_path: Path) -> None:
    modes: set[int] = set()

    def look(_state: ProgressState) -> None:
        folder = parts_folder(tmp_path / "out.csv")
        modes.add(folder.stat().st_mode & 0o777)
        modes.update(path.stat().st_mode & 0o077 for path in folder.iterdir())

    table = make_table({"内容": ["甲"] * 30}, batch_rows=5)
    run(TagJob((table,), tmp_path / "out.csv", limits=PartLimits(rows=10)), FakeTagger(), look)
    assert modes == {0o700, 0}
    assert not parts_folder(tmp_path / "out.csv").exists()


def test_an_input_that_breaks_off_leaves_what_is_tagged_for_resume(tmp_path: Path) -> None:
    path, output = existing(tmp_path / "in.csv"), tmp_path / "out.csv"
    table = make_table({"内容": [f"第{row}件" for row in range(100)]}, path=path, batch_rows=10)
    broken = failing_after(table, 60, OSError(5, "Input/output error", str(path)))
    with pytest.raises(HuiyinError) as fault:
        run(TagJob((broken,), output), FakeTagger())
    assert fault.value.exit_code == ExitCode.INPUT_UNREADABLE
    assert staged_rows(output) == 60
    tagger = FakeTagger()
    summary = run(TagJob((table,), output, resume=True), tagger)
    assert tagger.seen == [f"第{row}件" for row in range(60, 100)]
    assert (summary.resumed_rows, summary.tagged, summary.rows) == (60, 40, 100)
    assert [row["内容"] for row in rows_of(output)] == [f"第{row}件" for row in range(100)]


def test_progress_adds_up_over_tables(tmp_path: Path) -> None:
    states: list[ProgressState] = []
    tables = []
    for number in range(2):
        read = [0]

        def position(read: list[int] = read) -> int:
            read[0] += 50
            return read[0]

        table = make_table({"内容": ["甲"] * 20}, sheet=f"表{number}", batch_rows=10)
        tables.append(replace(table, size_bytes=100, position=position))
    run(TagJob(tuple(tables), tmp_path / "out.csv"), FakeTagger(), states.append)
    tagging = [state for state in states if state.stage == "tagging"]
    assert [state.rows_done for state in tagging] == [10, 20, 30, 40]
    assert [state.bytes_done for state in tagging] == [50, 100, 150, 200]
    assert {(state.rows_total, state.bytes_total) for state in tagging} == {(40, 200)}
    assert [state.table for state in tagging] == ["-[表0]"] * 2 + ["-[表1]"] * 2
    assert [(s.rows_done, s.rows_total) for s in states if s.stage == "writing"][-1] == (40, 40)


def test_notes_of_tables_reach_the_summary(tmp_path: Path) -> None:
    note = Note("reading.sheet_empty", {"sheet": "五月"})
    summary = run(TagJob((make_table({"内容": ["甲"]}, notes=(note,)),), tmp_path / "o.csv"), FakeTagger())
    assert [entry.note for entry in summary.notes] == [note]


def test_the_exit_code_says_whether_rows_were_rejected(tmp_path: Path) -> None:
    good = make_table({"内容": ["甲"]})
    bad = make_table({"内容": ["甲"]}, kinds=[RowKind.REJECTED], errors=["坏"])
    assert run(TagJob((good,), tmp_path / "a.csv"), FakeTagger()).exit_code == ExitCode.ALL_DONE
    assert run(TagJob((bad,), tmp_path / "b.csv"), FakeTagger()).exit_code == ExitCode.SOME_ROWS_REJECTED
