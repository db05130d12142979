"""Reads pairs of petitions: given pairs to compare, and labelled pairs to train and measure on."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal, cast

from service.errors import HuiyinError
from service.messages import text
from service.readers.dates import read_time
from service.readers.json_values import BadLine, parse_line
from service.readers.lines import Position, Readable, read_lines

Label = Literal["D", "M", "R", "N"]
LABELS = ("D", "M", "R", "N")


@dataclass(frozen=True)
class PairPetition:
    """One petition of a pair; ``day``: when it was sent, as a day number, or None."""

    title: str
    body: str
    day: float | None

    @property
    def text(self) -> str:
        """Title, line break, body."""
        return f"{self.title}\n{self.body}"


@dataclass(frozen=True)
class GivenPair:
    """A pair to compare; ``id`` as it was given (any JSON value)."""

    id: object
    a: PairPetition
    b: PairPetition


@dataclass(frozen=True)
class LabelledPair:
    """A pair with its label: D copy, M same matter, R related, N unrelated.

    ``names``: names of the two petitions. ``across``: whether two accounts sent them, None where unknown.
    """

    a: PairPetition
    b: PairPetition
    names: tuple[str, str]
    label: Label
    across: bool | None

    @property
    def same(self) -> bool:
        """Whether the two are one matter; a copy is."""
        return self.label in ("D", "M")


def given_pair(line: str) -> GivenPair | BadLine:
    """The pair of one line of JSON, or why there is none (in the reader's language)."""
    row = parse_line(line)
    if isinstance(row, BadLine):
        return row
    sides = []
    for side in ("a", "b"):
        content = row.get(side)
        if not isinstance(content, Mapping):
            return BadLine(text("compare.no_side", side=side))
        petition = _petition(cast("Mapping[str, object]", content), "")
        if not petition.text.strip():
            return BadLine(text("compare.no_text", side=side))
        sides.append(petition)
    return GivenPair(row.get("id"), sides[0], sides[1])


def read_labelled_pairs(path: Path) -> list[LabelledPair]:
    """The pairs of a JSON lines file (also .gz). A row has a label and the two petitions, nested
    (``{"a": {"title", "body", "time"}, …}``) or flat (``a_title``, ``a_body``, ``a_time``, with their names
    in ``a`` and ``b``).

    Raises HuiyinError for a missing file, a bad row (with its number), or a file without labelled pairs.
    """
    if not path.is_file():
        raise HuiyinError("input.not_a_file" if path.exists() else "input.missing", path=path)
    pairs = []
    for number, line in lines_of(path):
        row = parse_line(line)
        if isinstance(row, BadLine):
            raise HuiyinError("training.bad_row", path=path, row=number)
        label = row.get("label")
        if label not in LABELS:
            raise HuiyinError("links.bad_label", path=path, row=number)
        pairs.append(_labelled(row, cast(Label, label), f"{path.name}:{number}"))
    if not pairs:
        raise HuiyinError("links.no_pairs", path=path)
    return pairs


def read_named_pairs(path: Path, petitions: Mapping[str, PairPetition]) -> list[LabelledPair]:
    """The pairs of a CSV file with the columns a, b (names of petitions) and label.

    Raises HuiyinError for a missing file, an unknown label or name (with its row), or a file without pairs.
    """
    if not path.is_file():
        raise HuiyinError("input.not_a_file" if path.exists() else "input.missing", path=path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    pairs = []
    for number, row in enumerate(rows, 2):
        a, b, label = str(row.get("a")), str(row.get("b")), row.get("label")
        if label not in LABELS:
            raise HuiyinError("links.bad_label", path=path, row=number)
        if a not in petitions or b not in petitions:
            raise HuiyinError("links.unknown_petition", path=path, row=number)
        pairs.append(LabelledPair(petitions[a], petitions[b], (a, b), cast(Label, label), None))
    if not pairs:
        raise HuiyinError("links.no_pairs", path=path)
    return pairs


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Lines of a UTF-8 file (also .gz) that are not blank, with their numbers. Raises HuiyinError."""
    try:
        with path.open("rb") as raw:
            file = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
            for number, line in enumerate(read_lines(cast(Readable, file), "utf-8", Position()), 1):
                if line is not None and line.strip("\ufeff \t\r\n"):
                    yield number, line.lstrip("\ufeff")
    except (OSError, EOFError) as fault:
        raise HuiyinError("input.unreadable", path=path, reason=type(fault).__name__) from fault


def numbered_lines(file: IO[bytes]) -> Iterator[tuple[int, str | None]]:
    """All lines of a stream with their numbers; None for a line that is too long; no blank ones."""
    for number, line in enumerate(read_lines(file, "utf-8", Position()), 1):
        if line is None:
            yield number, None
        elif line.strip("\ufeff \t\r\n"):
            yield number, line.lstrip("\ufeff")


def day_of(value: object) -> float | None:
    """A time cell as a day number with fraction, or None."""
    time = read_time(value)
    if time is None:
        return None
    return time.toordinal() + (time.hour * 60 + time.minute) / 1440


def _labelled(row: Mapping[str, object], label: Label, place: str) -> LabelledPair:
    sides, names = [], []
    for side in ("a", "b"):
        content = row.get(side)
        if isinstance(content, Mapping):
            sides.append(_petition(content, ""))
            names.append(str(content.get("id") or f"{place}{side}"))
        else:
            sides.append(_petition(row, f"{side}_"))
            names.append(str(content or f"{place}{side}"))
    across = {"cross_user": True, "same_user": False}.get(str(row.get("kind")))
    return LabelledPair(sides[0], sides[1], (names[0], names[1]), label, across)


def _petition(row: Mapping[str, object], prefix: str) -> PairPetition:
    title, body = (str(row.get(prefix + name) or "") for name in ("title", "body"))
    return PairPetition(title, body or str(row.get(prefix + "text") or ""), day_of(row.get(prefix + "time")))
