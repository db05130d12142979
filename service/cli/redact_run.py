"""One masking run as a person sees it: what was recognised, a progress bar, what was masked."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, cast, get_args

from nlp.redact import DEFAULT_TYPES, Style
from service.cli.facts_run import type_names
from service.cli.progress_bar import progress_bar
from service.errors import HuiyinError
from service.messages import text
from service.no_tags import NoTags
from service.readers import open_tables
from service.recognition import print_recognition
from service.redaction import Redactor
from service.row_masking import Masking, Scope
from service.tables import ReadOptions
from service.tagging import TagJob, run


def masking_of(also: str, keep: str, style: str, scope: str) -> Masking:
    """The options as typed. Raises HuiyinError for an unknown type, style or scope."""
    if style not in get_args(Style):
        raise HuiyinError("redaction.unknown_style", value=style)
    if scope not in get_args(Scope):
        raise HuiyinError("redaction.unknown_scope", value=scope)
    kept = set(type_names(keep) or ())
    types = [name for name in (*DEFAULT_TYPES, *(type_names(also) or ())) if name not in kept]
    return Masking(tuple(dict.fromkeys(types)), cast(Style, style), cast(Scope, scope))


def redact_files(
    inputs: Sequence[Path | Literal["-"]],
    output: Path | Literal["-"],
    options: ReadOptions,
    masking: Masking,
    *,
    resume: bool = False,
    overwrite: bool = False,
    quiet: bool = False,
) -> int:
    """Write masked copies of the tables; returns the exit code. Raises HuiyinError."""
    redactor = Redactor(tuple(open_tables(inputs, options)), masking)
    tables = redactor.redacted()
    if not quiet:
        print_recognition(tables)
    job = TagJob(tables, output, resume=resume, overwrite=overwrite, own_columns_only=True)
    with progress_bar(shown=not quiet, work="masking") as progress:
        summary = run(job, NoTags(masking.version), progress)
    if not quiet and not summary.cut_short:
        _tell(redactor, summary.rows, summary.output)
    return 0


def _tell(redactor: Redactor, rows: int, output: Path | None) -> None:
    """Say what was masked; on standard error when the copy itself went to standard output."""
    stream = sys.stdout if output else sys.stderr
    where = output or text("summary.stdout")
    print(text("redaction.done", rows=f"{rows:,}", output=where), file=stream)
    for type_name, count in redactor.masked.most_common():
        print(f"  {text(f'fact.{type_name}')} {count:,}", file=stream)
    print(text("redaction.check"), file=stream)
