"""Reads a workbook with calamine, sheet by sheet, into Arrow files. Runs in the child process only.

Web pages under the name of a workbook are read here too.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from service.cell_values import cell_text
from service.columns import heading_key, nearest
from service.errors import HuiyinError
from service.readers.cells import plain_cell
from service.readers.child_talk import Answer, Request, SheetAnswer
from service.readers.file_kinds import FileKind
from service.readers.grid import Grid, GridTable, read_grid
from service.readers.header import Header, Merge, column_letters
from service.readers.html_table import read_page
from service.readers.sheet_facts import read_facts
from service.readers.sheet_xml import SheetFacts
from service.readers.zip_guard import check_archive
from service.tables import Note, RowBatch, SheetLook

CELL_BYTES = 64  # memory that a cell of a sheet's extent takes, blank ones included, with room to work


def read_request(request: Request) -> Answer:
    """Read the workbook. Raises HuiyinError if it can't be opened or no sheet has petitions."""
    path, kind = Path(request.path), FileKind(request.kind)
    if kind is FileKind.HTML:
        page = read_page(path, request.shown_path, request.options)
        return Answer((_sheet_answer(page.table, "", SheetFacts(), request, 0, page.encoding),))
    if kind in (FileKind.XLSX, FileKind.XLSB, FileKind.ODS):
        check_archive(path, request.shown_path)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            facts = read_facts(path, kind, book.sheet_names)
            return _read_sheets(book, facts, request)
    except PasswordError as error:
        raise HuiyinError("input.encrypted", path=request.shown_path) from error
    except (CalamineError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise HuiyinError("input.damaged", path=request.shown_path) from error


def _read_sheets(book: CalamineWorkbook, facts: dict[str, SheetFacts], request: Request) -> Answer:
    answers: list[SheetAnswer] = []
    notes: list[Note] = []
    faults: list[HuiyinError] = []
    for sheet in _wanted(book.sheets_metadata, request, notes):
        try:
            answers.append(_read_sheet(book, sheet, facts.get(sheet, SheetFacts()), request, len(answers)))
        except HuiyinError as fault:
            if fault.key not in ("input.no_text_column", "input.no_such_column", "input.empty"):
                raise
            faults.append(fault)
            notes.append(_skipped(sheet, fault))
    if answers:
        return Answer(tuple(answers), tuple(notes))
    raise _nothing_found(faults, request)


def _nothing_found(faults: Sequence[HuiyinError], request: Request) -> HuiyinError:
    """The fault to show where no sheet has petitions: the one sheet's own, or all together."""
    telling = [fault for fault in faults if fault.key != "input.empty"]
    if len(telling) == 1 or (telling and request.options.columns):
        return telling[0]
    if not telling:
        return HuiyinError("input.empty", where=request.shown_path)
    seen = "；".join(f"{fault.fields['where']}：{fault.fields['columns']}" for fault in telling)
    return HuiyinError("input.no_sheet_with_text", path=request.shown_path, columns=seen)


def _skipped(sheet: str, fault: HuiyinError) -> Note:
    if fault.key == "input.empty":
        return Note("reading.sheet_empty", {"sheet": sheet})
    return Note("reading.sheet_without_text", {"sheet": sheet, "columns": fault.fields["columns"]})


def _wanted(sheets: Sequence[SheetMetadata], request: Request, notes: list[Note]) -> Iterator[str]:
    """The sheet asked for, or all visible ones; the hidden ones are noted."""
    wanted = request.options.sheet
    if wanted is not None:
        names = [sheet.name for sheet in sheets]
        same = [name for name in names if name == wanted or heading_key(name) == heading_key(wanted)]
        if not same:
            listed = "、".join(names)
            raise HuiyinError(
                "input.no_such_sheet",
                path=request.shown_path,
                sheet=wanted,
                nearest=nearest(wanted, names),
                sheets=listed,
            )
        yield wanted if wanted in same else same[0]
        return
    for sheet in sheets:
        if sheet.typ not in (SheetTypeEnum.WorkSheet,):
            continue
        if sheet.visible == SheetVisibleEnum.Visible:
            yield sheet.name
        else:
            notes.append(Note("reading.sheet_hidden", {"sheet": sheet.name}))


def _read_sheet(
    book: CalamineWorkbook, name: str, facts: SheetFacts, request: Request, number: int
) -> SheetAnswer:
    _check_extent(name, facts, request)
    sheet = book.get_sheet_by_name(name)
    where = f"{request.shown_path}[{name}]"
    if sheet.end is None:
        raise HuiyinError("input.empty", where=where)
    merges = tuple(Merge(*start, *end) for start, end in sheet.merged_cell_ranges or ())
    grid = Grid(lambda: _rows(sheet), merges, facts.formulas)
    table = read_grid(grid, where, request.options)
    return _sheet_answer(table, name, facts, request, number)


def _sheet_answer(
    table: GridTable,
    name: str,
    facts: SheetFacts,
    request: Request,
    number: int,
    encoding: str | None = None,
) -> SheetAnswer:
    """Write the table's rows into the folder and describe it."""
    file = f"sheet{number}.arrow"
    write_table(table, Path(request.folder) / file, request.options.batch_rows)
    return SheetAnswer(
        name,
        file,
        (table.header.first + 1, table.header.last + 1),
        {role: table.header.names[column] for role, column in table.header.roles.items()},
        table.rows,
        _look(table, facts),
        (*_hidden_notes(table.header, facts), *table.notes),
        encoding,
    )


def _check_extent(name: str, facts: SheetFacts, request: Request) -> None:
    """calamine makes room for every cell between the first and the last, so two far corners end it."""
    most = (request.options.sheet_memory_mb << 20) // CELL_BYTES
    if facts.last_row * facts.last_column > most:
        raise HuiyinError("input.far_cell", path=request.shown_path, sheet=name, cell=facts.last_cell)


def _rows(sheet: CalamineSheet) -> Iterator[list[object]]:
    """All rows from the sheet's first on; columns left of the first one used are blank."""
    left = [None] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield [*left, *map(plain_cell, row)]


def write_table(table: GridTable, path: Path, batch_rows: int) -> None:
    """Write a table's batches to an Arrow IPC file, what is known of each row in three last columns."""
    book = [pa.field("row_number", pa.int64()), pa.field("kind", pa.int8()), pa.field("error", pa.string())]
    schema = pa.schema([*table.schema, *book])
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for batch in table.batches(batch_rows):
            writer.write_batch(_with_book(batch, schema))


def _with_book(batch: RowBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns = [*batch.columns.columns, batch.row_number, batch.kind, batch.error]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _look(table: GridTable, facts: SheetFacts) -> SheetLook:
    width = len(table.header.names)
    above = tuple(
        tuple(cell_text(cell) if isinstance(cell, datetime) else cell for cell in row)
        for row in table.rows_above
    )
    return SheetLook(
        above,
        table.header.cells,
        {column: size for column, size in facts.column_widths.items() if column <= width},
        frozenset(column for column in facts.hidden_columns if column <= width),
        facts.hidden_rows,
    )


def _hidden_notes(header: Header, facts: SheetFacts) -> Iterator[Note]:
    columns = sorted(column for column in facts.hidden_columns if column <= len(header.names))
    if columns:
        names = "、".join(f"{header.names[column - 1]}（{column_letters(column - 1)}）" for column in columns)
        yield Note("reading.hidden_columns", {"count": len(columns), "columns": names})
    rows = [row for row in facts.hidden_rows if row > header.last + 1]
    if rows:
        yield Note("reading.hidden_rows", {"count": len(rows)})
