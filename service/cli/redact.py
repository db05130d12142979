"""``huiyin redact``: a copy of a file without what tells who the petitioners are."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("redact", help=help_text("help.redact"))
    def redact(
        inputs: list[str] = typer.Argument(..., metavar="INPUT…", help=text("help.tag.inputs")),
        output: str = typer.Option(..., "-o", "--output", help=text("help.redact.output")),
        also: str = typer.Option("", "--also", metavar="TYPE,…", help=text("help.redact.also")),
        keep: str = typer.Option("", "--keep", metavar="TYPE,…", help=text("help.redact.keep")),
        style: str = typer.Option("alias", "--style", metavar="alias|stars", help=text("help.redact.style")),
        scope: str = typer.Option("file", "--scope", metavar="file|row", help=text("help.redact.scope")),
        sheet: str | None = typer.Option(None, "--sheet", help=text("help.sheet")),
        header_row: str | None = typer.Option(None, "--header-row", help=text("help.header_row")),
        column: list[str] = typer.Option([], "--column", metavar="ROLE=NAME", help=text("help.column")),
        encoding: str | None = typer.Option(None, "--encoding", help=text("help.encoding")),
        delimiter: str | None = typer.Option(None, "--delimiter", help=text("help.delimiter")),
        resume: bool = typer.Option(False, "--resume", help=text("help.tag.resume")),
        overwrite: bool = typer.Option(False, "--overwrite", help=text("help.tag.overwrite")),
        quiet: bool = typer.Option(False, "-q", "--quiet", help=text("help.quiet")),
    ) -> int:
        from service.cli.options import input_paths, read_options
        from service.cli.redact_run import masking_of, redact_files

        done = redact_files(
            input_paths(inputs),
            "-" if output == "-" else Path(output),
            read_options(sheet, header_row, column, encoding, delimiter),
            masking_of(also, keep, style, scope),
            resume=resume,
            overwrite=overwrite,
            quiet=quiet,
        )
        sys.stdout.flush()
        return done
