"""An .xlsx workbook, one sheet for each input table, written row by row in constant memory."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from service.cell_values import CellValue, cell_values, rounded
from service.errors import HuiyinError
from service.writers.cell_formats import CellFormats
from service.writers.layout import OutputPlan, TaggedBatch, WriteCounts
from service.writers.sheet import CellCounts, SheetWriter
from service.writers.sheet_head import sheet_head
from service.writers.sheet_names import free_sheet_name

EXCEL_COLUMNS = 16_384


class WorkbookWriter:
    """Writes a workbook to a binary file (see ``Writer``); rows wait in ``scratch`` until ``close``."""

    def __init__(self, file: IO[bytes], plan: OutputPlan, scratch: Path) -> None:
        for table in plan.tables:
            if len(table.schema) + len(plan.added) > EXCEL_COLUMNS:
                raise HuiyinError("output.too_many_columns", table=table.name, most=EXCEL_COLUMNS)
        self._plan = plan
        self._book = xlsxwriter.Workbook(file, _options(plan.chinese, scratch))
        self._formats = CellFormats(self._book)
        self._counts = CellCounts()
        self._used_names: set[str] = set()
        self._further_sheets = 0
        self._table = -1
        self._sheet: SheetWriter | None = None

    def write(self, batch: TaggedBatch) -> None:
        """Append rows to their table's sheet; a full sheet goes on in a further one."""
        sheet = self._sheet_of(batch.table)
        columns = [self._shown(batch, place) for place in range(batch.rows.num_columns)]
        for row_number, *cells in zip(batch.row_number.to_pylist(), *columns, strict=True):
            if sheet.next_row >= self._plan.sheet_rows:
                self._further_sheets += 1
                sheet = self._open_sheet(batch.table, with_rows_above=False)
            sheet.write_row(cells, row_number)

    def close(self) -> WriteCounts:
        """Give each remaining table its sheet and put the file together. Raises OSError."""
        if self._plan.tables:
            self._sheet_of(len(self._plan.tables) - 1)
        if self._sheet is not None:
            self._sheet.finish()
        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] from error
        return WriteCounts(self._counts.cut, self._counts.replaced, self._further_sheets)

    def abandon(self) -> None:
        """Nothing was written to the file yet; the scratch folder's owner removes the waiting rows."""

    def _sheet_of(self, table: int) -> SheetWriter:
        while self._table < table or self._sheet is None:
            self._table += 1
            self._open_sheet(self._table, with_rows_above=True)
        return self._sheet

    def _open_sheet(self, table_index: int, with_rows_above: bool) -> SheetWriter:
        if self._sheet is not None:
            self._sheet.finish()
        table = self._plan.tables[table_index]
        wanted = table.sheet or (table.path.stem if table.path else "Sheet")
        worksheet = self._book.add_worksheet(free_sheet_name(wanted, self._used_names))
        head = sheet_head(table, self._plan)
        self._sheet = SheetWriter(worksheet, head, self._formats, self._counts, self._plan.chinese)
        self._sheet.write_head(with_rows_above)
        return self._sheet

    def _shown(self, batch: TaggedBatch, place: int) -> list[CellValue]:
        array = batch.rows.column(place)
        if place >= len(self._plan.tables[batch.table].schema):
            if pa.types.is_boolean(array.type) and self._plan.chinese:
                array = pc.if_else(array, "是", None)
            elif pa.types.is_floating(array.type):
                return list(rounded(cell_values(array)))
        return cell_values(array)


def _options(chinese: bool, scratch: Path) -> dict[str, object]:
    options: dict[str, object] = {
        "constant_memory": True,
        "tmpdir": str(scratch),
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "use_zip64": True,
    }
    if chinese:
        options["default_format_properties"] = {
            "font_name": "宋体",
            "font_size": 11,
            "font_scheme": False,  # else Excel takes the theme's font
        }
    return options
