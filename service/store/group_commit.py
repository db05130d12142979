"""Commits together what arrives together: posts that wait share one transaction and one flush of the disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, TypeVar

from service.gathering import MOST_WAITING, Gathering
from service.store.engine import Store, Writing

T = TypeVar("T")
_Outcome = tuple[Any, BaseException | None]


@dataclass(frozen=True)
class _Work(Generic[T]):
    actor: str
    do: Callable[[Writing], T]
    future: Future[T]


class GroupCommit:
    """A thread that writes for others. Each piece of work succeeds or fails by itself.

    ``submit`` gives a future whose result is there when the commit is on the disk; ``asyncio.wrap_future``
    lets an event loop wait for it.
    """

    def __init__(self, store: Store, waiting: int = MOST_WAITING) -> None:
        """``waiting``: how much may wait before ``submit`` refuses (``store.busy``)."""
        self._store = store
        self._gathering: Gathering[_Work[Any]] = Gathering(
            "store-writer", self._write, "store.busy", "store.unavailable", waiting
        )

    def submit(self, actor: str, do: Callable[[Writing], T]) -> Future[T]:
        """Have ``do`` called in a transaction; again, if the first one had to be undone.

        Raises HuiyinError ``store.busy`` when too much waits, ``store.unavailable`` after ``close``.
        """
        future: Future[T] = Future()
        self._gathering.put(_Work(actor, do, future))
        return future

    def close(self) -> None:
        """Write what still waits, then stop."""
        self._gathering.close()

    def __enter__(self) -> GroupCommit:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, together: Sequence[_Work[Any]]) -> None:
        try:
            try:
                outcomes = self._attempt(together, _plain)
            except Exception:
                # One of them failed, which is rare: once more, each under a savepoint of its own.
                outcomes = self._attempt(together, _apart)
        except BaseException as fault:  # every waiting caller must learn it, whatever it is
            for work in together:
                work.future.set_exception(fault)
            return
        for work, (result, failed) in zip(together, outcomes, strict=True):
            if failed is None:
                work.future.set_result(result)
            else:
                work.future.set_exception(failed)

    def _attempt(
        self, together: Sequence[_Work[Any]], one: Callable[[Writing, _Work[Any]], _Outcome]
    ) -> list[_Outcome]:
        with self._store.write("group") as writing:
            return [one(writing, work) for work in together]


def _plain(writing: Writing, work: _Work[Any]) -> _Outcome:
    return work.do(writing.on_behalf_of(work.actor)), None


def _apart(writing: Writing, work: _Work[Any]) -> _Outcome:
    """One piece of work under a savepoint: if it fails, the others' is not lost."""
    savepoint = writing.connection.begin_nested()
    try:
        result = work.do(writing.on_behalf_of(work.actor))
    except Exception as fault:
        savepoint.rollback()  # raises if the whole transaction is gone (disk full): then all fail
        writing.head.number = -1  # entries of the audit went with it
        return None, fault
    savepoint.commit()
    return result, None
