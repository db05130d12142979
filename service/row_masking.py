"""Masks the rows of a batch: columns of a petitioner's details as a whole, facts in all other texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pyarrow as pa

from nlp.aliases import Aliases
from nlp.redact import DEFAULT_TYPES, Style, mask_whole, redact
from service.cell_values import CellValue, as_text, cell_text, cell_values
from service.masking import ColumnMask, Way
from service.tables import MIXED_CELL, RowBatch, RowKind

VERSION = "1"
Scope = Literal["file", "row"]
# What stands in a column of names for nobody in particular.
NAMELESS = frozenset(
    (
        "匿名",
        "匿名用户",
        "匿名网友",
        "网友",
        "网民",
        "市民",
        "群众",
        "热心市民",
        "热心网友",
        "无",
        "不详",
        "未提供",
    )
)


@dataclass(frozen=True)
class Masking:
    """What is masked and how. ``scope``: whether stand-ins agree within the run's files or within a row."""

    types: tuple[str, ...] = DEFAULT_TYPES
    style: Style = "alias"
    scope: Scope = "file"

    @property
    def version(self) -> str:
        """A resumed run must have the same."""
        return f"redaction-{VERSION}/{','.join(self.types)}/{self.style}/{self.scope}"


@dataclass(frozen=True)
class RowMasker:
    """Masks rows; ``aliases`` are shared by all rows of a run, ``masked`` counts facts by type."""

    masking: Masking
    aliases: Aliases
    masked: Counter[str]

    def batch(self, batch: RowBatch, masks: Sequence[ColumnMask], schema: pa.Schema) -> RowBatch:
        """The batch with its masked columns replaced; ``schema`` is the masked table's."""
        columns = [
            [] if mask.way is Way.KEEP else _values(column, kind)
            for column, mask, kind in zip(batch.columns.columns, masks, schema.types, strict=True)
        ]
        for row, row_kind in enumerate(batch.kind.to_pylist()):
            # In a row that is no petition (合计) no cell is a petitioner's detail.
            ways = [Way.TEXT if row_kind == RowKind.PASSED_THROUGH else mask.way for mask in masks]
            self._mask_row(columns, row, masks, ways)
        arrays = [
            column if mask.way is Way.KEEP else _array(values, kind)
            for column, values, mask, kind in zip(
                batch.columns.columns, columns, masks, schema.types, strict=True
            )
        ]
        return replace(batch, columns=pa.RecordBatch.from_arrays(arrays, schema=schema))

    def cell(self, value: CellValue, aliases: Aliases, known: Sequence[tuple[str, str]] = ()) -> CellValue:
        """A cell with the facts in it masked; a number where it is a fact as a whole (a telephone number)."""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return value
        done = redact(
            cell_text(value) or "", self.masking.types, aliases, style=self.masking.style, known=known
        )
        self.masked.update(fact.type for fact in done.spans)
        return done.text if done.spans else value

    def _mask_row(
        self, columns: list[list[CellValue]], row: int, masks: Sequence[ColumnMask], ways: Sequence[Way]
    ) -> None:
        """Mask one row in place: first what is masked whole, then the texts, which may repeat it."""
        aliases = self.aliases if self.masking.scope == "file" else Aliases()
        known: list[tuple[str, str]] = []
        for values, mask, way in zip(columns, masks, ways, strict=True):
            if values and way is Way.WHOLE:
                values[row] = self._whole(values[row], mask.type, aliases, known)
        for values, way in zip(columns, ways, strict=True):
            if values and way is Way.TEXT:
                values[row] = self.cell(values[row], aliases, known)

    def _whole(
        self, value: CellValue, type_name: str, aliases: Aliases, known: list[tuple[str, str]]
    ) -> CellValue:
        written = (cell_text(value) or "").strip()
        if not written or written in NAMELESS:
            return value
        known.append((type_name, written))
        masked = mask_whole(written, type_name, aliases, self.masking.style)
        self.masked[type_name] += masked != written
        return masked


def _values(column: pa.Array[Any], kind: pa.DataType) -> list[CellValue]:
    return cell_values(column) if kind == MIXED_CELL else list(as_text(column).to_pylist())


def _array(values: Sequence[CellValue], kind: pa.DataType) -> pa.Array[Any]:
    return pa.array([_mixed(value) for value in values] if kind == MIXED_CELL else values, kind)


def _mixed(value: CellValue) -> dict[str, CellValue]:
    """A cell as ``MIXED_CELL`` holds it."""
    cell: dict[str, CellValue] = {"text": None, "number": None, "time": None, "flag": None}
    if isinstance(value, bool):
        cell["flag"] = value
    elif isinstance(value, str):
        cell["text"] = value
    elif isinstance(value, int | float):
        cell["number"] = float(value)
    elif value is not None:
        cell["time"] = value
    return cell
