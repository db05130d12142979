"""Facts of many texts on all cores: an archive is shared out to worker processes, a few texts are not."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing.connection import wait

from nlp.facts import Fact, find_facts

FEW = 2_000  # texts that are read sooner here than workers start
_SHARE = 128  # texts a worker is given at once
Facts = list[tuple[Fact, ...]]


@dataclass
class FactFinder:
    """Finds the facts of texts; ``workers`` None is one a core, 1 none but this process."""

    types: tuple[str, ...] | None = None
    workers: int | None = None
    _seen: int = 0
    _pool: ProcessPoolExecutor | None = field(default=None, repr=False)

    def find(self, texts: Sequence[str]) -> Facts:
        """The facts of each text, in order."""
        self._seen += len(texts)
        workers = self.workers or os.cpu_count() or 1
        if workers == 1 or self._seen <= FEW:
            return facts_of(texts, self.types)
        if self._pool is None:
            # Workers start afresh: a fork would copy threads and locks of this process.
            self._pool = ProcessPoolExecutor(
                workers, multiprocessing.get_context("spawn"), initializer=_begin_worker
            )
        shares = [texts[start : start + _SHARE] for start in range(0, len(texts), _SHARE)]
        try:
            found = self._pool.map(facts_of, shares, [self.types] * len(shares))
            return [facts for share in found for facts in share]
        except BrokenProcessPool:  # a worker was killed, for lack of memory perhaps
            self.close()
            self.workers = 1
            return facts_of(texts, self.types)

    def close(self) -> None:
        """Let the workers go."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def facts_of(texts: Sequence[str], types: tuple[str, ...] | None) -> Facts:
    """The facts of each text, found in this process."""
    return [find_facts(text, types) for text in texts]


def _begin_worker() -> None:
    """Leave an interrupt to the parent, and go when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_go_with, args=(parent.sentinel,), daemon=True).start()


def _go_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(0)
