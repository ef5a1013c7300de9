"""What the provider must hold after a cycle, by the directory and the mapping alone, and where it holds otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scim_conformance.entra.directory.model import Kind, Source
from scim_conformance.entra.mapping.model import AttributeMapping, Flow
from scim_conformance.wire.objects import value_in

from .job import Job, Link, Links
from .objects import soft_delete_flow
from .subjects import Subject, subject_of
from .values import held, is_empty, is_role, reference_id, same, wanted

Known = tuple[Kind, str, Link]
Unresolved = Collection[tuple[str, str]]


@dataclass(frozen=True)
class Expectation:
    """What must be true of one object's account."""

    kind: Kind
    object_id: str
    name: str
    target_id: str | None
    """The id of the account; None where the service knows none, which is a deviation if there must be one."""

    exists: bool
    """Whether the provider must have the account, or must not have it any more."""

    values: tuple[tuple[Flow, Any], ...] = ()
    """What mapped attributes must hold, None for nothing; an attribute that may hold anything is not among them."""

    active: bool | None = None
    """What the attribute by which users are disabled must say, as among the values; None where none is mapped."""

    managers: tuple[tuple[Flow, str | None], ...] = ()
    """The provider's ids of those whom references must name, None for nobody."""

    members: frozenset[str] | None = None
    """The provider's ids of all members; None where they are not mapped."""

    @property
    def manager(self) -> str | None:
        """The provider's id of the manager; None where there is to be none, or where it may be anybody."""
        return self.managers[0][1] if self.managers else None

    @property
    def by_path(self) -> Mapping[str, Any]:
        """What mapped attributes must hold, by their paths."""
        return {flow.path: value for flow, value in self.values}


@dataclass(frozen=True)
class Deviation:
    """One attribute that the provider holds otherwise than it must."""

    path: str
    expected: Any
    actual: Any


def snapshot(links: Links) -> tuple[Known, ...]:
    """Return all links as they are now, to be given as ``before`` once a cycle has dropped some of them."""
    kinds: tuple[Kind, ...] = ("user", "group")
    return tuple((kind, object_id, link) for kind in kinds for object_id, link in links.all(kind))


def expected_accounts(
    source: Source,
    job: Job,
    links: Links,
    *,
    before: Collection[Known] = (),
    fresh: Collection[str] = (),
    unresolved: Unresolved = (),
) -> Iterator[Expectation]:
    """Yield what must hold for each object that is in scope or has an account.

    ``before`` are the links from before the cycle, so that it can be told of what must be gone. ``fresh`` are objects
    whose accounts were made from what the directory has now: of these also creation-only values, default values and
    what must be empty are known. ``unresolved`` are references that the service passes over (``Service.unresolved``).
    """
    if job.users is not None:
        for object_id in source.user_ids():
            yield from _of("user", object_id, source, job, links, fresh, unresolved)
    if job.groups is not None:
        for object_id in source.group_ids():
            yield from _of("group", object_id, source, job, links, fresh, unresolved)
    yield from _gone(source, job, links, before)


def _of(
    kind: Kind, object_id: str, source: Source, job: Job, links: Links, fresh: Collection[str], unresolved: Unresolved
) -> Iterator[Expectation]:
    subject = subject_of(kind, object_id, source, job)
    link = links.get(kind, object_id)
    mapping = (job.users if kind == "user" else job.groups) or AttributeMapping(())
    if not subject.is_active and link is None:
        return
    id = link.target_id if link else None
    if kind == "group":
        members = _members(subject, mapping, links, unresolved)
        values = _values(subject, mapping, job, object_id in fresh)
        is_there = subject.is_active
        yield Expectation(
            kind, object_id, subject.name, id, is_there, *((values, None, (), members) if is_there else ())
        )
    else:
        yield _user(subject, link, mapping, job, links, object_id in fresh, unresolved)


