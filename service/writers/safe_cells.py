"""Cells that spreadsheet programs show as text and never run as a formula (OWASP ASVS 1.2.10, level 3).

A text that starts with ``= + - @``, tab, CR, LF, NUL or a full-width ``＝ ＋ － ＠`` is dangerous when a
spreadsheet program reads it: ``=HYPERLINK(…)`` and the like can send what is in other cells elsewhere.
That holds for the petitioner's words, for headings and for what we add.

* CSV knows no types, so such a text gets a single quote in front, in their columns as in ours.
* In .xlsx each text is a cell of type string, which is never calculated; such a cell also gets the
  format ``quotePrefix``, so that editing it in Excel or WPS does not turn it into a formula. The text
  itself stays unchanged.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

EXCEL_CELL_UNITS = 32_767
CUT_MARK = {True: "…［截断，全文见原件］", False: "… [cut; full text in the original]"}

_DANGEROUS_START = "=+-@\t\r\n\0＝＋－＠"
_DANGEROUS_PATTERN = "^[=+\\-@\t\r\n\\x00＝＋－＠]"
_ILLEGAL_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet program could read the text as a formula."""
    return text[:1] != "" and text[0] in _DANGEROUS_START


def quoted(text: str) -> str:
    """The text for a CSV file, with a single quote in front where it is dangerous."""
    return f"'{text}" if is_dangerous(text) else text


def quoted_column(column: pa.LargeStringArray) -> pa.LargeStringArray:
    """A text column for a CSV file, each dangerous cell with a single quote in front."""
    dangerous = pc.match_substring_regex(column, _DANGEROUS_PATTERN)
    if not pc.any(dangerous).as_py():
        return column
    safe = [None if text is None else quoted(text) for text in column.to_pylist()]
    return pa.array(safe, pa.large_string())


def legal_in_xml(text: str) -> str:
    """The text with CR LF as LF and each character that XML cannot hold as U+FFFD."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ILLEGAL_IN_XML.sub("\ufffd", text)


def fitting_cell(text: str, chinese: bool) -> str:
    """The text cut to what an Excel cell holds (32,767 UTF-16 units), with a mark where it was cut."""
    if len(text) <= EXCEL_CELL_UNITS // 2:
        return text
    encoded = text.encode("utf-16-le", "surrogatepass")
    if len(encoded) <= 2 * EXCEL_CELL_UNITS:
        return text
    mark = CUT_MARK[chinese]
    kept = encoded[: 2 * (EXCEL_CELL_UNITS - len(mark))]
    return kept.decode("utf-16-le", "ignore") + mark
