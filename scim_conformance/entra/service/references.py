"""The second pass of a cycle: who is whose manager, and who is a member of which group."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scim_conformance.entra.dialects import DIALECTS, Dialect, Operation
from scim_conformance.entra.directory.model import Source
from scim_conformance.entra.mapping.model import Flow
from scim_conformance.entra.queries import NAMES_ONLY, managed_by
from scim_conformance.wire import patch_body

from .answers import GONE, UNRESOLVED, Failure, found_in
from .job import Job, Link, Links, Memberships
from .log import Change, Entry
from .matching import read
from .subjects import Subject, subject_of
from .track import Track
from .values import reference_id
from .writing import manager_written

Unresolved = tuple[str, str]
"""The id of an object, and of another that it names and that had no account when that was to be written."""


@dataclass
class References:
    """Writes references once both ends have an account."""

    source: Source
    job: Job
    links: Links
    memberships: Memberships
    unresolved: set[Unresolved] = field(default_factory=set)
    """What was passed over since it is out of scope; "Known issues" says that only a restart takes it up again."""

    def of_user(self, track: Track, subject: Subject, *, on_demand: bool = False) -> Iterator[Entry]:
        """Write the manager of a user; an object that names nobody yields nothing."""
        link = self.links.get("user", subject.object_id)
        mapping = self.job.users
        if link is None or mapping is None or not subject.is_active:
            return
        for flow in mapping.references:
            manager = flow.expression(subject.attributes)
            if isinstance(manager, str) and manager and (subject.object_id, manager) not in self.unresolved:
                yield self._manager(replace(track), subject, link, flow, manager, _dialect(self.job, on_demand))

    def of_group(
        self, track: Track, subject: Subject, *, afresh: bool = False, only: Collection[str] | None = None
    ) -> Iterator[Entry]:
        """Write who has joined a group and who has left; all members where the service begins ``afresh``.

        ``only`` are the members that are looked at on demand.
        """
        link = self.links.get("group", subject.object_id)
        if link is None or self._member_flow() is None or not subject.is_active:
            return
        known = self.memberships.get(subject.object_id)
        members = subject.members if only is None else subject.members & frozenset(only)
        missing = members if afresh else members - known
        joined, lost, passed = self._resolved(subject, sorted(missing))
        gone = [] if only is not None else self._accounts(sorted(known - subject.members))
        self.unresolved -= {(subject.object_id, each) for each in known - subject.members}
        if not joined and not gone and not lost and not passed:
            if only is None and known - subject.members:
                self.memberships.put(subject.object_id, known & subject.members)
            return
        track.name, track.target_id = subject.name, link.target_id
        writing = _Membership(self, track, subject, link, _dialect(self.job, only is not None))
        yield replace(writing.write(joined, gone, lost, passed), is_reference=True)

    def _resolved(self, subject: Subject, members: Iterable[str]) -> tuple[list[tuple[str, str]], list[str], list[str]]:
        """Sort members: those with an account, those that should have one, and those that are out of scope."""
        joined, lost, passed = [], [], []
        for member in members:
            if (subject.object_id, member) in self.unresolved:
                continue
            if (link := self.links.get("user", member)) is not None:
                joined.append((member, link.target_id))
            elif subject_of("user", member, self.source, self.job).is_active:
                lost.append(member)
            else:
                passed.append(member)
                self.unresolved.add((subject.object_id, member))
        return joined, lost, passed

    def _accounts(self, members: Iterable[str]) -> list[tuple[str, str]]:
        # Whoever has no account any more was deleted at the provider, and with that left its groups.
        found = ((member, self.links.get("user", member)) for member in members)
        return [(member, link.target_id) for member, link in found if link is not None]

    def _member_flow(self) -> Flow | None:
        flows = self.job.groups.references if self.job.groups else ()
        return next((flow for flow in flows if flow.target.name.casefold() == "members"), None)

    def _manager(self, track: Track, subject: Subject, link: Link, flow: Flow, manager: str, dialect: Dialect) -> Entry:
        track.name, track.target_id = subject.name, link.target_id
        track.begin("action")
        try:
            return replace(self._managed(track, subject, link, flow, manager, dialect), is_reference=True)
        except Failure as failure:
            return replace(track.failed(failure, "Update"), is_reference=True)

    def _managed(self, track: Track, subject: Subject, link: Link, flow: Flow, manager: str, dialect: Dialect) -> Entry:
        of = self.links.get("user", manager)
        if of is None:
            return self._without_account(track, subject, manager)
        if self._is_managed_by(track, link, of):
            return track.skipped(f"{subject.label} has the right manager already.")
        resource = read(track, link.target_id)
        if resource is None:
            raise Failure(f"{subject.label} was to get a manager, but its account {link.target_id} is gone.", GONE, 404)
        had = reference_id(flow.target.read(resource))
        if had == of.target_id:
            return track.skipped(f"{subject.label} has the right manager already.")
        operation = manager_written(self.job.manager_form, flow, of.target_id, had, dialect)
        answer = track.ask("PATCH", link.target_id, json=patch_body(operation))
        changes = (Change(operation["path"], had or None, of.target_id),)
        if not answer.ok:
            return track.failed(Failure.of(f"{subject.label} was to get a manager", answer), "Update", changes)
        return track.done("Update", f"{subject.label} has got its manager.", changes, status=answer.status)

    def _without_account(self, track: Track, subject: Subject, manager: str) -> Entry:
        other = subject_of("user", manager, self.source, self.job)
        if other.is_active:
            raise Failure(f"The manager of {subject.label}, {other.label}, has no account yet.", UNRESOLVED)
        self.unresolved.add((subject.object_id, manager))
        return track.skipped(f"{subject.label} is left without a manager: {other.label} is not in scope. {other.why}")

    def _is_managed_by(self, track: Track, link: Link, manager: Link) -> bool:
        """Ask for the user with this manager, as documented; who can't answer that is asked for the user after it."""
        params = {"filter": managed_by(link.target_id, manager.target_id), **NAMES_ONLY}
        found = found_in(track.ask("GET", params=params))
        return found is not None and [each["id"] for each in found] == [link.target_id]


