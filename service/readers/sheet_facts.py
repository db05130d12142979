"""Facts of a workbook's sheets that calamine does not give, from whichever format it has."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from service.readers.file_kinds import FileKind
from service.readers.ods_xml import scan_ods
from service.readers.sheet_xml import SheetFacts, scan_sheet, sheet_parts
from service.readers.xls_records import scan_xls


def read_facts(path: Path, kind: FileKind, sheets: Sequence[str]) -> dict[str, SheetFacts]:
    """The facts of each sheet by name; sheets of which nothing can be told are missing."""
    if kind is FileKind.XLS:
        found = scan_xls(path)
        return dict(zip(sheets, found, strict=True)) if len(found) == len(sheets) else {}
    if kind not in (FileKind.XLSX, FileKind.ODS):
        return {}
    with zipfile.ZipFile(path) as archive:
        if kind is FileKind.ODS:
            return scan_ods(archive)
        parts = sheet_parts(archive)
        return {name: scan_sheet(archive, parts[name]) for name in sheets if name in parts}
