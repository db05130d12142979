"""Options that several verbs share, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from service.errors import HuiyinError
from service.tables import ReadOptions


def input_paths(inputs: Sequence[str]) -> list[Path | Literal["-"]]:
    """File names as given; ``-`` is standard input."""
    return ["-" if name == "-" else Path(name) for name in inputs]


def header_rows(value: str | None) -> tuple[int, int] | None:
    """``3`` or ``2-3`` as first and last row, 1-based. Raises HuiyinError."""
    if value is None:
        return None
    first, _, last = value.partition("-")
    try:
        rows = int(first), int(last or first)
    except ValueError:
        raise HuiyinError("cli.header_row", value=value) from None
    if not 1 <= rows[0] <= rows[1]:
        raise HuiyinError("cli.header_row", value=value)
    return rows


def column_choices(values: Sequence[str]) -> dict[str, str]:
    """``body=诉求内容`` options as role → column name. Raises HuiyinError."""
    chosen = {}
    for value in values:
        role, sign, name = value.partition("=")
        if not (sign and role.strip() and name.strip()):
            raise HuiyinError("cli.column", value=value)
        chosen[role.strip()] = name.strip()
    return chosen


def convention_file(value: str) -> tuple[str, Path]:
    """``board2020=filed.csv.gz`` as name and file. Raises HuiyinError."""
    name, sign, file = value.partition("=")
    if not (sign and name.strip() and file.strip()):
        raise HuiyinError("cli.convention_file", value=value)
    return name.strip(), Path(file.strip())


def read_options(
    sheet: str | None,
    header_row: str | None,
    column: Sequence[str],
    encoding: str | None,
    delimiter: str | None,
) -> ReadOptions:
    """What the user said about the input."""
    named = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}
    return ReadOptions(
        sheet=sheet,
        header_rows=header_rows(header_row),
        columns=column_choices(column),
        encoding=encoding,
        delimiter=named.get(delimiter, delimiter) if delimiter else None,
    )
