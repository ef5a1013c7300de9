"""The provisioning service: cycles over a directory, as Microsoft documents them.

https://learn.microsoft.com/en-us/entra/identity/app-provisioning/how-provisioning-works
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from random import Random

from scim_conformance.entra.directory.model import Changes, Kind, Source
from scim_conformance.entra.port import Port

from .answers import CREDENTIALS, INCOMPATIBLE
from .clock import Clock, SimulatedClock
from .connection import Probe, probes
from .job import Job, Links, Memberships, Remembered, RememberedMembers
from .log import Entry, Step
from .objects import Objects
from .owners import Owners
from .references import References
from .retries import BY_FAULT, FAULTS, Escrow, State
from .subjects import subject_of
from .track import Track

ON_DEMAND_MEMBERS = 5
"""How many members of a group can be provisioned on demand at a time, as its page says."""


class Service:
    """Provisions the users and groups of a directory into one application, cycle by cycle.

    A cycle is a generator: it does its work as its entries are taken, and keeps none of them. One that is left before
    its end has not happened as far as the watermark is concerned.
    """

    def __init__(
        self,
        source: Source,
        job: Job,
        port: Port,
        *,
        clock: Clock | None = None,
        links: Links | None = None,
        memberships: Memberships | None = None,
        rng: Random | None = None,
    ) -> None:
        self.source = source
        self.job = job
        self.port = port
        self.clock: Clock = clock or SimulatedClock()
        self.links: Links = links if links is not None else Remembered()
        self.memberships: Memberships = memberships if memberships is not None else RememberedMembers()
        self.escrow = Escrow()
        self.state = State()
        self.watermark: int | None = None
        """Up to where the changes of the directory are known; None before the first cycle."""

        self.cycles = 0
        self._random = rng or Random(0)
        self._objects = Objects(job, self.links, self.memberships, Owners(self.links))
        self._references = References(source, job, self.links, self.memberships)

    @property
    def interval(self) -> timedelta:
        """How long the service waits before the next cycle; in quarantine that is a day."""
        return self.state.interval

    @property
    def unresolved(self) -> frozenset[tuple[str, str]]:
        """References that were passed over as their other end is out of scope, until a restart takes them up again."""
        return frozenset(self._references.unresolved)

    def test_connection(self) -> tuple[Step, ...]:
        """Ask the provider for somebody who does not exist; the steps say what is wrong where something is."""
        return tuple(probe.step for probe in self._probed())

    def restart(self, *, full: bool = False) -> None:
        """Forget the watermark and all failures; with ``full`` also which account belongs to whom."""
        self.watermark = None
        self.escrow.clear()
        self.state.clear()
        kinds: tuple[Kind, ...] = ("user", "group") if full else ()
        for kind in kinds:
            for object_id, _ in tuple(self.links.all(kind)):
                self.links.drop(kind, object_id)
                self.memberships.drop(object_id)

    def cycle(self) -> Iterator[Entry]:
        """Run the cycle that is next: an initial one where there is no watermark, else an incremental one."""
        return self.initial_cycle() if self.watermark is None else self.incremental_cycle()

    def initial_cycle(self) -> Iterator[Entry]:
        """Provision everybody who is in scope, and look after everybody who was."""
        # Before anything is read: what changes meanwhile is found in the next cycle.
        mark = self.source.changes_since(0).watermark
        self._references.unresolved.clear()
        users = self._everybody("user") if self.job.users is not None else ()
        groups = self._everybody("group") if self.job.groups is not None else ()
        with_references = self.source.user_ids() if self._has_managers else ()
        yield from self._run(users, groups, with_references, self.source.group_ids(), mark, afresh=True)

    def incremental_cycle(self) -> Iterator[Entry]:
        """Provision what has changed since the last cycle, and try again what failed and is due."""
        if self.watermark is None:
            yield from self.initial_cycle()
            return
        changes = self.source.changes_since(self.watermark)
        users, groups = self._changed(changes)
        # Who is gone comes first: whoever has taken over a name since must not find the account of who had it before.
        yield from self._run(
            chain(changes.purged_users, users) if self.job.users is not None else (),
            chain(changes.deleted_groups, groups) if self.job.groups is not None else (),
            users if self._has_managers else (),
            groups,
            changes.watermark,
        )

    def provision_on_demand(self, object_id: str, *, members: Sequence[str] = ()) -> Entry:
        """Provision one user or one group now, and with a group at most five of its members."""
        if len(members) > ON_DEMAND_MEMBERS:
            raise ValueError(f"At most {ON_DEMAND_MEMBERS} members can be provisioned on demand, not {len(members)}.")
        kind: Kind = "group" if self.source.person(object_id) is None and self.source.team(object_id) else "user"
        self._objects.owners.forget()
        track = self._track(kind, object_id)
        subject = subject_of(kind, object_id, self.source, self.job)
        probed = self._probed()
        if any(probe.step.result == "failure" for probe in probed):
            return _refused(track, subject.name, probed)
        entry = self._objects.process(track, subject, on_demand=True)
        if entry.result == "failure":
            return entry
        after = Track(track.cycle, kind, object_id, self.port)
        found = (
            self._references.of_group(after, subject, only=members)
            if kind == "group"
            else self._references.of_user(after, subject, on_demand=True)
        )
        for each in found:
            entry = _joined(entry, each)
        return entry

    def _probed(self) -> tuple[Probe, ...]:
        found = tuple(probes(self.job, self.port, self._random))
        for probe in found:
            if probe.step.result == "failure" and probe.status in FAULTS:
                self.state.quarantine(BY_FAULT, probe.step.reason, self.clock.now())
        return found

    @property
    def _has_managers(self) -> bool:
        return self.job.users is not None and bool(self.job.users.references)

    def _everybody(self, kind: Kind) -> Iterator[str]:
        """Yield the ids of all objects, and then of those that have an account and are in the directory no more."""
        has_links = next(iter(self.links.all(kind)), None) is not None
        yield from self.source.user_ids() if kind == "user" else self.source.group_ids()
        if has_links:
            find = self.source.person if kind == "user" else self.source.team
            yield from [id for id, _ in self.links.all(kind) if find(id) is None]

    def _changed(self, changes: Changes) -> tuple[Sequence[str], Sequence[str]]:
        """Return who is to be looked at: who changed, and who failed and is due."""
        due = self.escrow.due(self.clock.now())
        if not due:
            return changes.users, changes.groups
        listed = {*changes.users, *changes.groups, *changes.purged_users, *changes.deleted_groups}
        again = [key for key in due if key[1] not in listed]
        users = [*changes.users, *(id for kind, id in again if kind == "user")]
        groups = [*changes.groups, *(id for kind, id in again if kind == "group")]
        return users, groups

    def _run(
        self,
        users: Iterable[str],
        groups: Iterable[str],
        managed: Iterable[str],
        teams: Iterable[str],
        mark: int,
        *,
        afresh: bool = False,
    ) -> Iterator[Entry]:
        self.state.look(self.clock.now())
        if self.state.disabled:
            return
        self.cycles += 1
        self.state.begin()
        self.escrow.begin()
        self._objects.owners.forget()
        passes = (
            self._first_pass("user", users),
            self._first_pass("group", groups),
            self._managers(managed),
            self._members(teams, afresh),
        )
        for entry in chain.from_iterable(passes):
            self._note(entry)
            yield entry
            if self.state.is_faulty:
                # Who is refused by the provider's door does not knock for everybody else.
                break
        else:
            self.watermark = mark
        self._settle()

    def _first_pass(self, kind: Kind, ids: Iterable[str]) -> Iterator[Entry]:
        for object_id in ids:
            subject = subject_of(kind, object_id, self.source, self.job)
            yield self._objects.process(self._track(kind, object_id), subject)

    def _managers(self, ids: Iterable[str]) -> Iterator[Entry]:
        for object_id in ids:
            subject = subject_of("user", object_id, self.source, self.job)
            yield from self._references.of_user(self._track("user", object_id), subject)

    def _members(self, ids: Iterable[str], afresh: bool) -> Iterator[Entry]:
        for object_id in ids if self.job.groups is not None else ():
            subject = subject_of("group", object_id, self.source, self.job)
            yield from self._references.of_group(self._track("group", object_id), subject, afresh=afresh)

    def _track(self, kind: Kind, object_id: str) -> Track:
        return Track(self.cycles, kind, object_id, self.port)

    def _note(self, entry: Entry) -> None:
        now = self.clock.now()
        self.escrow.note(entry, now)
        self.state.note(entry, now)

    def _settle(self) -> None:
        self._objects.owners.forget()
        now = self.clock.now()
        self.state.settle(now)
        if given_up := self.escrow.settle(now):
            self.state.disabled = f"{len(given_up)} objects failed for 28 days and are not tried any more."


def _refused(track: Track, name: str, probed: tuple[Probe, ...]) -> Entry:
    failed = next(probe for probe in probed if probe.step.result == "failure")
    code = CREDENTIALS if failed.status in (401, 403) else INCOMPATIBLE
    steps = tuple(probe.step for probe in probed)
    entry = Entry(track.cycle, track.kind, track.object_id, name, "None", "failure", steps)
    return replace(entry, code=code, status=failed.status)


def _joined(entry: Entry, after: Entry) -> Entry:
    """Return one entry of two passes; what the second one failed at is what failed."""
    merged = replace(entry, steps=entry.steps + after.steps, changes=entry.changes + after.changes)
    if after.result == "failure":
        return replace(merged, result="failure", code=after.code, status=after.status, is_reference=True)
    if entry.result == "skipped" and after.result == "success":
        return replace(merged, action=after.action, result="success", status=after.status)
    return merged
