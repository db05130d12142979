"""The facts of files, as lines for a person or as a table in any format that can be written."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from service.cli.progress_bar import progress_bar
from service.facts_tables import check_types, facts_table, stated_facts
from service.messages import current_language, text
from service.no_tags import NoTags
from service.tables import Table
from service.tagging import TagJob, run
from service.writers import mostly_chinese

READABLE = (".xlsx", ".csv")  # formats that people open


def type_names(value: str) -> tuple[str, ...] | None:
    """``phone,amount`` as types; None, all of them, for nothing. Raises HuiyinError."""
    names = [name.strip() for name in value.replace("，", ",").split(",") if name.strip()]
    return check_types(names) if names else None


def write_facts(
    tables: Sequence[Table],
    types: tuple[str, ...] | None,
    output: Path | Literal["-"],
    *,
    overwrite: bool = False,
    quiet: bool = False,
) -> int:
    """Write one row a fact; returns the exit code. Raises HuiyinError."""
    readable = output != "-" and output.suffix.lower() in READABLE and mostly_chinese(tables)
    found = tuple(facts_table(table, types, readable) for table in tables)
    job = TagJob(tables=found, output=output, overwrite=overwrite, own_columns_only=True)
    with progress_bar(shown=not quiet, work="finding") as progress:
        summary = run(job, NoTags("facts"), progress)
    if not quiet and not summary.cut_short:
        where = summary.output or text("summary.stdout")
        told = text("facts.done", count=f"{summary.rows:,}", output=where)
        print(told, file=sys.stdout if summary.output else sys.stderr)
    return int(summary.exit_code)


def print_facts(tables: Sequence[Table], types: tuple[str, ...] | None) -> None:
    """Print one line a fact: row, column, type, place, text."""
    for table in tables:
        for stated in stated_facts(table, types):
            fact = stated.fact
            shown = " ".join(fact.text.split())
            label = text(f"fact.{fact.type}", current_language())
            print(f"{stated.row}\t{stated.column}\t{label}\t{fact.start}-{fact.end}\t{shown}")
