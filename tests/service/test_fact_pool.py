"""Workers find what one process finds, in the same order, and losing one loses nothing."""

from __future__ import annotations

import os
import signal

import pytest

from service import fact_pool
from service.fact_pool import FactFinder, facts_of

TEXTS = [f"第{number}件，请打138001380{number % 100:02d}" for number in range(300)]
TYPES = ("phone",)


def test_few_texts_start_no_worker() -> None:
    finder = FactFinder(TYPES, workers=2)
    assert finder.find(TEXTS) == facts_of(TEXTS, TYPES)
    assert finder._pool is None


def test_workers_find_the_same_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fact_pool, "FEW", 10)
    finder = FactFinder(TYPES, workers=2)
    try:
        assert finder.find(TEXTS) == facts_of(TEXTS, TYPES)
        assert finder._pool is not None
    finally:
        finder.close()


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_worker_that_is_killed_loses_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fact_pool, "FEW", 10)
    finder = FactFinder(TYPES, workers=2)
    finder.find(TEXTS)
    assert finder._pool is not None
    for worker in list(finder._pool._processes):
        os.kill(worker, signal.SIGKILL)
    assert finder.find(TEXTS) == facts_of(TEXTS, TYPES)
    assert finder.workers == 1
