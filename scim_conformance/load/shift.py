"""One worker's part of a load: its virtual users, its pace, its ledger, and what it tells the master in the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from scim_conformance.client import Credentials, Ledger
from scim_conformance.client.plain_port import PlainPort
from scim_conformance.entra.dialects import DIALECTS
from scim_conformance.entra.mapping import roles_offered
from scim_conformance.entra.service import Job
from scim_conformance.people.employees import employee
from scim_conformance.profile import Profile
from scim_conformance.sync.planning import job_of

from .acting import Actor, Crew
from .beat import Beat
from .carrying import Carrier, Lane, Told, untold
from .gate import Gate
from .metering import Meter
from .planning import Plan
from .proportions import BURST, seconds_between_bursts
from .reading import AGAIN, Reader

PATIENCE = 3.0
"""How many seconds a virtual user waits for others that change a group, too."""

READERS = 4
LEAST_READING, READING = 60.0, 4.0
"""Reading back may take a minute, or so many times as long as the load."""

POLL = 0.05


class Shift:
    """The virtual users of one process."""

    def __init__(
        self,
        plan: Plan,
        profile: Profile,
        credentials: Credentials,
        ledgers: Path,
        *,
        name: str = "main",
        number: int = 0,
        workers: int = 1,
        tell: Told = untold,
        again: Sequence[float] = AGAIN,
    ) -> None:
        self.plan = plan
        self._again = again
        self.actors: list[Actor] = []
        self._credentials = credentials
        self._name = name
        self._ledger = Ledger(ledgers, plan.url, plan.mark, name, durable=False)
        self._users = max(1, round(plan.users / workers))
        self._meter = Meter(plan.seconds, self._users)
        self._beat = Beat(plan.rate / workers, plan.limit and plan.limit / workers)
        self._lane = Lane(self._meter, self._ledger, plan.mark, self._beat, tell)
        self._shared = frozenset(each.target_id for each in plan.shared)
        self._busy = 0
        self._lock = threading.Lock()
        self._stopped = False
        # Made once: the first one of a seed takes half a second, and the load must not wait for it.
        employee(plan.seed, 0, plan.mark)
        self._crew = Crew(
            plan,
            job_of(profile, DIALECTS[plan.dialect]),
            roles_offered(profile.users),
            Gate(min(BURST, self._users), seconds_between_bursts(plan.rate / workers, plan.seconds), PATIENCE),
            worker=number,
            workers=workers,
            elapsed=lambda: self._meter.elapsed,
        )

    @property
    def job(self) -> Job:
        """How the application is provisioned."""
        return self._crew.job

    def reader(self) -> Reader:
        """Return who reads back over connections of its own; whoever takes it closes it."""
        silent = Lane(Meter(self.plan.seconds), self._ledger, self.plan.mark, self._beat)
        until = time.monotonic() + max(LEAST_READING, READING * self.plan.seconds)
        return Reader([Carrier(self._port(), silent) for _ in range(READERS)], until, self._again)

    def carrier(self) -> Carrier:
        """Return one more connection to the provider."""
        return Carrier(self._port(), self._lane, self._shared)

    def begin(self) -> None:
        """Begin the load."""
        self._meter.begin()
        threading.Thread(target=self._meter.watch, args=(lambda: self.is_over,), daemon=True).start()

    @property
    def is_over(self) -> bool:
        """Whether no virtual user may begin anything more."""
        if self._stopped or self._meter.elapsed >= self.plan.seconds:
            self._crew.gate.close()
            return True
        return False

    def stop(self) -> None:
        """End the load before its time."""
        self._stopped = True
        self._crew.gate.close()

    def actor(self, rng: Random | None = None) -> Actor:
        """Return one more virtual user."""
        made = Actor(self._crew, self.carrier(), rng)
        with self._lock:
            self.actors.append(made)
        return made

    def act(self, actor: Actor) -> None:
        """Let a virtual user do one thing, to its end."""
        with self._lock:
            self._busy += 1
        try:
            if not actor.step():
                time.sleep(POLL)
        finally:
            with self._lock:
                self._busy -= 1

    def settle(self, sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic) -> None:
        """Wait until the load is over and all that was begun has ended."""
        while not self.is_over:
            sleep(POLL)
        until = clock() + 2 * self.plan.timeout
        while self._busy and clock() < until:
            sleep(POLL)

    def account(self) -> dict[str, Any]:
        """Read back what was accepted, and return all that this worker has to tell."""
        with closing(self.reader()) as reader:
            found = reader.read(self.actors, self.plan.shared, self.plan.unjudged)
        return {
            "worker": self._name,
            "users": len(self.actors),
            "accepted": sum(actor.reckoning.changes for actor in self.actors),
            "created": sum(len(actor.reckoning.created) for actor in self.actors),
            "strangers": self._lane.strangers,
            "stopped": self._stopped,
            **self._meter.as_dict(),
            "read_back": found.as_dict(),
        }

    def close(self) -> None:
        """Close all connections and the ledger; what is open in it is deleted by whoever started the load."""
        for actor in self.actors:
            actor.close()
        self._ledger.close()

    def _port(self) -> PlainPort:
        return PlainPort(self.plan.url, self._credentials, timeout=self.plan.timeout)
