"""``huiyin facts``: what petitions state, as labelled spans of their texts."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("facts", help=help_text("help.facts"))
    def facts(
        inputs: list[str] = typer.Argument(..., metavar="INPUT…", help=text("help.tag.inputs")),
        output: str = typer.Option("-", "-o", "--output", help=text("help.facts.output")),
        types: str = typer.Option("", "--types", metavar="TYPE,…", help=text("help.facts.types")),
        table: bool = typer.Option(False, "--table", help=text("help.facts.table")),
        sheet: str | None = typer.Option(None, "--sheet", help=text("help.sheet")),
        header_row: str | None = typer.Option(None, "--header-row", help=text("help.header_row")),
        column: list[str] = typer.Option([], "--column", metavar="ROLE=NAME", help=text("help.column")),
        encoding: str | None = typer.Option(None, "--encoding", help=text("help.encoding")),
        delimiter: str | None = typer.Option(None, "--delimiter", help=text("help.delimiter")),
        overwrite: bool = typer.Option(False, "--overwrite", help=text("help.tag.overwrite")),
        quiet: bool = typer.Option(False, "-q", "--quiet", help=text("help.quiet")),
    ) -> int:
        from service.cli.facts_run import print_facts, type_names, write_facts
        from service.cli.options import input_paths, read_options
        from service.readers import open_tables
        from service.recognition import print_recognition

        wanted = type_names(types)
        tables = open_tables(
            input_paths(inputs), read_options(sheet, header_row, column, encoding, delimiter)
        )
        if not quiet:
            print_recognition(tables)
        if table and output == "-":
            print_facts(tables, wanted)
            return 0
        done = write_facts(
            tables, wanted, "-" if output == "-" else Path(output), overwrite=overwrite, quiet=quiet
        )
        sys.stdout.flush()
        return done
