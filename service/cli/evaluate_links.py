"""``huiyin evaluate-links``: figures of the matter model on labelled pairs that it was not trained on."""

from __future__ import annotations

from pathlib import Path

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("evaluate-links", help=help_text("help.evaluate_links"))
    def evaluate_links(
        pairs: list[Path] = typer.Argument(..., metavar="PAIRS…", help=text("help.train_links.pairs")),
        model: Path | None = typer.Option(None, "--model", help=text("help.link_model")),
        as_json: bool = typer.Option(False, "--json", help=text("help.json")),
    ) -> None:
        from models.domain import DEFAULT_CONVENTION
        from service.cli.model_options import load_model
        from service.comparing import default_comparer
        from service.matter_model import load_matters
        from service.pair_evaluation import evaluate_links, evaluation_json, print_evaluation

        comparer = default_comparer(load_matters(model), load_model(None, DEFAULT_CONVENTION))
        for path in pairs:
            found = evaluate_links(comparer, path)
            if as_json:
                print(evaluation_json(found))
            else:
                print_evaluation(found)
