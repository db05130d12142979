"""``huiyin tag``: the main job. Tables of petitions in, the same tables with tags out."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("tag", help=help_text("help.tag"))
    def tag(
        inputs: list[str] = typer.Argument(..., metavar="INPUT…", help=text("help.tag.inputs")),
        output: str | None = typer.Option(None, "-o", "--output", help=text("help.tag.output")),
        sheet: str | None = typer.Option(None, "--sheet", help=text("help.sheet")),
        header_row: str | None = typer.Option(None, "--header-row", help=text("help.header_row")),
        column: list[str] = typer.Option([], "--column", metavar="ROLE=NAME", help=text("help.column")),
        encoding: str | None = typer.Option(None, "--encoding", help=text("help.encoding")),
        delimiter: str | None = typer.Option(None, "--delimiter", help=text("help.delimiter")),
        convention: str = typer.Option("guide", "--convention", help=text("help.convention")),
        model: Path | None = typer.Option(None, "--model", help=text("help.model")),
        explain: bool = typer.Option(True, "--explain/--no-explain", help=text("help.tag.explain")),
        urgency: bool = typer.Option(True, "--urgency/--no-urgency", help=text("help.urgency")),
        urgency_model: Path | None = typer.Option(None, "--urgency-model", help=text("help.urgency_model")),
        facts: bool = typer.Option(False, "--facts", help=text("help.tag.facts")),
        rejects: Path | None = typer.Option(None, "--rejects", help=text("help.tag.rejects")),
        resume: bool = typer.Option(False, "--resume", help=text("help.tag.resume")),
        overwrite: bool = typer.Option(False, "--overwrite", help=text("help.tag.overwrite")),
        quiet: bool = typer.Option(False, "-q", "--quiet", help=text("help.quiet")),
    ) -> int:
        from service.cli.beside import tag_beside
        from service.cli.model_options import load_model, load_urgency
        from service.cli.options import input_paths, read_options
        from service.cli.tag_run import TagOutput, TagSetup, tag_files

        options = read_options(sheet, header_row, column, encoding, delimiter)
        setup = TagSetup(
            model=load_model(model, convention),
            convention=convention,
            with_explanation=explain,
            urgency=load_urgency(urgency_model) if urgency else None,
            with_facts=facts,
        )
        paths = input_paths(inputs)
        if output is None:
            return int(tag_beside(paths, options, setup, rejects=rejects, quiet=quiet))
        place = TagOutput(
            path="-" if output == "-" else Path(output),
            resume=resume,
            overwrite=overwrite,
            rejects=rejects,
            quiet=quiet,
        )
        summary = tag_files(paths, options, setup, place)
        sys.stdout.flush()
        return int(summary.exit_code)
