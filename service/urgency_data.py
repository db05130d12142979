"""Reads petitions labelled by urgency and kind: JSON lines with title, body, urgency, evidence, kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.urgency.tag import KINDS
from models.urgency.texts import UrgencyText
from service.errors import HuiyinError
from service.labelled_data import labelled_rows, labelled_text


@dataclass(frozen=True)
class UrgencyPetition:
    """One labelled text, and what it is good for.

    ``look_alike``: calm, but worded like danger. ``pair``: of two texts with nearly the same words one is
    more urgent. ``split``: train, dev or test of a corpus, empty without parts.
    """

    labelled: UrgencyText
    look_alike: bool
    pair: str
    split: str

    @property
    def for_training(self) -> bool:
        """Whether a model may learn from it."""
        return self.split in ("", "train")

    @property
    def for_measuring(self) -> bool:
        """Whether a model may be measured on it."""
        return self.split != "train"


def read_urgency(path: Path) -> list[UrgencyPetition]:
    """Read one file. Raises HuiyinError that names the rows whose level or kind is none of ours."""
    found, wrong = [], []
    for number, row in labelled_rows(path):
        level = row.get("urgency")
        kind = str(row.get("kind") or "")
        if level not in (1, 2, 3, 4) or (kind and kind not in KINDS):
            wrong.append(str(number))
            continue
        found.append(_petition(row, int(level), kind))
    if wrong:
        raise HuiyinError(
            "urgency.bad_labels",
            path=path,
            count=len(wrong),
            rows="、".join(wrong[:20]),
            kinds="、".join(KINDS),
        )
    if not found:
        raise HuiyinError("training.no_texts", path=path)
    return found


def _petition(row: Mapping[str, Any], level: int, kind: str) -> UrgencyPetition:
    written = "petitioner" in row or "situation" in row
    group = row.get("pair") or row.get("matter_id") or row.get("copy_of") or row.get("situation")
    group = group or row.get("user") or row.get("id") or labelled_text(row)[:40]
    return UrgencyPetition(
        labelled=UrgencyText(
            text=labelled_text(row),
            level=level,
            evidence=tuple(_quotes(row.get("evidence"))),
            kind=kind,
            real=not written,
            keyword=row.get("stratum") == "keyword",
            group=str(group),
        ),
        look_alike=bool(row.get("look_alike")),
        pair=str(row.get("pair") or ""),
        split=str(row.get("split") or ""),
    )


def _quotes(value: Any) -> Iterator[str]:
    """A quote may stand alone, in a list, or in an object with its place."""
    if isinstance(value, str) and value not in ("", "-"):
        yield value
    elif isinstance(value, Mapping):
        yield from _quotes(value.get("text"))
    elif isinstance(value, list):
        for entry in value:
            yield from _quotes(entry)
