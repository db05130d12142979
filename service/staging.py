"""Tagged rows on disk until the output is complete: parts that a later run can go on from.

Beside ``OUT.xlsx`` lies a private folder ``.OUT.xlsx.huiyin-parts`` with a manifest and numbered parts.
Each is written aside, flushed to the disk and renamed, so a part is there as a whole or not at all; it
says in its metadata which run it belongs to, its table and its first row.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import pyarrow as pa

from service.cell_values import plain, plain_type
from service.durable import flush_folder, write_durably
from service.manifest import Manifest
from service.tables import Table
from service.writers import TaggedBatch

_OWN_COLUMNS = (pa.field("row_number", pa.int64()), pa.field("kind", pa.int8()))
_CODECS: tuple[Literal["lz4", "zstd"], ...] = ("lz4", "zstd")
_MANIFEST, _WRITTEN, _LOCK = "manifest.json", "written.json", "lock"


@dataclass(frozen=True)
class PartLimits:
    """When a part is complete: whichever limit comes first."""

    rows: int = 16_384
    bytes: int = 32 << 20
    seconds: float = 5.0


@dataclass(frozen=True)
class Part:
    """A complete part: ``rows`` rows of table ``table`` from row ``first`` (0-based) on."""

    path: Path
    table: int
    first: int
    rows: int


def parts_folder(output: Path) -> Path:
    """The hidden folder that holds an output's parts."""
    return output.with_name(f".{output.name}.huiyin-parts")


def staged_rows(output: Path) -> int:
    """Rows that a run on ``output`` with ``--resume`` would not have to tag again."""
    stage = Stage(parts_folder(output))
    manifest = stage.manifest()
    return sum(part.rows for part in stage.parts(manifest.run)) if manifest else 0


