"""A clock that can be set forward, so that nobody has to wait for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class LeapingClock:
    """Tells the time of now, and of later once it has leapt."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC) + self._ahead

    def leap(self, seconds: float) -> None:
        """Let so many seconds have passed."""
        self._ahead += timedelta(seconds=seconds)
