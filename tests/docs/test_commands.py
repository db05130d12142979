"""The documentation tells the truth: its commands run, its names exist, its links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
import typer
import yaml

from service.cli import main
from service.cli.app import make_app
from tests.docs.commands import HUIYIN, ROOT, Block, blocks, commands_of, documents, examples
from tests.docs.sample_files import make_samples

LANGUAGES = ("zh", "en")
ALL_BLOCKS = [block for block in blocks() if any(HUIYIN.search(command) for command in block.commands)]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]


def command_line() -> Any:
    """The program's command with its verbs and their options."""
    return cast(Any, typer.main.get_command(make_app()))


VERBS = sorted(command_line().commands)


def help_page(verb: str, capfd: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        main([*verb.split(), "--help"])
    return capfd.readouterr().out


def run(command: str, folder: Path) -> int:
    """Run one command in ``folder``: in this process, or in a shell where it is a pipeline."""
    if "|" not in command:
        words = shlex.split(command)[1:]
        with pytest.raises(SystemExit) as left:
            main(words)
        return cast(int, left.value.code)
    program = f"{shlex.quote(sys.executable)} -c 'from service.cli import main; main()'"
    script = f'huiyin() {{ {program} "$@"; }}; set -o pipefail; {command}'
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env={**os.environ, "PYTHONPATH": path}, check=False
    )
    return done.returncode


def check(command: str, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code = run(command, folder)
    told = capfd.readouterr()
    assert code == 0, f"{command}\n{told.err}"
    assert told.out or told.err or "-q" in command, f"{command} said nothing"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sample files, entered."""
    make_samples(tmp_path)
    # A store of its own, but not a home: compiled kernels would have to be compiled again for each command.
    monkeypatch.setenv("HUIYIN_DATABASE", f"sqlite:///{tmp_path / 'store' / 'huiyin.db'}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("block", [block for block in ALL_BLOCKS if block.not_run is None], ids=str)
def test_every_command_of_the_documentation_runs(
    block: Block, desk: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIYIN_LANG", "zh" if "zh-CN" in block.file else "en")
    for command in block.commands:
        if HUIYIN.search(command):
            if "|" in command and shutil.which("bash") is None:
                pytest.skip("a pipeline needs bash")
            check(command, desk, capfd)


def test_every_block_that_is_not_run_says_why() -> None:
    not_run = [block for block in ALL_BLOCKS if block.not_run is not None]
    print("not run:", *(f"{block}: {block.not_run}" for block in not_run), sep="\n")
    assert all(len(block.not_run or "") > 10 for block in not_run)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verb", ["", *VERBS])
def test_every_example_of_a_help_page_runs(
    verb: str, language: str, desk: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIYIN_LANG", language)
    found = examples(help_page(verb, capfd))
    assert len(found) >= 2
    for command in found:
        check(command, desk, capfd)


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_named_in_both_readmes(readme: Path, verb: str) -> None:
    assert re.search(rf"`(?:huiyin )?{verb}[` ]|^huiyin {verb} ", readme.read_text("utf-8"), re.MULTILINE)


def test_every_option_that_the_documentation_names_exists() -> None:
    program = command_line()
    commands = [program, *program.commands.values()]
    known = {name for command in commands for p in command.params for name in (*p.opts, *p.secondary_opts)}
    known |= {"--help"}
    of_others = {"--strict", "--texts", "--peers", "--identical"}  # mypy and the benchmarks
    for path in documents():
        named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", path.read_text("utf-8")))
        assert named <= known | of_others, path.name


def test_every_make_target_that_the_documentation_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        (path.name, target)
        for path in documents()
        for target in re.findall(r"(?:`|^)make\s+([a-z-]+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert {target for _, target in named} >= {"demo", "test", "bench", "lock"}
    assert [entry for entry in named if entry[1] not in targets] == []


def test_every_link_inside_the_repository_leads_to_a_file() -> None:
    for path in documents():
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text("utf-8")):
            assert "://" in target or (path.parent / target).exists(), f"{path.name}: {target}"


def test_every_place_in_the_readmes_exists() -> None:
    for path in [*READMES, ROOT / "CONTRIBUTING.md"]:
        places = re.findall(r"`((?:nlp|models|service|data|docs|tests)/[\w./-]*)`", path.read_text("utf-8"))
        assert places
        assert [place for place in places if not (ROOT / place).exists()] == [], path.name


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_column_that_is_added_stands_in_both_readmes(readme: Path) -> None:
    columns = yaml.safe_load((ROOT / "data/messages/interface/columns.yaml").read_text("utf-8"))
    content = readme.read_text("utf-8")
    assert [entry["zh"] for entry in columns.values() if entry["zh"] not in content] == []


def test_a_block_is_taken_apart_as_a_shell_would() -> None:
    assert list(commands_of("huiyin tag a.csv \\\n    -o b.csv  # why\n\nmake demo\n")) == [
        "huiyin tag a.csv -o b.csv",
        "make demo",
    ]
    assert list(commands_of("$ huiyin demo\nout/x.xlsx\n", console=True)) == ["huiyin demo"]
