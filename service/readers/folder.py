"""Which files are meant by the paths of a command line: files as they are, folders by their content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from service.errors import HuiyinError
from service.readers.file_kinds import SUPPORTED
from service.tables import Note

SHOWN_NAMES = 10


@dataclass(frozen=True)
class InputFile:
    """A file to read and what is to be told about how it was found."""

    path: Path
    notes: tuple[Note, ...] = ()


def input_files(path: Path | Literal["-"]) -> Sequence[InputFile | Literal["-"]]:
    """The files that a path stands for, sorted by name; a folder's subfolders are not entered.

    Raises HuiyinError if the path is missing, unreadable or no plain file, or a folder with nothing to read.
    """
    if path == "-":
        return ("-",)
    try:
        if path.is_dir():
            return _files_of_folder(path)
        if not path.exists():
            raise HuiyinError("input.missing", path=str(path))
        if not path.is_file():
            raise HuiyinError("input.not_a_file", path=str(path))
    except PermissionError:
        raise HuiyinError("input.no_permission", path=str(path)) from None
    return (InputFile(path),)


def _files_of_folder(folder: Path) -> list[InputFile | Literal["-"]]:
    entries = sorted(entry for entry in folder.iterdir() if not _is_hidden(entry.name) and not entry.is_dir())
    readable = [entry for entry in entries if entry.suffix.lower() in SUPPORTED and entry.is_file()]
    if not readable:
        raise HuiyinError("input.empty_folder", path=str(folder))
    skipped = [entry.name for entry in entries if entry not in readable]
    notes = (_skipped_note(skipped),) if skipped else ()
    return [InputFile(readable[0], notes), *(InputFile(path) for path in readable[1:])]


def _is_hidden(name: str) -> bool:
    """Hidden files, and the lock files that Excel and WPS put beside an open workbook."""
    return name.startswith((".", "~$"))


def _skipped_note(names: Sequence[str]) -> Note:
    shown = "、".join(names[:SHOWN_NAMES]) + ("…" if len(names) > SHOWN_NAMES else "")
    return Note("reading.skipped_files", {"count": len(names), "names": shown})
