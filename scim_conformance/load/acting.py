"""One virtual user: a small company of its own, whose changes it provisions one after the other as Entra does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from scim_conformance.entra.directory import Directory
from scim_conformance.entra.port import resource_path
from scim_conformance.entra.queries import GROUP_PROJECTION
from scim_conformance.entra.service.answers import told
from scim_conformance.entra.service.job import Job, Link, Remembered, RememberedMembers
from scim_conformance.entra.service.objects import Objects, soft_delete_flow
from scim_conformance.entra.service.owners import Owners
from scim_conformance.entra.service.references import References
from scim_conformance.entra.service.subjects import subject_of
from scim_conformance.entra.service.track import Track
from scim_conformance.people.employees import employee, team

from .carrying import Carrier
from .gate import Gate
from .planning import MOST_MEMBERS, Plan, Shared
from .proportions import OF_GROUPS, Doing, choose, cycle_at
from .reckoning import Reckoning

BATCH = 20
"""How many members join or leave a group in one request at most; a virtual user seldom has more people."""

MOVED = ("jobTitle", "department", "surname", "displayName", "telephoneNumber", "city")
"""What changes of somebody who moves."""

_STRIDE = 1_000_003


@dataclass
class Crew:
    """What the virtual users of one worker share."""

    plan: Plan
    job: Job
    roles: Sequence[str]
    gate: Gate
    worker: int = 0
    workers: int = 1
    elapsed: Callable[[], float] = lambda: 0.0
    _people: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next_person(self) -> int | None:
        """Return the number of a person whom nobody else makes; None where there are as many as may be."""
        with self._lock:
            number = self._people * self.workers + self.worker
            if number >= self.plan.people:
                return None
            self._people += 1
            return number

    @property
    def has_room(self) -> bool:
        """Whether one more person may be made."""
        return self._people * self.workers + self.worker < self.plan.people


class Actor:
    """A virtual user."""

    def __init__(self, crew: Crew, carrier: Carrier, rng: Random | None = None) -> None:
        self.directory = Directory()
        self.links = Remembered()
        self.reckoning = Reckoning()
        self.job = crew.job
        self._crew = crew
        self.why = ""
        """Why the last thing that failed did so."""

        self._carrier = carrier
        self._rng = rng or Random()
        self._memberships = RememberedMembers()
        self._objects = Objects(crew.job, self.links, self._memberships, Owners(self.links))
        self._references = References(self.directory, crew.job, self.links, self._memberships)
        self._roles = [self.directory.add_role(role) for role in crew.roles or ("User",)]
        self._numbers: dict[str, int] = {}
        self._moves: dict[str, int] = {}
        self._active: list[str] = []
        self._disabled: list[str] = []
        self._can_disable = soft_delete_flow(crew.job.users) is not None
        for shared in crew.plan.shared:
            self._know(shared)

    def close(self) -> None:
        """Close the connections."""
        self._carrier.close()

    def step(self) -> bool:
        """Do one thing, in the proportions of the cycle that it is; tell whether there was anything to do."""
        elapsed, gate = self._crew.elapsed(), self._crew.gate
        doing = choose(self._rng, cycle_at(elapsed, self._crew.plan.seconds), self.able(), called=gate.calls)
        if doing is None:
            return False
        self.do(doing)
        return True

    def do(self, doing: Doing) -> bool:
        """Do a certain thing, and tell whether the provider has accepted it."""
        self._carrier.doing = doing
        if doing in OF_GROUPS:
            return self._change_members(joining=doing == "add members")
        return {"create": self._create, "update": self._move, "disable": self._disable, "restore": self._restore}[
            doing
        ]()

    def able(self) -> set[Doing]:
        """Return what can be done at the moment, and works at this provider."""
        found: Mapping[Doing, bool] = {
            "create": self._crew.has_room,
            "update": bool(self._active),
            "disable": self._can_disable and bool(self._active),
            "restore": bool(self._disabled),
            "add members": any(self._joinable(shared) for shared in self._crew.plan.shared),
            "remove members": any(self._leavable(shared) for shared in self._crew.plan.shared),
        }
        return {doing for doing, is_able in found.items() if is_able and doing not in self._crew.plan.unjudged.doings}

    def _know(self, shared: Shared) -> None:
        attributes = team(self._crew.plan.seed, shared.index, self._crew.plan.mark)
        found = self.directory.add_team(attributes, object_id=shared.object_id)
        self.directory.assign(found.object_id)
        self.links.put("group", shared.object_id, Link(shared.target_id, str(attributes["displayName"])))

    def _create(self) -> bool:
        number = self._crew.next_person()
        if number is None:
            return False
        person = self.directory.add_person(self._attributes(number, 0)).object_id
        self.directory.assign(person, self._rng.choice(self._roles))
        self._numbers[person] = number
        accepted = self._provision(person)
        if accepted:
            self._active.append(person)
        return accepted

    def _move(self) -> bool:
        person = self._rng.choice(self._active)
        self._moves[person] = self._moves.get(person, 0) + 1
        later = self._attributes(self._numbers[person], self._moves[person])
        self.directory.change(person, {name: later[name] for name in MOVED})
        return self._provision(person)

    def _disable(self) -> bool:
        person = self._rng.choice(self._active)
        self.reckoning.loose.add(person)
        self.directory.disable(person)
        accepted = self._provision(person)
        self._active.remove(person)
        if accepted:
            self._disabled.append(person)
        return accepted

    def _restore(self) -> bool:
        person = self._rng.choice(self._disabled)
        self.directory.enable(person)
        accepted = self._provision(person)
        self._disabled.remove(person)
        if accepted:
            self._active.append(person)
        return accepted

    def _provision(self, person: str) -> bool:
        was_sure = self.reckoning.try_user(person)
        subject = subject_of("user", person, self.directory, self.job)
        entry = self._objects.process(Track(1, "user", person, self._carrier), subject)
        if entry.result == "failure":
            self.why = entry.steps[-1].reason
            return False
        self.reckoning.accept_user(person, was_sure=was_sure)
        return True

    def _change_members(self, *, joining: bool) -> bool:
        gate, shared = self._crew.gate, self._crew.plan.shared
        opening = gate.enter()
        picked = self._joinable if joining else self._leavable
        able = [each for each in shared if picked(each)]
        # All who come for one opening change the same group, as far as they can.
        group = next((each for each in able if each is shared[opening % len(shared)]), able[0])
        # Never all who are there: what empties a whole group must not look like what takes out a few.
        most = len(picked(group)) if joining else max(1, len(picked(group)) // 2)
        users = self._rng.sample(picked(group), k=min(BATCH, most))
        waited = False

        def gather() -> None:
            nonlocal waited
            waited = True
            gate.wait()

        self._carrier.gather = gather
        try:
            return self._write_members(group, users, joining=joining)
        finally:
            self._carrier.gather = lambda: None
            if not waited:
                gate.leave()

    def _write_members(self, group: Shared, users: list[str], *, joining: bool) -> bool:
        # The first pass of a cycle reads a group that has changed.
        read = self._carrier("GET", resource_path("/Groups", group.target_id), params=dict(GROUP_PROJECTION))
        if read.status != 200:
            self.why = f"The group {group.target_id} was to be read, but {told(read)}."
            return False
        change, undo = (self.directory.join, self.directory.leave)[:: 1 if joining else -1]
        change(group.object_id, *users)
        self.reckoning.try_members(group.object_id, users)
        subject = subject_of("group", group.object_id, self.directory, self.job)
        track = Track(1, "group", group.object_id, self._carrier)
        entries = list(self._references.of_group(track, subject))
        if not entries or any(entry.result == "failure" for entry in entries):
            undo(group.object_id, *users)
            self.why = entries[-1].steps[-1].reason if entries else "Nobody could join or leave."
            return False
        self.reckoning.accept_members(group.object_id, users, joining=joining)
        return True

    def _joinable(self, group: Shared) -> list[str]:
        known = self.directory.team(group.object_id)
        members = known.members if known else frozenset()
        if len(members) >= max(1, MOST_MEMBERS // self._crew.plan.users):
            return []
        return [each for each in self._active if each not in members and self._is_sure(group, each)]

    def _leavable(self, group: Shared) -> list[str]:
        known = self.directory.team(group.object_id)
        members = known.members if known else frozenset()
        return [each for each in self._active if each in members and self._is_sure(group, each)]

    def _is_sure(self, group: Shared, person: str) -> bool:
        return person not in self.reckoning.loose and not self.reckoning.is_unsure_member(group.object_id, person)

    def _attributes(self, number: int, moves: int) -> dict[str, Any]:
        plan = self._crew.plan
        mine = employee(plan.seed, number, plan.mark)
        if not moves:
            return mine
        later = employee(plan.seed, number + moves * _STRIDE, plan.mark)
        return {**mine, **{name: later[name] for name in MOVED}}
