"""A thread that works for others: what waits at the same time is handed over together."""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock, Thread
from typing import Any, Generic, Protocol, TypeVar

from service.errors import HuiyinError

MOST_TOGETHER = 64
MOST_WAITING = 1024


class _HasFuture(Protocol):
    @property
    def future(self) -> Future[Any]:
        """Where the caller finds the outcome."""


Waiting = TypeVar("Waiting", bound=_HasFuture)


class Gathering(Generic[Waiting]):
    """Hands what waits to ``handle``, at most ``MOST_TOGETHER`` at a time, in order and on one thread.

    ``handle`` settles the future of each; those cancelled meanwhile are left out. ``busy``, ``closed``:
    keys of the errors that ``put`` raises.
    """

    def __init__(
        self,
        name: str,
        handle: Callable[[Sequence[Waiting]], None],
        busy: str,
        closed: str,
        waiting: int = MOST_WAITING,
    ) -> None:
        """``waiting``: how much may wait before ``put`` refuses."""
        self._handle = handle
        self._busy_key, self._closed_key = busy, closed
        self._queue: queue.Queue[Waiting | None] = queue.Queue(waiting)
        self._closing = Lock()
        self._closed = False
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, one: Waiting) -> None:
        """Have it handled. Raises HuiyinError when too much waits, or after ``close``."""
        with self._closing:
            if self._closed:
                raise HuiyinError(self._closed_key)
            try:
                self._queue.put_nowait(one)
            except queue.Full:
                raise HuiyinError(self._busy_key) from None

    def close(self) -> None:
        """Handle what still waits, then stop."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        ending = False
        while not ending and (first := self._queue.get()) is not None:
            together = [first]
            while len(together) < MOST_TOGETHER:
                try:
                    more = self._queue.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    ending = True
                    break
                together.append(more)
            wanted = [one for one in together if one.future.set_running_or_notify_cancel()]
            if wanted:
                self._handle(wanted)
