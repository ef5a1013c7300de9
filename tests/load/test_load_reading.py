"""What is found when it is read back what a provider has done to what it had accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from load_by_hand import TOKEN, small
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.client import Credentials
from scim_conformance.load.acting import Actor
from scim_conformance.load.planning import Unjudged
from scim_conformance.load.preparing import known, prepare, rehearse, told_of
from scim_conformance.load.reading import Problem
from scim_conformance.load.shift import Shift
from scim_conformance.profile import Profile
from scim_conformance.provider import Provider, Running


@pytest.fixture
def shift(running: Running, profile: Profile, credentials: Credentials, tmp_path: Path) -> Iterator[Shift]:
    plan = prepare(small(running.url, groups=1, users=1, rate=500.0), profile, credentials, tmp_path / "ledgers")
    found = Shift(plan, profile, credentials, tmp_path / "ledgers", again=(0.01, 0.01))
    yield found
    found.close()


@pytest.fixture
def actor(shift: Shift) -> Actor:
    """Return a virtual user with four people, three of whom are members of the group still."""
    made = shift.actor(Random(7))
    for doing in ("create", "create", "create", "create", "add members", "remove members", "update"):
        assert made.do(doing), made.why
    return made


def wrong(shift: Shift) -> dict[str, int]:
    found: dict[str, int] = shift.account()["read_back"]["wrong"]
    return found


def target(actor: Actor, users: set[str]) -> str:
    link = actor.links.get("user", min(users))
    assert link is not None
    return link.target_id


@pytest.fixture
def elsewhere(running: Running) -> Iterator[httpx.Client]:
    """Somebody else who changes the provider."""
    with httpx.Client(base_url=running.url, headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False) as client:
        yield client


def patch(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": list(operations)}


def test_nothing_is_wrong_where_nothing_was_done(shift: Shift, actor: Actor) -> None:
    found = shift.account()["read_back"]
    assert found["wrong"] == {}
    assert found["users"] == 4
    # Of four who joined half left again.
    assert found["memberships"] == 4


def test_a_user_who_is_gone_is_missing(shift: Shift, actor: Actor, elsewhere: httpx.Client) -> None:
    assert elsewhere.delete(f"/Users/{target(actor, actor.reckoning.created)}").status_code == 204
    found = wrong(shift)
    assert found["missing"] == 1
    assert found["not found"] == 1


def test_an_attribute_that_is_otherwise_deviates(shift: Shift, actor: Actor, elsewhere: httpx.Client) -> None:
    change = patch({"op": "replace", "path": "title", "value": "Somebody else's"})
    assert elsewhere.patch(f"/Users/{target(actor, actor.reckoning.created)}", json=change).status_code in (200, 204)
    found = shift.account()["read_back"]
    assert found["wrong"] == {"deviates": 1}
    assert found["deviating"] == {"title": 1}
    assert "Somebody else's" in found["examples"][0]


def test_members_who_are_gone_and_who_are_back_are_found(shift: Shift, actor: Actor, elsewhere: httpx.Client) -> None:
    group = shift.plan.shared[0]
    must = target(actor, actor.reckoning.must_be_in(group.object_id))
    must_not = target(actor, actor.reckoning.must_not_be_in(group.object_id))
    change = patch(
        {"op": "remove", "path": f'members[value eq "{must}"]'},
        {"op": "add", "path": "members", "value": [{"value": must_not}]},
    )
    assert elsewhere.patch(f"/Groups/{group.target_id}", json=change).status_code in (200, 204)
    assert wrong(shift) == {"member lost": 1, "member came back": 1}


def test_who_is_found_twice_is_there_twice(provider: Provider, shift: Shift, actor: Actor) -> None:
    def layer(answer: Callable[[ScimRequest], ScimResponse]) -> Callable[[ScimRequest], ScimResponse]:
        def doubling(request: ScimRequest) -> ScimResponse:
            found = answer(request)
            if request.query and "filter" in request.query and found.body.get("Resources"):
                only = found.body["Resources"][0]
                found.body["Resources"] = [only, {**only, "id": "another"}]
            return found

        return doubling

    provider.wrap(layer)
    assert wrong(shift) == {"twice": 4}


def test_what_needs_a_moment_to_show_is_not_wrong(provider: Provider, shift: Shift, actor: Actor) -> None:
    seen: set[str] = set()

    def layer(answer: Callable[[ScimRequest], ScimResponse]) -> Callable[[ScimRequest], ScimResponse]:
        def late(request: ScimRequest) -> ScimResponse:
            found = answer(request)
            if request.method == "GET" and "filter" in (request.query or {}) and str(request.query) not in seen:
                seen.add(str(request.query))
                found.body.update(Resources=[], totalResults=0)
            return found

        return late

    provider.wrap(layer)
    assert wrong(shift) == {}
    assert seen, "at first nobody was found"


def test_what_can_not_be_read_is_not_called_wrong(shift: Shift, actor: Actor, running: Running) -> None:
    running.stop()
    found = wrong(shift)
    assert set(found) == {"unread"}
    assert found["unread"] >= 5, "four users and a group"


def test_what_is_not_judged_is_not_compared(shift: Shift, actor: Actor, elsewhere: httpx.Client) -> None:
    change = patch({"op": "replace", "path": "title", "value": "Somebody else's"})
    assert elsewhere.patch(f"/Users/{target(actor, actor.reckoning.created)}", json=change).status_code in (200, 204)
    shift.plan = replace(shift.plan, unjudged=Unjudged(paths=("title",)))
    assert wrong(shift) == {}


def test_a_user_alone_finds_nothing_at_a_right_provider(shift: Shift) -> None:
    assert rehearse(shift) == Unjudged()


def test_what_goes_wrong_without_load_is_told_and_left_out() -> None:
    found = known("create", [Problem("deviates", "x", "title"), Problem("not found", "y")], Unjudged())
    found = known("remove members", [Problem("member lost", "z is not in it")], found)
    assert found == Unjudged(("title",), ("remove members",), ("z is not in it.",), members=True, twice=True)
    said = " ".join(told_of(found))
    for part in ("remove members. z is not in it.", "without load: title", "Memberships are not compared", "searched"):
        assert part in said
    assert told_of(Unjudged()) == []
