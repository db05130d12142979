"""The command ``huiyin``: one module a verb; the heavy parts are imported when a verb needs them."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

LANGUAGES = ("zh", "en")
TABLES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt", ".jsonl", ".parquet")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with an ``ExitCode``; faults are told in one sentence."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _forgive_consoles()
    wanted = _take_language(words)
    if wanted is not None and wanted not in LANGUAGES:
        from service.errors import HuiyinError

        fault = HuiyinError("cli.language", value=wanted)
        print(fault.sentence(), file=sys.stderr)
        raise SystemExit(int(fault.exit_code))
    if wanted is not None:
        os.environ["HUIYIN_LANG"] = wanted
    from service.cli.app import run_app

    raise SystemExit(run_app(_with_verb(words)))


def _with_verb(words: list[str]) -> list[str]:
    """``tag`` in front where the first word is a file or folder, or looks like a table: huiyin 台账.xlsx."""
    if not words or words[0].startswith("-"):
        return words
    first = Path(words[0])
    is_verb = words[0].isidentifier() or words[0].replace("-", "_").isidentifier()
    if not is_verb and (first.exists() or first.suffix.lower() in TABLES):
        return ["tag", *words]
    is_folder = first.is_dir() and not words[0].isascii()
    return ["tag", *words] if is_folder else words


def _forgive_consoles() -> None:
    """Show what a console's encoding lacks as ``?``: a rare name's character must not end a run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _take_language(words: list[str]) -> str | None:
    """The value of ``--lang``, taken out wherever it stands before ``--``, before any sentence is made."""
    for place, word in enumerate(words):
        if word == "--":
            return None
        if word == "--lang" and place + 1 < len(words):
            wanted = words[place + 1]
            del words[place : place + 2]
            return wanted
        if word.startswith("--lang="):
            del words[place]
            return word.removeprefix("--lang=")
    return None
