"""``huiyin check``: what a table is and what to mend in it, before anything is done with it."""

from __future__ import annotations

import json
import sys

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("check", help=help_text("help.check"))
    def check(
        inputs: list[str] = typer.Argument(..., metavar="FILE…", help=text("help.tag.inputs")),
        sheet: str | None = typer.Option(None, "--sheet", help=text("help.sheet")),
        header_row: str | None = typer.Option(None, "--header-row", help=text("help.header_row")),
        column: list[str] = typer.Option([], "--column", metavar="ROLE=NAME", help=text("help.column")),
        encoding: str | None = typer.Option(None, "--encoding", help=text("help.encoding")),
        delimiter: str | None = typer.Option(None, "--delimiter", help=text("help.delimiter")),
        as_json: bool = typer.Option(False, "--json", help=text("help.json")),
    ) -> int:
        from service.checking import check_lines, check_table
        from service.cli.options import input_paths, read_options
        from service.errors import ExitCode
        from service.readers import open_tables
        from service.recognition import for_console, recognition_lines

        options = read_options(sheet, header_row, column, encoding, delimiter)
        checks = [check_table(table) for table in open_tables(input_paths(inputs), options)]
        needs_person = any(found.needs_person for found in checks)
        if as_json:
            tables = [found.to_json() for found in checks]
            print(json.dumps({"needs_person": needs_person, "tables": tables}, ensure_ascii=False, indent=1))
        else:
            lines = [line for found in checks for line in recognition_lines(found.table)]
            lines += [*check_lines(checks), text("check.look" if needs_person else "check.fine")]
            for line in lines:
                print(for_console(line, sys.stdout))
        return int(ExitCode.SOME_ROWS_REJECTED if needs_person else ExitCode.ALL_DONE)
