"""``huiyin help``: the page of an error code, all codes, or the help of a verb."""

from __future__ import annotations

import sys

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("help", help=help_text("help.help"))
    def help_page(
        topic: str = typer.Argument("", metavar="CODE|COMMAND", help=text("help.help.topic")),
    ) -> int:
        from service.error_pages import all_codes, error_page
        from service.recognition import for_console

        if topic and topic[0].isalpha() and not topic.upper().startswith("HY"):
            from service.cli.app import run_app

            return run_app([topic, "--help"])
        lines = [error_page(topic)] if topic else [f"{code}  {sentence}" for code, sentence in all_codes()]
        for line in lines:
            print(for_console(line, sys.stdout))
        return 0
