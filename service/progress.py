"""How far a run is, told to whoever draws the bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from service.tables import Table


@dataclass(frozen=True)
class ProgressState:
    """``rows_done`` of ``rows_total`` rows and, while tagging, bytes of the inputs read so far.

    A total is None where nobody knows it. Rows and bytes of all tables count together; a resumed run
    starts where the earlier one was.
    """

    stage: Literal["tagging", "writing"]
    table: str
    rows_done: int
    rows_total: int | None
    bytes_done: int | None = None
    bytes_total: int | None = None


Progress = Callable[[ProgressState], None]


def no_progress(state: ProgressState) -> None:
    """Tell nobody."""
    del state


@dataclass
class ProgressTeller:
    """Adds up rows and bytes over the tables and tells ``progress``."""

    tables: Sequence[Table]
    progress: Progress
    rows_done: int = 0

    def tagged(self, index: int, rows: int) -> None:
        """Tell that ``rows`` more rows of table ``index`` are tagged."""
        self.rows_done += rows
        sizes = [table.size_bytes for table in self.tables]
        known = [size for size in sizes if size is not None]
        complete = len(known) == len(sizes)
        position = self.tables[index].position
        self.progress(
            ProgressState(
                stage="tagging",
                table=self.tables[index].name,
                rows_done=self.rows_done,
                rows_total=_total([table.rows for table in self.tables]),
                bytes_done=sum(known[:index]) + position() if complete and position else None,
                bytes_total=sum(known) if complete else None,
            )
        )

    def written(self, index: int, rows_done: int, rows_total: int) -> None:
        """Tell that ``rows_done`` rows are in the output."""
        self.progress(ProgressState("writing", self.tables[index].name, rows_done, rows_total))


def _total(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
