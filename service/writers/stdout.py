"""JSON lines on standard output, each batch flushed, and a reader that leaves early (``| head``) no fault."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import IO

from service.writers.json_lines import JsonLinesWriter
from service.writers.layout import OutputPlan, TaggedBatch, WriteCounts


class ReaderLeft(Exception):  # noqa: N818 (not an error)
    """Nobody reads standard output any more."""


class StdoutWriter:
    """Writes JSON lines to standard output (see ``Writer``)."""

    def __init__(self, plan: OutputPlan, file: IO[bytes] | None = None) -> None:
        self._file = file or sys.stdout.buffer
        self._lines = JsonLinesWriter(self._file, plan)

    def write(self, batch: TaggedBatch) -> None:
        """Write and flush the batch's rows. Raises ReaderLeft or OSError."""
        try:
            self._lines.write(batch)
            self._file.flush()
        except OSError as error:
            if error.errno in (errno.EPIPE, errno.EINVAL):  # EINVAL: the same on Windows
                raise ReaderLeft from error
            raise

    def close(self) -> WriteCounts:
        """Everything is flushed already."""
        return WriteCounts()

    def abandon(self) -> None:
        """Point standard output at nothing, so that the interpreter's last flush does not fail."""
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._file.fileno())
            os.close(nowhere)
