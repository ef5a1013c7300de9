"""What the master does: it lets all workers read back once the last of them has ended its load, and collects."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from .planning import Plan
from .shift import LEAST_READING, READING

GRACE = 30.0


@dataclass
class Director:
    """Where the workers are; it is told what they reached, and asked what comes next."""

    plan: Plan
    clock: Callable[[], float] = time.monotonic
    settled: set[str] = field(default_factory=set)
    """Workers that have ended their load."""

    accounts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """What workers have told after they had read back."""

    _workers: set[str] = field(default_factory=set)
    _began: float | None = None
    _reading: float | None = None

    def begin(self, workers: Collection[str]) -> None:
        """Begin with these workers."""
        self._workers = set(workers)
        self._began = self.clock()

    def may_read(self, alive: Collection[str]) -> bool:
        """Tell, once, that the workers may read back: each has ended its load, or is no more, or takes too long."""
        if self._began is None or self._reading is not None:
            return False
        late = self.clock() > self._began + self.plan.seconds + 2 * self.plan.timeout + GRACE
        if self._missing(alive) <= self.settled or late:
            self._reading = self.clock()
            return True
        return False

    def is_done(self, alive: Collection[str]) -> bool:
        """Tell whether nothing more will be told."""
        if self._reading is None:
            return False
        longest = max(LEAST_READING, READING * self.plan.seconds) + 4 * self.plan.timeout + GRACE
        return self._missing(alive) <= self.accounts.keys() or self.clock() > self._reading + longest

    @property
    def lost(self) -> int:
        """How many workers never told what they did."""
        return len(self._workers - self.accounts.keys())

    def _missing(self, alive: Collection[str]) -> set[str]:
        return self._workers & set(alive)
