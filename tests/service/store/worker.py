"""A process that uses a store, for tests that need another process, or one to kill."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from service.store import Store, audit, open_store, petitions
from service.store.group_commit import GroupCommit
from tests.service.store.support import ACTOR, put_in, settings_for


def post_for_ever(store: Store, first: str) -> None:
    """Post petitions from four threads, saying each number once it is acknowledged, until killed."""
    with GroupCommit(store) as group, ThreadPoolExecutor(4) as pool:

        def post(number: int) -> None:
            found = group.submit(ACTOR, lambda writing: put_in(writing, number)).result()
            os.write(1, f"{number} {found}\n".encode())  # in one piece, whatever other threads say

        list(pool.map(post, range(int(first), int(first) + 100_000)))


def post(store: Store, first: str, count: str) -> None:
    """Post some petitions one by one, saying each id."""
    for number in range(int(first), int(first) + int(count)):
        with store.write(ACTOR) as writing:
            found = put_in(writing, number)
        print(found, flush=True)


def count(store: Store) -> None:
    """Open, count, close: what any other process may do meanwhile."""
    with store.read() as reading:
        print(petitions.count(reading), flush=True)


def note(store: Store, times: str) -> None:
    """Add entries to the audit."""
    for _ in range(int(times)):
        with store.write(ACTOR) as writing:
            audit.append(writing, "test.note", "nothing")


TASKS: dict[str, Callable[..., None]] = {
    "post_for_ever": post_for_ever,
    "post": post,
    "count": count,
    "note": note,
}

if __name__ == "__main__":
    opened = open_store(settings_for(sys.argv[2]))
    TASKS[sys.argv[1]](opened, *sys.argv[3:])
    opened.close()