class Stage:
    """The parts folder; whoever changes it holds its lock. Methods raise OSError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def manifest(self) -> Manifest | None:
        """The manifest of the run that left parts here; None if there is none."""
        try:
            return Manifest.from_json((self.folder / _MANIFEST).read_bytes())
        except FileNotFoundError:
            return None

    def written(self) -> bytes | None:
        """What ``mark_written`` left; None if the output was never complete."""
        try:
            return (self.folder / _WRITTEN).read_bytes()
        except FileNotFoundError:
            return None

    def mark_written(self, content: bytes) -> None:
        """Remember that the output is complete and about to be renamed into place."""
        write_durably(self.folder / _WRITTEN, content)

    def begin(self, manifest: Manifest) -> None:
        """Start afresh: remove what is here, the manifest first, and leave the new manifest."""
        self.clear()
        write_durably(self.folder / _MANIFEST, manifest.to_json())

    def parts(self, run: str) -> list[Part]:
        """The complete parts of a run in order, as far as they follow each other without a gap."""
        found: list[Part] = []
        next_row: dict[int, int] = {}
        for number, path in enumerate(sorted(self.folder.glob("part-*.arrow"))):
            part = _read_head(path, run)
            expected = None if part is None else next_row.get(part.table, 0)
            in_order = part is not None and (not found or part.table >= found[-1].table)
            if part is None or not in_order or part.first != expected or path != self._path(number):
                break
            next_row[part.table] = part.first + part.rows
            found.append(part)
        return found

    def keep_only(self, parts: Sequence[Part]) -> None:
        """Remove leftovers of an interrupted run: unfinished parts, scratch files, an unused mark."""
        kept = {part.path.name for part in parts} | {_MANIFEST, _LOCK}
        for entry in self.folder.iterdir():
            if entry.name not in kept:
                entry.unlink()

    def add(self, number: int, run: str, first: int, batches: Sequence[TaggedBatch]) -> Part:
        """Put part ``number`` on the disk: batches of one table from its row ``first`` on."""
        rows = sum(batch.rows.num_rows for batch in batches)
        part = Part(self._path(number), batches[0].table, first, rows)
        head: dict[bytes | str, bytes | str] = {
            "run": run,
            "table": str(part.table),
            "first": str(first),
            "rows": str(rows),
        }
        write_durably(part.path, _serialised(batches, head))
        return part

    def clear(self) -> None:
        """Remove everything but the lock; manifest first and mark last, so that a kill leaves no riddle."""
        if not self.folder.is_dir():
            return
        (self.folder / _MANIFEST).unlink(missing_ok=True)
        for entry in self.folder.iterdir():
            if entry.name not in (_LOCK, _WRITTEN):
                entry.unlink()
        (self.folder / _WRITTEN).unlink(missing_ok=True)
        flush_folder(self.folder)

    def _path(self, number: int) -> Path:
        return self.folder / f"part-{number:07d}.arrow"


class PartCollector:
    """Gathers tagged batches of one table until they make a part."""

    def __init__(self, stage: Stage, run: str, number: int, limits: PartLimits) -> None:
        self._stage, self._run, self._number, self._limits = stage, run, number, limits
        self._waiting: list[TaggedBatch] = []
        self._first = self._rows = self._bytes = 0
        self._since = time.monotonic()

    def begin_table(self, first: int) -> None:
        """The next batches start at row ``first`` of a table."""
        self._first = first
        self._since = time.monotonic()

    def add(self, batch: TaggedBatch) -> None:
        """Take a batch; write a part if a limit is reached. Raises OSError."""
        self._waiting.append(batch)
        self._rows += batch.rows.num_rows
        self._bytes += batch.rows.nbytes
        limits = self._limits
        late = time.monotonic() - self._since >= limits.seconds
        if self._rows >= limits.rows or self._bytes >= limits.bytes or late:
            self.flush()

    def flush(self) -> None:
        """Write what waits as a part. Raises OSError."""
        if self._rows:
            self._stage.add(self._number, self._run, self._first, self._waiting)
            self._number += 1
        self._first += self._rows
        self._waiting, self._rows, self._bytes = [], 0, 0
        self._since = time.monotonic()


def read_part(part: Part, tables: Sequence[Table], added: pa.Schema) -> Iterator[TaggedBatch]:
    """The batches of a part as they were staged. Raises OSError or pa.ArrowInvalid if it is damaged."""
    width = len(tables[part.table].schema) + len(added)
    with pa.OSFile(str(part.path), "rb") as file, pa.ipc.open_file(file) as reader:
        for number in range(reader.num_record_batches):
            batch = reader.get_batch(number)
            rows = batch.select(list(range(width)))
            row_number, kind = batch.column(width), batch.column(width + 1)
            yield TaggedBatch(part.table, rows, cast(pa.Int64Array, row_number), cast(pa.Int8Array, kind))


def _serialised(batches: Sequence[TaggedBatch], head: dict[bytes | str, bytes | str]) -> memoryview:
    fields = [field.with_type(plain_type(field.type)) for field in batches[0].rows.schema]
    schema = pa.schema([*fields, *_OWN_COLUMNS], metadata=head)
    codec = next((name for name in _CODECS if pa.Codec.is_available(name)), None)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, schema, options=pa.ipc.IpcWriteOptions(compression=codec)) as writer:
        for batch in batches:
            columns = [plain(column) for column in batch.rows.columns]
            writer.write_batch(
                pa.RecordBatch.from_arrays([*columns, batch.row_number, batch.kind], schema=schema)
            )
    return memoryview(sink.getvalue())


def _read_head(path: Path, run: str) -> Part | None:
    """The part's own words about itself; None if it is damaged or another run's."""
    with contextlib.suppress(pa.ArrowInvalid, OSError, KeyError, ValueError):
        with pa.OSFile(str(path), "rb") as file, pa.ipc.open_file(file) as reader:
            head = reader.schema.metadata or {}
        if head[b"run"].decode() == run:
            return Part(path, int(head[b"table"]), int(head[b"first"]), int(head[b"rows"]))
    return None
