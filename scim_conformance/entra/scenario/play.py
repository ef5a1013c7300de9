"""Plays the scenes: an account that is there already, three cycles, and a look at everybody after each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scim_conformance.entra.directory import Kind, source_attributes
from scim_conformance.entra.mapping.model import AttributeMapping
from scim_conformance.entra.port import Answer, Port, resource_path
from scim_conformance.entra.queries import matching
from scim_conformance.entra.service import (
    Entry,
    Expectation,
    Job,
    Link,
    Service,
    SimulatedClock,
    expected_accounts,
    snapshot,
)
from scim_conformance.entra.service.values import wanted
from scim_conformance.entra.service.writing import new_user

from .cast import GROUPS, USERS, Company, account_before

ENDPOINTS: Mapping[Kind, str] = {"user": "/Users", "group": "/Groups"}

LOOKED_AT: Mapping[int, tuple[str, ...]] = {
    2: (*USERS, "team"),
    3: ("boss", "adopted", "returning", "leaving", *GROUPS),
}
"""Who is read after a cycle, where that is not everybody."""

SOUGHT: Mapping[int, tuple[str, ...]] = {1: ("adopted",), 2: ("renamed", "guest")}
"""After which cycle who is looked for by the matching attribute."""


@dataclass(frozen=True)
class Scene:
    """One cycle: what the service did, what the provider must hold after it, and what it holds."""

    entries: tuple[Entry, ...]
    links: Mapping[str, Link]
    """The accounts that the service knows, by the ids in the directory."""

    expected: Mapping[str, Expectation]
    held: Mapping[str, Answer]
    """How each account reads that the service knows or has known."""

    found: Mapping[str, Answer]
    """What a search by the matching attribute has found, by the id in the directory."""

    stopped: str = ""
    """Why the service broke the cycle off; empty where it did not."""

    def of(self, object_id: str, *, references: bool | None = None) -> tuple[Entry, ...]:
        """Return what became of one object; ``references`` asks for managers and members alone, or for all else."""
        return tuple(
            entry for entry in self.entries if entry.object_id == object_id and references in (None, entry.is_reference)
        )


@dataclass(frozen=True)
class Played:
    """All that was seen of one play."""

    ids: Mapping[str, str]
    """The ids in the directory, by the name of the part."""

    scenes: tuple[Scene, ...]
    existing: Answer
    """The answer to the creation of the account that was there before the service came."""

    def scene(self, number: int) -> Scene:
        """Return a scene by the number of its cycle."""
        return self.scenes[number - 1]


def play(company: Company, job: Job, port: Port, clock: SimulatedClock | None = None) -> Played:
    """Play all scenes, and leave everything on the provider that is there at the end."""
    clock = clock or SimulatedClock()
    service = Service(company.directory, job, port, clock=clock)
    existing = _existing(company, job, port)
    scenes: list[Scene] = []
    for number, happens in enumerate((None, company.changes, company.returns), 1):
        if happens is not None:
            happens()
        clock.advance(service.interval)
        scenes.append(_scene(company, service, number, scenes))
    return Played(dict(company.ids), tuple(scenes), existing)


def _existing(company: Company, job: Job, port: Port) -> Answer:
    """Create an account for somebody before the service comes, under the same name and with other values."""
    person = company.directory.person(company.ids["adopted"])
    assert person is not None
    before = replace(person, attributes=account_before(person.attributes, company.other_values("adopted")))
    source = source_attributes(company.directory, before, is_soft_deleted=False)
    return port("POST", ENDPOINTS["user"], json=new_user(wanted(_users(job), source, create=True)))


def _users(job: Job) -> AttributeMapping:
    return job.users or AttributeMapping(())


def _scene(company: Company, service: Service, number: int, earlier: Sequence[Scene]) -> Scene:
    before = snapshot(service.links)
    entries = tuple(service.cycle())
    after = snapshot(service.links)
    links = {object_id: link for _, object_id, link in after}
    created = [entry.object_id for entry in entries if entry.action == "Create" and entry.result == "success"]
    found = expected_accounts(
        company.directory,
        service.job,
        service.links,
        before=before,
        fresh=created,
        unresolved=service.unresolved,
    )
    expected = {each.object_id: each for each in found}
    # Who had an account once is read also after it was deleted.
    known = {object_id: link for scene in earlier for object_id, link in scene.links.items()} | links
    looked_at = company.of(*LOOKED_AT.get(number, tuple(company.ids)))
    held = {
        object_id: _read(service.port, _kind(company, object_id), link.target_id, expected.get(object_id))
        for object_id, link in known.items()
        if object_id in looked_at
    }
    sought = {company.ids[name]: _sought(company, service, company.ids[name]) for name in SOUGHT.get(number, ())}
    return Scene(entries, links, expected, held, sought, service.state.quarantined)


def _kind(company: Company, object_id: str) -> Kind:
    return "group" if object_id in company.of(*GROUPS) else "user"


def _read(port: Port, kind: Kind, id: str, expected: Expectation | None) -> Answer:
    """Read an account; members that a provider returns only when they are asked for are asked for."""
    path = resource_path(ENDPOINTS[kind], id)
    answer = port("GET", path)
    lacks = answer.ok and isinstance(answer.json, dict) and _members_of(answer.json) is None
    if not (lacks and expected is not None and expected.members):
        return answer
    more = port("GET", path, params={"attributes": "members"})
    members = _members_of(more.json) if more.ok and isinstance(more.json, dict) else None
    return answer if members is None else replace(answer, json={**answer.json, "members": members})


def _members_of(group: Mapping[str, Any]) -> Any:
    return next((value for key, value in group.items() if key.casefold() == "members"), None)


def _sought(company: Company, service: Service, object_id: str) -> Answer:
    person = company.directory.person(object_id)
    assert person is not None
    source = source_attributes(company.directory, person, is_soft_deleted=False)
    flow = _users(service.job).matching[0]
    return service.port("GET", ENDPOINTS["user"], params={"filter": matching(flow.path, str(flow.value(source)))})
