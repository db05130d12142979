"""``huiyin compare``: what two given petitions are to each other, pair by pair."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("compare", help=help_text("help.compare"))
    def compare(
        pairs: str = typer.Argument(..., metavar="PAIRS", help=text("help.compare.input")),
        output: str = typer.Option(..., "-o", "--output", help=text("help.compare.output")),
        model: Path | None = typer.Option(None, "--model", help=text("help.link_model")),
        overwrite: bool = typer.Option(False, "--overwrite", help=text("help.tag.overwrite")),
        quiet: bool = typer.Option(False, "-q", "--quiet", help=text("help.quiet")),
    ) -> int:
        from models.domain import DEFAULT_CONVENTION
        from service.cli.model_options import load_model
        from service.cli.progress_bar import progress_bar
        from service.comparing import compare_file, default_comparer
        from service.matter_model import load_matters

        comparer = default_comparer(load_matters(model), load_model(None, DEFAULT_CONVENTION))
        with progress_bar(shown=not quiet, work="comparing") as progress:
            done = compare_file(
                "-" if pairs == "-" else Path(pairs),
                "-" if output == "-" else Path(output),
                comparer,
                progress,
                lambda line: print(line, file=sys.stderr),
                overwrite,
            )
        if not quiet:
            where = done.output or text("summary.stdout")
            print(text("compare.done", count=done.pairs, bad=done.bad, output=where), file=sys.stderr)
        return int(done.exit_code)
