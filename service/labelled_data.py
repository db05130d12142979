"""Reads labelled petitions for training and measuring: JSON lines, or CSV with texts or their words."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.taxonomy import Taxonomy
from service.errors import HuiyinError

csv.field_size_limit(1 << 24)


@dataclass(frozen=True)
class LabelledPetition:
    """One labelled text. ``path``: class names from level 1 down (level 2 and 3 may be missing).
    ``accepted``: other level-1 domains a reasonable officer could choose. ``agreed``: False where two
    readers named different domains. ``written``: made up for a corpus, so no measure of real ones."""

    text: str
    path: tuple[str, ...]
    accepted: tuple[str, ...]
    agreed: bool
    written: bool = False


def read_labelled(path: Path, taxonomy: Taxonomy) -> list[LabelledPetition]:
    """Read .jsonl or .csv (either may be .gz) with title and body, text, or tokens; and domain.

    Raises HuiyinError that lists the unknown classes with their rows and nearest known names.
    """
    if not path.is_file():
        raise HuiyinError("input.missing", path=path)
    petitions = []
    unknown: list[str] = []
    for number, row in enumerate(_rows(path), 1):
        names = tuple(str(row[key]) for key in ("domain", "level2", "level3") if row.get(key))
        if not names or taxonomy.find(*names) is None:
            unknown.append(f"{number}: {'/'.join(names) or '-'} → {taxonomy.nearest(*names) if names else '?'}")
            continue
        readings = {row[key] for key in ("domain_a", "domain_b") if row.get(key)}
        petitions.append(
            LabelledPetition(
                text=_text(row),
                path=names,
                accepted=tuple(_accepted(row)),
                agreed=len(readings) < 2,
                written="petitioner" in row and "copy_of" in row,
            )
        )
    if unknown:
        raise HuiyinError(
            "training.unknown_class", path=path, count=len(unknown), rows="；".join(unknown[:10])
        )
    return petitions


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    if path.name.removesuffix(".gz").endswith(".jsonl"):
        for line in text.split("\n"):
            if line.strip():
                yield json.loads(line)
    else:
        yield from csv.DictReader(io.StringIO(text, newline=""))


def _text(row: Mapping[str, Any]) -> str:
    if "tokens" in row:
        return str(row["tokens"])
    if "text" in row:
        return str(row["text"])
    return f"{row.get('title') or ''}\n{row.get('body') or ''}".strip("\n")


def _accepted(row: Mapping[str, Any]) -> Iterator[str]:
    yield from row.get("alt") or ()
    if row.get("second_domain"):
        yield str(row["second_domain"])
