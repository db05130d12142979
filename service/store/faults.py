"""Turns what a database driver raises into the HuiyinError that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from service.errors import HuiyinError

# Primary result codes, https://www.sqlite.org/rescode.html
_OF_SQLITE = {
    5: "store.busy",
    6: "store.busy",
    8: "store.read_only",
    10: "store.disk_failed",
    11: "store.damaged",
    13: "store.disk_full",
    14: "store.cannot_open",
    26: "store.damaged",
}
# SQLSTATE or its class (the first two characters), https://www.postgresql.org/docs/current/errcodes-appendix.html
_OF_POSTGRESQL = {
    "08": "store.unavailable",
    "25006": "store.read_only",
    "28": "store.cannot_open",
    "3D": "store.cannot_open",
    "40": "store.busy",
    "53100": "store.disk_full",
    "53": "store.unavailable",
    "55P03": "store.busy",
    "57014": "store.busy",
    "57": "store.unavailable",
    "58": "store.disk_failed",
    "XX": "store.damaged",
}


@contextmanager
def store_faults() -> Iterator[None]:
    """Raise faults of the database as HuiyinError; faults of the program pass as they are."""
    try:
        yield
    except NoConnectionFree as fault:
        raise HuiyinError("store.busy") from fault
    except PendingRollbackError as fault:
        raise HuiyinError("store.unavailable") from fault
    except DBAPIError as fault:
        key = _key_of(fault)
        if key is None:
            raise
        raise HuiyinError(key) from fault


def _key_of(fault: DBAPIError) -> str | None:
    driver: Any = fault.orig
    code = getattr(driver, "sqlite_errorcode", None)
    if code is not None:
        return _OF_SQLITE.get(int(code) & 0xFF)
    state = getattr(driver, "sqlstate", None)
    if state:
        return _OF_POSTGRESQL.get(state) or _OF_POSTGRESQL.get(state[:2])
    if fault.connection_invalidated or isinstance(fault, OperationalError | InterfaceError):
        return "store.unavailable"  # no connection, so no answer with a code
    return None
