"""Opens every input with the reader of its kind, and gathers the faults of all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal, ParamSpec, TypeVar

from service.columns import check_role
from service.errors import HuiyinError, SeveralFaults
from service.messages import text
from service.readers.delimited import read_delimited
from service.readers.file_kinds import OTHERS, FileKind, is_unexpected, kind_of
from service.readers.folder import InputFile, input_files
from service.readers.json_lines import read_json_lines, read_standard_input
from service.readers.parquet import read_parquet
from service.readers.plain_text import TextFile, read_plain_texts
from service.readers.spreadsheet import read_workbook
from service.tables import Note, ReadOptions, Table

_T = TypeVar("_T")
_P = ParamSpec("_P")


@dataclass(frozen=True)
class KnownInput:
    """An input and its kind; ``path`` None is standard input."""

    path: Path | None
    kind: FileKind
    notes: tuple[Note, ...] = ()


def open_all(paths: Sequence[Path | Literal["-"]], options: ReadOptions) -> list[Table]:
    """See ``service.readers.open_tables``."""
    for role in options.columns:
        check_role(role)
    faults: list[HuiyinError] = []
    tables: list[Table] = []
    inputs = [known for path in paths for known in _known_inputs(path, options, faults)]
    for is_text, group in groupby(inputs, key=lambda known: known.kind is FileKind.TEXT):
        if is_text:
            texts = [TextFile(known.path, known.notes) for known in group if known.path is not None]
            tables += _gather(faults, read_plain_texts, texts, options)
            continue
        for known in group:
            tables += _gather(faults, _read, known, options)
    if len(faults) > 1:
        raise SeveralFaults(faults)
    if faults:
        raise faults[0]
    return tables


def _known_inputs(
    path: Path | Literal["-"], options: ReadOptions, faults: list[HuiyinError]
) -> Iterator[KnownInput]:
    for file in _gather(faults, input_files, path):
        yield from _gather(faults, _known, file, options)


def _gather(
    faults: list[HuiyinError], action: Callable[_P, Sequence[_T]], *args: _P.args, **kwargs: _P.kwargs
) -> Sequence[_T]:
    """What the action gives; its fault goes to ``faults`` instead."""
    try:
        return action(*args, **kwargs)
    except HuiyinError as fault:
        faults.append(fault)
    except OSError as error:
        faults.append(system_fault(error))
    return []


def system_fault(error: OSError) -> HuiyinError:
    """The operating system's refusal to read a file, as a fault that a person understands."""
    path = str(error.filename or "")
    if isinstance(error, PermissionError):
        return HuiyinError("input.no_permission", path=path)
    if isinstance(error, FileNotFoundError):
        return HuiyinError("input.missing", path=path)
    return HuiyinError("input.unreadable", path=path, reason=error.strerror or type(error).__name__)


def _known(file: InputFile | Literal["-"], options: ReadOptions) -> Sequence[KnownInput]:
    if file == "-":
        return [KnownInput(None, FileKind.JSON_LINES)]
    kind = kind_of(file.path, options)
    if kind is FileKind.EMPTY:
        raise HuiyinError("input.empty", where=str(file.path))
    if kind is FileKind.UNKNOWN:
        raise HuiyinError("input.unknown_kind", path=str(file.path))
    if kind is FileKind.DAMAGED:
        raise HuiyinError("input.damaged", path=str(file.path))
    if kind is FileKind.ENCRYPTED:
        raise HuiyinError("input.encrypted", path=str(file.path))
    if kind in OTHERS:
        raise HuiyinError("input.other_kind", path=str(file.path), kind=text(kind.label_key))
    really = (_really(file.path, kind),) if is_unexpected(file.path, kind) else ()
    return [KnownInput(file.path, kind, (*file.notes, *really))]


def _really(path: Path, kind: FileKind) -> Note:
    return Note("reading.really", {"extension": path.suffix, "kind": text(kind.label_key)})


def _read(known: KnownInput, options: ReadOptions) -> list[Table]:
    if known.path is None:
        return [read_standard_input(options)]
    if known.kind is FileKind.PARQUET:
        return [read_parquet(known.path, options, known.notes)]
    if known.kind is FileKind.JSON_LINES:
        return [read_json_lines(known.path, options, known.notes)]
    if known.kind is FileKind.DELIMITED:
        return [read_delimited(known.path, options, known.notes)]
    return read_workbook(known.path, known.kind, options, known.notes)
