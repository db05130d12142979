"""Commits together what arrives together: posts that wait share one transaction and one flush of the disk."""

from __future__ import annotations

import queue
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Generic, TypeVar

from service.errors import HuiyinError
from service.store.engine import Store, Writing

T = TypeVar("T")
_Outcome = tuple[Any, BaseException | None]
MOST_TOGETHER = 64


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

    def __init__(self, store: Store, waiting: int = 1024) -> None:
        """``waiting``: how much may wait before ``submit`` refuses (``store.busy``)."""
        self._store = store
        self._queue: queue.Queue[_Work[Any] | None] = queue.Queue(waiting)
        self._closing = Lock()
        self._closed = False
        self._thread = Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, actor: str, do: Callable[[Writing], T]) -> Future[T]:
        """Have ``do`` called in a transaction; again, if the first one had to be undone.

        Raises HuiyinError ``store.busy`` when too much waits, ``store.unavailable`` after ``close``.
        """
        future: Future[T] = Future()
        with self._closing:
            if self._closed:
                raise HuiyinError("store.unavailable")
            try:
                self._queue.put_nowait(_Work(actor, do, future))
            except queue.Full:
                raise HuiyinError("store.busy") from None
        return future

    def close(self) -> None:
        """Write what still waits, then stop."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
        self._queue.put(None)
        self._thread.join()

    def __enter__(self) -> GroupCommit:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self) -> None:
        ending = False
        while not ending:
            work = self._queue.get()
            if work is None:
                return
            together = [work]
            while len(together) < MOST_TOGETHER:
                try:
                    more = self._queue.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    ending = True
                    break
                together.append(more)
            self._write([one for one in together if one.future.set_running_or_notify_cancel()])

    def _write(self, together: list[_Work[Any]]) -> None:
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
        self, together: list[_Work[Any]], one: Callable[[Writing, _Work[Any]], _Outcome]
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
