"""Records of a delimited file: open quotes, stray returns and endless lines cost a row, not the file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from service.messages import text
from service.readers.lines import LONGEST_LINE, LONGEST_LINE_MB

LONGEST_RECORD = 4 << 20  # characters of a record that spans lines; beyond it a quote is taken for stray
MOST_LINES = 10_000
_STRAY_RETURN = "\0"  # stands for a bare CR while the csv module reads; NULs of the file are dropped before


@dataclass(frozen=True)
class Record:
    """One record. ``number``: the row as a spreadsheet program would count it, 1-based."""

    number: int
    cells: list[str]
    error: str | None = None


def read_records(lines: Iterator[str | None], delimiter: str) -> Iterator[Record]:
    """The records of ``lines`` (as ``read_lines`` gives them), blank ones as records without cells."""
    csv.field_size_limit(max(csv.field_size_limit(), 2 * LONGEST_LINE))
    feed = _Feed(lines)
    number = 0
    while not feed.exhausted:
        for cells in csv.reader(feed, delimiter=delimiter):
            if feed.stopped:  # the record ended because lines did: its quote is open
                break
            number += 1
            yield Record(number, _restored(cells) if feed.has_stray_return else cells)
            feed.record_done()
        if feed.stopped and feed.taken:
            number += 1
            yield Record(number, [feed.give_back()], text("reading.open_quote"))
        elif feed.skip_long_line():
            number += 1
            yield Record(number, [], text("reading.line_too_long", limit=LONGEST_LINE_MB))
        feed.stopped = False


class _Feed:
    """Hands lines to the csv module and remembers those of the record being read."""

    def __init__(self, lines: Iterator[str | None]) -> None:
        self._lines = lines
        self._given_back: deque[str | None] = deque()
        self._length = 0
        self._at_end = False
        self.taken: list[str] = []
        self.stopped = False
        self.has_stray_return = False

    @property
    def exhausted(self) -> bool:
        """Whether no line is left."""
        return self._at_end and not self._given_back

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES or self._length > LONGEST_RECORD:
            self.stopped = True
            raise StopIteration
        line = self._next_line()
        if line is None:
            self.stopped = True
            raise StopIteration
        if "\0" in line:
            line = line.replace("\0", "")
        if line.count("\r") > 1 or ("\r" in line and not line.endswith(("\r\n", "\r"))):
            body = line.rstrip("\r\n")
            line = body.replace("\r", _STRAY_RETURN) + line[len(body) :].replace("\r\r", "\r")
            self.has_stray_return = True
        self.taken.append(line)
        self._length += len(line)
        return line

    def record_done(self) -> None:
        """Forget the lines of the record that was read."""
        self.taken.clear()
        self._length = 0
        self.has_stray_return = False

    def give_back(self) -> str:
        """The first line of an unfinished record; the others will be read anew."""
        first, *others = self.taken
        self._given_back.extendleft(reversed(others))
        self.record_done()
        return first.rstrip("\r\n").replace(_STRAY_RETURN, "\r")

    def skip_long_line(self) -> bool:
        """Drop the mark of a line that was too long, if that is next."""
        if self._given_back and self._given_back[0] is None:
            self._given_back.popleft()
            return True
        return False

    def _next_line(self) -> str | None:
        if self._given_back:
            return self._given_back.popleft() if self._given_back[0] is not None else None
        try:
            line = next(self._lines)
        except StopIteration:
            self._at_end = True
            return None
        if line is None:
            self._given_back.append(None)
        return line


def _restored(cells: list[str]) -> list[str]:
    return [cell.replace(_STRAY_RETURN, "\r") for cell in cells]
