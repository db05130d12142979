"""``huiyin train``: make a domain model from labelled petitions."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from service.errors import HuiyinError
from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("train", help=help_text("help.train"))
    def train(
        inputs: list[Path] = typer.Argument(..., metavar="FILE…", help=text("help.train.inputs")),
        output: Path = typer.Option(..., "-o", "--output", help=text("help.train.output")),
        model: Path | None = typer.Option(None, "--model", help=text("help.train.model")),
        other: list[str] = typer.Option(
            [], "--convention", metavar="NAME|NAME=FILE", help=text("help.train.convention")
        ),
        held_out: list[Path] = typer.Option([], "--held-out", help=text("help.train.held_out")),
        allow_small_classes: bool = typer.Option(
            False, "--allow-small-classes", help=text("help.train.small")
        ),
        allow_conflicts: bool = typer.Option(False, "--allow-conflicts", help=text("help.train.conflicts")),
        seed: int = typer.Option(20260101, "--seed", help=text("help.train.seed")),
    ) -> None:
        from models.domain import DEFAULT_CONVENTION
        from models.domain_file import default_model_folder
        from service.cli.options import convention_file
        from service.durable import faults_of

        try:
            from models.domain_training import TrainingOptions, save_domain
            from service.training import teach_from_files, train_from_files
        except ModuleNotFoundError as fault:  # the core is installed without them
            raise HuiyinError("training.packages_missing", package=fault.name) from fault

        def report(line: str) -> None:
            print(line, file=sys.stderr)

        options = TrainingOptions(seed=seed)
        alone = [name for name in other if "=" not in name]
        if alone:
            if len(other) > 1:
                raise HuiyinError("training.convention_mixed")
            trained = teach_from_files(model or default_model_folder(), alone[0], inputs, options, report)
        else:
            files = [(DEFAULT_CONVENTION, path) for path in inputs] + [convention_file(n) for n in other]
            trained = train_from_files(files, held_out, options, allow_small_classes, report, allow_conflicts)
        with faults_of(output):
            save_domain(trained, output)
        print(text("train.saved", folder=output, version=trained.card["version"]))
