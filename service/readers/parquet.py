"""Reads Parquet files in batches; whole row groups are skipped without being read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from service.cell_values import as_text, plain, plain_type
from service.columns import TEXT_ROLES, choose_roles
from service.errors import HuiyinError
from service.readers.batches import ReadRow, row_batch
from service.readers.header import unique_names
from service.readers.lines import Position
from service.readers.row_kinds import RowJudge
from service.tables import Note, ReadOptions, RowBatch, Table


def read_parquet(path: Path, options: ReadOptions, notes: Sequence[Note] = ()) -> Table:
    """The table of a Parquet file; title and body become text, all other columns keep their types.

    Raises HuiyinError if the file is damaged or has no text column.
    """
    try:
        with pq.ParquetFile(path) as file:
            source, rows = file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise HuiyinError("input.damaged", path=str(path)) from error
    names = unique_names(source.names)
    roles = choose_roles(names, options.columns, str(path))
    text_columns = tuple(roles[role] for role in TEXT_ROLES if role in roles)
    if not text_columns:
        raise HuiyinError(
            "input.no_text_column", where=str(path), columns="、".join(names), example=(names or ["…"])[-1]
        )
    types = [
        pa.string() if column in text_columns else plain_type(field.type)
        for column, field in enumerate(source)
    ]
    schema = pa.schema(list(zip(names, types, strict=True)))
    size = path.stat().st_size
    position = Position()

    def batches(start: int) -> Iterator[RowBatch]:
        judge = RowJudge(text_columns, from_office=False)
        done = start
        for batch in _source_batches(path, start, options.batch_rows):
            columns = _converted(batch, schema)
            numbers = range(done + 1, done + 1 + batch.num_rows)
            done += batch.num_rows
            position.bytes_read = size * done // max(rows, 1)
            yield row_batch(columns, list(_judged(columns, numbers, text_columns, judge)))

    return Table(
        path=path,
        sheet=None,
        schema=schema,
        roles={role: names[column] for role, column in roles.items()},
        batches=batches,
        rows=rows,
        size_bytes=size,
        position=position,
        notes=tuple(notes),
    )


def _source_batches(path: Path, start: int, batch_rows: int) -> Iterator[pa.RecordBatch]:
    """The file's batches from row ``start`` on."""
    with pq.ParquetFile(path) as file:
        groups = list(range(file.num_row_groups))
        while groups and start >= file.metadata.row_group(groups[0]).num_rows:
            start -= file.metadata.row_group(groups.pop(0)).num_rows
        if not groups:
            return
        try:
            for batch in file.iter_batches(batch_rows, row_groups=groups):
                if start >= batch.num_rows:
                    start -= batch.num_rows
                    continue
                batch.validate(full=True)  # texts that are no UTF-8, offsets that lead outside
                yield batch.slice(start)
                start = 0
        except (pa.ArrowInvalid, OSError) as error:
            raise HuiyinError("input.damaged", path=str(path)) from error


def _converted(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    arrays = [
        as_text(array).cast(pa.string()) if field.type == pa.string() else plain(array)
        for array, field in zip(batch.columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _judged(
    columns: pa.RecordBatch, numbers: range, text_columns: tuple[int, ...], judge: RowJudge
) -> Iterator[ReadRow]:
    texts = {column: columns.column(column).to_pylist() for column in text_columns}
    for place, number in enumerate(numbers):
        values = [texts[column][place] if column in texts else None for column in range(columns.num_columns)]
        kind, error = judge.judge(values)
        yield ReadRow(number, (), kind, error)
