"""How fast requests go out, and how long to wait when the provider asks for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

TRIES = 3
LONGEST_WAIT = 30.0
"""How many seconds one request may wait in all."""

_WITHOUT_ADVICE = (1.0, 2.0)
"""The waits after a 429 that doesn't say how long: the provider is busy, and asks for less."""


class Pace:
    """Lets at most so many requests a second begin, whichever thread they come from."""

    def __init__(
        self,
        rate: float | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if rate is not None and rate <= 0:
            raise ValueError(f"The rate must be more than 0 requests a second, not {rate}.")
        self._interval = 1 / rate if rate else 0.0
        self._clock = clock
        self._sleep = sleep
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next request may begin."""
        if not self._interval:
            return
        with self._lock:
            now = self._clock()
            begin = max(now, self._next)
            self._next = begin + self._interval
        if begin > now:
            self._sleep(begin - now)


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
    except ValueError:
        return None
    if until.tzinfo is None:
        # "-0000" means UTC with an unknown local zone.
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now()).total_seconds())
