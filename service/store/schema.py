"""Brings a database to the present schema, under the writers' lock, so that one process does it."""

from __future__ import annotations

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from service.errors import HuiyinError

PLACE = "service.store:migrations"


def migrations(connection: Connection | None = None) -> Config:
    """Alembic's configuration: the scripts that come with the package, on this connection."""
    config = Config()
    config.set_main_option("script_location", PLACE)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The revision that this program was written for."""
    head = ScriptDirectory.from_config(migrations()).get_current_head()
    assert head is not None
    return head


def upgrade(reader: Engine, writer: Engine, revision: str = "head") -> None:
    """Migrate to a revision; nothing is half done if it fails.

    Raises HuiyinError ``store.newer`` when a later version of the program wrote this database.
    """
    wanted = newest() if revision == "head" else revision
    with reader.begin() as connection:
        # Most starts find nothing to do, and should not wait for a writer to learn so.
        if _revision(connection) == wanted:
            return
    with writer.begin() as connection:
        if _revision(connection) != wanted:
            _migrate(connection, wanted)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _migrate(connection: Connection, revision: str) -> None:
    from alembic import command

    try:
        command.upgrade(migrations(connection), revision)
    except CommandError as fault:
        raise HuiyinError("store.newer") from fault
