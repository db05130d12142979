"""``huiyin hot``: the matters that most petitions of a period are about."""

from __future__ import annotations

from pathlib import Path

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("hot", help=help_text("help.hot"))
    def hot(
        inputs: list[str] = typer.Argument(..., metavar="INPUT…", help=text("help.tag.inputs")),
        since: str | None = typer.Option(None, "--since", metavar="DATE", help=text("help.hot.since")),
        until: str | None = typer.Option(None, "--until", metavar="DATE", help=text("help.hot.until")),
        top: int = typer.Option(10, "--top", min=1, help=text("help.hot.top")),
        html: Path | None = typer.Option(None, "--html", metavar="FILE", help=text("help.hot.html")),
        as_json: bool = typer.Option(False, "--json", help=text("help.json")),
        sheet: str | None = typer.Option(None, "--sheet", help=text("help.sheet")),
        header_row: str | None = typer.Option(None, "--header-row", help=text("help.header_row")),
        column: list[str] = typer.Option([], "--column", metavar="ROLE=NAME", help=text("help.column")),
        encoding: str | None = typer.Option(None, "--encoding", help=text("help.encoding")),
        delimiter: str | None = typer.Option(None, "--delimiter", help=text("help.delimiter")),
        overwrite: bool = typer.Option(False, "--overwrite", help=text("help.tag.overwrite")),
        quiet: bool = typer.Option(False, "-q", "--quiet", help=text("help.quiet")),
    ) -> int:
        from service.cli.hot_run import HotOutput, hot_files, period_of
        from service.cli.options import input_paths, read_options

        return hot_files(
            input_paths(inputs),
            read_options(sheet, header_row, column, encoding, delimiter),
            period_of(since, until),
            HotOutput(top, html, as_json, overwrite, quiet),
        )
