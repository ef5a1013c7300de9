"""A provider made by hand, the embedded one, and a company, for the tests of the provisioning service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import httpx

from scim_conformance.entra.dialects import DIALECTS
from scim_conformance.entra.directory.directory import Directory
from scim_conformance.entra.mapping.defaults import groups_mapping, roles_offered, users_mapping
from scim_conformance.entra.port import Answer
from scim_conformance.entra.service import Expectation, Job, Service, SimulatedClock, deviations, expected_accounts
from scim_conformance.profile import Profile, load
from scim_conformance.provider import build
from scim_conformance.wire import LIST_RESPONSE, AttributePath

TOKEN = "correct-horse-battery-staple-0123"
Request = tuple[str, str, dict[str, Any], Any]


@dataclass
class Provider:
    """A small provider in memory that writes down what it is asked; ``refuse`` answers in its place."""

    resources: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: {"Users": {}, "Groups": {}})
    requests: list[Request] = field(default_factory=list)
    refusals: list[tuple[str, str, Answer]] = field(default_factory=list)

    def refuse(self, method: str, path: str, status: int | None = 500, json: Any = None) -> None:
        """From now on answer requests whose path begins so in this way."""
        self.refusals.append((method, path, Answer(status, json)))

    def accept(self) -> None:
        self.refusals.clear()

    def sent(self, method: str = "") -> list[Request]:
        return [each for each in self.requests if not method or each[0] == method]

    def bodies(self, method: str) -> list[Any]:
        return [each[3] for each in self.sent(method)]

    def __call__(self, method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> Answer:
        self.requests.append((method, path, dict(params or {}), deepcopy(json)))
        n = len(self.requests)
        for refused, start, answer in self.refusals:
            if refused == method and path.startswith(start):
                return Answer(answer.status, answer.json, n=n)
        status, body = self._answer(method, path.strip("/").split("/"), params or {}, deepcopy(json))
        return Answer(status, deepcopy(body), n=n)

    def _answer(self, method: str, steps: list[str], params: Mapping[str, Any], json: Any) -> tuple[int, Any]:
        held = self.resources[steps[0]]
        if method == "GET" and len(steps) == 1:
            found = [each for each in held.values() if _meets(each, params.get("filter", ""))]
            return 200, {"schemas": [LIST_RESPONSE], "totalResults": len(found), "Resources": found}
        if method == "POST":
            id = f"{steps[0][0].lower()}{len(self.requests)}"
            held[id] = {**json, "id": id}
            return 201, held[id]
        if steps[1] not in held:
            return 404, {"detail": "Nobody has this id."}
        if method == "DELETE":
            del held[steps[1]]
            return 204, None
        if method == "PATCH":
            for operation in json["Operations"]:
                _apply(held[steps[1]], operation)
            return 204, None
        return 200, held[steps[1]]


def _meets(resource: dict[str, Any], filter: str) -> bool:
    return all(_equals(resource, term) for term in filter.split(" and ")) if filter else True


def _equals(resource: dict[str, Any], term: str) -> bool:
    path, _, value = term.rpartition(" eq ")
    held = AttributePath.parse(path).read(resource)
    if path == "manager":
        held = next((each["manager"] for each in resource.values() if isinstance(each, dict) and "manager" in each), {})
        held = held.get("value")
    return str(held).casefold() == value.strip('"').casefold()


def _apply(resource: dict[str, Any], operation: dict[str, Any]) -> None:
    op, path, value = operation["op"].lower(), operation.get("path"), operation.get("value")
    if path is None:
        for key, each in value.items():
            _write(resource, key, each)
    elif path.startswith("members"):
        members = {each["value"] for each in resource.get("members", [])}
        named = {each["value"] for each in value} if value else {path.split('"')[1]}
        left = members | named if op == "add" else members - named
        resource["members"] = [{"value": each} for each in sorted(left)]
    else:
        _write(resource, path, value)


def _write(resource: dict[str, Any], path: str, value: Any) -> None:
    target = AttributePath.parse(path)
    if value == "":
        target.remove(resource)
    elif target.name == "manager":
        target.write(resource, {"value": value})
    elif value in ("True", "False"):
        target.write(resource, value == "True")
    else:
        target.write(resource, value)


@cache
def profile(slug: str) -> Profile:
    return load(slug, cwd=Path.cwd())


@dataclass
class Company:
    """A directory with a service that provisions it."""

    directory: Directory
    service: Service
    clock: SimulatedClock
    job: Job

    def hire(self, name: str, **more: Any) -> str:
        """Add an employee who is assigned to the application."""
        attributes = {
            "userPrincipalName": f"{name}@test.example",
            "mail": f"{name}@test.example",
            "mailNickname": name,
            "displayName": name.title(),
            "givenName": name.title(),
            "surname": "Tester",
            **more.pop("attributes", {}),
        }
        person = self.directory.add_person(attributes, object_id=f"person-{name}", **more)
        self.directory.assign(person.object_id, self.directory.roles[1])
        return person.object_id

    def found(self, name: str, *members: str) -> str:
        """Add a group that is assigned to the application."""
        team = self.directory.add_team({"displayName": name}, members, object_id=f"team-{name}")
        self.directory.assign(team.object_id, self.directory.roles[1])
        return team.object_id

    def expected(self, **more: Any) -> list[Expectation]:
        return list(
            expected_accounts(self.directory, self.job, self.service.links, unresolved=self.service.unresolved, **more)
        )

    def deviating(self, **more: Any) -> list[Any]:
        """Read every account with a request of its own and return what is not as it must be."""
        found = []
        for each in self.expected(**more):
            path = f"/{'Users' if each.kind == 'user' else 'Groups'}/{each.target_id}"
            answer = self.service.port("GET", path)
            found += [(each.name, wrong) for wrong in deviations(each, answer.json if answer.ok else None)]
        return found


def company(port: Any, slug: str = "entra", dialect: str = "default", **facts: Any) -> Company:
    """Make a company whose application is that of a bundled profile."""
    rules = profile(slug)
    clock = SimulatedClock()
    directory = Directory(clock=clock, rng=Random(7))
    for role in roles_offered(rules.users) or ("User",):
        directory.add_role(role)
    groups = groups_mapping(rules.groups) if rules.groups.supported else None
    users = facts.pop("users", None) or users_mapping(rules.users)
    job = Job(users, groups, dialect=DIALECTS[dialect], **facts)
    return Company(directory, Service(directory, job, port, clock=clock, rng=Random(1)), clock, job)


@contextmanager
def embedded(slug: str) -> Iterator[Any]:
    """Serve the embedded provider of a bundled profile in this process, and yield a port to it."""
    served = build(profile(slug), token=TOKEN)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/scim+json"}
    transport = httpx.WSGITransport(app=served.wsgi)
    with httpx.Client(transport=transport, base_url="https://provider.test/v2", headers=headers) as http:

        def port(method: str, path: str, *, params: Mapping[str, Any] | None = None, json: Any = None) -> Answer:
            reply = http.request(method, path, params=params, json=json)
            body = reply.json() if reply.content else None
            return Answer(reply.status_code, body, dict(reply.headers), text=reply.text)

        yield port
