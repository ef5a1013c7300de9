"""A cycle over many users holds no more than one over few."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from typing import Any

from service_by_hand import profile

from scim_conformance.entra.directory.model import AppRole, Changes, Person, Team
from scim_conformance.entra.mapping.defaults import users_mapping
from scim_conformance.entra.port import Answer
from scim_conformance.entra.service import Job, Link, Service
from scim_conformance.wire import LIST_RESPONSE

NOBODY = {"schemas": [LIST_RESPONSE], "totalResults": 0, "Resources": []}


class Stream:
    """A directory in which each user is computed when it is asked for."""

    def __init__(self, users: int) -> None:
        self.users = users

    def user_ids(self) -> Iterator[str]:
        return (str(n) for n in range(self.users))

    def group_ids(self) -> Iterator[str]:
        return iter(())

    def person(self, object_id: str) -> Person | None:
        manager = "0" if object_id != "0" and int(object_id) % 5 == 0 else None
        return Person(object_id, {"userPrincipalName": f"{object_id}@test.example"}, manager=manager)

    def team(self, object_id: str) -> Team | None:
        return None

    def roles_of(self, object_id: str) -> tuple[AppRole, ...]:
        return (AppRole("r", "User", "User"),)

    def is_assigned(self, object_id: str) -> bool:
        return True

    def changes_since(self, watermark: int) -> Changes:
        return Changes(watermark=1)


class Computed:
    """Links that are computed, once they have been put."""

    def __init__(self) -> None:
        self.created = 0

    def get(self, kind: Any, object_id: str) -> Link | None:
        return Link(f"t{object_id}", f"{object_id}@test.example") if int(object_id) < self.created else None

    def put(self, kind: Any, object_id: str, link: Link) -> None:
        self.created = max(self.created, int(object_id) + 1)

    def drop(self, kind: Any, object_id: str) -> None:
        raise AssertionError("nobody leaves")

    def all(self, kind: Any) -> Iterator[tuple[str, Link]]:
        return iter(())


def answers(method: str, path: str, *, params: Any = None, json: Any = None) -> Answer:
    if method == "POST":
        return Answer(201, {**json, "id": "t" + json["userName"].split("@")[0]})
    if method == "GET" and path != "/Users":
        return Answer(200, {"id": path.rpartition("/")[2]})
    return Answer(200, NOBODY) if method == "GET" else Answer(204)


def held_near_the_end(users: int) -> int:
    """Run a cycle up to its last entry, and return how much memory it holds then."""
    service = Service(Stream(users), Job(users_mapping(profile("entra").users)), answers, links=Computed())
    managed = (users - 1) // 5
    tracemalloc.start()
    try:
        cycle = service.initial_cycle()
        assert sum(1 for _ in islice(cycle, users + managed - 1)) == users + managed - 1
        gc.collect()
        held = tracemalloc.get_traced_memory()[0]
        assert sum(1 for _ in cycle) == 1
        return held
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_number_of_users() -> None:
    held_near_the_end(50)

    few, many = held_near_the_end(100), held_near_the_end(1_000)

    assert many - few < 20_000
