"""Reads labelled petitions for training and measuring: JSON lines, or CSV with texts or their words."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.taxonomy import Taxonomy
from service.errors import HuiyinError
from service.labelled_tables import SPREADSHEETS, table_rows
from service.readers.opening import system_fault

csv.field_size_limit(1 << 24)


@dataclass(frozen=True)
class LabelledPetition:
    """One labelled text. ``path``: class names from level 1 down (level 2 and 3 may be missing).
    ``accepted``: other level-1 domains a reasonable officer could choose. ``agreed``: False where two
    readers named different domains. ``written``: made up for a corpus, so no measure of real ones.
    ``split``: the part of a corpus it belongs to (train, dev, test), empty where the file has no parts.
    ``row``: where it stands in its file."""

    text: str
    path: tuple[str, ...]
    accepted: tuple[str, ...]
    agreed: bool
    written: bool = False
    split: str = ""
    row: int = field(default=0, compare=False)

    @property
    def for_training(self) -> bool:
        """Whether a model may learn from it."""
        return self.split in ("", "train")

    @property
    def for_measuring(self) -> bool:
        """Whether a model may be measured on it."""
        return self.split != "train"


def read_labelled(path: Path, taxonomy: Taxonomy) -> list[LabelledPetition]:
    """Read .jsonl, .csv (also .gz) or a workbook with title and body, text, or tokens; and domain.

    Rows are numbered as in the file's lines; a CSV's header is row 1. Raises HuiyinError for a file that is
    unreadable or without labelled texts, or one that lists the unknown classes with their rows and nearest
    known names.
    """
    petitions = []
    unknown: list[str] = []
    for number, row in labelled_rows(path):
        names = tuple(str(row[key]) for key in ("domain", "level2", "level3") if row.get(key))
        if not names or taxonomy.find(*names) is None:
            unknown.append(
                f"{number}: {'/'.join(names) or '-'} → {taxonomy.nearest(*names) if names else '?'}"
            )
            continue
        readings = {row[key] for key in ("domain_a", "domain_b") if row.get(key)}
        petitions.append(
            LabelledPetition(
                text=labelled_text(row),
                path=names,
                accepted=tuple(_accepted(row)),
                agreed=len(readings) < 2,
                written="petitioner" in row and "copy_of" in row,
                split=str(row.get("split") or ""),
                row=number,
            )
        )
    if unknown:
        raise HuiyinError(
            "training.unknown_class", path=path, count=len(unknown), rows="；".join(unknown[:10])
        )
    if not any(petition.text.strip() for petition in petitions):
        raise HuiyinError("training.no_texts", path=path)
    return petitions


def labelled_rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Rows of .jsonl, .csv (also .gz) or a workbook, with their numbers. Raises HuiyinError."""
    if path.suffix.lower() in SPREADSHEETS and path.is_file():
        yield from table_rows(path)
        return
    content = _content(path)
    if not path.name.removesuffix(".gz").endswith(".jsonl"):
        rows = csv.DictReader(io.StringIO(content, newline=""))
        try:
            for row in rows:
                yield rows.line_num, row
        except csv.Error:
            raise HuiyinError("training.not_text", path=path) from None
        return
    for number, line in enumerate(content.split("\n"), 1):
        if line.strip():
            yield number, _json_object(path, number, line)


def _content(path: Path) -> str:
    if not path.is_file():
        raise HuiyinError("input.not_a_file" if path.exists() else "input.missing", path=path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise system_fault(error) from error
    try:
        return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    except (UnicodeDecodeError, OSError, EOFError, zlib.error):
        raise HuiyinError("training.not_text", path=path) from None


def _json_object(path: Path, number: int, line: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise HuiyinError("training.bad_row", path=path, row=number)
    return row


def labelled_text(row: Mapping[str, Any]) -> str:
    """Title, line break, body; or the row's text or tokens."""
    if "tokens" in row:
        return str(row["tokens"])
    if "text" in row:
        return str(row["text"])
    return f"{row.get('title') or ''}\n{row.get('body') or ''}".strip("\n")


def _accepted(row: Mapping[str, Any]) -> Iterator[str]:
    yield from row.get("alt") or ()
    if row.get("second_domain"):
        yield str(row["second_domain"])
