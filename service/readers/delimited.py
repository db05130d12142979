"""Reads .csv and .tsv files: encoding, delimiter and header are found, rows stream in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pyarrow as pa

from service.columns import TEXT_ROLES
from service.errors import HuiyinError
from service.messages import text
from service.readers.batches import ReadRow, batches_of
from service.readers.csv_records import Record, read_records
from service.readers.damage import DamageFinder
from service.readers.encoding import find_encoding, has_bad_bytes
from service.readers.header import SEARCHED_ROWS, Header, recognise
from service.readers.lines import Position, read_lines
from service.readers.row_kinds import RowJudge, is_blank, judge_for
from service.tables import Note, ReadOptions, RowBatch, RowKind, SheetLook, Table

DELIMITERS = (",", "\t", ";", "|", "，")
SAMPLED_RECORDS = 100
CHECKED_ROWS = 20_000  # leading rows in which damage is looked for when the file is opened
_DELIMITER_NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}


@dataclass(frozen=True)
class DelimitedFile:
    """A delimited file whose shape is known. ``skipped``: records up to and with the header."""

    path: Path
    encoding: str
    delimiter: str
    header: Header
    judge: RowJudge
    skipped: int
    position: Position = field(default_factory=Position)

    @property
    def schema(self) -> pa.Schema:
        """All columns are text: a delimited file has no types, and no digit gets lost."""
        return pa.schema([(name, pa.string()) for name in self.header.names])

    def rows(self, start: int = 0) -> Iterator[ReadRow]:
        """The rows under the header from the ``start``-th on, wholly blank ones left out."""
        with self.path.open("rb") as file:
            self.position.bytes_read = 0
            records = read_records(read_lines(file, self.encoding, self.position), self.delimiter)
            body = (
                record
                for record in islice(records, self.skipped, None)
                if record.error or any(record.cells) and not all(map(is_blank, record.cells))
            )
            yield from self._rows(islice(body, start, None))

    def _rows(self, records: Iterator[Record]) -> Iterator[ReadRow]:
        last = next(records, None)
        for record in records:
            if last is not None:
                yield self._row(last, self._is_cut(record))
            last = record
        if last is not None:
            yield self._row(last, next_is_cut=False)

    def _row(self, record: Record, next_is_cut: bool) -> ReadRow:
        width = len(self.header.names)
        error = record.error or self._shape_error(record, next_is_cut)
        cells: list[str | None] = [cell or None for cell in _fitted(record.cells, width, self.delimiter)]
        if error is None and any(cell is not None and has_bad_bytes(cell) for cell in cells):
            error = text("reading.undecodable", encoding=self.encoding)
        if error is not None:
            return ReadRow(record.number, [_shown(cell) for cell in cells], RowKind.REJECTED, error)
        kind, error = self.judge.judge(cells)
        return ReadRow(record.number, cells, kind, error)

    def _shape_error(self, record: Record, next_is_cut: bool) -> str | None:
        cells, columns = len(record.cells), len(self.header.names)
        if cells > columns and not all(map(is_blank, record.cells[columns:])):
            return text("reading.too_many_cells", cells=cells, columns=columns)
        if cells < columns and (self._is_cut(record) or next_is_cut):
            return text("reading.too_few_cells", cells=cells, columns=columns)
        return None

    def _is_cut(self, record: Record) -> bool:
        """Whether a record ends before its text columns, as the rest of a row cut by a line break does.

        Excel leaves out blank cells at a row's end, so a short row alone is no fault; nor are 合计 and
        signatures.
        """
        if record.error or len(record.cells) > max(self.judge.text_columns):
            return False
        cells = [*record.cells, *[None] * (len(self.header.names) - len(record.cells))]
        return self.judge.judge(cells)[0] is not RowKind.PASSED_THROUGH


def read_delimited(path: Path, options: ReadOptions, notes: Sequence[Note] = ()) -> Table:
    """The table of a delimited file.

    Raises HuiyinError if it is empty, text in no known encoding, or has no text column.
    """
    with path.open("rb") as file:
        encoding = find_encoding(file, str(path), options.encoding)
        lines = list(islice(read_lines(file, encoding, Position()), 20 * SAMPLED_RECORDS))
    if not any(line and line.strip() for line in lines):
        raise HuiyinError("input.empty", where=str(path))
    delimiter = _wanted_delimiter(options) or _find_delimiter(lines, options)
    records = _sample(lines, delimiter)
    header = _own_width(recognise([record.cells for record in records], str(path), options), records)
    above = tuple(tuple(record.cells) for record in records[: header.first])
    opened = DelimitedFile(path, encoding, delimiter, header, judge_for(header, above), header.last + 1)
    damage, rows = _look_for_damage(opened)
    return Table(
        path=path,
        sheet=None,
        schema=opened.schema,
        roles={role: header.names[column] for role, column in header.roles.items()},
        batches=_batches(opened, options.batch_rows),
        header_rows=(header.first + 1, header.last + 1),
        encoding=encoding,
        delimiter=delimiter,
        rows=rows,
        size_bytes=path.stat().st_size,
        position=opened.position,
        look=SheetLook(rows_above=above, header_cells=header.cells),
        notes=(*notes, *damage),
    )


def has_header(line: str, options: ReadOptions) -> bool:
    """Whether a line, read by itself, is the heading of a table of two columns or more."""
    for delimiter in DELIMITERS:
        cells = line.rstrip("\r\n").split(delimiter)
        if len(cells) > 1 and _recognised([cells], options) is not None:
            return True
    return False


def _batches(opened: DelimitedFile, batch_rows: int) -> Callable[[int], Iterator[RowBatch]]:
    return lambda start: batches_of(opened.rows(start), opened.schema, batch_rows)


def _look_for_damage(opened: DelimitedFile) -> tuple[tuple[Note, ...], int | None]:
    """Notes on the leading rows, and the number of rows where all were seen."""
    finder = DamageFinder(opened.header.names, opened.header.roles)
    count = 0
    for row in islice(opened.rows(), CHECKED_ROWS + 1):
        count += 1
        if row.kind is RowKind.PETITION:
            finder.look(row.number, row.values)
    opened.position.bytes_read = 0
    notes = finder.notes()
    if count <= CHECKED_ROWS:
        return notes, count
    return (*notes, Note("reading.leading_rows", {"count": CHECKED_ROWS})) if notes else (), None


def _wanted_delimiter(options: ReadOptions) -> str | None:
    if options.delimiter is None:
        return None
    return _DELIMITER_NAMES.get(options.delimiter, options.delimiter)


def _find_delimiter(lines: Sequence[str | None], options: ReadOptions) -> str:
    """The delimiter with which a header is found and most rows are as wide as it is."""
    scores = []
    for order, delimiter in enumerate(DELIMITERS):
        rows = [record.cells for record in _sample(lines, delimiter) if record.cells]
        header = _recognised(rows, options)
        widths = [len(row) for row in rows]
        usual = len(header.names) if header else max(set(widths), key=widths.count, default=0)
        even = sum(width == usual for width in widths) / max(len(widths), 1)
        found = sum(role in header.roles for role in TEXT_ROLES) if header else 0
        scores.append((found > 0, even > 0.7, usual > 1, found, even, usual, -order, delimiter))
    return max(scores)[-1]


def _recognised(rows: Sequence[Sequence[str]], options: ReadOptions) -> Header | None:
    try:
        return recognise(rows, "", options)
    except HuiyinError:
        return None


def _own_width(header: Header, records: Sequence[Record]) -> Header:
    """The header as wide as its own rows, or as most rows are under it (a first column without heading)."""
    own = max(len(record.cells) for record in records[header.first : header.last + 1])
    filled = [_filled_width(record.cells) for record in records[header.last + 1 :] if record.cells]
    usual = max(set(filled), key=filled.count, default=0)
    is_usual = filled.count(usual) > len(filled) / 2
    return header.with_width(max(own, usual) if is_usual else own)


def _filled_width(cells: Sequence[str]) -> int:
    return max((place + 1 for place, cell in enumerate(cells) if not is_blank(cell)), default=0)


def _sample(lines: Sequence[str | None], delimiter: str) -> list[Record]:
    return list(islice(read_records(iter(lines), delimiter), max(SAMPLED_RECORDS, SEARCHED_ROWS)))


def _fitted(cells: list[str], width: int, delimiter: str) -> list[str]:
    """A row as wide as the header: blanks added, cells too many joined to the last one."""
    if len(cells) <= width:
        return [*cells, *[""] * (width - len(cells))]
    rest = cells[width - 1 :]
    while len(rest) > 1 and not rest[-1]:
        rest.pop()
    return [*cells[: width - 1], delimiter.join(rest)]


def _shown(cell: str | None) -> str | None:
    """A cell with bytes that could not be decoded shown as �."""
    if cell is None or not has_bad_bytes(cell):
        return cell
    return "".join("\ufffd" if "\udc80" <= character <= "\udcff" else character for character in cell)
