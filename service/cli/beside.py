"""Tagging without naming an output: each file's result lies beside it, never over an existing file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from service.cli.tag_run import TagOutput, TagSetup, tag_files
from service.destination import free_name
from service.errors import ExitCode, HuiyinError
from service.messages import text
from service.readers.folder import input_files
from service.tables import ReadOptions

MARK = "_已标注"
_KEPT = {".csv", ".jsonl", ".ndjson", ".parquet"}


def beside(path: Path) -> Path:
    """``台账_已标注.xlsx`` for ``台账.xls``; a free name where a file has that one already."""
    suffix = path.suffix.lower()
    return free_name(path.with_name(f"{path.stem}{MARK}{suffix if suffix in _KEPT else '.xlsx'}"))


def tag_beside(
    inputs: Sequence[Path | Literal["-"]],
    options: ReadOptions,
    setup: TagSetup,
    *,
    rejects: Path | None,
    quiet: bool,
) -> ExitCode:
    """Tag every file into one of its own. A fault of one file is told, and the others are done.

    Results of earlier runs in a folder are left out. Raises HuiyinError for standard input.
    """
    worst = ExitCode.ALL_DONE
    files = list(_files(inputs))
    if rejects is not None and len(files) > 1:
        raise HuiyinError("cli.rejects_of_many")
    for path in files:
        try:
            output = TagOutput(beside(path), rejects=rejects, quiet=quiet)
            code = tag_files([path], options, setup, output).exit_code
        except HuiyinError as fault:
            if len(files) == 1:
                raise
            print(fault.sentence(), file=sys.stderr)
            code = fault.exit_code
        worst = max(worst, code)
    if not files:
        print(text("tag.nothing_new"), file=sys.stderr)
    return worst


def _files(inputs: Sequence[Path | Literal["-"]]) -> Iterator[Path]:
    for given in inputs:
        if given == "-":
            raise HuiyinError("cli.output_missing")
        for file in input_files(given):
            assert file != "-"
            if file.path == given or not file.path.stem.rstrip("_0123456789").endswith(MARK):
                yield file.path
