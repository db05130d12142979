"""``huiyin explain``: one petition marked as a person would mark a letter, and why it was tagged so."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("explain", help=help_text("help.explain"))
    def explain(
        words: str = typer.Argument(..., metavar="TEXT|FILE|-", help=text("help.explain.text")),
        row: int | None = typer.Option(None, "--row", help=text("help.explain.row")),
        convention: str = typer.Option("guide", "--convention", help=text("help.convention")),
        model: Path | None = typer.Option(None, "--model", help=text("help.model")),
        urgency_model: Path | None = typer.Option(None, "--urgency-model", help=text("help.urgency_model")),
        html: Path | None = typer.Option(None, "--html", help=text("help.explain.html")),
        as_json: bool = typer.Option(False, "--json", help=text("help.json")),
    ) -> None:
        from service.cli.model_options import load_model, load_urgency
        from service.explaining import explain_text, explanation_json, print_explained
        from service.messages import current_language
        from service.petition_source import petition_text

        petition = sys.stdin.read() if words == "-" else petition_text(words, row)
        found = explain_text(load_model(model, convention), load_urgency(urgency_model), petition, convention)
        if html is not None:
            from service.explanation_page import write_explanation

            write_explanation(html, found, current_language())
        if as_json:
            print(explanation_json(found))
        else:
            print_explained(found)
