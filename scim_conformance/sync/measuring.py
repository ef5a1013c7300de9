"""What is counted of a cycle: requests, how long they took, and what became of the objects."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

_GROWTH = 1.02
_SHORTEST = 1e-5


@dataclass
class Times:
    """How long requests took; each within two per cent, so that millions need no memory."""

    counts: Counter[int] = field(default_factory=Counter)
    longest: float = 0.0

    def add(self, seconds: float) -> None:
        """Take one more request into account."""
        self.counts[math.ceil(math.log(max(seconds, _SHORTEST) / _SHORTEST, _GROWTH))] += 1
        self.longest = max(self.longest, seconds)

    def quantile(self, share: float) -> float | None:
        """Return the time within which this share of the requests was answered; None where there was none."""
        total = self.counts.total()
        seen = 0
        for step in sorted(self.counts):
            seen += self.counts[step]
            if seen >= share * total:
                return float(min(_SHORTEST * _GROWTH**step, self.longest))
        return None

    def take(self, other: Times) -> None:
        """Add what somebody else has measured."""
        self.counts += other.counts
        self.longest = max(self.longest, other.longest)


@dataclass
class Tally:
    """What one worker has counted in one cycle, or all of them."""

    requests: Counter[str] = field(default_factory=Counter)
    """How many requests of each kind, such as ``GET /Users?filter``."""

    statuses: Counter[str] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    """What was done with how many objects."""

    objects: int = 0
    """How many users and groups were looked at, whether anything was to be done or not."""

    failures: int = 0
    """How many objects could not be provisioned."""

    strangers: int = 0
    """How many requests were not sent because they would have changed what the run did not make."""

    waits: Counter[int] = field(default_factory=Counter)
    """How often the provider asked to wait, by the status of its answer."""

    waited: float = 0.0
    times: Times = field(default_factory=Times)

    @property
    def sent(self) -> int:
        """How many requests were sent in all."""
        return self.requests.total()

    def answer(self, kind: str, status: int | None, seconds: float) -> None:
        """Take one answer into account."""
        self.requests[kind] += 1
        self.statuses["no answer" if status is None else str(status)] += 1
        self.times.add(seconds)

    def wait(self, status: int, seconds: float) -> None:
        """Take a pause into account that the provider has asked for."""
        self.waits[status] += 1
        self.waited += seconds

    def take(self, other: Tally) -> None:
        """Add what somebody else has counted."""
        for mine, others in (
            (self.requests, other.requests),
            (self.statuses, other.statuses),
            (self.actions, other.actions),
        ):
            mine.update(others)
        self.waits.update(other.waits)
        self.failures += other.failures
        self.objects += other.objects
        self.strangers += other.strangers
        self.waited += other.waited
        self.times.take(other.times)


def total(tallies: Iterable[Tally]) -> Tally:
    """Return what several have counted together."""
    found = Tally()
    for each in tallies:
        found.take(each)
    return found
