"""``huiyin redact`` and ``huiyin facts`` through the front door."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from tests.service.cli.support import Huiyin, json_lines

HEADINGS = ["编号", "姓名", "联系电话", "诉求标题", "诉求内容"]
ROWS = [
    [
        "1",
        "慕容守拙",
        "15400127788",
        "慕容守拙反映漏水",
        "我叫慕容守拙，电话一五四零零一二七七八八，交了3,000元。",
    ],
    ["2", "慕容守拙", "", "", "还是漏，车是京A12345。"],
]
SECRETS = ("慕容守拙", "15400127788", "一五四零零一二七七八八", "京A12345")


def archive(path: Path) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *ROWS])
    return path


def rows_of(path: Path) -> list[list[str]]:
    if path.suffix == ".xlsx":
        return [["" if c is None else str(c) for c in row] for row in load_workbook(path).active.values]
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return [table.column_names, *([str(v or "") for v in row.values()] for row in table.to_pylist())]
    if path.suffix == ".jsonl":
        objects = json_lines(path.read_text(encoding="utf-8"))
        return [list(objects[0]), *([str(v or "") for v in row.values()] for row in objects)]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".jsonl", ".parquet"])
def test_a_masked_copy_has_the_same_rows_and_columns(suffix: str, tmp_path: Path, huiyin: Huiyin) -> None:
    output = tmp_path / f"out{suffix}"
    done = huiyin("redact", archive(tmp_path / "in.csv"), "-o", output)
    assert done.code == 0, done.err
    assert rows_of(output) == [
        HEADINGS,
        ["1", "慕容某1", "电话1", "慕容某1反映漏水", "我叫慕容某1，电话电话1，交了3,000元。"],
        ["2", "慕容某1", "", "", "还是漏，车是车牌号1。"],
    ]


def test_nothing_that_is_masked_is_printed_or_left_beside_the_copy(tmp_path: Path, huiyin: Huiyin) -> None:
    done = huiyin("redact", archive(tmp_path / "in.csv"), "-o", tmp_path / "out.csv")
    assert not any(secret in done.out + done.err for secret in SECRETS)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_masking_a_masked_copy_changes_nothing(tmp_path: Path, huiyin: Huiyin) -> None:
    once, twice = tmp_path / "once.csv", tmp_path / "twice.csv"
    assert huiyin("redact", archive(tmp_path / "in.csv"), "-o", once).code == 0
    assert huiyin("redact", once, "-o", twice).code == 0
    assert once.read_bytes() == twice.read_bytes()


def test_standard_output_holds_the_copy_alone(tmp_path: Path, huiyin: Huiyin) -> None:
    done = huiyin("redact", archive(tmp_path / "in.csv"), "-o", "-", "--style", "stars")
    assert [row["联系电话"] for row in json_lines(done.out)] == ["154****7788", None]


def test_the_input_is_never_overwritten(tmp_path: Path, huiyin: Huiyin) -> None:
    source = archive(tmp_path / "in.csv")
    assert huiyin("redact", source, "-o", source, "--overwrite").code == 4
    assert rows_of(source) == [HEADINGS, *ROWS]


@pytest.mark.parametrize("option", [("--style", "x"), ("--scope", "x"), ("--also", "x"), ("--keep", "x")])
def test_an_unknown_choice_is_refused(option: tuple[str, str], tmp_path: Path, huiyin: Huiyin) -> None:
    done = huiyin("redact", archive(tmp_path / "in.csv"), "-o", tmp_path / "out.csv", *option)
    assert done.code == 2 and "HY-065" in done.err


def test_types_are_added_and_kept_on_request(tmp_path: Path, huiyin: Huiyin) -> None:
    output = tmp_path / "out.csv"
    source = archive(tmp_path / "in.csv")
    assert huiyin("redact", source, "-o", output, "--also", "amount", "--keep", "number_plate").code == 0
    assert rows_of(output)[1][4].endswith("交了金额1。") and "京A12345" in rows_of(output)[2][4]


def test_facts_are_json_lines_on_standard_output(tmp_path: Path, huiyin: Huiyin) -> None:
    done = huiyin("facts", archive(tmp_path / "in.csv"), "--types", "phone,amount,number_plate")
    assert done.code == 0
    assert [(f["row"], f["column"], f["type"]) for f in json_lines(done.out)] == [
        (2, "诉求内容", "phone"),
        (2, "诉求内容", "amount"),
        (3, "诉求内容", "number_plate"),
    ]


def test_facts_are_written_in_every_format(tmp_path: Path, huiyin: Huiyin) -> None:
    for suffix in (".csv", ".xlsx", ".jsonl", ".parquet"):
        output = tmp_path / f"facts{suffix}"
        words = ("facts", archive(tmp_path / "in.csv"), "--types", "number_plate", "-o", output)
        assert huiyin(*words).code == 0
        heading, (row, column, label, start, end, fact) = rows_of(output)
        assert (row, column, start, end, fact) == ("3", "诉求内容", "6", "13", "京A12345")
        assert label == ("车牌号" if suffix in (".csv", ".xlsx") else "number_plate")
        assert heading[0] == ("行" if suffix in (".csv", ".xlsx") else "row")


def test_facts_for_a_person_are_lines_with_names(tmp_path: Path, huiyin: Huiyin) -> None:
    done = huiyin("facts", archive(tmp_path / "in.csv"), "--table", "--types", "amount")
    assert done.out == "2\t诉求内容\t金额\t23-29\t3,000元\n"
