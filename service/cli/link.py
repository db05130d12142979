"""``huiyin link``: copies, matters and repeats among petitions, and the case of each."""

from __future__ import annotations

from pathlib import Path

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("link", help=help_text("help.link"))
    def link(
        inputs: list[str] = typer.Argument(..., metavar="INPUT…", help=text("help.tag.inputs")),
        output: str = typer.Option(..., "-o", "--output", help=text("help.link.output")),
        groups: Path | None = typer.Option(None, "--groups", metavar="FILE", help=text("help.link.groups")),
        repeats: bool = typer.Option(True, "--repeats/--no-repeats", help=text("help.link.repeats")),
        model: Path | None = typer.Option(None, "--model", help=text("help.link_model")),
        sheet: str | None = typer.Option(None, "--sheet", help=text("help.sheet")),
        header_row: str | None = typer.Option(None, "--header-row", help=text("help.header_row")),
        column: list[str] = typer.Option([], "--column", metavar="ROLE=NAME", help=text("help.column")),
        encoding: str | None = typer.Option(None, "--encoding", help=text("help.encoding")),
        delimiter: str | None = typer.Option(None, "--delimiter", help=text("help.delimiter")),
        overwrite: bool = typer.Option(False, "--overwrite", help=text("help.tag.overwrite")),
        quiet: bool = typer.Option(False, "-q", "--quiet", help=text("help.quiet")),
    ) -> int:
        from service.cli.link_run import LinkOutput, link_files
        from service.cli.options import input_paths, read_options

        return link_files(
            input_paths(inputs),
            read_options(sheet, header_row, column, encoding, delimiter),
            LinkOutput("-" if output == "-" else Path(output), groups, overwrite, quiet),
            model,
            repeats,
        )
