"""``huiyin audit``: whether the record of who saw or changed what was tampered with."""

from __future__ import annotations

import typer

from service.errors import HuiyinError
from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""
    audit = typer.Typer(help=help_text("help.audit"), no_args_is_help=True, rich_markup_mode=None)

    @audit.callback()
    def actions() -> None:
        """Keep ``verify`` an action of its own, as the only one it would be left out."""

    @audit.command("verify", help=help_text("help.audit.verify"))
    def verify(
        head: str | None = typer.Option(None, "--head", metavar="NUMBER:HASH", help=text("help.audit.head")),
        as_json: bool = typer.Option(False, "--json", help=text("help.json")),
    ) -> None:
        from service.cli.store_options import opened_store, print_json
        from service.store.audit import parse_head
        from service.store.audit import verify as check

        noted = None if head is None else parse_head(head)
        with opened_store() as store, store.read() as reading:
            verdict = check(reading, noted)
        if as_json:
            print_json(
                {
                    "sound": verdict.sound,
                    "entries": verdict.entries,
                    "head": str(verdict.head),
                    "broken_at": verdict.broken_at,
                    "head_found": verdict.noted,
                }
            )
        if verdict.broken_at is not None:
            raise HuiyinError("audit.tampered", number=verdict.broken_at)
        if noted is not None and not verdict.sound:
            raise HuiyinError("audit.head_differs", number=noted.number)
        if not as_json:
            print(text("audit.sound", entries=verdict.entries, head=verdict.head))

    app.add_typer(audit, name="audit")
