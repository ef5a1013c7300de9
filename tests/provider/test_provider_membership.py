"""Members of groups and groups of users."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from provider_by_hand import Client, Clock, profile, rule
from test_provider_access import assert_error

from scim_conformance.profile import Profile
from scim_conformance.wire import GROUP, add, remove, replace


def members(client: Client, group: dict[str, Any]) -> set[str]:
    return {each["value"] for each in client.read(group).get("members", [])}


def groups(client: Client, user: dict[str, Any]) -> list[str]:
    return sorted(each["display"] for each in client.read(user).get("groups", []))


def test_a_member_is_told_with_its_type_and_place(client: Client) -> None:
    user, nested = client.user(), client.group("Nested")

    group = client.group("Tour Guides", user["id"], nested["id"])

    assert client.read(group)["members"] == [
        {"value": user["id"], "type": "User", "$ref": user["meta"]["location"]},
        {"value": nested["id"], "type": "Group", "$ref": nested["meta"]["location"]},
    ]


@pytest.mark.parametrize(
    "sent", [{"$ref": None}, {"$ref": "http://x.example/Users/1"}, {"type": "Printer"}, {"display": "B"}]
)
def test_what_a_client_says_of_a_member_beside_its_id_is_corrected(client: Client, sent: dict[str, Any]) -> None:
    user, group = client.user(), client.group()

    reply = client.patch(f"/Groups/{group['id']}", add("members", [{"value": user["id"], **sent}]))

    assert reply.status_code == 204
    told = client.read(group)["members"]
    assert told == [{"value": user["id"], "type": "User", "$ref": user["meta"]["location"]}]


def test_members_come_and_go_as_operations_say(client: Client) -> None:
    a, b, c = (client.user(name)["id"] for name in "abc")
    group = client.group("Tour Guides", a)
    path = f"/Groups/{group['id']}"

    for operation, left in (
        (add("members", [{"value": a}, {"value": b}]), {a, b}),
        (add("members", {"value": c}), {a, b, c}),
        (remove(f'members[value eq "{a}" or value eq "{b}"]'), {c}),
        (remove(f'members[value eq "{a}"]'), {c}),
        (replace("members", [{"value": a}, {"value": a}, {"value": b}]), {a, b}),
        (remove("members"), set()),
        (add(None, {"members": [{"value": b}]}), {b}),
        (replace("members", []), set()),
    ):
        assert client.patch(path, operation).status_code == 204, operation
        assert members(client, group) == left, operation


def test_a_member_is_stored_once(client: Client) -> None:
    user = client.user()

    group = client.group("Tour Guides", user["id"], user["id"])

    assert [each["value"] for each in group["members"]] == [user["id"]]


def test_adding_who_is_a_member_changes_nothing(client: Client, clock: Clock) -> None:
    user = client.user()
    group = client.group("Tour Guides", user["id"])
    clock.tick()

    assert client.patch(f"/Groups/{group['id']}", add("members", [{"value": user["id"]}])).status_code == 204
    assert client.put(f"/Groups/{group['id']}", group).status_code == 200

    assert client.read(group) == group


def test_the_form_in_which_entra_removes_members_removes_those_and_no_others(client: Client) -> None:
    a, b, c = (client.user(name)["id"] for name in "abc")
    group = client.group("Tour Guides", a, b, c)
    listed = [{"$ref": None, "value": a}, {"value": b}]

    reply = client.patch(f"/Groups/{group['id']}", {"op": "Remove", "path": "members", "value": listed})

    assert reply.status_code == 204
    assert members(client, group) == {c}


def test_a_member_that_is_nobody_is_refused_and_nothing_changes(client: Client) -> None:
    user = client.user()
    group = client.group("Tour Guides", user["id"])
    ghost = [{"value": "nobody"}]

    for reply in (
        client.post("/Groups", {"schemas": [GROUP], "displayName": "Ghosts", "members": ghost}),
        client.put(f"/Groups/{group['id']}", {**group, "members": ghost}),
        client.patch(f"/Groups/{group['id']}", replace("displayName", "New"), add("members", ghost)),
    ):
        assert_error(reply, 400, "invalidValue")
    assert client.read(group) == group
    assert client.get("/Groups").json()["totalResults"] == 1


def test_a_group_without_a_name_is_refused(client: Client) -> None:
    group = client.group()

    assert_error(client.post("/Groups", {"schemas": [GROUP], "displayName": ""}), 400, "invalidValue")
    assert_error(client.patch(f"/Groups/{group['id']}", replace("displayName", "")), 400, "invalidValue")


def test_who_is_deleted_is_nowhere_a_member_any_more(client: Client, clock: Clock) -> None:
    user, other = client.user("a"), client.user("b")
    group, nested = client.group("Tour Guides", user["id"], other["id"]), client.group("Nested", user["id"])
    clock.tick()

    client.delete(f"/Users/{user['id']}")

    assert members(client, group) == {other["id"]}
    assert members(client, nested) == set()
    assert client.read(group)["meta"]["version"] != group["meta"]["version"]
    assert client.read(group)["meta"]["lastModified"] == "2030-01-01T00:01:00Z"


def test_a_deleted_group_leaves_its_members_and_the_groups_it_was_in(client: Client) -> None:
    user = client.user()
    inner = client.group("Inner", user["id"])
    outer = client.group("Outer", inner["id"])

    client.delete(f"/Groups/{inner['id']}")

    assert members(client, outer) == set()
    assert groups(client, user) == []


def test_a_user_tells_its_groups(client: Client) -> None:
    user, other = client.user("a"), client.user("b")
    guides = client.group("Guides", user["id"])
    client.group("Employees", user["id"], other["id"])

    assert groups(client, user) == ["Employees", "Guides"]
    told = next(each for each in client.read(user)["groups"] if each["display"] == "Guides")
    assert told == {
        "value": guides["id"],
        "$ref": guides["meta"]["location"],
        "display": "Guides",
        "type": "direct",
    }
    assert client.found(f'groups.value eq "{guides["id"]}"') == [user["id"]]

    client.patch(f"/Groups/{guides['id']}", replace("displayName", "Leaders"), add("members", [{"value": other["id"]}]))
    assert groups(client, user) == groups(client, other) == ["Employees", "Leaders"]

    client.patch(f"/Groups/{guides['id']}", remove(f'members[value eq "{user["id"]}"]'))
    assert groups(client, user) == ["Employees"]


def test_joining_a_group_changes_the_version_of_a_user(client: Client) -> None:
    user = client.user()

    client.group("Guides", user["id"])

    stale = {"If-None-Match": user["meta"]["version"]}
    assert client.http.get(f"/Users/{user['id']}", headers=stale).status_code == 200


def test_nobody_joins_a_group_through_the_user(client: Client) -> None:
    user, group = client.user(), client.group()
    operation = add("groups", [{"value": group["id"]}])

    assert_error(client.patch(f"/Users/{user['id']}", operation), 400, "mutability")
    client.put(f"/Users/{user['id']}", {**user, "groups": [{"value": group["id"]}]})

    assert groups(client, user) == []
    assert members(client, group) == set()


def test_a_replaced_user_stays_in_its_groups(client: Client) -> None:
    user = client.user()
    group = client.group("Guides", user["id"])

    reply = client.put(f"/Users/{user['id']}", {**user, "title": "Boss"})

    assert [each["display"] for each in reply.json()["groups"]] == ["Guides"]
    assert members(client, group) == {user["id"]}


def test_members_are_there_where_users_do_not_tell_their_groups(served: Callable[[Profile], Client]) -> None:
    client = served(profile(rule("title"), groups=(rule("displayName"), rule("members", "reference"))))
    user = client.user()
    group = client.group("Guides", user["id"])

    client.delete(f"/Users/{user['id']}")

    assert "groups" not in user
    assert members(client, group) == set()


def test_a_group_without_its_members_is_smaller(client: Client) -> None:
    user = client.user()
    group = client.group("Guides", user["id"])

    for reply in (
        client.get(f"/Groups/{group['id']}", excludedAttributes="members").json(),
        client.get("/Groups", excludedAttributes="members", filter='displayName eq "Guides"').json()["Resources"][0],
    ):
        assert "members" not in reply
        assert reply["displayName"] == "Guides"
