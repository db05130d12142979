"""What waits at the same time is handled together, in order, and nothing that was taken is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Event

import pytest

from service.errors import HuiyinError
from service.gathering import MOST_TOGETHER, Gathering


@dataclass(frozen=True)
class Number:
    """Something that waits for its double."""

    value: int
    future: Future[int] = field(default_factory=Future)


@dataclass
class Doubler:
    """Doubles what it is handed, once ``open`` is set; keeps how much came together."""

    open: Event = field(default_factory=Event)
    entered: Event = field(default_factory=Event)
    sizes: list[int] = field(default_factory=list)

    def __call__(self, together: Sequence[Number]) -> None:
        self.sizes.append(len(together))
        self.entered.set()
        self.open.wait(30)
        for one in together:
            one.future.set_result(2 * one.value)


def gathering(handle: Doubler, waiting: int = 1024) -> Gathering[Number]:
    return Gathering("test", handle, "api.busy", "store.unavailable", waiting)


def put(into: Gathering[Number], count: int) -> list[Number]:
    numbers = [Number(n) for n in range(count)]
    for number in numbers:
        into.put(number)
    return numbers


def test_all_that_was_taken_is_handled_before_it_closes() -> None:
    handle = Doubler()
    into = gathering(handle)
    numbers = put(into, 3 * MOST_TOGETHER)
    handle.open.set()
    into.close()
    into.close()
    assert [n.future.result(0) for n in numbers] == [2 * n.value for n in numbers]
    assert sum(handle.sizes) == len(numbers) and max(handle.sizes) <= MOST_TOGETHER


def test_what_comes_during_the_work_is_handled_together_next() -> None:
    handle = Doubler()
    into = gathering(handle)
    first = put(into, 1)
    assert handle.entered.wait(30)
    later = put(into, MOST_TOGETHER)
    handle.open.set()
    into.close()
    assert handle.sizes == [len(first), len(later)]


def test_too_much_is_refused_and_so_is_anything_after_the_end() -> None:
    handle = Doubler()
    into = gathering(handle, waiting=2)
    put(into, 1)
    assert handle.entered.wait(30)
    put(into, 2)
    with pytest.raises(HuiyinError) as full:
        put(into, 1)
    handle.open.set()
    into.close()
    with pytest.raises(HuiyinError) as ended:
        put(into, 1)
    assert (full.value.key, ended.value.key) == ("api.busy", "store.unavailable")


def test_what_was_cancelled_while_it_waited_is_left_out() -> None:
    handle = Doubler()
    into = gathering(handle)
    put(into, 1)
    assert handle.entered.wait(30)
    kept, dropped = put(into, 2)
    assert dropped.future.cancel()
    handle.open.set()
    into.close()
    assert kept.future.result(0) == 0 and handle.sizes == [1, 1]
