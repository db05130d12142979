"""Finds the header of a sheet or a delimited file: which rows it takes, what the columns are called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from service.columns import JOIN, LONGEST_HEADING, TEXT_ROLES, choose_roles, find_roles, has_column
from service.errors import HuiyinError
from service.tables import ReadOptions

SEARCHED_ROWS = 40  # leading rows among which a header is looked for
DEEPEST_HEADER = 3
_LIKE_DATA = re.compile(r"[\d\s.,:/\-年月日]+")


@dataclass(frozen=True)
class Merge:
    """A merged range of cells: first and last row and column, 0-based, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Header:
    """A recognised header. ``first`` and ``last``: its rows, 0-based among the rows searched.

    ``names``: unique column names; ``cells``: what stands in its rows; ``roles``: role → column (0-based).
    """

    first: int
    last: int
    names: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    roles: Mapping[str, int]

    def with_width(self, width: int) -> Header:
        """The same header over ``width`` columns: blank ones at its right end added or dropped."""
        cells = tuple((row + ("",) * width)[:width] for row in self.cells)
        names = unique_names([*self.names, *[""] * width][:width])
        return replace(self, names=names, cells=cells)


def recognise(
    rows: Sequence[Sequence[object]], where: str, options: ReadOptions, merges: Sequence[Merge] = ()
) -> Header:
    """The header among the leading ``rows`` (blank ones included, None for a blank cell).

    Raises HuiyinError if all rows are blank, no text column is found, or the user named rows or columns
    that do not exist.
    """
    if not any(tidy(cell) for row in rows for cell in row):
        raise HuiyinError("input.empty", where=where)
    if options.header_rows is not None:
        first, last = options.header_rows
        if not 1 <= first <= last <= len(rows):
            raise HuiyinError("input.no_such_rows", where=where, first=first, last=last)
        header = _header(rows, first - 1, last - 1, merges, options, where)
    else:
        header = _header(rows, *_best_place(rows, merges, options), merges, options, where)
    if not any(role in header.roles for role in TEXT_ROLES):
        seen = [name for name, cell in zip(header.names, _joined(header.cells), strict=True) if cell]
        example = seen[-1] if seen else "…"
        raise HuiyinError("input.no_text_column", where=where, columns="、".join(seen), example=example)
    return header


def unique_names(headings: Sequence[str]) -> tuple[str, ...]:
    """Column names without blanks and doubles: empty ones become 列A, a second 电话 becomes 电话_2."""
    taken: set[str] = set()
    names = []
    wanted = [heading or f"列{column_letters(place)}" for place, heading in enumerate(headings)]
    for name in wanted:
        number, unique = 1, name
        while unique in taken or (number > 1 and unique in wanted):
            number += 1
            unique = f"{name}_{number}"
        taken.add(unique)
        names.append(unique)
    return tuple(names)


def column_letters(column: int) -> str:
    """A column (0-based) as a spreadsheet calls it: A, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def tidy(cell: object) -> str:
    """A heading on one line: line breaks and runs of blanks within it dropped or made one."""
    text = "" if cell is None else str(cell).replace("_x000D_", "").strip("\ufeff")
    text = re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", text)  # 内　容 → 内容
    return re.sub(r"\s+", " ", text).strip()


def _header(
    rows: Sequence[Sequence[object]],
    first: int,
    last: int,
    merges: Sequence[Merge],
    options: ReadOptions,
    where: str,
) -> Header:
    width = max((len(row) for row in rows), default=0)
    cells = _cells(rows, first, last, merges, width)
    names = unique_names(_joined(cells))
    shown = tuple(tuple(tidy(cell) for cell in _padded(rows[row], width)) for row in range(first, last + 1))
    return Header(first, last, names, shown, choose_roles(names, options.columns, where))


def _best_place(
    rows: Sequence[Sequence[object]], merges: Sequence[Merge], options: ReadOptions
) -> tuple[int, int]:
    """First and last row of the likeliest header: the highest score, then the shorter, then the upper one."""
    width = max((len(row) for row in rows[:SEARCHED_ROWS]), default=0)
    best, best_score = (0, 0), float("-inf")
    for depth in range(1, DEEPEST_HEADER + 1):
        for first in range(min(len(rows), SEARCHED_ROWS) - depth + 1):
            last = first + depth - 1
            if depth > 1 and not _may_be_deep(rows[first : last + 1]):
                continue
            score = _score(_cells(rows, first, last, merges, width), options)
            if score > best_score:
                best, best_score = (first, last), score
    return best


def _may_be_deep(rows: Sequence[Sequence[object]]) -> bool:
    """Whether rows can form one header: each has two cells or more, and none looks like data."""
    counts = [sum(tidy(cell) != "" for cell in row) for row in rows]
    return min(counts) >= 2 and not any(_looks_like_data(cell) for row in rows for cell in row)


def _score(cells: Sequence[Sequence[str]], options: ReadOptions) -> float:
    headings = _joined(cells)
    named = [heading for heading in headings if heading]
    if not named:
        return float("-inf")
    roles = find_roles(headings)
    score = sum(3.0 if role in TEXT_ROLES else 1.0 for role in roles)
    score += sum(10.0 for name in options.columns.values() if has_column(name, headings))
    score += 0.1 * len(set(named))
    return score - sum(0.6 for row in cells for cell in row if _looks_like_data(cell))


def _looks_like_data(cell: object) -> bool:
    if cell is None:
        return False
    if not isinstance(cell, str):
        return True
    text = cell.strip()
    return bool(text) and (len(text) > LONGEST_HEADING or _LIKE_DATA.fullmatch(text) is not None)


def _cells(
    rows: Sequence[Sequence[object]], first: int, last: int, merges: Sequence[Merge], width: int
) -> list[list[str]]:
    """The header's cells with merged ones spread over their range."""
    cells = [[tidy(cell) for cell in _padded(rows[row], width)] for row in range(first, last + 1)]
    if merges:
        _spread_merged(cells, first, last, merges)
    elif last > first:
        _spread_right(cells)
    return cells


def _spread_merged(cells: list[list[str]], first: int, last: int, merges: Sequence[Merge]) -> None:
    for merge in merges:
        if merge.bottom < first or merge.top > last or merge.top < first:
            continue
        for row in range(merge.top, min(merge.bottom, last) + 1):
            for column in range(merge.left, min(merge.right + 1, len(cells[0]))):
                cells[row - first][column] = cells[merge.top - first][merge.left]


def _spread_right(cells: list[list[str]]) -> None:
    """Without merged ranges (a delimited file): a blank above a heading belongs to its left neighbour."""
    for upper, lower in zip(cells, cells[1:], strict=False):
        for column in range(1, len(upper)):
            if not upper[column] and lower[column]:
                upper[column] = upper[column - 1]


def _joined(cells: Sequence[Sequence[str]]) -> list[str]:
    """诉求 over 标题 → 诉求_标题; equal or blank parts are said once."""
    return [JOIN.join(dict.fromkeys(part for part in parts if part)) for parts in zip(*cells, strict=True)]


def _padded(row: Sequence[object], width: int) -> list[object]:
    return [*row, *[None] * (width - len(row))]