@dataclass
class _Membership:
    """What is written about the members of one group."""

    references: References
    track: Track
    subject: Subject
    link: Link
    dialect: Dialect
    changes: list[Change] = field(default_factory=list)

    def write(
        self,
        joined: Sequence[tuple[str, str]],
        gone: Sequence[tuple[str, str]],
        lost: Sequence[str],
        passed: Sequence[str],
    ) -> Entry:
        """Write members in batches; what was written stays remembered where a later batch is refused."""
        track, label = self.track, self.subject.label
        track.begin("action")
        known = self.references.memberships.get(self.subject.object_id)
        kept = {each for each in known if each in self.subject.members or each in dict(gone)}
        try:
            for batch in _batches(joined, self.references.job.batch):
                self._send([self.dialect.add_members(*_targets(batch))])
                kept |= {member for member, _ in batch}
                self.changes.append(Change("members", None, _targets(batch)))
            for batch in _batches(gone, self.references.job.batch):
                self._send(self.dialect.remove_members(*_targets(batch)))
                kept -= {member for member, _ in batch}
                self.changes.append(Change("members", _targets(batch), None))
        except Failure as failure:
            return track.failed(failure, "Update", tuple(self.changes))
        finally:
            self.references.memberships.put(self.subject.object_id, frozenset(kept))
        if lost:
            reason = f"{len(lost)} members of {label} belong into the application and have no account yet."
            return track.failed(Failure(reason, UNRESOLVED), "Update", tuple(self.changes))
        told = f" {len(passed)} members are out of scope and left out." if passed else ""
        if not self.changes:
            return track.skipped(f"Nobody joins or leaves {label}.{told}")
        reason = f"{len(joined)} members joined {label} and {len(gone)} left.{told}"
        return track.done("Update", reason, tuple(self.changes))

    def _send(self, operations: list[Operation]) -> None:
        answer = self.track.ask("PATCH", self.link.target_id, json=patch_body(*operations))
        if not answer.ok:
            raise Failure.of(f"Members of {self.subject.label} were to be changed", answer)


def _dialect(job: Job, on_demand: bool) -> Dialect:
    return DIALECTS["default"] if on_demand else job.dialect


def _batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _targets(batch: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(target for _, target in batch)
