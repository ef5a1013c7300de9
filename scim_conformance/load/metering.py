"""What one worker counts of its requests while the load lasts."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

RAMP_SHARE, LONGEST_RAMP = 0.1, 2.0
"""The beginning that does not count: by then all virtual users are there."""

TICK = 0.05

CROWDED = 0.8
"""From which share on of the virtual users that wait for an answer, there is nobody left to send more."""


def ramp(seconds: float) -> float:
    """Return the seconds at the beginning of a load that do not count for its rate."""
    return min(RAMP_SHARE * seconds, LONGEST_RAMP)


@dataclass
class Meter:
    """Counts answers; those that come within the window decide the rate."""

    seconds: float
    users: int = 1
    clock: Callable[[], float] = time.monotonic
    began: float = 0.0
    sent: int = 0
    well: int = 0
    in_window: int = 0
    """How many good answers came within the window."""

    waiting: float = 0.0
    """The seconds that all requests of the window have waited for their answers, together."""

    throttled: int = 0
    """How often the provider put a request off."""

    waited: float = 0.0
    crowded: float = 0.0
    """How many seconds nearly all virtual users waited for an answer."""

    late: float = 0.0
    """How many seconds this machine was too busy to go on."""

    statuses: Counter[str] = field(default_factory=Counter)
    _flying: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> None:
        """Begin the load."""
        self.began = self.clock()

    @property
    def elapsed(self) -> float:
        """The seconds since the load began."""
        return self.clock() - self.began

    @property
    def window(self) -> float:
        """The seconds that count."""
        return self.seconds - ramp(self.seconds)

    def send(self) -> None:
        """Count a request that is about to be sent."""
        with self._lock:
            self._flying += 1

    def answer(self, status: int | None, seconds: float, *, good: bool) -> None:
        """Count an answer that has just come, or that none came."""
        at = self.elapsed
        begin = ramp(self.seconds)
        with self._lock:
            self._flying -= 1
            self.sent += 1
            self.well += good
            self.statuses["no answer" if status is None else str(status)] += 1
            if begin <= at <= self.seconds and good:
                self.in_window += 1
            self.waiting += max(0.0, min(at, self.seconds) - max(at - seconds, begin))

    def wait(self, status: int, seconds: float) -> None:
        """Count a pause that the provider has asked for."""
        with self._lock:
            self.sent += 1
            self.throttled += 1
            self.waited += seconds
            self.statuses[str(status)] += 1

    def watch(self, over: Callable[[], bool], sleep: Callable[[float], None] = time.sleep) -> None:
        """Measure until the load is over how late this process goes on after short pauses, and how crowded it is."""
        while not over():
            begin = self.clock()
            sleep(TICK)
            passed = self.clock() - begin
            self.late += max(0.0, passed - TICK - 0.005)
            if self._flying >= CROWDED * self.users:
                self.crowded += passed

    def as_dict(self) -> dict[str, Any]:
        """Return what was counted, for the master."""
        return {
            "sent": self.sent,
            "well": self.well,
            "window_seconds": round(self.window, 3),
            "well_in_window": self.in_window,
            "rate": round(self.in_window / self.window, 3),
            "waiting": round(self.waiting / self.window, 3),
            "crowded": round(self.crowded / self.seconds, 3),
            "throttled": self.throttled,
            "waited_seconds": round(self.waited, 3),
            "late": round(self.late / self.seconds, 3),
            "statuses": dict(sorted(self.statuses.items())),
        }
