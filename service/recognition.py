"""Tells what was recognised in the input: sheet, header row, encoding, which column is what, and doubts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import IO

from service.messages import text
from service.tables import Table

SHOWN_TABLES = 20


def print_recognition(tables: Sequence[Table]) -> None:
    """Print a few lines a table on standard error."""
    for table in tables[:SHOWN_TABLES]:
        for line in recognition_lines(table):
            print(for_console(line, sys.stderr), file=sys.stderr)
    if len(tables) > SHOWN_TABLES:
        print(text("recognition.more", count=len(tables) - SHOWN_TABLES), file=sys.stderr)


def recognition_lines(table: Table) -> list[str]:
    """What was recognised in one table, a line each; notes follow, those for a person marked with ``!``."""
    head = [table.name]
    if table.header_rows is not None:
        first, last = table.header_rows
        rows = str(first) if first == last else f"{first}-{last}"
        head.append(text("recognition.header", rows=rows))
    if table.encoding:
        head.append(text("recognition.encoding", encoding=table.encoding))
    if table.rows is not None:
        head.append(text("recognition.rows", rows=f"{table.rows:,}"))
    columns = "、".join(f"{text(f'role.{role}')}={name}" for role, name in table.roles.items())
    lines = ["，".join(head), f"  {text('recognition.columns')}{columns}"]
    for note in table.notes:
        mark = "!" if note.needs_person else "-"
        lines.append(f"  {mark} {text(note.key, None, **dict(note.fields))}")
    return lines


def for_console(line: str, stream: IO[str]) -> str:
    """The line with ``?`` for each character that the stream's console lacks."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return line.encode(encoding, "replace").decode(encoding)
