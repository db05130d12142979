"""Tables made by hand and a tagger without a model, for tests of everything behind the readers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from service.tables import MIXED_CELL, Note, RowBatch, RowKind, SheetLook, Table

SCHEMA = pa.schema(
    [
        ("domain", pa.string()),
        ("domain_confidence", pa.float32()),
        ("alternatives", pa.string()),
        ("needs_review", pa.bool_()),
        ("explanation", pa.string()),
    ]
)


@dataclass
class FakeTagger:
    """Tags by a text's length; keeps what it saw, on disk too if ``log`` is given."""

    version: str = "model-1"
    schema: pa.Schema = SCHEMA
    seconds_per_call: float = 0.0
    log: Path | None = None
    seen: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    times: list[str | None] = field(default_factory=list)

    def tag(
        self, titles: pa.LargeStringArray, bodies: pa.LargeStringArray, times: pa.LargeStringArray | None
    ) -> pa.RecordBatch:
        texts = [text or "" for text in bodies.to_pylist()]
        self.seen += texts
        self.titles += [title or "" for title in titles.to_pylist()]
        self.times += [None] * len(texts) if times is None else list(times.to_pylist())
        if self.log is not None:
            with self.log.open("a", encoding="utf-8") as log:
                log.write("".join(f"{text}\n" for text in texts))
        time.sleep(self.seconds_per_call)
        columns: list[list[Any]] = [
            ["交通运输" if len(text) % 2 else "环境保护" for text in texts],
            [0.87654 for _ in texts],
            ["环境保护 0.12；其他 0.03" for _ in texts],
            [len(text) % 3 == 0 for text in texts],
            [f"“{text[:2]}”" for text in texts],
        ]
        arrays = [pa.array(values, kind) for values, kind in zip(columns, self.schema.types, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def make_table(
    columns: Mapping[str, Sequence[Any] | pa.Array[Any]],
    *,
    roles: dict[str, str] | None = None,
    kinds: Sequence[RowKind] | None = None,
    errors: Sequence[str | None] | None = None,
    path: Path | None = None,
    sheet: str | None = None,
    look: SheetLook = SheetLook(),
    notes: tuple[Note, ...] = (),
    first_row: int = 2,
    batch_rows: int = 2048,
) -> Table:
    """A table of the columns given; the column of the role ``body`` is 内容 unless ``roles`` says else."""
    arrays = {
        name: values if isinstance(values, pa.Array) else pa.array(values) for name, values in columns.items()
    }
    rows = pa.RecordBatch.from_arrays(list(arrays.values()), names=list(arrays))
    whole = RowBatch(
        rows,
        pa.array(range(first_row, first_row + rows.num_rows), pa.int64()),
        pa.array([int(kind) for kind in kinds or [RowKind.PETITION] * rows.num_rows], pa.int8()),
        pa.array(errors or [None] * rows.num_rows, pa.string()),
    )

    def batches(first: int) -> Iterator[RowBatch]:
        for start in range(first, rows.num_rows, batch_rows):
            yield RowBatch(
                whole.columns.slice(start, batch_rows),
                whole.row_number.slice(start, batch_rows),
                whole.kind.slice(start, batch_rows),
                whole.error.slice(start, batch_rows),
            )

    return Table(
        path=path,
        sheet=sheet,
        schema=rows.schema,
        roles={"body": "内容"} if roles is None else roles,
        batches=batches,
        rows=rows.num_rows,
        look=look,
        notes=notes,
    )


def mixed(cells: Sequence[object]) -> pa.Array[Any]:
    """A spreadsheet column whose cells have several types."""
    entries = []
    for cell in cells:
        entry: dict[str, object] = {"text": None, "number": None, "time": None, "flag": None}
        if isinstance(cell, bool):
            entry["flag"] = cell
        elif isinstance(cell, str):
            entry["text"] = cell
        elif isinstance(cell, int | float):
            entry["number"] = float(cell)
        elif cell is not None:
            entry["time"] = cell
        entries.append(entry)
    return pa.array(entries, MIXED_CELL)


def existing(path: Path, content: str = "x") -> Path:
    """A file at the path, so that a table can say it came from there."""
    path.write_text(content)
    return path
