"""The applications of the bundled profiles behave as their vendors document it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as other
from pathlib import Path
from typing import Any

import pytest
from provider_by_hand import Client, rule

from scim_conformance.profile import Profile, load
from scim_conformance.wire import ENTERPRISE, GROUP, USER, replace

Served = Callable[[Profile], Client]

NAME = {"givenName": "Barbara", "familyName": "Jensen"}
ROLE = "urn:example:params:scim:schemas:extension:desk:2.0:User:role"


@pytest.fixture
def application(served: Served, tmp_path: Path) -> Callable[[str], Client]:
    return lambda name: served(load(name, cwd=tmp_path))


def created(client: Client, **body: Any) -> dict[str, Any]:
    reply = client.post("/Users", {"schemas": [USER], **body})
    assert reply.status_code == 201, reply.text
    made: dict[str, Any] = reply.json()
    return made


def test_promapp_s_patch_changes_names_and_e_mail_only(application: Callable[[str], Client]) -> None:
    client = application("promapp")
    mail = 'emails[type eq "work"].value'
    user = created(
        client,
        userName="bjensen",
        name=NAME,
        timezone="Asia/Tokyo",
        emails=[{"type": "work", "value": "b@example.com"}],
    )

    for path, value in (("name.givenName", "Babs"), ("name.familyName", "Jones"), (mail, "babs@example.com")):
        assert client.patch(f"/Users/{user['id']}", replace(path, value)).status_code == 204
        assert rule(path).target.read(client.read(user)) == value

    before = client.read(user)
    for path, value in (("userName", "babs"), ("timezone", "Europe/Berlin")):
        reply = client.patch(f"/Users/{user['id']}", replace("name.givenName", "Barb"), replace(path, value))
        assert (reply.status_code, reply.json()["scimType"]) == (400, "mutability")
        assert path in reply.json()["detail"]
        assert client.read(user) == before
    assert client.put(f"/Users/{user['id']}", {**before, "userName": "babs", "timezone": "Europe/Berlin"}).is_success
    assert (client.read(user)["userName"], client.read(user)["timezone"]) == ("babs", "Europe/Berlin")


def test_a_patch_of_promapp_may_name_what_it_leaves_as_it_is(application: Callable[[str], Client]) -> None:
    client = application("promapp")
    user = created(client, userName="bjensen", name=NAME)

    reply = client.patch(f"/Users/{user['id']}", replace("userName", "bjensen"), replace("name.givenName", "Babs"))

    assert reply.status_code == 204
    assert client.read(user)["name"]["givenName"] == "Babs"


def test_rfpio_s_name_stays_and_its_role_is_set_at_creation_only(served: Served, tmp_path: Path) -> None:
    told = load("rfpio", cwd=tmp_path)
    attributes = (*told.users.attributes, rule(ROLE, mutability="createOnly"))
    client = served(other(told, users=other(told.users, attributes=attributes)))
    urn = ROLE.rpartition(":")[0]
    named = {"userName": "b@example.com", ENTERPRISE: {"costCenter": "Sales"}, urn: {"role": "Author"}}
    user, plain = created(client, **named), created(client, userName="c@example.com")

    for path in ("userName", f"{ENTERPRISE}:costCenter", ROLE):
        assert client.patch(f"/Users/{user['id']}", replace(path, "d@example.com")).status_code == 400, path
    assert client.patch(f"/Users/{plain['id']}", replace(ROLE, "Author")).status_code == 400
    assert {key: client.read(user)[key] for key in named} == named
    assert urn not in client.read(plain)


@pytest.mark.parametrize("roles", [["Viewer"], "Viewer", [{"value": "Viewer", "primary": True}]], ids=str)
def test_rhombus_takes_roles_as_objects_and_as_texts(application: Callable[[str], Client], roles: Any) -> None:
    client = application("rhombus")

    user = created(client, userName="bjensen", active=True, name=NAME, roles=roles)

    assert client.read(user)["roles"] == [{"value": "Viewer", "primary": True}]


def test_iprova_s_groups_have_an_external_id_and_members(application: Callable[[str], Client]) -> None:
    client = application("iprova")
    user = created(client, userName="bjensen")
    body = {"schemas": [GROUP], "displayName": "Guides", "externalId": "g-1", "members": [{"value": user["id"]}]}

    group = client.post("/Groups", body).json()

    assert group["externalId"] == "g-1"
    assert [each["value"] for each in client.read(group)["members"]] == [user["id"]]
    assert client.patch(f"/Groups/{group['id']}", replace("externalId", "g-2")).status_code == 204
    assert client.read(group)["externalId"] == "g-2"
    found = client.get("/Groups", filter='displayName eq "Guides"').json()["Resources"]
    assert [each["id"] for each in found] == [group["id"]]


@pytest.mark.parametrize("name", ["rhombus", "promapp", "rfpio"])
def test_applications_without_groups_have_none_anywhere(application: Callable[[str], Client], name: str) -> None:
    client = application(name)

    assert client.get("/Groups").status_code == 404
    assert [each["name"] for each in client.get("/ResourceTypes").json()["Resources"]] == ["User"]
    assert GROUP not in [each["id"] for each in client.get("/Schemas").json()["Resources"]]
