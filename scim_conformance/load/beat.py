"""When the next request may begin: at a steady rate, and a little faster for a while after others came late."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FASTER = 1.25
"""So much faster than the rate requests may follow each other while they make up for those that came late."""

ARREARS = 2.0
"""How many seconds may be made up for; what is later than that is lost."""


class Beat:
    """Gives out turns, whichever thread asks for one; unlike a mere limit it reaches the rate that it is given."""

    def __init__(
        self,
        rate: float,
        limit: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = 1 / rate
        self._shortest = self._interval / min(FASTER, limit / rate if limit else FASTER)
        self._clock = clock
        self._sleep = sleep
        self._due: float | None = None
        self._last = float("-inf")
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next request may begin."""
        with self._lock:
            now = self._clock()
            begin = self._turn(now)
        if begin > now:
            self._sleep(begin - now)

    def _turn(self, now: float) -> float:
        due = now if self._due is None else max(self._due, now - ARREARS)
        begin = max(now, due, self._last + self._shortest)
        self._due = due + self._interval
        self._last = begin
        return begin
