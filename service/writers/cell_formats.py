"""How cells look: an office's 宋体 11, a bold heading row, our columns tinted."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

GENERAL = "General"
TEXT = "@"
DATE = "yyyy-mm-dd"
DATE_AND_TIME = "yyyy-mm-dd hh:mm:ss"
TIME_OF_DAY = "hh:mm:ss"
SHARE = "0.00"

ROW_HEIGHT = 18.0

_TEXT_INDEX = 49  # Excel's own number for "@"
_HEADING_COLOUR = {True: "#DDEBF7", False: "#EDEDED"}
_OUR_COLOUR = "#F3F8FC"


class CellFormats:
    """The workbook's formats, each made once. ``ours``: a cell of a column that was added."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, bool, bool, bool], Format] = {}

    def body(self, number_format: str = GENERAL, *, ours: bool = False, dangerous: bool = False) -> Format:
        """Format of a cell below the headings."""
        return self._get(number_format, ours, dangerous, False)

    def heading(self, *, ours: bool = False, dangerous: bool = False) -> Format:
        """Format of a heading."""
        return self._get(GENERAL, ours, dangerous, True)

    def _get(self, number_format: str, ours: bool, dangerous: bool, is_heading: bool) -> Format:
        key = (number_format, ours, dangerous, is_heading)
        if key not in self._made:
            self._made[key] = self._workbook.add_format(_properties(*key))
        return self._made[key]


def _properties(number_format: str, ours: bool, dangerous: bool, is_heading: bool) -> dict[str, Any]:
    number: str | int = _TEXT_INDEX if number_format == TEXT else number_format
    properties: dict[str, Any] = {"num_format": number, "valign": "top"}
    if dangerous:
        properties["quote_prefix"] = True
    if is_heading:
        properties |= {"bold": True, "bg_color": _HEADING_COLOUR[ours], "bottom": 1}
    elif ours:
        properties["bg_color"] = _OUR_COLOUR
    return properties
