"""``huiyin explain``: one petition's domain and the words that spoke for and against it."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("explain", help=help_text("help.explain"))
    def explain(
        words: str = typer.Argument(..., metavar="TEXT|-", help=text("help.explain.text")),
        convention: str = typer.Option("guide", "--convention", help=text("help.convention")),
        model: Path | None = typer.Option(None, "--model", help=text("help.model")),
        as_json: bool = typer.Option(False, "--json", help=text("help.json")),
    ) -> None:
        from service.cli.options import load_model
        from service.explaining import explain_text, explanation_json, print_explained

        petition = sys.stdin.read() if words == "-" else words
        found = explain_text(load_model(model, convention), petition, convention)
        if as_json:
            print(explanation_json(found))
        else:
            print_explained(found)
