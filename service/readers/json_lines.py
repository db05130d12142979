"""Reads JSON lines from a file or standard input: a bad line costs a row, an unknown key is never lost."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from service.columns import TEXT_ROLES, choose_roles
from service.errors import HuiyinError
from service.messages import text
from service.readers.batches import ReadRow, batches_of
from service.readers.encoding import encoding_of, find_encoding, has_bad_bytes
from service.readers.json_values import BadLine, column_type, fitted, parse_line, to_json
from service.readers.lines import LONGEST_LINE_MB, Position, Readable, read_lines
from service.readers.row_kinds import RowJudge
from service.tables import Note, ReadOptions, RowBatch, RowKind, Table

SAMPLED_ROWS = 1000
WHOLE_FILE_BYTES = 16 << 20  # a file up to this size is looked at whole, so all its keys become columns
REST_COLUMN = "_其余"


@dataclass(frozen=True)
class Line:
    """A line that is not blank: its number in the file, 1-based, and its text (None if it is too long)."""

    number: int
    text: str | None


@dataclass(frozen=True)
class JsonColumns:
    """The columns found in the sampled lines. ``rest``: whether ``REST_COLUMN`` follows them."""

    types: Mapping[str, pa.DataType]
    roles: Mapping[str, str]
    rest: bool

    @property
    def schema(self) -> pa.Schema:
        """The columns, with one more for what fits none of them."""
        rest = [(REST_COLUMN, pa.string())] if self.rest else []
        return pa.schema([*self.types.items(), *rest])

    def row(self, line: Line, encoding: str, judge: RowJudge) -> ReadRow:
        """One line as a row of the schema."""
        if line.text is None:
            return self._rejected(line, None, text("reading.line_too_long", limit=LONGEST_LINE_MB))
        if has_bad_bytes(line.text):
            return self._rejected(line, line.text, text("reading.undecodable", encoding=encoding))
        parsed = parse_line(line.text)
        if isinstance(parsed, BadLine):
            return self._rejected(line, line.text, parsed.reason)
        values = [fitted(parsed.get(name), kind) for name, kind in self.types.items()]
        kind, error = judge.judge(values)
        if self.rest:
            lost = {key: value for key, value in parsed.items() if not self._holds(key, value)}
            values.append(to_json(lost) if lost else None)
        return ReadRow(line.number, values, kind, error)

    def _holds(self, key: str, value: object) -> bool:
        return value is None or (key in self.types and fitted(value, self.types[key]) is not None)

    def _rejected(self, line: Line, content: str | None, reason: str) -> ReadRow:
        values: list[object] = [None] * len(self.types)
        if self.rest:
            values.append(content.rstrip("\r\n").replace("\0", "") if content is not None else None)
        return ReadRow(line.number, values, RowKind.REJECTED, reason)


def read_json_lines(path: Path, options: ReadOptions, notes: Sequence[Note] = ()) -> Table:
    """The table of a file of JSON lines.

    Raises HuiyinError if the file is empty, one JSON array, or has no text column.
    """
    position = Position()
    size = path.stat().st_size
    with path.open("rb") as file:
        encoding = find_encoding(file, str(path), options.encoding)
        whole = size <= WHOLE_FILE_BYTES
        lines = _lines(file, encoding, position)
        sample = list(lines if whole else islice(lines, SAMPLED_ROWS))
        whole = whole or next(lines, None) is None
    columns, judge = _find_columns(sample, str(path), options, complete=whole)
    position.bytes_read = 0

    def rows(start: int) -> Iterator[ReadRow]:
        with path.open("rb") as file:
            position.bytes_read = 0
            for line in islice(_lines(file, encoding, position), start, None):
                yield columns.row(line, encoding, judge)

    return Table(
        path=path,
        sheet=None,
        schema=columns.schema,
        roles=columns.roles,
        batches=lambda start: batches_of(rows(start), columns.schema, options.batch_rows),
        encoding=encoding,
        rows=len(sample) if whole else None,
        size_bytes=size,
        position=position,
        notes=tuple(notes),
    )


def read_standard_input(options: ReadOptions, stream: BinaryIO | None = None) -> Table:
    """The table of JSON lines on standard input; its batches can be read only once."""
    position = Position()
    source = stream if stream is not None else sys.stdin.buffer
    head = _first_line(source)
    encoding = options.encoding or encoding_of(head, "-")
    lines = _lines(_Resumed(head, source), encoding, position)
    sample = list(islice(lines, SAMPLED_ROWS + 1))
    columns, judge = _find_columns(sample, "-", options, complete=len(sample) <= SAMPLED_ROWS)
    return Table(
        path=None,
        sheet=None,
        schema=columns.schema,
        roles=columns.roles,
        batches=_once(chain(sample, lines), columns, encoding, judge, options.batch_rows),
        encoding=encoding,
        position=position,
    )


def _once(
    lines: Iterator[Line], columns: JsonColumns, encoding: str, judge: RowJudge, batch_rows: int
) -> Callable[[int], Iterator[RowBatch]]:
    begun = False

    def batches(start: int) -> Iterator[RowBatch]:
        nonlocal begun
        if begun:
            raise HuiyinError("input.stdin_once")
        begun = True
        rows = (columns.row(line, encoding, judge) for line in islice(lines, start, None))
        return batches_of(rows, columns.schema, batch_rows)

    return batches


def _lines(file: Readable, encoding: str, position: Position) -> Iterator[Line]:
    """The lines that are not blank."""
    for number, line in enumerate(read_lines(file, encoding, position), 1):
        if line is None or not line.isspace():
            yield Line(number, line)


def _find_columns(
    sample: Sequence[Line], where: str, options: ReadOptions, complete: bool
) -> tuple[JsonColumns, RowJudge]:
    parsed = [parse_line(line.text) if line.text is not None else None for line in sample]
    objects = [value for value in parsed if isinstance(value, dict)]
    if not sample:
        raise HuiyinError("input.empty", where=where)
    if not objects:
        array = (sample[0].text or "").lstrip("\ufeff \t").startswith("[")
        raise HuiyinError("input.json_array" if array else "input.not_json", path=where)
    names = list(dict.fromkeys(key for value in objects for key in value if key != REST_COLUMN))
    roles = choose_roles(names, options.columns, where)
    text_columns = tuple(roles[role] for role in TEXT_ROLES if role in roles)
    if not text_columns:
        example = names[-1] if names else "…"
        raise HuiyinError("input.no_text_column", where=where, columns="、".join(names), example=example)
    types = {name: column_type(value.get(name) for value in objects) for name in names}
    types |= {names[column]: pa.string() for column in text_columns}
    all_known = (
        complete and len(objects) == len(sample) and all(REST_COLUMN not in value for value in objects)
    )
    named_roles = {role: names[column] for role, column in roles.items()}
    return JsonColumns(types, named_roles, rest=not all_known), RowJudge(text_columns, from_office=False)


def _first_line(source: BinaryIO) -> bytes:
    """The first bytes of a stream, up to its first line's end: enough to tell the encoding."""
    return source.readline(1 << 20)


class _Resumed:
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, source: Readable) -> None:
        self._head = head
        self._source = source

    def read(self, size: int = -1, /) -> bytes:
        head, self._head = self._head, b""
        return head or self._source.read(size)
