"""What a run was made of: its inputs, options, model and program, so that it goes on only with the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pyarrow as pa

from service.errors import HuiyinError
from service.tables import Table

WHOLE_HASH_BYTES = 64 << 20
_END_BYTES = 1 << 20
FORMAT = 1


@dataclass(frozen=True)
class InputPrint:
    """What identifies an input (file or folder). ``mtime_ns`` is 0 where ``digest`` covers all of it."""

    path: str
    size: int
    mtime_ns: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """All that the tagged rows depend on. ``run`` is a random name that its parts carry too."""

    run: str
    inputs: tuple[InputPrint, ...]
    tables: tuple[str, ...]
    columns: tuple[str, ...]
    model: str
    program: str
    format: int = FORMAT

    def to_json(self) -> bytes:
        """The manifest as a file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Manifest | None:
        """The manifest of a file; None if it is damaged or of another format."""
        try:
            fields = json.loads(content)
            inputs = tuple(InputPrint(**entry) for entry in fields.pop("inputs"))
            tables, columns = tuple(fields.pop("tables")), tuple(fields.pop("columns"))
            manifest = cls(inputs=inputs, tables=tables, columns=columns, **fields)
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        return manifest if manifest.format == FORMAT else None

    def check_same(self, now: Manifest, output: Path) -> None:
        """Raise HuiyinError that names the first thing in which ``now`` differs from this manifest."""
        if now.inputs != self.inputs:
            then = {entry.path: entry for entry in self.inputs}
            here = {entry.path: entry for entry in now.inputs}
            differing = [path for path in {**here, **then} if here.get(path) != then.get(path)]
            names = "、".join(Path(path).name for path in differing) or "…"
            raise HuiyinError("output.resume_input_changed", path=output, files=names)
        if (now.model, now.columns) != (self.model, self.columns):
            raise HuiyinError("output.resume_model_changed", path=output, then=self.model, now=now.model)
        if now.program != self.program:
            raise HuiyinError(
                "output.resume_program_changed", path=output, then=self.program, now=now.program
            )
        if now.tables != self.tables:
            raise HuiyinError("output.resume_options_changed", path=output)


def manifest_of(tables: Sequence[Table], columns: pa.Schema, model: str, run: str) -> Manifest:
    """The manifest of a run that is about to start. Raises OSError when an input cannot be read."""
    paths = dict.fromkeys(table.path for table in tables if table.path is not None)
    return Manifest(
        run=run,
        inputs=tuple(_input_print(path) for path in paths),
        tables=tuple(_table_print(table) for table in tables),
        columns=tuple(f"{field.name} {field.type}" for field in columns),
        model=model,
        program=program_version(),
    )


@cache
def program_version() -> str:
    """The installed version; ``0`` in a checkout that is not installed."""
    try:
        return version("huiyin")
    except PackageNotFoundError:
        return "0"


def _input_print(path: Path) -> InputPrint:
    if path.is_dir():
        return _folder_print(path)
    status = path.stat()
    digest = hashlib.sha256()
    whole = status.st_size <= WHOLE_HASH_BYTES
    with path.open("rb") as file:
        if whole:
            while block := file.read(_END_BYTES):
                digest.update(block)
        else:
            digest.update(file.read(_END_BYTES))
            file.seek(-_END_BYTES, 2)
            digest.update(file.read(_END_BYTES))
    absolute = str(path.absolute())
    return InputPrint(absolute, status.st_size, 0 if whole else status.st_mtime_ns, digest.hexdigest())


def _folder_print(folder: Path) -> InputPrint:
    """A folder of text files: names, sizes and times of all that it holds."""
    texts = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".txt")
    entries = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in texts]
    digest = hashlib.sha256(json.dumps(entries).encode()).hexdigest()
    return InputPrint(str(folder.absolute()), len(entries), 0, digest)


def _table_print(table: Table) -> str:
    """How the table was read, as a digest: its columns may have telling names."""
    columns = [f"{field.name} {field.type}" for field in table.schema]
    shape = [table.path.name if table.path else None, table.sheet, columns, sorted(table.roles.items())]
    reading = [table.header_rows, table.encoding, table.delimiter]
    return hashlib.sha256(json.dumps([shape, reading]).encode()).hexdigest()
