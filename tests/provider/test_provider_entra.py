"""What Entra and Okta send, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
from provider_by_hand import Client, rule
from test_provider_access import assert_error

from scim_conformance.wire import ENTERPRISE, GROUP, USER, add, remove, replace

MANAGER = f"{ENTERPRISE}:manager"


def read(client: Client, user: dict[str, Any], path: str) -> Any:
    return rule(path).target.read(client.read(user))


@pytest.mark.parametrize("op", ["Add", "add", "Replace", "replace", "REPLACE"])
@pytest.mark.parametrize("path", [MANAGER, "manager", "Manager", MANAGER.upper()])
@pytest.mark.parametrize(
    "form",
    [
        lambda boss: boss,
        lambda boss: {"value": boss},
        lambda boss: [{"$ref": f"http://x.example/scim/Users/{boss}", "value": boss}],
        lambda boss: {"value": boss, "displayName": "The boss", "$ref": None},
    ],
    ids=["text", "object", "array", "with-name"],
)
def test_every_form_of_a_manager_sets_it(client: Client, op: str, path: str, form: Any) -> None:
    user, boss = client.user(), client.user("boss")

    reply = client.patch(f"/Users/{user['id']}", {"op": op, "path": path, "value": form(boss["id"])})

    assert reply.status_code == 204
    assert read(client, user, MANAGER) == {"value": boss["id"], "$ref": boss["meta"]["location"]}


@pytest.mark.parametrize(
    "operation",
    [
        replace(MANAGER, ""),
        replace(MANAGER, None),
        replace(MANAGER, []),
        add(MANAGER, ""),
        remove(MANAGER),
        remove("manager"),
        {"op": "Remove", "path": MANAGER, "value": "whoever"},
        replace(None, {MANAGER: ""}),
        replace(None, {ENTERPRISE: {"manager": ""}}),
        replace(ENTERPRISE, {"manager": None}),
    ],
    ids=str,
)
def test_every_form_of_nobody_unsets_the_manager(client: Client, operation: dict[str, Any]) -> None:
    user = client.user(**{ENTERPRISE: {"manager": "somebody", "division": "D"}})

    assert client.patch(f"/Users/{user['id']}", operation).status_code == 204
    assert client.read(user)[ENTERPRISE] == {"division": "D"}


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("m1", {"value": "m1"}),
        ([{"value": "m1"}], {"value": "m1"}),
        ("", None),
        (None, None),
        ([], None),
        ({"displayName": "The boss"}, None),
    ],
)
def test_managers_are_read_in_whole_users_as_well(client: Client, method: str, sent: Any, stored: Any) -> None:
    path = "/Users" if method == "POST" else f"/Users/{client.user()['id']}"
    body = {"schemas": [USER], "userName": "bjensen", ENTERPRISE: {"division": "D", "manager": sent}}

    reply = client.http.request(method, path, json=body)

    assert reply.status_code in (200, 201)
    assert reply.json()[ENTERPRISE].get("manager") == stored


def test_another_manager_gets_another_reference(client: Client) -> None:
    user, boss = client.user(), client.user("boss")
    path = f"/Users/{user['id']}"
    client.patch(path, replace(MANAGER, boss["id"]))

    client.patch(path, replace(MANAGER, "somebody else"))

    assert read(client, user, MANAGER) == {"value": "somebody else"}


def test_the_manager_is_found_by_id(client: Client) -> None:
    boss = client.user("boss")
    user = client.user("user", **{ENTERPRISE: {"manager": boss["id"]}})
    who = f'id eq "{user["id"]}"'

    for text in (
        f'manager eq "{boss["id"]}"',
        f'{who} and manager eq "{boss["id"]}"',
        f'manager eq "{boss["id"]}" and {who}',
        f'Manager Eq "{boss["id"]}"',
        f'{MANAGER} eq "{boss["id"]}"',
        f'{MANAGER}.value eq "{boss["id"]}"',
        f'(manager eq "{boss["id"]}" or manager eq "x") and not (manager eq "y")',
        "manager pr",
    ):
        assert client.found(text) == [user["id"]], text
        assert client.post("/Users/.search", {"filter": text}).json()["totalResults"] == 1, text
    assert client.found('manager eq "nobody"') == []
    assert client.found('displayName eq "manager eq"') == []
    assert_error(client.get("/Users", filter="manager eq"), 400, "invalidFilter")


@pytest.mark.parametrize(
    "text",
    [
        'emails[type eq "work"].value eq "b@work.example"',
        'emails[type eq "Work"].Value eq "B@WORK.EXAMPLE"',
        'emails.value eq "b@work.example"',
        'externalId eq "42"',
        'userName eq "BJensen"',
        'active eq "False"',
        "active eq false",
        'roles[primary eq "True"].value eq "Admin"',
        f'{ENTERPRISE}:department eq "Tours"',
        f'{USER}:userName eq "bjensen"',
    ],
)
def test_users_are_found_by_what_entra_matches_with(client: Client, text: str) -> None:
    user = client.user(
        externalId="42",
        active=False,
        emails=[{"type": "work", "value": "b@work.example"}],
        roles=[{"value": "Admin", "primary": True}],
        **{ENTERPRISE: {"department": "Tours"}},
    )
    client.user("other", active=True, emails=[{"type": "home", "value": "b@work.example.org"}])

    assert client.found(text) == [user["id"]]


@pytest.mark.parametrize("value", ["False", "false", False])
def test_active_is_a_boolean_however_it_is_sent(client: Client, value: Any) -> None:
    user = client.user(active=True)

    client.patch(f"/Users/{user['id']}", {"op": "Replace", "path": "active", "value": value})

    assert client.read(user)["active"] is False


def test_flat_keys_of_a_pathless_replace_are_paths(client: Client) -> None:
    user = client.user(
        title="Boss",
        name={"givenName": "Barbara", "familyName": "Jensen"},
        emails=[{"type": "work", "value": "old@x.example"}, {"type": "home", "value": "home@x.example"}],
    )

    reply = client.patch(
        f"/Users/{user['id']}",
        replace(
            None,
            {
                "title": "Guide",
                "name.givenName": "Babs",
                'emails[type eq "work"].value': "new@x.example",
                'phoneNumbers[type eq "mobile"].value': "555",
                f"{ENTERPRISE}:department": "Tours",
                ENTERPRISE: {"division": "D", "manager": "m1"},
                "nickName": "B",
            },
        ),
    )

    assert reply.status_code == 204
    changed = client.read(user)
    assert (changed["title"], changed["nickName"]) == ("Guide", "B")
    assert changed["name"] == {"givenName": "Babs", "familyName": "Jensen"}
    assert changed["emails"] == [
        {"type": "work", "value": "new@x.example"},
        {"type": "home", "value": "home@x.example"},
    ]
    assert changed["phoneNumbers"] == [{"type": "mobile", "value": "555"}]
    assert changed[ENTERPRISE] == {"department": "Tours", "division": "D", "manager": {"value": "m1"}}


def test_a_pathless_replace_with_one_bad_key_changes_nothing(client: Client) -> None:
    user = client.user(title="Boss")

    reply = client.patch(
        f"/Users/{user['id']}",
        replace(None, {"title": "Guide", 'emails[type eq "work"].value': "b@x.example", "shoeSize": 44}),
    )

    assert_error(reply, 400, "invalidValue")
    assert client.read(user) == user


@pytest.mark.parametrize("value", ["", None])
@pytest.mark.parametrize(
    "path",
    [
        "title",
        "displayName",
        "name.givenName",
        "name",
        "active",
        "profileUrl",
        'emails[type eq "work"].value',
        'emails[type eq "other"].value',
        'phoneNumbers[type eq "fax"].value',
        "externalId",
        f"{ENTERPRISE}:department",
    ],
)
@pytest.mark.parametrize("flat", [False, True], ids=["path", "flat"])
def test_nothing_and_the_empty_text_unset_an_attribute(client: Client, value: Any, path: str, flat: bool) -> None:
    user = client.user(
        title="t",
        displayName="d",
        active=True,
        externalId="e",
        profileUrl="https://x.example",
        name={"givenName": "g"},
        emails=[{"type": "work", "value": "b@x.example"}],
        **{ENTERPRISE: {"department": "D"}},
    )

    operation = replace(None, {path: value}) if flat else replace(path, value)
    reply = client.patch(f"/Users/{user['id']}", operation)

    assert reply.status_code == 204
    assert read(client, user, path) in (None, "")


def test_unsetting_what_is_not_there_makes_nothing(client: Client) -> None:
    user = client.user()

    client.patch(f"/Users/{user['id']}", replace('emails[type eq "work"].value', None))

    assert client.read(user) == user


@pytest.mark.parametrize("op", ["Add", "Replace"])
def test_an_element_that_a_path_describes_is_made_once(client: Client, op: str) -> None:
    user = client.user()
    path = 'emails[type eq "work"].value'

    for value in ("first@x.example", "second@x.example"):
        client.patch(f"/Users/{user['id']}", {"op": op, "path": path, "value": value})

    assert client.read(user)["emails"] == [{"type": "work", "value": "second@x.example"}]


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (["Admin", "User"], [{"value": "Admin", "primary": True}, {"value": "User"}]),
        ("Admin", [{"value": "Admin", "primary": True}]),
        (["Admin", {"value": "User"}], [{"value": "Admin"}, {"value": "User"}]),
        ([{"primary": False, "type": "T", "displayName": "Admin", "value": "Admin"}],
         [{"primary": False, "type": "T", "value": "Admin"}]),
        ([], None),
    ],
)  # fmt: skip
def test_roles_come_as_objects_or_as_texts(client: Client, method: str, sent: Any, stored: Any) -> None:
    path = "/Users" if method == "POST" else f"/Users/{client.user()['id']}"

    reply = client.http.request(method, path, json={"schemas": [USER], "userName": "bjensen", "roles": sent})

    assert reply.json().get("roles") == stored


def test_roles_change_in_every_form(client: Client) -> None:
    user = client.user(roles=["Admin"])
    path = f"/Users/{user['id']}"
    document = '{"id":"06b0","value":"25","displayName":"Role1234"}'

    for operation, values in (
        ({"op": "Replace", "path": 'roles[primary eq "True"].value', "value": "User"}, ["User"]),
        ({"op": "Add", "path": "roles", "value": [{"value": document}]}, ["User", document]),
        (replace("roles", [{"primary": False, "display": "Test", "value": "Test"}]), ["Test"]),
        (add("roles", ["Guide"]), ["Test", "Guide"]),
        (replace("roles", "Admin"), ["Admin"]),
    ):
        assert client.patch(path, operation).status_code == 204, operation
        assert [each["value"] for each in client.read(user)["roles"]] == values, operation
    assert client.read(user)["roles"] == [{"value": "Admin", "primary": True}]


def test_okta_may_send_back_what_is_read_only_and_the_same(client: Client) -> None:
    group = client.group("Old")

    reply = client.patch(f"/Groups/{group['id']}", replace(None, {"id": group["id"], "displayName": "New"}))

    assert reply.status_code == 204
    assert client.read(group)["displayName"] == "New"
    assert_error(client.patch(f"/Groups/{group['id']}", replace(None, {"id": "other"})), 400, "mutability")


def test_the_samples_of_a_group_in_entra_s_life(client: Client) -> None:
    entra = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
    user = client.user()
    body = {
        "schemas": [GROUP, entra],
        "externalId": "8aa1",
        "displayName": "n",
        "meta": {"resourceType": "Group"},
    }
    group = client.post("/Groups", body).json()
    path = f"/Groups/{group['id']}"
    member = [{"$ref": None, "value": user["id"]}]

    for operation in (
        {"op": "Replace", "path": "displayName", "value": "renamed"},
        {"op": "Replace", "path": "externalId", "value": "new"},
        {"op": "Add", "path": "members", "value": member},
        {"op": "Remove", "path": "members", "value": member},
    ):
        assert client.patch(path, operation).status_code == 204
    assert client.read(group)["displayName"] == "renamed"
    assert client.read(group)["externalId"] == "new"
    assert "members" not in client.read(group)
    assert client.delete(path).status_code == 204


@pytest.mark.parametrize(
    ("operation", "scim_type"),
    [
        (replace("shoeSize", 44), "invalidPath"),
        (replace("name.nothing", "x"), "invalidPath"),
        (replace("emails[type eq", "x"), "invalidPath"),
        (replace(f"{ENTERPRISE}:nothing", "x"), "invalidPath"),
        (replace(None, {"shoeSize": 44}), "invalidValue"),
        (replace(None, "x"), "invalidValue"),
        (add("title", None), "invalidValue"),
        ({"op": "add", "path": "title"}, "invalidValue"),
        (replace("title", ["x"]), "invalidValue"),
        (replace("userName", ""), "invalidValue"),
        (remove("userName"), "mutability"),
        (replace("id", "x"), "mutability"),
        (replace("meta.created", "2000-01-01T00:00:00Z"), "mutability"),
        ({"op": "remove"}, "noTarget"),
        ({"op": "remove", "value": {"title": "x"}}, "noTarget"),
        (replace('emails[type eq "work" and value ew "x"].value', "x"), "noTarget"),
        ({"op": "move", "path": "title", "value": "x"}, "invalidSyntax"),
        ({"path": "title", "value": "x"}, "invalidSyntax"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_and_nothing_changes(
    client: Client, operation: dict[str, Any], scim_type: str
) -> None:
    user = client.user(title="Boss")

    reply = client.patch(f"/Users/{user['id']}", replace("nickName", "Babs"), operation)

    assert_error(reply, 400, scim_type)
    assert client.read(user) == user


@pytest.mark.parametrize("operations", [[], {}, None, "add", [5], [[]]])
def test_operations_must_be_a_list_of_some(client: Client, operations: Any) -> None:
    user = client.user()
    body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations}

    assert_error(client.http.patch(f"/Users/{user['id']}", json=body), 400, "invalidSyntax")


def test_operations_build_on_each_other_in_their_order(client: Client) -> None:
    user = client.user()

    client.patch(
        f"/Users/{user['id']}",
        add("emails", [{"type": "work", "value": "b@x.example"}]),
        replace('emails[value eq "b@x.example"].type', "home"),
        replace("title", "first"),
        replace("title", "last"),
    )

    assert client.read(user)["emails"] == [{"type": "home", "value": "b@x.example"}]
    assert client.read(user)["title"] == "last"


def test_one_primary_element_takes_the_place_of_the_other(client: Client) -> None:
    user = client.user(emails=[{"value": "a@x.example", "primary": True}])

    client.patch(f"/Users/{user['id']}", add("emails", [{"value": "b@x.example", "primary": True}]))

    assert [each["primary"] for each in client.read(user)["emails"]] == [False, True]
