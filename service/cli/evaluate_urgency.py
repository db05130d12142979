"""``huiyin evaluate-urgency``: figures of an urgency model on labelled petitions it was not trained on."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("evaluate-urgency", help=help_text("help.evaluate_urgency"))
    def evaluate_urgency(
        files: list[Path] = typer.Argument(..., metavar="FILE…", help=text("help.train_urgency.inputs")),
        model: Path | None = typer.Option(None, "--urgency-model", help=text("help.urgency_model")),
        as_json: bool = typer.Option(False, "--json", help=text("help.json")),
    ) -> None:
        from service.cli.model_options import load_urgency
        from service.urgency_evaluation import evaluate_urgency as evaluate
        from service.urgency_report import print_urgency

        loaded = load_urgency(model)
        for path in files:
            found = evaluate(loaded, path)
            if as_json:
                print(json.dumps(asdict(found) | {"version": loaded.version}, ensure_ascii=False))
            else:
                print_urgency(found, loaded.version)
