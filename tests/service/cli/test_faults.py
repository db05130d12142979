"""Faults end in one sentence with a code, in the reader's language, and never in a traceback."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.errors import ExitCode
from tests.service.cli.support import Huiyin, make_jsonl, petitions_jsonl

SENTENCE = re.compile(r"\[HY-\d{4}\] .+")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("tga", 2),
        ("tag 无.xlsx -o b.csv", 3),
        ("tag a.jsonl -o b.csv --colunm body=x", 2),
        ("tag a.jsonl -o b.csv --column body", 2),
        ("tag a.jsonl -o b.csv --column bodi=诉求内容", 2),
        ("tag a.jsonl -o b.csv --column body=内容容", 2),
        ("tag a.jsonl -o b.csv --header-row 三", 2),
        ("tag a.jsonl -o b.csv --convention 无", 2),
        ("tag a.jsonl -o b.csv --model 无", 3),
        ("tag a.jsonl -o b.docx", 4),
        ("tag a.jsonl -o - --resume", 2),
        ("explain", 2),
        ("explain 路灯 坏了", 2),
        ("explain 路灯 --model 无", 3),
        ("train 无.jsonl -o m", 3),
        ("train a.jsonl -o m", 3),
        ("train a.jsonl -o m --seed 七", 2),
        ("train a.jsonl -o m --convention board=", 2),
        ("evaluate .", 3),
        ("evaluate a.jsonl", 3),
        ("demo --folder a.jsonl", 4),
        ("--lang fr tag", 2),
        ("--lang", 2),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_fault_is_one_sentence_with_a_code(
    command: str,
    code: int,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    huiyin: Huiyin,
) -> None:
    monkeypatch.setenv("HUIYIN_LANG", language)
    monkeypatch.chdir(tmp_path)
    make_jsonl(tmp_path / "a.jsonl")
    told = huiyin(*command.split())
    assert told.code == code
    assert told.out == ""
    *recognised, sentence = told.err.splitlines()
    assert SENTENCE.fullmatch(sentence)
    assert not any(SENTENCE.fullmatch(line) or "Traceback" in line for line in recognised)


def test_faults_of_several_inputs_are_told_together(tmp_path: Path, huiyin: Huiyin) -> None:
    told = huiyin("tag", tmp_path / "一.xlsx", tmp_path / "二.xlsx", "-o", tmp_path / "b.csv")
    assert told.code == 3
    assert "一.xlsx" in told.err
    assert "二.xlsx" in told.err


def test_a_wrong_verb_suggests_the_right_one(huiyin: Huiyin) -> None:
    assert "tag" in huiyin("tga").err
    assert "explain" in huiyin("explian", "路灯").err


def test_a_wrong_option_suggests_the_right_one(huiyin: Huiyin) -> None:
    assert "--column" in huiyin("tag", "a.csv", "--colunm", "body=x").err


def test_a_wrong_convention_names_those_there_are(huiyin: Huiyin) -> None:
    told = huiyin("explain", "路灯坏了", "--convention", "board")
    assert "board2020" in told.err
    assert "guide" in told.err


def test_no_fault_repeats_a_petition(tmp_path: Path, huiyin: Huiyin) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text(petitions_jsonl() + '{"诉求内容": "张三家的秘密", 坏行}\n', encoding="utf-8")
    told = huiyin("tag", source, "-o", tmp_path / "b.jsonl")
    assert told.code == 1
    assert "张三" not in told.err + told.out
    assert "张三" not in huiyin("train", source, "-o", tmp_path / "m").err


def test_a_fault_of_the_program_itself_quotes_no_petition(
    huiyin: Huiyin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise ValueError("楼上漏水半年")

    monkeypatch.setattr("service.explaining.explain_text", break_down)
    done = huiyin("explain", "楼上漏水半年")
    assert done.code == ExitCode.INTERNAL_FAULT
    assert "HY-0299" in done.err and "ValueError" in done.err
    assert "漏水" not in done.out + done.err
    monkeypatch.setenv("HUIYIN_DEBUG", "1")
    with pytest.raises(ValueError, match="漏水"):
        huiyin("explain", "楼上漏水半年")
