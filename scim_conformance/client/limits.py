"""How long a check and a run may take, and for how long a provider is asked that gives no answer.

All of it counts the time of the provider: what answers took, and the pauses it asked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from scim_conformance.outcomes import Blocked

CHECK_TIMEOUTS = 30
"""In one check all slow answers together may take so many times what one answer may take."""

SLOW = 0.1
"""From which part of the usual time on an answer or a pause is slow; many quick ones are no reason to give up."""

PATIENT = 3
"""After so many requests of a kind in a row that got no answer in time, the next ones are given less time."""

HOPELESS = 8
"""After so many they are not sent any more, but for one in ten, to see whether the provider has recovered."""

ONE_IN = 10

SHORTER = 0.2
"""Which part of the usual time is waited then, if no answer of the kind has taken half as long before."""

OUT_OF_TIME = "time-limit"


class OutOfTime(Blocked):
    """A request is not sent, because a limit has been reached."""


@dataclass
class _Kind:
    """How the requests of one kind have fared."""

    silent: int = 0
    """How many on end got no answer in time."""

    slowest: float = 0.0
    """How many seconds the slowest answer took."""

    spared: int = 0
    """How many were not sent since then."""


class Limits:
    """The limits of one process; they hold from :meth:`begin` to :meth:`end`, while a check runs."""

    def __init__(self, timeout: float, *, ends: float | None = None, clock: Callable[[], float] = time.time) -> None:
        self.ends = ends
        """When the run has to end, by the clock; None where it may take as long as it takes."""

        self._timeout = timeout
        self._clock = clock
        self._kinds: dict[str, _Kind] = {}
        self._spent = 0.0
        self._holds = False

    @property
    def is_over(self) -> bool:
        """Whether the time of the run is over."""
        return self.ends is not None and self._clock() >= self.ends

    def begin(self) -> None:
        """Begin a check."""
        self._spent, self._holds = 0.0, True

    def end(self) -> None:
        """End a check; what cleans up behind it has limits of its own."""
        self._holds = False

    def permit(self, kind: str) -> None:
        """Raise :class:`OutOfTime` where a request of a kind may not be sent any more."""
        if not self._holds:
            return
        if self.is_over:
            raise OutOfTime("The time of the run was over before the check had ended", cause=OUT_OF_TIME)
        found = self._kinds.get(kind)
        if found is not None and found.silent >= HOPELESS:
            found.spared += 1
            if found.spared % ONE_IN:
                raise OutOfTime(f"{kind} got no answer in time {HOPELESS} times on end, so it was not asked again")
        if self._spent > CHECK_TIMEOUTS * self._timeout:
            raise OutOfTime(
                f"The check was given up: together its slow answers took {CHECK_TIMEOUTS} times --scim-timeout"
            )

    def timeout(self, kind: str) -> float:
        """Return how many seconds a request of a kind is given."""
        found = self._kinds.get(kind)
        if not self._holds or found is None or found.silent < PATIENT:
            return self._timeout
        return min(self._timeout, max(SHORTER * self._timeout, 2 * found.slowest))

    def heard(self, kind: str, seconds: float, *, answered: bool, given: float) -> None:
        """Take note of what became of a request, which was given so many seconds."""
        found = self._kinds.setdefault(kind, _Kind())
        self._spend(seconds)
        if answered:
            found.silent = found.spared = 0
            found.slowest = max(found.slowest, seconds)
        elif seconds >= 0.9 * given:
            # What is closed or refused at once costs nobody any time.
            found.silent += 1

    def waits(self, seconds: float) -> bool:
        """Tell whether there is time for a pause, and take note of it."""
        if self.ends is not None and self._clock() + seconds > self.ends:
            return False
        self._spend(seconds)
        return True

    def _spend(self, seconds: float) -> None:
        if seconds > SLOW * self._timeout:
            self._spent += seconds
