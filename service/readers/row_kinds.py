"""Tells petitions from the other rows of an office's table: totals, signatures, repeated headers, blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from service.messages import text
from service.readers.header import Header, tidy
from service.tables import RowKind

_TOTAL = re.compile(
    r"(本页|本月|本周|本日|累计|总)?(合计|小计|总计|共计|总数|累计)[:：]?(共?\d+[件条个项])?|共\d+[件条个项]"
)
_TABLE_MAKER = re.compile(
    r"(制表|填表|填报|统计|打印|编制|汇总)(人|时间|日期|单位|部门)?(签[字名章])?[:：].{0,80}"
)
_SIGNATURE = re.compile(
    r"(制表|填表|填报|统计|打印|编制|汇总|审核|复核|经办|报送|负责|单位负责|审批)(人|时间|日期|单位|部门)?(签[字名章])?[:：].{0,80}"
)
_NOTE = re.compile(r"(备注|说明|附注|注|附|单位)[:：].{0,200}")
_PICTURE = re.compile(r"=?\s*(_xlfn\.)?DISPIMG\(.*", re.S | re.I)
_UNSEEN = " \t\r\n\v\f\u00a0\u200b\u200c\u200d\u2060\u3000\ufeff"


@dataclass(frozen=True)
class RowJudge:
    """What a table's header says about its rows. ``text_columns``: columns (0-based) of title and body."""

    text_columns: tuple[int, ...]
    header_rows: tuple[tuple[str, ...], ...] = ()
    rows_above: tuple[tuple[str, ...], ...] = ()
    from_office: bool = True  # a table of a database or a program has no totals and no signatures

    def judge(self, values: Sequence[object]) -> tuple[RowKind, str | None]:
        """The kind of a row and, if it is rejected, why (values in table order, None for blank)."""
        if self.from_office and self._is_furniture(values):
            return RowKind.PASSED_THROUGH, None
        if self._has_text(values):
            return RowKind.PETITION, None
        picture = any(
            isinstance(values[column], str) and not is_blank(values[column]) for column in self.text_columns
        )
        return RowKind.REJECTED, text("reading.picture" if picture else "reading.no_text")

    def _has_text(self, values: Sequence[object]) -> bool:
        for column in self.text_columns:
            value = values[column]
            if not is_blank(value) and not (isinstance(value, str) and _PICTURE.fullmatch(value)):
                return True
        return False

    def _is_furniture(self, values: Sequence[object]) -> bool:
        first = next((column for column, value in enumerate(values) if not is_blank(value)), None)
        if first is None:
            return False
        label = values[first]
        text_follows = any(column > first and not is_blank(values[column]) for column in self.text_columns)
        if isinstance(label, str) and not text_follows:
            alone = len(values) > 1 and all(map(is_blank, values[first + 1 :]))
            if _is_label("".join(label.split()), first in self.text_columns, alone):
                return True
        return tidy(label) in self._first_words and self._repeats(values)

    @cached_property
    def _first_words(self) -> frozenset[str]:
        """What a repeated row can start with."""
        rows = (*self.header_rows, *self.rows_above)
        return frozenset(next(filter(None, row), "") for row in rows)

    def _repeats(self, values: Sequence[object]) -> bool:
        """Whether the row says what the header or a row above it says, as on each printed page."""
        cells = tuple(map(tidy, values))
        if cells in self.rows_above:
            return True
        return cells in self.header_rows and (len(cells) == 1 or sum(map(bool, cells)) > 1)


def judge_for(header: Header, rows_above: Sequence[Sequence[object]] = ()) -> RowJudge:
    """The judge of the rows under a header."""
    width = len(header.names)
    above = (tuple(tidy(cell) for cell in row) for row in rows_above)
    return RowJudge(
        tuple(header.roles[role] for role in ("title", "body") if role in header.roles),
        tuple(row[:width] for row in header.cells),
        tuple((row + ("",) * width)[:width] for row in above if any(row)),
    )


def is_blank(value: object) -> bool:
    """Whether a cell shows nothing: empty, or blanks and invisible characters only."""
    return value is None or (isinstance(value, str) and not value.strip(_UNSEEN))


def _is_label(words: str, in_text: bool, alone: bool) -> bool:
    """Whether the first cell of a row whose text is otherwise blank labels a total, a signature or a note.

    In the text column itself only what cannot be a petition counts.
    """
    if _TOTAL.fullmatch(words):
        return True
    if in_text:
        return alone and _TABLE_MAKER.fullmatch(words) is not None
    return _SIGNATURE.fullmatch(words) is not None or (alone and _NOTE.fullmatch(words) is not None)
