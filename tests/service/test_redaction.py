"""Masked tables: same rows, same columns, the same stand-ins however often a run was interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from service.no_tags import NoTags
from service.redaction import Redactor
from service.row_masking import Masking
from service.tables import RowBatch, RowKind, SheetLook, Table
from service.tagging import PartLimits, TagJob, run
from tests.service.support import existing, make_table, mixed

NUMBERS = [f"138001380{number:02d}" for number in range(9)]


def rows_of(table: Table, first: int = 0) -> list[tuple[object, ...]]:
    return [row for batch in table.batches(first) for row in zip(*_columns(batch.columns), strict=True)]


def _columns(batch: object) -> Iterator[list[object]]:
    for column in batch.columns:  # type: ignore[attr-defined]
        yield column.to_pylist()


def petitions(rows: int = 9, **more: object) -> Table:
    bodies = [f"请打{NUMBERS[row % 3]}或{NUMBERS[row]}" for row in range(rows)]
    return make_table({"姓名": [f"张{row}" for row in range(rows)], "内容": bodies}, batch_rows=2, **more)  # type: ignore[arg-type]


def test_rows_columns_and_row_numbers_stay() -> None:
    table = petitions()
    (masked,) = Redactor((table,)).redacted()
    assert masked.schema.names == table.schema.names
    before, after = list(table.batches(0)), list(masked.batches(0))
    assert [b.row_number for b in before] == [b.row_number for b in after]
    assert [b.kind for b in before] == [b.kind for b in after]


def test_a_name_in_a_column_is_masked_in_the_texts_of_its_row() -> None:
    table = make_table({"姓名": ["慕容守拙"], "内容": ["我叫慕容守拙，慕容守拙没有说错"]})
    (masked,) = Redactor((table,)).redacted()
    assert rows_of(masked) == [("慕容某1", "我叫慕容某1，慕容某1没有说错")]


def test_stand_ins_agree_over_rows_and_tables() -> None:
    first, second = Redactor((petitions(), petitions())).redacted()
    assert rows_of(first) == rows_of(second)


def test_stand_ins_agree_within_a_row_only_on_request() -> None:
    (masked,) = Redactor((petitions(),), Masking(scope="row")).redacted()
    assert {str(body) for _, body in rows_of(masked)} == {"请打电话1或电话1", "请打电话1或电话2"}


@pytest.mark.parametrize("first", range(9))
@pytest.mark.parametrize("index", [0, 1])
def test_a_run_that_goes_on_gives_the_stand_ins_of_a_whole_run(index: int, first: int) -> None:
    whole = Redactor((petitions(), petitions(5))).redacted()
    expected = [rows_of(table) for table in whole][index][first:]
    later = Redactor((petitions(), petitions(5))).redacted()[index]
    assert rows_of(later, first) == expected


class PowerCut(Exception):  # noqa: N818 (not an error of the program)
    """The run stops here."""


def breaking_after(table: Table, rows: int) -> Table:
    """The table, whose reader fails at a row."""

    def batches(first: int) -> Iterator[RowBatch]:
        for batch in table.batches(first):
            if first >= rows:
                raise PowerCut
            first += batch.num_rows
            yield batch

    return replace(table, batches=batches)


def test_an_interrupted_run_goes_on_to_the_same_copy(tmp_path: Path) -> None:
    source = existing(tmp_path / "in.csv")
    table, output, whole = petitions(path=source), tmp_path / "out.csv", tmp_path / "whole.csv"
    limits, tags = PartLimits(rows=2), NoTags(Masking().version)

    def job(table: Table, output: Path, **more: bool) -> TagJob:
        return TagJob(Redactor((table,)).redacted(), output, limits=limits, own_columns_only=True, **more)

    with pytest.raises(PowerCut):
        run(job(breaking_after(table, 6), output), tags)
    assert not output.exists()
    resumed = run(job(table, output, resume=True), tags)
    run(job(table, whole), tags)
    assert resumed.resumed_rows == 6
    assert output.read_bytes() == whole.read_bytes()


def test_only_what_this_run_masked_is_counted() -> None:
    redactor = Redactor((petitions(),))
    rows_of(redactor.redacted()[0], 8)
    assert redactor.masked == {"person": 1, "phone": 2}


def test_a_row_that_could_not_be_read_is_masked_too() -> None:
    table = petitions(1, kinds=[RowKind.REJECTED], errors=["没有正文"])
    (masked,) = Redactor((table,)).redacted()
    assert rows_of(masked) == [("张某1", "请打电话1或电话1")]


def test_a_total_is_no_name() -> None:
    table = make_table({"姓名": ["3"], "内容": ["合计"]}, kinds=[RowKind.PASSED_THROUGH])
    (masked,) = Redactor((table,)).redacted()
    assert rows_of(masked) == [("3", "合计")]


def test_nobodys_name_stays() -> None:
    table = make_table({"姓名": ["匿名", None, ""], "内容": ["x", "y", "z"]})
    (masked,) = Redactor((table,)).redacted()
    assert [name for name, _ in rows_of(masked)] == ["匿名", None, ""]


def test_mixed_cells_keep_their_types_except_where_a_number_is_somebodys() -> None:
    cells = [datetime(2023, 5, 1), 13800138000, 12, True, "电话13800138000", None]
    table = make_table({"备注": mixed(cells), "内容": ["x"] * 6})
    (masked,) = Redactor((table,)).redacted()
    notes = [
        next((value for value in cell.values() if value is not None), None) for cell, _ in rows_of(masked)
    ]  # type: ignore[attr-defined]
    assert notes == [datetime(2023, 5, 1), "电话1", 12.0, True, "电话电话1", None]


def test_rows_above_the_headings_are_masked() -> None:
    look = SheetLook(rows_above=(("填表电话：13800138000", 5, None),))
    (masked,) = Redactor((petitions(look=look),)).redacted()
    assert masked.look.rows_above == (("填表电话：电话1", 5, None),)


def test_it_is_told_which_columns_are_masked() -> None:
    (masked,) = Redactor((petitions(),)).redacted()
    assert masked.notes[-1].fields == {"whole": "姓名", "texts": "内容"}


def test_options_are_part_of_the_version() -> None:
    versions = {Masking(), Masking(style="stars"), Masking(scope="row"), Masking(types=("phone",))}
    assert len({masking.version for masking in versions}) == 4
