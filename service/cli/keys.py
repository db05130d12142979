"""``huiyin keys``: make, list and revoke the keys with which programs and people call the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from service.errors import HuiyinError
from service.messages import help_text, text

if TYPE_CHECKING:
    from service.permissions import Role
    from service.store.keys import ApiKey

LONGEST_DAYS = 3650


def register(app: typer.Typer) -> None:
    """Add the verb with its three actions."""
    keys = typer.Typer(help=help_text("help.keys"), no_args_is_help=True, rich_markup_mode=None)

    @keys.command("create", help=help_text("help.keys.create"))
    def create(
        role: str = typer.Option(..., "--role", help=text("help.keys.role")),
        name: str = typer.Option(..., "--name", help=text("help.keys.name")),
        domain: list[str] = typer.Option([], "--domain", help=text("help.keys.domain")),
        days: int | None = typer.Option(None, "--days", help=text("help.keys.days")),
        as_json: bool = typer.Option(False, "--json", help=text("help.json")),
    ) -> None:
        _create(role, name, tuple(domain), days, as_json)

    @keys.command("list", help=help_text("help.keys.list"))
    def list_all(as_json: bool = typer.Option(False, "--json", help=text("help.json"))) -> None:
        _list(as_json)

    @keys.command("revoke", help=help_text("help.keys.revoke"))
    def revoke(
        key: str = typer.Argument(..., metavar="NAME|ID", help=text("help.keys.key")),
        as_json: bool = typer.Option(False, "--json", help=text("help.json")),
    ) -> None:
        _revoke(key, as_json)

    app.add_typer(keys, name="keys")


def _create(role: str, name: str, domains: tuple[str, ...], days: int | None, as_json: bool) -> None:
    from datetime import timedelta

    from service.cli.store_options import opened_store, operator, print_json
    from service.store import keys

    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise HuiyinError("keys.bad_days", value=days)
    wanted = _role(role)
    _check_domains(domains)
    with opened_store() as store, store.write(operator()) as writing:
        ends = None if days is None else writing.clock() + timedelta(days=days)
        key, token = keys.create(writing, name, wanted, domains, ends)
    if as_json:
        print_json(_fields(key) | {"token": token})
    else:
        print(text("keys.created", name=key.name, role=text(f"role_of_key.{key.role.value}")))
        print(token)
        print(text("keys.shown_once"))


def _list(as_json: bool) -> None:
    from service.cli.store_options import opened_store, print_json
    from service.store import keys

    with opened_store() as store, store.read() as reading:
        found = keys.list_keys(reading)
        now = reading.clock()
    if as_json:
        print_json({"keys": [_fields(key) | {"works": key.works_at(now)} for key in found]})
    elif not found:
        print(text("keys.none"))
    else:
        _print_table([(key, key.works_at(now)) for key in found])


def _revoke(name: str, as_json: bool) -> None:
    from service.cli.store_options import opened_store, operator, print_json
    from service.store import keys

    with opened_store() as store, store.write(operator()) as writing:
        key = keys.revoke(writing, name)
    if as_json:
        print_json(_fields(key))
    else:
        print(text("keys.revoked", name=key.name, id=key.id))


def _role(name: str) -> Role:
    from service.permissions import Role

    try:
        return Role(name)
    except ValueError:
        raise HuiyinError("keys.unknown_role", role=name, roles="、".join(Role)) from None


def _check_domains(names: tuple[str, ...]) -> None:
    """A desk's domains are those of the shipped taxonomy. Raises HuiyinError ``keys.unknown_domain``."""
    from models.taxonomy import load_taxonomy
    from service.permissions import ALL_DOMAINS

    taxonomy = load_taxonomy()
    for name in names:
        if name != ALL_DOMAINS and taxonomy.find(name) is None:
            raise HuiyinError("keys.unknown_domain", name=name, nearest=taxonomy.nearest(name))


def _fields(key: ApiKey) -> dict[str, Any]:
    return vars(key) | {"role": key.role.value, "domains": list(key.domains)}


def _print_table(found: list[tuple[ApiKey, bool]]) -> None:
    from rich.box import ASCII2
    from rich.console import Console
    from rich.table import Table

    from service.cli.store_options import day_and_time

    table = Table(box=ASCII2)
    for column in ("id", "name", "role", "domains", "created_at", "expires", "state"):
        table.add_column(text(f"keys.{column}"))
    for key, works in found:
        table.add_row(
            key.id,
            key.name,
            text(f"role_of_key.{key.role.value}"),
            "、".join(key.domains),
            day_and_time(key.created_at),
            day_and_time(key.expires_at),
            text("keys.works" if works else "keys.works_no_longer"),
        )
    Console().print(table)
