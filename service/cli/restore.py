"""``huiyin restore``: put a backup into an empty store, or only look whether that could be done."""

from __future__ import annotations

from pathlib import Path

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("restore", help=help_text("help.restore"))
    def restore(
        file: Path = typer.Argument(..., metavar="FILE", help=text("help.restore.file")),
        check: bool = typer.Option(False, "--check", help=text("help.restore.check")),
        as_json: bool = typer.Option(False, "--json", help=text("help.json")),
    ) -> None:
        from service.cli.store_options import opened_store, operator, print_json

        with opened_store() as store:
            from service.store.backup import check_backup
            from service.store.backup import restore as restore_from

            found = check_backup(file) if check else restore_from(store, file, operator())
        if as_json:
            numbers = {"petitions": found.petitions, "audit_entries": found.audit_entries}
            print_json({**vars(found.facts), **numbers, "restored": not check})
        else:
            key = "restore.could" if check else "restore.done"
            print(text(key, file=file, count=found.petitions, made=found.facts.made_at))
