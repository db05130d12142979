"""What the verbs that use the store share: opening it, and who is at the keyboard."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from service.errors import HuiyinError

if TYPE_CHECKING:
    from service.store import Store


@contextmanager
def opened_store() -> Iterator[Store]:
    """The store that the settings name. Raises HuiyinError, also when packages are missing."""
    try:
        from service.settings import load_settings
        from service.store import open_store
    except ImportError as fault:
        raise HuiyinError("store.packages_missing", package=fault.name or "sqlalchemy") from fault
    store = open_store(load_settings())
    try:
        yield store
    finally:
        store.close()


def operator() -> str:
    """Who runs this command, for the audit."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid()) if hasattr(os, "getuid") else "?"
    return f"command:{name}"[:100]


def print_json(content: Mapping[str, Any]) -> None:
    """One JSON object on a line; times in ISO 8601."""
    print(json.dumps(content, ensure_ascii=False, default=_plain))


def day_and_time(moment: datetime | None) -> str:
    """A time for people, in their zone."""
    return "" if moment is None else moment.astimezone().strftime("%Y-%m-%d %H:%M")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
