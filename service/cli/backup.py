"""``huiyin backup``: one file that holds the store as it is at one moment."""

from __future__ import annotations

from pathlib import Path

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("backup", help=help_text("help.backup"))
    def backup(
        file: Path = typer.Argument(..., metavar="FILE", help=text("help.backup.file")),
        as_json: bool = typer.Option(False, "--json", help=text("help.json")),
    ) -> None:
        from service.cli.store_options import opened_store, print_json

        with opened_store() as store:
            from service.store.backup import back_up

            made = back_up(store, file)
        if as_json:
            print_json(vars(made) | {"file": str(file)})
        else:
            print(text("backup.made", file=file, count=made.petitions, head=made.audit_head))
