"""A tagging run in a process of its own, which a test stops or lets fail at a chosen place."""

from __future__ import annotations

import errno
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.errors import HuiyinError
from service.staging import PartLimits
from service.tables import RowKind, Table
from service.tagging import TagJob, run
from tests.service.support import FakeTagger, make_table

STOPPED_HERE = 99
FAULT_OUTLIVED = 98
_FILE_OPERATIONS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"}


@dataclass(frozen=True)
class Fault:
    """Before file operation number ``operation`` (1-based): stop dead, or fail with ENOSPC."""

    operation: int
    stop: bool


@dataclass(frozen=True)
class Work:
    """What the process does. ``largest_file``: the system refuses to write files longer than that."""

    output: Path
    inputs: tuple[Path, ...]
    log: Path | None
    rows: int
    seconds_per_call: float = 0.0
    fault: Fault | None = None
    largest_file: int | None = None
    overwrite: bool = False


def tables_of(work: Work) -> tuple[Table, ...]:
    """One table an input, each row's text different, with rejected and other rows among them."""
    tables = []
    for number, path in enumerate(work.inputs):
        kinds = [_kind(row) for row in range(work.rows)]
        texts = [f"表{number}第{row}件诉求" for row in range(work.rows)]
        errors = ["读不懂" if kind == RowKind.REJECTED else None for kind in kinds]
        columns: dict[str, list[Any]] = {"编号": list(range(work.rows)), "内容": texts}
        tables.append(make_table(columns, kinds=kinds, errors=errors, path=path, batch_rows=50))
    return tuple(tables)


def work_on(work: Work) -> None:
    """Run with ``--resume``; the process's exit code is the fault's, 0 when there was none."""
    job = TagJob(
        tables_of(work), work.output, resume=True, overwrite=work.overwrite, limits=PartLimits(rows=50)
    )
    tagger = FakeTagger(seconds_per_call=work.seconds_per_call, log=work.log)
    if work.largest_file is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (work.largest_file, work.largest_file))
    hook = None
    if work.fault is not None:
        hook = _FaultHook(work.fault, str(work.output.parent), str(work.log))
        sys.addaudithook(hook)
    try:
        run(job, tagger)
    except HuiyinError as error:
        os._exit(int(error.exit_code))
    os._exit(FAULT_OUTLIVED if hook and hook.met else 0)


class _FaultHook:
    """Python tells an audit hook of each file operation before it happens."""

    def __init__(self, fault: Fault, folder: str, log: str) -> None:
        self._fault, self._folder, self._log = fault, folder, log
        self._count = 0
        self.met = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _FILE_OPERATIONS or not isinstance(arguments[0], str | os.PathLike):
            return
        path = str(arguments[0])
        if not path.startswith(self._folder) or path == self._log:
            return
        self._count += 1
        if self._count == self._fault.operation:
            self.met = True
            if self._fault.stop:
                os._exit(STOPPED_HERE)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _kind(row: int) -> RowKind:
    if row % 17 == 3:
        return RowKind.REJECTED
    return RowKind.PASSED_THROUGH if row % 23 == 5 else RowKind.PETITION
