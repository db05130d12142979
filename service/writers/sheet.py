"""One worksheet: rows above the headings, headings, cells, and the look of the office's own sheet."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from service.cell_values import CellValue, cell_text, number_text
from service.writers import cell_formats
from service.writers.cell_formats import CellFormats
from service.writers.safe_cells import fitting_cell, is_dangerous, legal_in_xml
from service.writers.sheet_head import SheetHead

NARROWEST, WIDEST = 8, 60
FITTED_ROWS = 1_000
_LONG_NUMBER = 10**10  # from 11 digits on Excel shows 1.38E+10


@dataclass
class CellCounts:
    """Cells that could not be written as they were."""

    cut: int = 0
    replaced: int = 0


@dataclass
class SheetWriter:
    """Writes rows downwards into an XlsxWriter worksheet in ``constant_memory`` mode."""

    worksheet: Worksheet
    head: SheetHead
    formats: CellFormats
    counts: CellCounts
    chinese: bool
    next_row: int = 0
    _first_data_row: int = 0
    _widths: dict[int, int] = field(default_factory=dict)

    def write_head(self, with_rows_above: bool) -> None:
        """Write the rows above the headings (first sheet of a table) and the headings."""
        look = self.head.look
        self.worksheet.set_default_row(cell_formats.ROW_HEIGHT)
        for number, cells in enumerate(look.rows_above if with_rows_above else (), start=1):
            self._start_row(hidden=number in look.hidden_rows)
            for place, cell in enumerate(cells):
                self._write_value(place, _known_value(cell))
            self.next_row += 1
        top = self.next_row
        for number, cells in enumerate(self.head.rows):
            for first, last in self.head.merged(number):
                self.worksheet.merge_range(self.next_row, first, self.next_row, last, "")
            for place, cell in enumerate(cells):
                self._write_heading(place, cell)
            self.next_row += 1
        self._first_data_row = self.next_row
        self.worksheet.freeze_panes(self.next_row, 0)
        self.worksheet.repeat_rows(top, self.next_row - 1)

    def write_row(self, cells: Sequence[CellValue], row_number: int) -> None:
        """Write one row below the others; ``row_number`` is its row in the input."""
        self._start_row(hidden=row_number in self.head.look.hidden_rows)
        fit = self.next_row - self._first_data_row < FITTED_ROWS
        for place, value in enumerate(cells):
            self._write_value(place, value)
            if fit and value is not None:
                self._fit(place, cell_text(value) or "")
        self.next_row += 1

    def finish(self) -> None:
        """Set widths, hidden columns, filter and print layout."""
        look = self.head.look
        for place in range(self.head.width):
            theirs = place < self.head.theirs
            fitted = min(max(self._widths.get(place, 0) + 2, NARROWEST), WIDEST)
            width = look.column_widths.get(place + 1, fitted) if theirs else fitted
            hidden = {"hidden": True} if theirs and place + 1 in look.hidden_columns else {}
            self.worksheet.set_column(place, place, width, None, hidden)
        last_row = max(self.next_row - 1, self._first_data_row)
        self.worksheet.autofilter(self._first_data_row - 1, 0, last_row, self.head.width - 1)
        self.worksheet.set_landscape()
        self.worksheet.set_paper(9)  # A4
        self.worksheet.fit_to_pages(1, 0)

    def _start_row(self, hidden: bool) -> None:
        if hidden:
            self.worksheet.set_row(self.next_row, None, None, {"hidden": True})

    def _write_heading(self, place: int, heading: str) -> None:
        self._fit(place, heading)
        look = self.formats.heading(ours=place >= self.head.theirs, dangerous=is_dangerous(heading))
        if heading:
            self._write_text(place, self._legal(heading), look)
        else:
            self.worksheet.write_blank(self.next_row, place, None, look)

    def _write_value(self, place: int, value: CellValue) -> None:
        ours = place >= self.head.theirs
        if isinstance(value, str) and value:
            number_format = cell_formats.TEXT if value.isdigit() else cell_formats.GENERAL
            look = self.formats.body(number_format, ours=ours, dangerous=is_dangerous(value))
            self._write_text(place, self._legal(value), look)
        elif value is None or value == "":
            if ours:
                self.worksheet.write_blank(self.next_row, place, None, self.formats.body(ours=True))
        elif isinstance(value, bool):
            self.worksheet.write_boolean(self.next_row, place, value, self.formats.body(ours=ours))
        elif isinstance(value, int | float):
            self._write_number(place, value, ours)
        else:
            self._write_time(place, value, ours)

    def _write_number(self, place: int, number: float, ours: bool) -> None:
        if abs(number) < _LONG_NUMBER or (isinstance(number, float) and not number.is_integer()):
            if number - number != 0:  # NaN and infinity have no cell
                return
            share = place in self.head.share_columns
            look = self.formats.body(cell_formats.SHARE if share else cell_formats.GENERAL, ours=ours)
            self.worksheet.write_number(self.next_row, place, number, look)
            return
        digits = str(number) if isinstance(number, int) else number_text(number)
        look = self.formats.body(cell_formats.TEXT, ours=ours, dangerous=is_dangerous(digits))
        self._write_text(place, digits, look)

    def _write_time(self, place: int, moment: datetime | date | time, ours: bool) -> None:
        if isinstance(moment, datetime):
            moment = moment.replace(tzinfo=None)  # their local time, as Excel knows no zones
        if not isinstance(moment, time) and moment.year < 1900:
            self._write_text(place, cell_text(moment) or "", self.formats.body(ours=ours))
            return
        look = self.formats.body(_time_format(moment), ours=ours)
        self.worksheet.write_datetime(self.next_row, place, moment, look)

    def _write_text(self, place: int, text: str, look: Format) -> None:
        if text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter would copy such a text into the file as markup; in pieces it is escaped.
            self.worksheet.write_rich_string(self.next_row, place, text[:1], look, text[1:], look)
        else:
            self.worksheet.write_string(self.next_row, place, text, look)

    def _legal(self, text: str) -> str:
        legal = legal_in_xml(text)
        self.counts.replaced += legal.count("\ufffd") != text.count("\ufffd")
        fitting = fitting_cell(legal, self.chinese)
        self.counts.cut += fitting is not legal
        return fitting

    def _fit(self, place: int, text: str) -> None:
        widest = self._widths.get(place, 0)
        if widest < WIDEST:
            line = text[:WIDEST].partition("\n")[0]
            self._widths[place] = max(widest, sum(map(_columns_of, line)))


def _columns_of(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def _time_format(moment: datetime | date | time) -> str:
    if isinstance(moment, time):
        return cell_formats.TIME_OF_DAY
    if isinstance(moment, datetime) and moment.time() != time.min:
        return cell_formats.DATE_AND_TIME
    return cell_formats.DATE


def _known_value(cell: object) -> CellValue:
    if cell is None or isinstance(cell, str | int | float | datetime | date | time):
        return cell
    return str(cell)
