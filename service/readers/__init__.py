"""Reads tables of petitions from files, folders and standard input."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from service.tables import ReadOptions, Table

__all__ = ["open_tables"]


def open_tables(paths: Sequence[Path | Literal["-"]], options: ReadOptions) -> list[Table]:
    """The tables of all inputs, in the order given; a workbook gives one for each sheet with petitions.

    Raises HuiyinError for one faulty input, SeveralFaults for more: all are looked at before it is raised.
    """
    from service.readers.opening import open_all  # the child process that imports this package needs none

    return open_all(paths, options)
