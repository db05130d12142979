"""What a file really is: its first bytes decide, its extension only where they leave a choice."""

from __future__ import annotations

import zipfile
from enum import Enum
from pathlib import Path

from service.errors import HuiyinError
from service.readers.delimited import has_header
from service.readers.encoding import KEEP_BYTES, SAMPLE_BYTES, encoding_of
from service.tables import ReadOptions

WORKBOOK_EXTENSIONS = frozenset((".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods"))
SUPPORTED = WORKBOOK_EXTENSIONS | {".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".txt"}


FIRST_LINES_BYTES = 1 << 15


class FileKind(Enum):
    """Kinds of files; the value ends the key of its name in ``reading.yaml`` (``reading.kind.…``)."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    ENCRYPTED = "encrypted"
    HTML = "html"
    PARQUET = "parquet"
    JSON_LINES = "json_lines"
    DELIMITED = "delimited"
    TEXT = "text"
    MHTML = "mhtml"
    XML_SPREADSHEET = "xml_spreadsheet"
    WORD = "word"
    POWERPOINT = "powerpoint"
    ZIP = "zip"
    OLE = "ole"
    PDF = "pdf"
    RTF = "rtf"
    IMAGE = "image"
    DAMAGED = "damaged"
    EMPTY = "empty"
    UNKNOWN = "unknown"

    @property
    def label_key(self) -> str:
        """Key of the kind's name."""
        return f"reading.kind.{self.value}"


WORKBOOKS = frozenset((FileKind.XLSX, FileKind.XLSB, FileKind.XLS, FileKind.ODS))
OTHERS = frozenset(
    (
        FileKind.MHTML,
        FileKind.XML_SPREADSHEET,
        FileKind.WORD,
        FileKind.POWERPOINT,
        FileKind.ZIP,
        FileKind.OLE,
        FileKind.PDF,
        FileKind.RTF,
        FileKind.IMAGE,
    )
)
_MAGIC = (
    (b"PAR1", FileKind.PARQUET),
    (b"%PDF", FileKind.PDF),
    (b"{\\rtf", FileKind.RTF),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"\x89PNG", FileKind.IMAGE),
    (b"Rar!", FileKind.ZIP),
    (b"7z\xbc\xaf", FileKind.ZIP),
    (b"\x1f\x8b", FileKind.ZIP),
    (b"(\xb5/\xfd", FileKind.ZIP),
)
_ZIP_PARTS = (
    ("xl/workbook.xml", FileKind.XLSX),
    ("xl/workbook.bin", FileKind.XLSB),
    ("word/document.xml", FileKind.WORD),
    ("ppt/presentation.xml", FileKind.POWERPOINT),
    ("content.xml", FileKind.ODS),
    ("xl/", FileKind.XLSX),
)
_OLE_PARTS = (
    ("EncryptedPackage", FileKind.ENCRYPTED),
    ("Workbook", FileKind.XLS),
    ("Book", FileKind.XLS),
    ("WordDocument", FileKind.WORD),
    ("PowerPoint Document", FileKind.POWERPOINT),
)
_BY_EXTENSION = {
    ".csv": FileKind.DELIMITED,
    ".tsv": FileKind.DELIMITED,
    ".jsonl": FileKind.JSON_LINES,
    ".ndjson": FileKind.JSON_LINES,
    ".json": FileKind.JSON_LINES,
    ".txt": FileKind.TEXT,
}
_EXPECTED = {
    ".xlsx": FileKind.XLSX,
    ".xlsm": FileKind.XLSX,
    ".xlsb": FileKind.XLSB,
    ".xls": FileKind.XLS,
    ".et": FileKind.XLS,
    ".ods": FileKind.ODS,
    ".parquet": FileKind.PARQUET,
} | _BY_EXTENSION


def kind_of(path: Path, options: ReadOptions) -> FileKind:
    """The kind of a file by its content. Raises OSError if it can't be opened."""
    with path.open("rb") as file:
        head = file.read(SAMPLE_BYTES)
    if not head.strip():
        return FileKind.EMPTY if path.suffix.lower() != ".txt" else FileKind.TEXT
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return _kind_of_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _kind_of_ole(path)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    return _kind_of_text(path, head, options)


def is_unexpected(path: Path, kind: FileKind) -> bool:
    """Whether the extension promises another kind."""
    expected = _EXPECTED.get(path.suffix.lower())
    return expected is not None and expected is not kind


def _kind_of_zip(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        return FileKind.DAMAGED
    for part, kind in _ZIP_PARTS:
        if any(name == part or (part.endswith("/") and name.startswith(part)) for name in names):
            return kind
    return FileKind.ZIP


def _kind_of_ole(path: Path) -> FileKind:
    """Looks for the names of an OLE file's streams, which stand in its directory as UTF-16."""
    wanted = [(name.encode("utf-16-le"), kind) for name, kind in _OLE_PARTS]
    found: set[FileKind] = set()
    overlap = b""
    with path.open("rb") as file:
        while chunk := file.read(SAMPLE_BYTES):
            found |= {kind for name, kind in wanted if name in overlap + chunk}
            overlap = chunk[-64:]
    return next((kind for _, kind in _OLE_PARTS if kind in found), FileKind.OLE)


def _kind_of_text(path: Path, head: bytes, options: ReadOptions) -> FileKind:
    extension = path.suffix.lower()
    start = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"mime-version:") or b"content-type: multipart/related" in start:
        return FileKind.MHTML
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return FileKind.XML_SPREADSHEET
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")) or (
        start.startswith(b"<") and b"<table" in head.lower()
    ):
        return FileKind.HTML
    if extension in (".jsonl", ".ndjson", ".json"):
        return FileKind.JSON_LINES
    return _kind_by_lines(head, extension, options)


def _kind_by_lines(head: bytes, extension: str, options: ReadOptions) -> FileKind:
    """JSON lines by their brace, a table by its heading; else what the extension says."""
    try:
        encoding = encoding_of(head, "")
    except HuiyinError:
        return _BY_EXTENSION.get(extension, FileKind.UNKNOWN)
    lines = head[:FIRST_LINES_BYTES].decode(encoding, KEEP_BYTES).lstrip("\ufeff").splitlines()
    first = next((line for line in lines if line.strip()), "")
    if first.lstrip().startswith('{"') or first.strip() == "{":
        return FileKind.JSON_LINES
    if extension != ".txt":
        by_header = extension in WORKBOOK_EXTENSIONS or any(has_header(line, options) for line in lines[:10])
        return _BY_EXTENSION.get(extension, FileKind.DELIMITED if by_header else FileKind.UNKNOWN)
    is_table = "\t" in first and has_header(first, options)
    return FileKind.DELIMITED if is_table else FileKind.TEXT
