"""Where virtual users wait for each other, so that several change one group at the same moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Gate:
    """Opens when so many have come, when one has waited too long, or for good when the load is over."""

    def __init__(self, size: int, every: float, patience: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._every = every
        self._patience = patience
        self._clock = clock
        self._changed = threading.Condition()
        self._waiting = 0
        self._coming = 0
        self._closed = False
        self._opened = clock()
        self.openings = 0
        """How often it has opened so far; those who come for the same opening change the same group."""

    @property
    def calls(self) -> bool:
        """Whether it is time for the next opening, or others are on the way to it, and more are needed."""
        is_due = self._coming > 0 or self._clock() >= self._opened + self._every
        return not self._closed and is_due and self._coming < self._size

    def enter(self) -> int:
        """Say that one is coming, and return for which opening; each who enters must pass or leave."""
        with self._changed:
            self._coming += 1
            return self.openings

    def leave(self) -> None:
        """Say that one who was coming does not."""
        with self._changed:
            self._coming = max(0, self._coming - 1)

    def wait(self) -> None:
        """Wait for the others."""
        with self._changed:
            opening, until = self.openings, self._clock() + self._patience
            self._waiting += 1
            if self._waiting >= self._size:
                self._open()
            while self.openings == opening and not self._closed:
                left = until - self._clock()
                if left <= 0:
                    self._open()
                    break
                self._changed.wait(left)

    def close(self) -> None:
        """Let everybody through from now on."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _open(self) -> None:
        self._coming = max(0, self._coming - self._waiting)
        self._waiting = 0
        self._opened = self._clock()
        self.openings += 1
        self._changed.notify_all()