def _user(
    subject: Subject,
    link: Link | None,
    mapping: AttributeMapping,
    job: Job,
    links: Links,
    is_fresh: bool,
    unresolved: Unresolved,
) -> Expectation:
    id = link.target_id if link else None
    switch = soft_delete_flow(mapping)
    is_left_alone = job.skip_out_of_scope_deletions and not subject.is_scoped
    if not subject.is_active and not is_left_alone and switch is None:
        return Expectation("user", subject.object_id, subject.name, id, False)
    values = _values(subject, mapping, job, is_fresh)
    active = next((value for flow, value in values if flow is switch), None)
    if is_left_alone:
        return Expectation("user", subject.object_id, subject.name, id, True)
    if not subject.is_scoped or subject.is_deleted:
        only = tuple(each for each in values if each[0] is switch)
        return Expectation("user", subject.object_id, subject.name, id, True, only, active)
    managers = tuple(_managers(subject, mapping, links, unresolved)) if subject.is_active else ()
    return Expectation("user", subject.object_id, subject.name, id, True, values, active, managers)


def _values(subject: Subject, mapping: AttributeMapping, job: Job, is_fresh: bool) -> tuple[tuple[Flow, Any], ...]:
    # Who has become empty keeps what it had, so nothing is known of it unless the account is new or empties flow.
    found = wanted(mapping, subject.attributes, create=is_fresh)
    return tuple((each.flow, each.value) for each in found if is_fresh or job.clears_empty or not is_empty(each.value))


def _managers(
    subject: Subject, mapping: AttributeMapping, links: Links, unresolved: Unresolved
) -> Iterator[tuple[Flow, str | None]]:
    for flow in mapping.references:
        manager = flow.expression(subject.attributes)
        if is_empty(manager):
            yield flow, None
        elif (link := links.get("user", manager)) is not None and (subject.object_id, manager) not in unresolved:
            yield flow, link.target_id


def _members(
    subject: Subject, mapping: AttributeMapping, links: Links, unresolved: Unresolved
) -> frozenset[str] | None:
    if not any(flow.target.name.casefold() == "members" for flow in mapping.references):
        return None
    accounts = (
        links.get("user", member) for member in subject.members if (subject.object_id, member) not in unresolved
    )
    return frozenset(link.target_id for link in accounts if link is not None)


def _gone(source: Source, job: Job, links: Links, before: Collection[Known]) -> Iterator[Expectation]:
    now = {(kind, link.target_id) for kind, _, link in snapshot(links)} if before else set()
    for kind, object_id, link in before:
        # Who had left before it was purged keeps a disabled account, of which nothing more is known.
        if link.left or (kind, link.target_id) in now or links.get(kind, object_id) is not None:
            continue
        if not subject_of(kind, object_id, source, job).is_active:
            yield Expectation(kind, object_id, link.name, link.target_id, exists=False)


def deviations(
    expected: Expectation, actual: Any, *, unreadable: Collection[str] = (), deactivates: bool = False
) -> tuple[Deviation, ...]:
    """Compare an account with what must hold; ``actual`` is the resource as it reads, or None where it is gone.

    Attributes in ``unreadable`` are never returned by the provider and can't be judged. Where DELETE ``deactivates``,
    an inactive account counts as gone. What is not mapped is the provider's own.
    """
    if not isinstance(actual, dict):
        return (Deviation("id", expected.target_id or "an account", None),) if expected.exists else ()
    if not expected.exists:
        if deactivates and value_in(actual, "active") is False:
            return ()
        return (Deviation("id", None, actual.get("id")),)
    hidden = {path.casefold() for path in unreadable}
    return tuple(each for each in _compared(expected, actual) if each.path.casefold() not in hidden)


def _compared(expected: Expectation, actual: dict[str, Any]) -> Iterator[Deviation]:
    for flow, value in expected.values:
        read = held(flow, actual)
        if not _as_it_must(flow, read, value):
            yield Deviation(flow.path, value, read)
    for flow, manager in expected.managers:
        read = flow.target.read(actual)
        if reference_id(read) != (manager or ""):
            yield Deviation(flow.path, manager, read)
    if expected.members is not None:
        read = value_in(actual, "members")
        found = {reference_id(each) for each in read if isinstance(each, dict)} if isinstance(read, list) else set()
        is_odd = read is not None and not (isinstance(read, list) and all(isinstance(each, dict) for each in read))
        if is_odd or found != expected.members:
            yield Deviation("members", sorted(expected.members), read if is_odd else sorted(found))


def _as_it_must(flow: Flow, read: Any, value: Any) -> bool:
    # A client that finds the text "True" does not find what it has asked for: an answer holds booleans.
    if isinstance(value, bool) and not is_role(flow):
        return read is value
    return same(flow, read, value)
