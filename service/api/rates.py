"""How many requests a second a key may make: a bucket of tokens for each key."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

_BURST_SECONDS = 2.0
_REMEMBERED = 4096


class RateLimit:
    """Counts by key, in this process."""

    def __init__(self, per_second: float, clock: Callable[[], float]) -> None:
        """``per_second`` 0: no limit. ``clock`` gives seconds and never goes back."""
        self._rate, self._clock = per_second, clock
        self._most = max(1.0, per_second * _BURST_SECONDS)
        self._lock = Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_of(self, key_id: str) -> float:
        """Take one token: 0 if there was one, else the seconds until there will be."""
        if self._rate <= 0:
            return 0.0
        now = self._clock()
        with self._lock:
            left, then = self._left.pop(key_id, (self._most, now))
            left = min(self._most, left + (now - then) * self._rate)
            enough = left >= 1
            self._left[key_id] = (left - 1 if enough else left, now)
            while len(self._left) > _REMEMBERED:
                self._left.popitem(last=False)
        return 0.0 if enough else (1 - left) / self._rate
