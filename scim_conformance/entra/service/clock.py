"""The time of the service: hours and weeks pass only when they are told to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

BEGINNING = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
"""When a simulated clock begins, where nothing else is said."""


class Clock(Protocol):
    """Tells the service what time it is."""

    def now(self) -> datetime:
        """Return the time, with its time zone."""
        ...


class SimulatedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime = BEGINNING) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return the time that the clock shows."""
        return self._now

    def __call__(self) -> datetime:
        """Return the time, for whoever asks a clock by calling it."""
        return self._now

    def advance(self, time: timedelta | None = None, /, **units: float) -> None:
        """Move the clock forward, by a duration or by units such as ``hours=6``."""
        self._now += (time or timedelta()) + timedelta(**units)
