"""The front door: one command line in this process, or in a process of its own where pipes matter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
import xlsxwriter

from service.cli import main

ROOT = Path(__file__).parents[3]
PROGRAM = [sys.executable, "-c", "from service.cli import main; main()"]
HEADINGS = ("编号", "诉求标题", "诉求内容")
ROWS = (
    ("001", "路灯坏了", "小区门口的路灯坏了半个月没人修，老人晚上摔了两次。"),
    ("002", "补课收费", "学校老师周末在校外补课，每人收两千，不去的学生被调座位。"),
    ("003", "拖欠工资", "工地干了三个月，老板拖欠工资，要了几次都不给。"),
)


@dataclass(frozen=True)
class Ran:
    """What a command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Huiyin:
    """Runs command lines in this process."""

    capfd: pytest.CaptureFixture[str]

    def __call__(self, *words: str | Path) -> Ran:
        """Run one command line."""
        self.capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        told = self.capfd.readouterr()
        return Ran(cast(int, left.value.code), told.out, told.err)


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that finds the packages."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", **more}


def piped(*words: str | Path, given: str = "", **env: str) -> Ran:
    """Run one command line in a process of its own with ``given`` on standard input."""
    done = subprocess.run(
        [*PROGRAM, *map(str, words)],
        input=given.encode(),
        env=environment(**env),
        capture_output=True,
        check=False,
    )
    encoding = env.get("PYTHONIOENCODING", "utf-8")
    return Ran(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))


def json_lines(content: str) -> list[dict[str, Any]]:
    """The objects of JSON lines."""
    return [json.loads(line) for line in content.splitlines()]


def petitions_jsonl() -> str:
    """The petitions as JSON lines."""
    objects = [dict(zip(HEADINGS, row, strict=True)) for row in ROWS]
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in objects)


def make_xlsx(path: Path) -> Path:
    """The petitions as a workbook."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("台账")
        for number, row in enumerate((HEADINGS, *ROWS)):
            sheet.write_row(number, 0, row)
    return path


def make_csv(path: Path) -> Path:
    """The petitions as CSV in the encoding of an old office machine."""
    lines = [",".join(row) for row in (HEADINGS, *ROWS)]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("gb18030"))
    return path


def make_jsonl(path: Path) -> Path:
    """The petitions as JSON lines."""
    path.write_text(petitions_jsonl(), encoding="utf-8")
    return path
