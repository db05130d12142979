"""The verbs together: version, help, language, consoles of other encodings, interruption."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from service.cli import app
from tests.service.cli.support import PROGRAM, Huiyin, environment, make_jsonl, petitions_jsonl, piped

VERBS = (
    "tag",
    "check",
    "explain",
    "train",
    "evaluate",
    "demo",
    "doctor",
    "help",
    "link",
    "hot",
    "config",
    "keys",
    "audit",
    "retain",
    "backup",
    "restore",
    "rekey",
)


def test_the_version_is_the_installed_one(huiyin: Huiyin) -> None:
    told = huiyin("--version")
    assert (told.code, told.out) == (0, f"huiyin {version('huiyin')}\n")


def test_help_names_every_verb(huiyin: Huiyin) -> None:
    told = huiyin("--help")
    assert told.code == 0
    assert all(f"\n  {verb} " in told.out for verb in VERBS)


def test_an_empty_command_shows_the_help(huiyin: Huiyin) -> None:
    told = huiyin()
    assert told.code == 2
    assert "huiyin tag 台账.xlsx" in told.err


@pytest.mark.parametrize("verb", VERBS)
def test_help_is_in_the_language_asked_for(
    verb: str, monkeypatch: pytest.MonkeyPatch, huiyin: Huiyin
) -> None:
    assert "例：" in huiyin(verb, "--help").out
    assert "Examples:" in huiyin(verb, "--help", "--lang", "en").out
    monkeypatch.setenv("HUIYIN_LANG", "en")
    assert "Examples:" in huiyin(verb, "--help").out
    assert "例：" in huiyin("--lang=zh", verb, "--help").out


def test_the_summary_is_in_the_language_asked_for(tmp_path: Path, huiyin: Huiyin) -> None:
    source = make_jsonl(tmp_path / "a.jsonl")
    assert "Tagging finished" in huiyin("--lang", "en", "tag", source, "-o", tmp_path / "b.csv").out


def test_words_behind_two_dashes_are_no_options(huiyin: Huiyin) -> None:
    told = huiyin("explain", "--json", "--", "--lang")
    assert told.code == 0
    assert '"--lang"' in told.out


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8", "big5"])
def test_a_console_that_lacks_a_character_ends_no_command(encoding: str) -> None:
    told = piped("explain", "𬭛䶮小区门口的路灯坏了半个月没人修", PYTHONIOENCODING=encoding, HUIYIN_LANG="zh")
    assert told.code == 0
    assert told.err == ""
    assert "0." in told.out or "1.00" in told.out


@pytest.mark.parametrize(
    "words", [["explain", "路灯坏了", "--json"], ["--help"], ["--version"]], ids=" ".join
)
def test_nobody_reading_is_no_fault(words: list[str]) -> None:
    with subprocess.Popen(
        [*PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        told = process.stderr.read().decode()
        assert process.wait() == 0
    assert told == ""


def test_tagging_and_explaining_need_no_package_of_training() -> None:
    blocked = "import sys; sys.modules.update(dict.fromkeys(('sklearn', 'scipy', 'joblib')));"
    program = f"{blocked} from service.cli import main; main()"
    for words in (["tag", "-", "-o", "-"], ["explain", "路灯坏了"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *words],
            input=petitions_jsonl().encode(),
            env=environment(),
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()


def test_an_interruption_says_how_to_go_on(
    huiyin: Huiyin, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("service.cli.tag_run.run", interrupt)
    told = huiyin("tag", make_jsonl(tmp_path / "a.jsonl"), "-o", tmp_path / "b.csv", "-q")
    assert told.code == app.INTERRUPTED
    assert "--resume" in told.err
