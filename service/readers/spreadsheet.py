"""Reads workbooks through a child process, which a hostile file may end without harm to the program.

The child leaves Arrow files in a private folder; they are mapped into memory and the folder deleted.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pyarrow as pa

from service.errors import HuiyinError
from service.messages import current_language
from service.readers.child_talk import (
    BOOK_COLUMNS,
    Answer,
    Request,
    SheetAnswer,
    read_answer,
    request_to_json,
)
from service.readers.file_kinds import FileKind, is_unexpected
from service.readers.lines import Position
from service.tables import Note, ReadOptions, RowBatch, Table

CHILD = "service.readers.spreadsheet_child"
OUT_OF_MEMORY = b"memory allocation of"  # what Rust says before it aborts


def read_workbook(
    path: Path, kind: FileKind, options: ReadOptions, notes: Sequence[Note] = ()
) -> list[Table]:
    """The tables of a workbook's sheets that hold petitions.

    Raises HuiyinError if it is damaged, locked, refused by a guard, too large, or without petitions.
    """
    folder = tempfile.TemporaryDirectory(prefix="huiyin-", ignore_cleanup_errors=True)  # mode 0700
    place = Path(folder.name)
    try:
        answer = _ask_child(path, kind, place, options)
        maps = [pa.memory_map(str(place / sheet.file)) for sheet in answer.sheets]
    except BaseException:
        folder.cleanup()
        raise
    if os.name == "posix":
        folder.cleanup()  # the maps stay, and nothing is left behind however the program ends
    size = path.stat().st_size
    tables = [
        _table(path, sheet, source, size, folder) for sheet, source in zip(answer.sheets, maps, strict=True)
    ]
    tables[0] = replace(tables[0], notes=(*notes, *answer.notes, *tables[0].notes))
    return tables


def _ask_child(path: Path, kind: FileKind, folder: Path, options: ReadOptions) -> Answer:
    request = Request(str(_well_named(path, kind, folder)), str(path), kind.value, str(folder), options)
    _run_child(request, folder)
    return _answer(request, folder)


def _well_named(path: Path, kind: FileKind, folder: Path) -> Path:
    """The file itself, or a copy with the extension of its kind: calamine goes by the extension."""
    if not is_unexpected(path, kind) and path.suffix.lower() != ".et":
        return path.absolute()
    copy = folder / f"workbook.{kind.value}"
    shutil.copyfile(path, copy)
    return copy


def _run_child(request: Request, folder: Path) -> None:
    """Run the child to its end. Raises HuiyinError if it takes too long or dies."""
    options = request.options
    with (folder / "errors.txt").open("w+b") as errors:
        try:
            done = subprocess.run(
                [sys.executable, "-X", "utf8", "-m", CHILD],
                input=request_to_json(request).encode(),
                stdout=subprocess.DEVNULL,
                stderr=errors,
                env=_environment(),
                timeout=options.sheet_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise HuiyinError(
                "input.child_time", path=request.shown_path, seconds=options.sheet_seconds
            ) from None
        if done.returncode == 0:
            return
        errors.seek(0)
        out_of_memory = OUT_OF_MEMORY in errors.read(1 << 16)
    if out_of_memory:
        raise HuiyinError("input.child_memory", path=request.shown_path, limit=options.sheet_memory_mb)
    raise HuiyinError("input.child_died", path=request.shown_path, status=done.returncode)


def _environment() -> dict[str, str]:
    """The child's environment: our packages, our language, allocators that reserve no address space."""
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONSAFEPATH": "1",
        "HUIYIN_LANG": current_language(),
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "MALLOC_ARENA_MAX": "2",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


def _answer(request: Request, folder: Path) -> Answer:
    """The child's answer. Raises the HuiyinError it tells of, or one where it left none."""
    try:
        return read_answer(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HuiyinError("input.child_died", path=request.shown_path, status=0) from error


def _table(path: Path, sheet: SheetAnswer, source: pa.MemoryMappedFile, size: int, folder: object) -> Table:
    """One sheet as a table; ``folder`` lives as long as it, where it could not be deleted yet."""
    stored = pa.ipc.open_file(source).schema
    schema = pa.schema(list(stored)[: len(stored) - BOOK_COLUMNS])
    position = Position()
    return Table(
        path=path,
        sheet=sheet.sheet or None,
        schema=schema,
        roles=sheet.roles,
        batches=_batches(source, schema, position, size, sheet.rows, folder),
        header_rows=sheet.header_rows,
        encoding=sheet.encoding,
        rows=sheet.rows,
        size_bytes=size,
        position=position,
        look=sheet.look,
        notes=sheet.notes,
    )


def _batches(
    source: pa.MemoryMappedFile, schema: pa.Schema, position: Position, size: int, rows: int, folder: object
) -> Callable[[int], Iterator[RowBatch]]:
    def batches(start: int) -> Iterator[RowBatch]:
        assert folder is not None  # held here
        done = start
        for batch in _stored_batches(source, start):
            done += batch.num_rows
            position.bytes_read = size * done // max(rows, 1)
            *own, number, kind, error = batch.columns
            columns = pa.RecordBatch.from_arrays(own, schema=schema)
            yield RowBatch(
                columns,
                cast("pa.Int64Array", number),
                cast("pa.Int8Array", kind),
                cast("pa.StringArray", error),
            )

    return batches


def _stored_batches(source: pa.MemoryMappedFile, start: int) -> Iterator[pa.RecordBatch]:
    reader = pa.ipc.open_file(source)
    for number in range(reader.num_record_batches):
        batch = reader.get_batch(number)
        if start < batch.num_rows:
            yield batch.slice(start)
        start = max(start - batch.num_rows, 0)
