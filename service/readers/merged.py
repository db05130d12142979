"""Merged cells among the rows of a sheet: only the first of them has the value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from service.readers.header import Merge

SECTION_COLUMNS = 3  # a row merged over so many columns and blank elsewhere is a heading between the rows


class MergedCells:
    """Walks down a sheet beside its rows (``enter`` each in turn) and knows what is merged with what."""

    def __init__(self, merges: Iterable[Merge], text_columns: Sequence[int]) -> None:
        self._text_columns = text_columns
        self._starts: dict[int, list[Merge]] = {}
        for merge in merges:
            self._starts.setdefault(merge.top, []).append(merge)
        self._open: dict[int, tuple[Merge, object]] = {}

    def enter(self, place: int, values: Sequence[object]) -> None:
        """Take note of the merged ranges that start in this row (0-based) and forget those that ended."""
        if self._open:
            self._open = {left: held for left, held in self._open.items() if held[0].bottom >= place}
        for merge in self._starts.get(place, ()):
            if merge.bottom > place and merge.left < len(values):
                self._open[merge.left] = merge, values[merge.left]

    def fill(self, place: int, values: list[object]) -> list[int]:
        """Write the first cell's value into blank cells below it; gives the columns (0-based) filled.

        Title and body are left blank: one petition's text is not another's.
        """
        filled = []
        for column, (merge, value) in self._open.items():
            blank = values[column] is None and value is not None
            if merge.top < place and blank and column not in self._text_columns:
                values[column] = value
                filled.append(column)
        return filled

    def text_above(self, place: int) -> int | None:
        """The row (0-based) with whose title or body this row's is merged, None where it is not."""
        for merge, value in self._open.values():
            covers = any(merge.left <= column <= merge.right for column in self._text_columns)
            if covers and merge.top < place and value is not None:
                return merge.top
        return None

    def is_section(self, place: int, values: Sequence[object]) -> bool:
        """Whether the row is one cell merged across the table: a heading or a remark between the rows."""
        filled = [column for column, value in enumerate(values) if value is not None]
        return len(filled) == 1 and any(
            merge.left == filled[0] and merge.right - merge.left + 1 >= min(SECTION_COLUMNS, len(values))
            for merge in self._starts.get(place, ())
        )
