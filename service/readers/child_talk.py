"""What the program and the child process that reads spreadsheets say to each other, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from service.errors import HuiyinError
from service.tables import Note, ReadOptions, SheetLook

ANSWER_FILE = "answer.json"
MOST_ANSWER_BYTES = 64 << 20
BOOK_COLUMNS = 3  # row_number, kind and error stand behind a table's own columns in the child's Arrow files


@dataclass(frozen=True)
class Request:
    """One workbook to read: where it is, its kind (``file_kinds.FileKind`` value), and where to write."""

    path: str
    shown_path: str
    kind: str
    folder: str
    options: ReadOptions


@dataclass(frozen=True)
class SheetAnswer:
    """One sheet as read: its shape, and the Arrow IPC file in the folder that holds its rows.

    ``sheet`` is empty and ``encoding`` given for a web page.
    """

    sheet: str
    file: str
    header_rows: tuple[int, int]
    roles: Mapping[str, str]
    rows: int
    look: SheetLook
    notes: tuple[Note, ...]
    encoding: str | None = None


@dataclass(frozen=True)
class Answer:
    """All sheets with petitions, and what is to be told of the workbook."""

    sheets: tuple[SheetAnswer, ...]
    notes: tuple[Note, ...] = ()


def request_to_json(request: Request) -> str:
    """A request as text."""
    return json.dumps(asdict(request))


def request_from_json(words: str) -> Request:
    """The request that ``request_to_json`` wrote."""
    raw = json.loads(words)
    options = raw.pop("options")
    if options["header_rows"] is not None:
        options["header_rows"] = tuple(options["header_rows"])
    return Request(**raw, options=ReadOptions(**options))


def write_answer(folder: Path, answer: Answer | HuiyinError) -> None:
    """Write the answer, or the fault found, into the folder."""
    if isinstance(answer, HuiyinError):
        raw: dict[str, Any] = {"fault": answer.key, "fields": dict(answer.fields)}
    else:
        sheets = [{**asdict(sheet), "look": _look_to_json(sheet.look)} for sheet in answer.sheets]
        raw = {"sheets": sheets, "notes": [asdict(note) for note in answer.notes]}
    (folder / ANSWER_FILE).write_text(json.dumps(raw), encoding="utf-8")


def read_answer(folder: Path) -> Answer:
    """The answer in the folder.

    Raises the HuiyinError that it tells of; OSError, ValueError or KeyError if there is no sound answer.
    """
    file = folder / ANSWER_FILE
    if file.stat().st_size > MOST_ANSWER_BYTES:
        raise ValueError(ANSWER_FILE)
    raw = json.loads(file.read_text(encoding="utf-8"))
    if "fault" in raw:
        raise HuiyinError(raw["fault"], **raw["fields"])
    return Answer(tuple(map(_sheet_from_json, raw["sheets"])), _notes(raw["notes"]))


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """1, 2, 3, 7 → [[1, 3], [7, 7]]."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def _look_to_json(look: SheetLook) -> dict[str, Any]:
    return {
        "rows_above": look.rows_above,
        "header_cells": look.header_cells,
        "column_widths": list(look.column_widths.items()),
        "hidden_columns": ranges(look.hidden_columns),
        "hidden_rows": ranges(look.hidden_rows),
    }


def _sheet_from_json(raw: dict[str, Any]) -> SheetAnswer:
    look = raw["look"]
    return SheetAnswer(
        raw["sheet"],
        raw["file"],
        (raw["header_rows"][0], raw["header_rows"][1]),
        raw["roles"],
        raw["rows"],
        SheetLook(
            tuple(map(tuple, look["rows_above"])),
            tuple(map(tuple, look["header_cells"])),
            dict(look["column_widths"]),
            frozenset(_numbers(look["hidden_columns"])),
            frozenset(_numbers(look["hidden_rows"])),
        ),
        _notes(raw["notes"]),
        raw["encoding"],
    )


def _numbers(pairs: Iterable[tuple[int, int]]) -> Iterable[int]:
    return (number for first, last in pairs for number in range(first, last + 1))


def _notes(raw: Iterable[dict[str, Any]]) -> tuple[Note, ...]:
    return tuple(Note(**note) for note in raw)
