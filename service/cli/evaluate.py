"""``huiyin evaluate``: figures of a model on labelled petitions that it was not trained on."""

from __future__ import annotations

from pathlib import Path

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("evaluate", help=help_text("help.evaluate"))
    def evaluate(
        files: list[Path] = typer.Argument(..., metavar="FILE…", help=text("help.evaluate.files")),
        convention: str = typer.Option("guide", "--convention", help=text("help.convention")),
        model: Path | None = typer.Option(None, "--model", help=text("help.model")),
        html: Path | None = typer.Option(None, "--html", help=text("help.evaluate.html")),
        as_json: bool = typer.Option(False, "--json", help=text("help.json")),
    ) -> None:
        from service.cli.model_options import load_model
        from service.evaluation import evaluate_domain
        from service.evaluation_report import evaluation_json, print_evaluation

        loaded = load_model(model, convention)
        measured = [evaluate_domain(loaded, path, convention) for path in files]
        for found in measured:
            if as_json:
                print(evaluation_json(found, loaded.version))
            else:
                print_evaluation(found, loaded.version)
        if html is not None:
            from service.evaluation_page import evaluation_blocks
            from service.html_page import write_page
            from service.messages import current_language

            language = current_language()
            blocks = evaluation_blocks(measured, loaded.version, language)
            write_page(html, text("evaluation_page.title"), blocks, language)
