"""``huiyin train-links``: make a matter model from labelled pairs of petitions."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from service.errors import HuiyinError
from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("train-links", help=help_text("help.train_links"))
    def train_links(
        pairs: list[Path] = typer.Argument(..., metavar="PAIRS…", help=text("help.train_links.pairs")),
        output: Path = typer.Option(..., "-o", "--output", help=text("help.train.output")),
        archive: list[Path] = typer.Option([], "--archive", help=text("help.train_links.archive")),
        families: list[Path] = typer.Option([], "--families", help=text("help.train_links.families")),
        held_out: list[Path] = typer.Option([], "--held-out", help=text("help.train_links.held_out")),
        seed: int = typer.Option(20260101, "--seed", help=text("help.train.seed")),
    ) -> None:
        from models.domain import DEFAULT_CONVENTION
        from service.cli.model_options import load_model
        from service.durable import faults_of

        try:
            from models.matter_file import save_matter_model
            from models.matter_training import MatterOptions
            from service.matter_training import LinkInputs, train_links_from_files
        except ModuleNotFoundError as fault:  # the core is installed without them
            raise HuiyinError("training.packages_missing", package=fault.name) from fault

        trained = train_links_from_files(
            LinkInputs(pairs, archive, families, held_out),
            load_model(None, DEFAULT_CONVENTION),
            MatterOptions(seed=seed),
            lambda line: print(line, file=sys.stderr),
        )
        with faults_of(output):
            save_matter_model(trained, output)
        print(text("train.saved", folder=output, version=trained.version))
