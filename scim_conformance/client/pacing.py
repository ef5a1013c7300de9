"""How fast requests go out, and how long to wait when the provider asks for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from .turns import LONG_AGO, OwnTurns, Times, Turns

TRIES = 3
LONGEST_WAIT = 30.0
"""How many seconds one request may wait in all."""

_WITHOUT_ADVICE = (1.0, 2.0)
"""The waits after a 429 that doesn't say how long: the provider is busy, and asks for less."""


SPARE = 0.02
"""Which part of the rate is left unused: on their way, requests come closer together than they began."""


class Pace:
    """Lets at most so many requests a second begin, whichever thread or process they come from."""

    def __init__(
        self,
        rate: float | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        turns: Turns | None = None,
    ) -> None:
        if rate is not None and rate <= 0:
            raise ValueError(f"The rate must be more than 0 requests a second, not {rate}.")
        self._shortest = 1 / rate if rate else 0.0
        self._interval = self._shortest * (1 + SPARE)
        self._clock = clock
        self._sleep = sleep
        self._turns = turns or OwnTurns()
        self._own = threading.local()

    def wait(self) -> None:
        """Return when the next request may begin."""
        begin, held = self._reserve()
        while True:
            left = begin - self._clock()
            if left > 0:
                self._sleep(left)
            with self._turns.look() as times:
                now = max(self._clock(), begin)
                if self._hold(times) > held:
                    begin, held = self._next(times, now)
                elif now >= times.last + self._shortest:
                    times.last = now
                    return
                else:
                    # The one before was late.
                    begin = times.last + self._interval

    def hold(self, seconds: float) -> None:
        """Let nobody else begin for so long; the thread that calls this waits for itself."""
        with self._turns.look() as times:
            until = self._own.until = self._clock() + seconds
            times.held = max(times.held, until)

    def _reserve(self) -> tuple[float, float]:
        with self._turns.look() as times:
            return self._next(times, self._clock())

    def _next(self, times: Times, now: float) -> tuple[float, float]:
        """Take the next turn that is free, and return when it is and until when all are held."""
        held = self._hold(times)
        begin = max(now, times.free, held)
        times.free = begin + self._interval
        return begin, held

    def _hold(self, times: Times) -> float:
        return LONG_AGO if times.held == getattr(self._own, "until", None) else times.held


def pause(status: int | None, headers: Mapping[str, str], tries: int, waited: float) -> float | None:
    """Return how long to wait before the next try, or None where the answer stands as it is."""
    if status not in (429, 503) or tries >= TRIES:
        return None
    seconds = retry_after(headers.get("Retry-After"))
    if seconds is None and status == 429:
        seconds = _WITHOUT_ADVICE[min(tries, len(_WITHOUT_ADVICE)) - 1]
    return seconds if seconds is not None and waited + seconds <= LONGEST_WAIT else None


def retry_after(value: str | None, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> float | None:
    """Return the seconds that a Retry-After header asks for, or None where it says none."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if until.tzinfo is None:
        # "-0000" means UTC with an unknown local zone.
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now()).total_seconds())
