"""``huiyin tag`` through the front door: every format alike, pipes clean, exit codes that mean something."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.service.cli.support import (
    PROGRAM,
    ROWS,
    Huiyin,
    environment,
    json_lines,
    make_csv,
    make_jsonl,
    make_xlsx,
    petitions_jsonl,
    piped,
)

MAKERS = {"xlsx": make_xlsx, "csv": make_csv, "jsonl": make_jsonl}
EXPECTED = ["城乡建设", "教育文体", "劳动和社会保障"]


def domains_of(path: Path) -> list[object]:
    return [row["domain"] for row in json_lines(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("kind", MAKERS)
def test_every_format_gives_the_same_domains(kind: str, tmp_path: Path, huiyin: Huiyin) -> None:
    make: Callable[[Path], Path] = MAKERS[kind]
    source, output = make(tmp_path / f"台账.{kind}"), tmp_path / "标注.jsonl"
    assert huiyin("tag", source, "-o", output).code == 0
    assert domains_of(output) == EXPECTED


def test_columns_of_the_input_come_first_and_unchanged(tmp_path: Path, huiyin: Huiyin) -> None:
    output = tmp_path / "标注.csv"
    assert huiyin("tag", make_csv(tmp_path / "台账.csv"), "-o", output).code == 0
    with output.open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    assert heading[:4] == ["编号", "诉求标题", "诉求内容", "一级领域"]
    assert [tuple(row[:3]) for row in rows] == list(ROWS)


def test_reasons_are_left_out_on_request(tmp_path: Path, huiyin: Huiyin) -> None:
    source, output = make_jsonl(tmp_path / "a.jsonl"), tmp_path / "b.jsonl"
    assert huiyin("tag", source, "-o", output, "--no-explain").code == 0
    assert "explanation" not in json_lines(output.read_text(encoding="utf-8"))[0]


def test_what_was_recognised_is_told_on_standard_error(tmp_path: Path, huiyin: Huiyin) -> None:
    told = huiyin("tag", make_csv(tmp_path / "台账.csv"), "-o", tmp_path / "b.csv")
    assert "gb18030" in told.err
    assert "正文=诉求内容" in told.err
    assert "城乡建设" in told.out


def test_quiet_says_nothing(tmp_path: Path, huiyin: Huiyin) -> None:
    told = huiyin("tag", make_csv(tmp_path / "台账.csv"), "-o", tmp_path / "b.csv", "-q")
    assert (told.code, told.out, told.err) == (0, "", "")


def test_standard_input_to_standard_output_is_json_lines_and_nothing_else() -> None:
    told = piped("tag", "-", "-o", "-", given=petitions_jsonl(), HUIYIN_LANG="zh")
    assert told.code == 0
    assert [row["domain"] for row in json_lines(told.out)] == EXPECTED
    assert "标注完成" in told.err


def test_a_reader_that_leaves_early_is_no_fault(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text(petitions_jsonl() * 3_000, encoding="utf-8")
    with subprocess.Popen(
        [*PROGRAM, "tag", str(source), "-o", "-", "-q"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline().startswith(b"{")
        process.stdout.close()
        told = process.stderr.read().decode()
        assert process.wait() == 0
    assert told == ""


def test_a_row_that_cannot_be_tagged_is_kept_and_gives_exit_code_1(tmp_path: Path, huiyin: Huiyin) -> None:
    source, output = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    source.write_text(petitions_jsonl() + '{"诉求内容": ""}\n', encoding="utf-8")
    assert huiyin("tag", source, "-o", output).code == 1
    last = json_lines(output.read_text(encoding="utf-8"))[-1]
    assert last["domain"] is None
    assert last["error"]


def test_an_input_that_is_missing_gives_exit_code_3(tmp_path: Path, huiyin: Huiyin) -> None:
    assert huiyin("tag", tmp_path / "无.xlsx", "-o", tmp_path / "b.csv").code == 3


def test_an_output_that_is_impossible_gives_exit_code_4(tmp_path: Path, huiyin: Huiyin) -> None:
    source = make_jsonl(tmp_path / "a.jsonl")
    assert huiyin("tag", source, "-o", tmp_path / "无" / "b.csv").code == 4
    assert huiyin("tag", source, "-o", source).code == 4


def test_an_older_output_is_replaced_only_on_request(tmp_path: Path, huiyin: Huiyin) -> None:
    source, output = make_jsonl(tmp_path / "a.jsonl"), tmp_path / "b.jsonl"
    output.write_text("old", encoding="utf-8")
    assert huiyin("tag", source, "-o", output).code == 4
    assert output.read_text(encoding="utf-8") == "old"
    assert huiyin("tag", source, "-o", output, "--overwrite").code == 0
    assert domains_of(output) == EXPECTED


def test_columns_and_header_rows_can_be_named(tmp_path: Path, huiyin: Huiyin) -> None:
    source, output = tmp_path / "a.csv", tmp_path / "b.jsonl"
    source.write_text("登记\n甲,乙\n1,小区门口的路灯坏了半个月没人修\n", encoding="utf-8")
    assert huiyin("tag", source, "-o", output, "--header-row", "2", "--column", "body=乙").code == 0
    assert domains_of(output) == ["城乡建设"]


def test_a_convention_answers_only_with_its_own_domains(tmp_path: Path, huiyin: Huiyin) -> None:
    source, output = make_jsonl(tmp_path / "a.jsonl"), tmp_path / "b.jsonl"
    assert huiyin("tag", source, "-o", output, "--convention", "board2020").code == 0
    assert domains_of(output) == EXPECTED
