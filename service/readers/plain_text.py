"""Reads .txt files, one petition a file; the files of one folder form one table."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pyarrow as pa

from service.errors import HuiyinError
from service.messages import text
from service.readers.batches import ReadRow, batches_of
from service.readers.encoding import KEEP_BYTES, find_encoding, has_bad_bytes
from service.readers.lines import LONGEST_LINE, LONGEST_LINE_MB, Position
from service.readers.row_kinds import RowJudge
from service.tables import Note, ReadOptions, RowKind, Table

FILE, TITLE, BODY = "文件名", "标题", "正文"
SCHEMA = pa.schema([(FILE, pa.string()), (TITLE, pa.string()), (BODY, pa.string())])
_JUDGE = RowJudge((1, 2))
_NO_TITLE = re.compile(r"新建.*|未命名.*|[\x00-\x7f]*")  # names that say nothing: 新建文本文档, 001


@dataclass(frozen=True)
class TextFile:
    """A .txt file and what is to be told about it."""

    path: Path
    notes: tuple[Note, ...] = ()


def read_plain_texts(files: Sequence[TextFile], options: ReadOptions) -> list[Table]:
    """One table for the text files of each folder, in the order given."""
    return [_table(list(group), options) for _, group in groupby(files, key=lambda file: file.path.parent)]


def _table(files: Sequence[TextFile], options: ReadOptions) -> Table:
    position = Position()
    sizes = [file.path.stat().st_size for file in files]

    def rows(start: int) -> Iterator[ReadRow]:
        position.bytes_read = sum(sizes[:start])
        for number in range(start, len(files)):
            yield _row(number + 1, files[number].path, options)
            position.bytes_read += sizes[number]

    return Table(
        path=files[0].path if len(files) == 1 else files[0].path.parent,
        sheet=None,
        schema=SCHEMA,
        roles={"id": FILE, "title": TITLE, "body": BODY},
        batches=lambda start: batches_of(rows(start), SCHEMA, options.batch_rows),
        rows=len(files),
        size_bytes=sum(sizes),
        position=position,
        notes=tuple(note for file in files for note in file.notes),
    )


def _row(number: int, path: Path, options: ReadOptions) -> ReadRow:
    title = None if _NO_TITLE.fullmatch(path.stem) else path.stem
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST_LINE + 1)
        if len(data) > LONGEST_LINE:
            return _rejected(number, path, text("reading.file_too_long", limit=LONGEST_LINE_MB))
        encoding = find_encoding(io.BytesIO(data), str(path), options.encoding)
    except HuiyinError as error:
        return _rejected(number, path, error.sentence())
    except OSError:
        return _rejected(number, path, HuiyinError("input.no_permission", path=str(path)).sentence())
    body = data.decode(encoding, KEEP_BYTES).replace("\0", "")
    if has_bad_bytes(body):
        return _rejected(number, path, text("reading.undecodable", encoding=encoding))
    if not body.strip():
        return _rejected(number, path, text("reading.no_text"))
    return ReadRow(number, (path.name, title, body), RowKind.PETITION)


def _rejected(number: int, path: Path, reason: str) -> ReadRow:
    return ReadRow(number, (path.name, None, None), RowKind.REJECTED, reason)
