"""``huiyin rekey``: encrypt the texts at rest with a new key, or begin or end encrypting them."""

from __future__ import annotations

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("rekey", help=help_text("help.rekey"))
    def rekey(as_json: bool = typer.Option(False, "--json", help=text("help.json"))) -> None:
        from service.cli.store_options import opened_store, operator, print_json

        with opened_store() as store:
            from service.store.rewrapping import rewrap

            changed = rewrap(store, operator())
            encrypted = store.encrypted
        if as_json:
            print_json({"changed": changed, "encrypted": encrypted})
        else:
            print(text("rekey.encrypted" if encrypted else "rekey.bare", count=changed))
