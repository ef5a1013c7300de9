"""Objects that failed and are tried again, and the quarantine of a job in which too much fails.

https://learn.microsoft.com/en-us/entra/identity/app-provisioning/application-provisioning-quarantine-status
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scim_conformance.entra.directory.model import Kind

from .answers import CREDENTIALS
from .log import Entry

Key = tuple[Kind, str]

FIRST_RETRIES = (timedelta(hours=6), timedelta(hours=12), timedelta(hours=24))
LATER = timedelta(hours=24)
GIVEN_UP = timedelta(days=28)
"""After this time an object is not tried any more, and a job in quarantine is disabled."""

INTERVAL, IN_QUARANTINE = timedelta(minutes=40), timedelta(days=1)
"""How long the service waits between two cycles."""

EVALUATED_FROM = 5_000
SHARE = 0.4
MOST = 40_000
MOST_WITH_REFERENCES = 60_000

FAULTS = (401, 403, 404)
"""Answers to a search that put a job in quarantine at once: the credentials are refused, or nobody found is a 404."""

BY_FAULT = "EncounteredQuarantineException"
BY_SHARE = "EncounteredEscrowProportionThreshold"


@dataclass(frozen=True)
class Escrowed:
    """An object that failed: since when, and when it is tried again."""

    since: datetime
    due: datetime


@dataclass
class Escrow:
    """All objects that failed and wait for the next try."""

    entries: dict[Key, Escrowed] = field(default_factory=dict)
    _tried: set[Key] = field(default_factory=set)
    _failed: set[Key] = field(default_factory=set)

    def begin(self) -> None:
        """Begin a cycle."""
        self._tried.clear()
        self._failed.clear()

    def due(self, now: datetime) -> tuple[Key, ...]:
        """Return what is to be tried now."""
        return tuple(key for key, entry in self.entries.items() if entry.due <= now)

    def note(self, entry: Entry, now: datetime) -> None:
        """Take in what became of an object; it is one failure however many passes of a cycle it failed in."""
        key = (entry.kind, entry.object_id)
        if entry.result == "failure":
            self._failed.add(key)
            since = self.entries[key].since if key in self.entries else now
            self.entries[key] = Escrowed(since, _next(since, now))
        elif key in self.entries:
            self._tried.add(key)

    def settle(self, now: datetime) -> tuple[Key, ...]:
        """Forget, at the end of a cycle, what has succeeded; return what is given up as it failed for too long."""
        for key in self._tried - self._failed:
            self.entries.pop(key, None)
        self.begin()
        given_up = tuple(key for key, entry in self.entries.items() if now - entry.since >= GIVEN_UP)
        for key in given_up:
            del self.entries[key]
        return given_up

    def clear(self) -> None:
        """Forget everything."""
        self.entries.clear()
        self.begin()

    def __len__(self) -> int:
        return len(self.entries)


def _next(since: datetime, now: datetime) -> datetime:
    for wait in FIRST_RETRIES:
        if since + wait > now:
            return since + wait
    days = (now - since) // LATER + 1
    return since + days * LATER


@dataclass
class State:
    """How a job is: well, in quarantine, or disabled."""

    quarantined: str = ""
    """Why the job is in quarantine: the documented name and a sentence; empty where it is not."""

    since: datetime | None = None
    """Since when it is in quarantine."""

    disabled: str = ""
    """Why the job was disabled; empty where it runs."""

    events: int = 0
    failures: int = 0
    reference_failures: int = 0
    is_faulty: bool = False
    """Whether a fault of this cycle has put the job in quarantine."""

    @property
    def interval(self) -> timedelta:
        """How long the service waits before the next cycle."""
        return IN_QUARANTINE if self.quarantined else INTERVAL

    def begin(self) -> None:
        """Begin to count the events of a cycle."""
        self.events = self.failures = self.reference_failures = 0
        self.is_faulty = False

    def note(self, entry: Entry, now: datetime) -> None:
        """Count what became of an object; too many failures put the job in quarantine."""
        self.events += 1
        if entry.result != "failure":
            return
        if entry.is_reference:
            self.reference_failures += 1
        else:
            self.failures += 1
        if reason := fault_of(entry):
            self.quarantine(BY_FAULT, reason, now)

    def settle(self, now: datetime) -> None:
        """Judge a cycle at its end; one that went well ends the quarantine."""
        if reason := self._too_much():
            self.quarantine(BY_SHARE, reason, now)
        if not self.is_faulty:
            self.quarantined, self.since = "", None
        self.look(now)

    def look(self, now: datetime) -> None:
        """Disable a job that has been in quarantine for more than four weeks."""
        if self.since is not None and now - self.since > GIVEN_UP and not self.disabled:
            self.disabled = f"The job has been in quarantine since {self.since:%Y-%m-%d}, for more than four weeks."

    def quarantine(self, name: str, reason: str, now: datetime) -> None:
        """Put the job in quarantine; it stays there from when it first came."""
        self.is_faulty = True
        self.quarantined = f"{name}: {reason}"
        self.since = self.since or now

    def clear(self) -> None:
        """Let the job run again."""
        self.quarantined, self.since, self.disabled = "", None, ""
        self.begin()

    def _too_much(self) -> str:
        both = self.failures + self.reference_failures
        if both >= MOST_WITH_REFERENCES:
            return f"{both} failures, managers and members among them; the limit is {MOST_WITH_REFERENCES}."
        if self.failures > MOST:
            return f"{self.failures} failures; the limit is {MOST}."
        if self.failures >= EVALUATED_FROM and self.failures > SHARE * self.events:
            return f"{self.failures} of {self.events} events failed; the limit is {SHARE:.0%}."
        return ""


def fault_of(entry: Entry) -> str:
    """Return the fault that puts a job in quarantine however seldom it occurs; empty where an entry is none."""
    last = entry.steps[-1] if entry.steps else None
    if last is None or last.name != "match" or last.result != "failure":
        return ""
    return last.reason if entry.code == CREDENTIALS or entry.status in FAULTS else ""
