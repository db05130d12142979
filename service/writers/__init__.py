"""Writing tagged tables: one writer a format, chosen by the output's extension."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from service.errors import HuiyinError
from service.writers.csv_file import CsvWriter
from service.writers.headings import mostly_chinese
from service.writers.json_lines import JsonLinesWriter
from service.writers.layout import (
    ERROR_COLUMN,
    EXCEL_ROWS,
    OutputPlan,
    TaggedBatch,
    WriteCounts,
    Writer,
    of_kind,
)
from service.writers.parquet import ParquetWriter
from service.writers.stdout import ReaderLeft, StdoutWriter
from service.writers.workbook import WorkbookWriter

__all__ = [
    "ERROR_COLUMN",
    "EXCEL_ROWS",
    "FORMATS",
    "OutputPlan",
    "ReaderLeft",
    "StdoutWriter",
    "TaggedBatch",
    "WriteCounts",
    "Writer",
    "check_format",
    "mostly_chinese",
    "of_kind",
    "open_writer",
]

FORMATS = (".xlsx", ".csv", ".jsonl", ".ndjson", ".parquet")


def check_format(output: Path) -> None:
    """Raise HuiyinError unless the output's extension names a format that can be written."""
    if output.suffix.lower() not in FORMATS:
        raise HuiyinError("output.unknown_format", path=output, formats=" ".join(FORMATS))


def open_writer(output: Path, file: IO[bytes], plan: OutputPlan, scratch: Path) -> Writer:
    """A writer of the format that ``output``'s extension names; it writes to ``file``.

    ``scratch``: an existing private folder for rows that wait. Raises HuiyinError for other extensions.
    """
    check_format(output)
    suffix = output.suffix.lower()
    if suffix == ".xlsx":
        return WorkbookWriter(file, plan, scratch)
    if suffix == ".csv":
        return CsvWriter(file, plan)
    if suffix == ".parquet":
        return ParquetWriter(file, plan)
    return JsonLinesWriter(file, plan)
