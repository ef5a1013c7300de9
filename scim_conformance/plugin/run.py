"""One run in one process: the client, the ledger and what was found out before the first check."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

import pytest

from scim_conformance import __version__, needs, wire
from scim_conformance.client import (
    Exchange,
    Ledger,
    LedgerError,
    Limits,
    Recorder,
    Redactor,
    Reply,
    Resource,
    clean_up,
    leftovers_of,
)
from scim_conformance.discovery import Discovered
from scim_conformance.generated.examples import Drawn
from scim_conformance.people import Accepted, Cast, People
from scim_conformance.preflight import Stop
from scim_conformance.settling import believed

from .commons import Commons, Mindful
from .pacing import SharedPace
from .preflight import first_requests
from .settings import Settings
from .stopping import Stopping

RUN = pytest.StashKey["Run"]()

PATIENCE = (1.0, 2.0, 4.0)
"""How many seconds pass after a check that could not reach the provider, which may just be starting again."""

CREATES = "create.answers-201"
"""The check that says it where a user is not created."""


def run_of(config: pytest.Config) -> Run:
    """Return the run of this process."""
    return config.stash[RUN]


class Run:
    """One run in one process: a controller, or one of its workers."""

    def __init__(self, settings: Settings, worker: str = "main", workers: int = 1) -> None:
        self.settings = settings
        self.worker = worker
        self._workers = workers
        self.mark = settings.run
        access = settings.access
        self.redactor = Redactor(access.secrets)
        self.discovered = Discovered()
        self.accepted = believed(settings.profile)
        self.unreachable: str | None = None
        self.stop: Stop | None = None
        """Why there is nothing to test, found out by the first requests."""

        self.met_anybody = False
        """Whether the check at hand looks at what the run has not created, so that no value of it is kept."""

        self.hints: list[str] = []
        """What the first requests have shown that a reader should know."""

        self.prelude: list[dict[str, Any]] = []
        self.stopping = Stopping(worker != "main")
        self.ended: str | None = None
        """Why the run went no further, where it ends by itself before its last check."""

        self._ends = time.time() + settings.time_limit if settings.time_limit else None
        self._losses = 0
        self._of_the_dead: Ledger | None = None
        self.accounts_that_stay = 0
        self.recorder = Recorder()
        self.left_out = 0
        self.withheld = 0
        """How many checks a run that only reads leaves out."""

        self.drawn: Drawn | None = None
        """What has been drawn for the check at hand, where it draws."""

        self.sleep: Callable[[float], None] = time.sleep
        """Lets time pass; for a provider in this process, whose clock can be set, at once."""

        self.injected: list[Any] = []
        """The faults of the embedded provider, each of which counts how often it took effect."""

        self.unshown: list[Callable[[], list[Exchange]]] = []
        """What gives, when the run ends, the exchanges that no check has shown."""

        self.watchers: list[str] = []
        """The node ids of the watchers that are selected."""

        self.commons = Commons()
        self._pace = SharedPace(settings.rate)
        self._shared: set[tuple[str, str]] = set()
        self._scim: Mindful | None = None

    @property
    def profile(self) -> Any:
        """The profile of the application."""
        return self.settings.profile

    @property
    def scim(self) -> Mindful:
        """The client, there from the moment that the run has a target."""
        if self._scim is None:
            raise RuntimeError("The run has no provider yet: it is opened when the session starts.")
        return self._scim

    @property
    def is_open(self) -> bool:
        """Whether the run has a provider, which one that only inspects has not."""
        return self._scim is not None

    def open(self, url: str, transport: Any = None) -> None:
        """Open the client for the provider at a URL, or behind a transport of its own."""
        settings = self.settings
        self.url = url
        try:
            # What is created on the embedded provider ends with this process, and so may its ledger.
            directory = settings.ledger_directory(url)
            self.ledger = Ledger(directory, url, settings.run, self.worker, durable=not settings.demo)
        except LedgerError as error:
            # Nothing is created that could not be found again.
            raise pytest.UsageError(str(error)) from None
        self._scim = Mindful(
            url,
            settings.access.credentials(settings.profile),
            recorder=self.recorder,
            ledger=self.ledger,
            redactor=self.redactor,
            mark=self.mark,
            timeout=settings.timeout,
            rate=settings.rate,
            read_only=settings.read_only,
            user_agent=f"scim-conformance/{__version__}",
            transport=transport,
            commons=self.commons,
        )
        self._scim.limits = Limits(settings.timeout, ends=self._ends)

    def prepare(self) -> None:
        """Send the first requests, which also say whether there is anything to test."""
        try:
            found = first_requests(self)
        except LedgerError as error:
            raise pytest.UsageError(str(error)) from None
        # Whoever makes the embedded provider wrong wants to see what the checks say of it.
        self.stop = None if self.settings.faults else found
        self.clean()
        self.prelude = self.take_exchanges()

    def know(self, discovered: Discovered) -> None:
        """Take in what the provider says of itself."""
        self.discovered = discovered
        self.scim.endpoints.update(users=self.users, groups=self.groups)

    @property
    def users(self) -> str:
        """The endpoint of users."""
        return self.discovered.endpoint(wire.USER, "Users")

    @property
    def groups(self) -> str:
        """The endpoint of groups."""
        return self.discovered.endpoint(wire.GROUP, "Groups")

    @property
    def cast(self) -> Cast:
        """What all people of this run share."""
        settings = self.settings
        return Cast(settings.profile, self.discovered.schema_set, self.mark, settings.seed)

    def people(self, key: str) -> People:
        """Return the maker of the people of one check."""
        return People(self.cast, self.accepted, key)

    def share(self, resource: Resource) -> Resource:
        """Keep a resource until the end of the run, or until a check that has used it fails."""
        # Discovery may name the endpoint with the path of the base URL in front, which the ledger leaves out.
        names = [entry.endpoint for entry in self.ledger.to_delete if entry.id == resource.id]
        self._shared.update((name, resource.id) for name in names if resource.endpoint.endswith(name.strip("/")))
        return resource

    def _unshare(self, what: Any) -> None:
        each = what.resource if isinstance(what, Reply) else what
        for one in each if isinstance(each, list) else [each]:
            ids = [one.id] if isinstance(one, Resource) else []
            self._shared -= {shared for shared in self._shared if shared[1] in ids}

    def borrow(self, key: str, make: Callable[[People], Reply], *, of: str | None = None) -> Resource:
        """Return the resource that checks share under a key; where there is none yet, ``make`` creates it."""

        def create() -> Resource:
            reply = make(self.people(f"{self.commons.named(key)}:{self.worker}"))
            return self.share(needs.resource(reply, see=CREATES))

        return self.commons.take(key, create, of=of)

    def clean(self, *, all: bool = False) -> None:
        """Delete whatever is still open in this process's ledger; what checks share only where ``all`` is asked."""
        if not self._cleans:
            return
        while self.commons.discarded:
            self._unshare(self.commons.discarded.pop())
        spare = () if all else self._shared
        self._clean(self.ledger, spare=spare, last=all)

    def clean_after_the_dead(self) -> None:
        """Delete what processes of this run have left that died, from their ledgers."""
        if not self._cleans:
            return
        if self._of_the_dead is None:
            self._of_the_dead = Ledger.of_run(self.settings.ledger_directory(self.url), self.url, self.mark)
        self._clean(self._of_the_dead)

    def clean_finally(self) -> None:
        """Delete all that is left, though one signal may come in between; a second one ends it."""
        self.stopping.through(lambda: self.clean(all=True))
        if self.worker == "main":
            self.stopping.through(self.clean_after_the_dead)

    @property
    def _cleans(self) -> bool:
        return not (self.settings.keep or self.unreachable or self.stopping.at_once)

    def _clean(self, ledger: Ledger, **how: Any) -> None:
        means = self.profile.delete
        self.accounts_that_stay += clean_up(self.scim, ledger, delete_means=means, sleep=self.sleep, **how).staying

    @property
    def leftovers(self) -> list[dict[str, Any]]:
        """What this process, and those that died, have made and could not delete."""
        ledgers = [] if self.settings.keep else [each for each in (self.ledger, self._of_the_dead) if each]
        return [asdict(leftover) for ledger in ledgers for leftover in leftovers_of(ledger)]

    def heard(self, *, is_lost: bool, has_asked: bool) -> None:
        """Take note whether a check has reached the provider; where several on end have not, the run ends."""
        if self.ledger.failed is not None:
            self.ended = str(self.ledger.failed)
        elif self.scim.limits.is_over:
            self.ended = (
                f"The time of the run (--scim-time-limit {self.settings.time_limit:g}) was over before its end."
            )
        elif is_lost and self._losses == len(PATIENCE):
            self.ended = "The provider can't be reached any more, so the run has ended here."
        elif is_lost:
            self.sleep(PATIENCE[self._losses])
            self._losses += 1
        elif has_asked:
            self._losses = 0

    def take_exchanges(self) -> list[dict[str, Any]]:
        """Take the exchanges since the last time, so that each stands in one place."""
        taken = [exchange.as_dict() for exchange in self.recorder.exchanges]
        self.recorder.exchanges.clear()
        return taken

    def closing(self) -> dict[str, Any]:
        """Return what this process has to say when it ends."""
        for rest in self.unshown:
            self.recorder.exchanges += rest()
        return {
            "leftovers": self.leftovers,
            "ended": self.ended,
            "accounts_that_stay": self.accounts_that_stay,
            "waits": [list(wait) for wait in self.scim.waits],
            "cleanup": self.take_exchanges(),
            "left_out": self.left_out,
            "withheld": self.withheld,
            "watchers": self.watchers,
        }

    def close(self) -> None:
        """Close the client and, where nothing is left, the ledger."""
        if self._scim is not None:
            self._scim.close()
            self.ledger.close()
            if self._of_the_dead is not None:
                self._of_the_dead.close()
            self._pace.close()

    def for_workers(self) -> dict[str, Any]:
        """Return what a worker needs to be part of this run; it crosses by xdist's own channel."""
        turns, self.scim.pace = self._pace.offer()
        return {
            "access": replace(self.settings.access, url=self.url).as_dict(),
            "run": self.mark,
            "seed": self.settings.seed,
            # As text, for a provider may have answered with what xdist's channel can't carry: half of a character.
            "discovered": json.dumps(self.discovered.as_dict()),
            "accepted": json.dumps(self.accepted.as_dict()),
            "turns": turns,
            "ends": self._ends,
        }

    def take_over(self, handed: Mapping[str, Any]) -> None:
        """Become a worker of the run that the controller has prepared."""
        self._ends = handed["ends"]
        self.open(handed["access"]["url"])
        self.scim.pace = self._pace.join(handed["turns"], self._workers)
        self.know(Discovered.from_dict(json.loads(handed["discovered"])))
        self.accepted = Accepted.from_dict(json.loads(handed["accepted"]))
