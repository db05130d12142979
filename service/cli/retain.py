"""``huiyin retain``: erase petitions that are older than may be kept."""

from __future__ import annotations

import typer

from service.messages import help_text, text


def register(app: typer.Typer) -> None:
    """Add the verb."""

    @app.command("retain", help=help_text("help.retain"))
    def retain(
        older_than: str = typer.Option(..., "--older-than", metavar="AGE|DAY", help=text("help.retain.age")),
        dry_run: bool = typer.Option(False, "--dry-run", help=text("help.retain.dry_run")),
        as_json: bool = typer.Option(False, "--json", help=text("help.json")),
    ) -> None:
        from service.cli.store_options import day_and_time, opened_store, operator, print_json
        from service.store.engine import system_clock
        from service.store.retention import cutoff
        from service.store.retention import retain as erase_older

        before = cutoff(older_than, system_clock())
        with opened_store() as store:
            done = erase_older(store, before, operator(), dry_run)
        if as_json:
            print_json(vars(done) | {"dry_run": dry_run})
            return
        when, oldest = day_and_time(done.before), day_and_time(done.oldest)
        if done.petitions == 0:
            print(text("retain.nothing", before=when))
        elif dry_run:
            print(text("retain.would", before=when, count=done.petitions, oldest=oldest))
        else:
            print(text("retain.done", before=when, count=done.petitions, receipt=done.receipt_id))
        if not done.scrubbed:
            print(text("retain.later"))
