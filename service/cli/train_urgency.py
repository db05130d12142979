"""``huiyin train-urgency``: make a model of urgency and kind of request from labelled petitions."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from service.errors import HuiyinError
from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("train-urgency", help=help_text("help.train_urgency"))
    def train_urgency(
        inputs: list[Path] = typer.Argument(..., metavar="FILE…", help=text("help.train_urgency.inputs")),
        output: Path = typer.Option(..., "-o", "--output", help=text("help.train.output")),
        held_out: list[Path] = typer.Option([], "--held-out", help=text("help.train.held_out")),
        seed: int = typer.Option(20260101, "--seed", help=text("help.train.seed")),
    ) -> None:
        from service.durable import faults_of

        try:
            from service.urgency_training import save_urgency, train_urgency_from_files
        except ModuleNotFoundError as fault:  # the core is installed without them
            raise HuiyinError("training.packages_missing", package=fault.name) from fault

        trained = train_urgency_from_files(inputs, held_out, seed, lambda line: print(line, file=sys.stderr))
        with faults_of(output):
            save_urgency(trained, output)
        print(text("train.saved", folder=output, version=trained.card["version"]))
