"""``huiyin train``: make a domain model from labelled petitions."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("train", help=help_text("help.train"))
    def train(
        inputs: list[Path] = typer.Argument(..., metavar="FILE…", help=text("help.train.inputs")),
        output: Path = typer.Option(..., "-o", "--output", help=text("help.train.output")),
        other: list[str] = typer.Option(
            [], "--convention", metavar="NAME=FILE", help=text("help.train.convention")
        ),
        held_out: list[Path] = typer.Option([], "--held-out", help=text("help.train.held_out")),
        allow_small_classes: bool = typer.Option(
            False, "--allow-small-classes", help=text("help.train.small")
        ),
        seed: int = typer.Option(20260101, "--seed", help=text("help.train.seed")),
    ) -> None:
        from models.domain import DEFAULT_CONVENTION
        from models.domain_training import TrainingOptions, save_domain
        from service.cli.options import column_choices
        from service.training import train_from_files

        files = [(DEFAULT_CONVENTION, path) for path in inputs]
        files += [(name, Path(file)) for choice in other for name, file in column_choices([choice]).items()]
        trained = train_from_files(
            files,
            held_out,
            TrainingOptions(seed=seed),
            allow_small_classes,
            lambda line: print(line, file=sys.stderr),
        )
        save_domain(trained, output)
        print(text("train.saved", folder=output, version=trained.card["version"]))
