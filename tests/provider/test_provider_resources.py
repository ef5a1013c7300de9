"""What becomes of users and groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from provider_by_hand import Client, Clock, profile, rule
from test_provider_access import assert_error

from scim_conformance.profile import Limits, Profile
from scim_conformance.wire import ENTERPRISE, GROUP, USER, add, remove, replace


def test_a_user_is_read_as_it_was_sent(client: Client) -> None:
    sent: dict[str, Any] = {
        "schemas": [USER, ENTERPRISE],
        "userName": "bjensen@example.com",
        "externalId": "0a21",
        "displayName": "  Bábs 😀 “Jensen”  ",
        "active": False,
        "profileUrl": "https://example.com/bjensen",
        "name": {"givenName": "Barbara", "familyName": "Jensen"},
        "emails": [
            {"value": "b@work.example", "type": "work", "primary": True},
            {"value": "b@home.example", "type": "home"},
        ],
        "x509Certificates": [{"value": "MIIDQzCCAqyg"}],
        ENTERPRISE: {"costCenter": "", "employeeNumber": "701984"},
    }

    reply = client.post("/Users", sent)
    created = reply.json()
    read = client.read(created)

    assert reply.status_code == 201
    assert reply.headers["Location"] == reply.headers["Content-Location"] == created["meta"]["location"]
    assert reply.headers["ETag"] == created["meta"]["version"]
    assert created == read
    assert {key: value for key, value in read.items() if key not in ("id", "meta")} == sent
    assert client.http.get(created["meta"]["location"]).json() == read


def test_what_the_provider_assigns_is_not_taken_from_the_client(client: Client, clock: Clock) -> None:
    user = client.user(id="mine", groups=[], meta={"resourceType": "User", "created": "1999-01-01T00:00:00Z"})

    assert user["id"] != "mine"
    assert user["meta"]["created"] == user["meta"]["lastModified"] == "2030-01-01T00:00:00Z"
    assert "groups" not in user


def test_what_is_null_or_empty_is_not_assigned(client: Client) -> None:
    user = client.user(externalId=None, emails=None, roles=[], title=None)

    assert set(user) == {"schemas", "id", "meta", "userName"}


def test_what_no_schema_has_is_ignored_on_create_and_replace(client: Client) -> None:
    entra = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
    reply = client.post("/Groups", {"schemas": [GROUP, entra], "displayName": "Tour Guides", "department": None})
    group = reply.json()

    again = client.put(f"/Groups/{group['id']}", {**group, "schemas": [GROUP, entra], "shoeSize": 44})

    assert reply.status_code == 201
    assert group["schemas"] == [GROUP]
    assert again.json() == group


def test_names_of_attributes_and_schemas_are_case_insensitive(client: Client) -> None:
    reply = client.post(
        "/Users",
        {
            "SCHEMAS": [USER],
            "UserName": "b",
            "Emails": [{"Value": "b@x.example"}],
            ENTERPRISE.upper(): {"Division": "D"},
        },
    )

    assert reply.json()["emails"] == [{"value": "b@x.example"}]
    assert reply.json()[ENTERPRISE] == {"division": "D"}
    assert reply.json()["schemas"] == [USER, ENTERPRISE]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"userName": None},
        {"userName": ""},
        {"userName": 5},
        {"userName": "b", "active": {"a": 1}},
        {"userName": "b", "emails": "b@x.example"},
        {"userName": "b", "emails": ["b@x.example"]},
        {"userName": "b", "roles": [5, "Admin"]},
        {"userName": "b", "emails": [{"value": "a", "primary": True}, {"value": "b", "primary": True}]},
    ],
)
def test_a_value_that_does_not_fit_answers_invalid_value_and_creates_nobody(client: Client, body: Any) -> None:
    assert_error(client.post("/Users", {"schemas": [USER], **body}), 400, "invalidValue")
    assert client.get("/Users").json()["totalResults"] == 0


def test_errors_are_told_in_one_line(client: Client) -> None:
    user = client.user()

    reply = client.patch(f"/Users/{user['id']}", replace("emails", ["b@x.example"]))

    assert_error(reply, 400, "invalidValue")
    assert "\n" not in reply.json()["detail"]
    assert "pydantic" not in reply.json()["detail"]


@pytest.mark.parametrize("twin", ["bjensen", "BJensen"])
def test_a_user_name_is_there_once(client: Client, twin: str) -> None:
    user, other = client.user("bjensen"), client.user("other")

    assert_error(client.post("/Users", {"schemas": [USER], "userName": twin}), 409, "uniqueness")
    assert_error(client.put(f"/Users/{other['id']}", {"schemas": [USER], "userName": twin}), 409, "uniqueness")
    assert_error(client.patch(f"/Users/{other['id']}", replace("userName", twin)), 409, "uniqueness")
    assert client.patch(f"/Users/{user['id']}", replace("userName", twin)).status_code == 204


def test_a_group_name_is_there_once(client: Client) -> None:
    client.group("Tour Guides")

    assert_error(client.post("/Groups", {"schemas": [GROUP], "displayName": "tour guides"}), 409, "uniqueness")


def test_the_password_comes_back_in_no_way(client: Client) -> None:
    user = client.user(password="correct horse")

    assert "password" not in user
    assert "password" not in client.get(f"/Users/{user['id']}", attributes="password,userName").json()
    assert "correct horse" not in client.post("/Users", {"userName": "bjensen", "password": "correct horse"}).text


def test_only_an_email_address_is_a_user_name_where_the_profile_says_so(
    served: Callable[[Profile], Client],
) -> None:
    client = served(profile(user_name="email"))
    user = client.user("bjensen@example.com")

    for name in ("bjensen", "@example.com", "b jensen@example.com", "bjensen@example", "b@x@example.com"):
        assert_error(client.post("/Users", {"schemas": [USER], "userName": name}), 400, "invalidValue")
        assert_error(client.patch(f"/Users/{user['id']}", replace("userName", name)), 400, "invalidValue")


def test_required_attributes_are_required_deep_inside(served: Callable[[Profile], Client]) -> None:
    client = served(
        profile(rule("name.givenName", required=True), rule('roles[primary eq "True"].value', required=True))
    )
    complete = {"name": {"givenName": "B"}, "roles": [{"value": "Viewer", "primary": True}]}
    user = client.user(**complete)

    for lacking in ({"name": {}}, {"name": None}, {"roles": []}, {"roles": [{"primary": True}]}):
        body = {"schemas": [USER], "userName": "other", **complete, **lacking}
        assert_error(client.post("/Users", body), 400, "invalidValue")
    for path in ("name.givenName", "name", "roles", 'roles[primary eq "True"].value'):
        assert_error(client.patch(f"/Users/{user['id']}", remove(path)), 400, "mutability")


class TestFrozen:
    """Attributes that keep their value."""

    @pytest.fixture
    def client(self, served: Callable[[Profile], Client]) -> Client:
        return served(
            profile(
                rule("userName", mutability="immutable"),
                rule("title", mutability="immutable"),
                rule("nickName"),
                rule('emails[type eq "work"].value', mutability="immutable"),
                rule(f"{ENTERPRISE}:costCenter", mutability="createOnly"),
            )
        )

    def user(self, client: Client) -> dict[str, Any]:
        emails = [{"type": "work", "value": "b@work.example"}]
        return client.user(title="Tour Guide", emails=emails, **{ENTERPRISE: {"costCenter": "4130"}})

    @pytest.mark.parametrize("path", ["userName", "title", 'emails[type eq "work"].value', f"{ENTERPRISE}:costCenter"])
    def test_patch_changes_none_of_them(self, client: Client, path: str) -> None:
        user = self.user(client)

        assert_error(client.patch(f"/Users/{user['id']}", replace(path, "other@x.example")), 400, "mutability")
        assert_error(client.patch(f"/Users/{user['id']}", remove(path)), 400, "mutability")
        assert client.read(user) == user

    def test_replacing_the_element_that_holds_one_is_no_way_around(self, client: Client) -> None:
        user = self.user(client)

        operation = replace("emails", [{"type": "work", "value": "other@x.example"}])

        assert_error(client.patch(f"/Users/{user['id']}", operation), 400, "mutability")

    @pytest.mark.parametrize(
        "changed",
        [
            {"title": "Boss"},
            {"userName": "other"},
            {ENTERPRISE: {"costCenter": "1"}},
            {"emails": [{"type": "work", "value": "other@x.example"}]},
        ],
    )
    def test_put_changes_none_of_them(self, client: Client, changed: dict[str, Any]) -> None:
        user = self.user(client)

        assert_error(client.put(f"/Users/{user['id']}", {**user, **changed}), 400, "mutability")
        assert client.read(user) == user

    def test_put_may_leave_them_out(self, client: Client) -> None:
        user = self.user(client)

        reply = client.put(f"/Users/{user['id']}", {"schemas": [USER], "userName": "bjensen", "nickName": "Babs"})

        assert reply.status_code == 200
        kept = reply.json()
        assert kept.pop("nickName") == "Babs"
        assert {**kept, "meta": None} == {**user, "meta": None}

    def test_the_same_value_is_no_change(self, client: Client) -> None:
        user = self.user(client)

        assert client.patch(f"/Users/{user['id']}", replace("title", "Tour Guide")).status_code == 204
        assert client.put(f"/Users/{user['id']}", user).json() == user

    def test_an_immutable_one_may_be_set_later_but_not_one_that_only_a_creation_sets(self, client: Client) -> None:
        user = client.user("later")
        path = f"/Users/{user['id']}"

        assert client.patch(path, add("title", "Tour Guide")).status_code == 204
        assert_error(client.patch(path, add(f"{ENTERPRISE}:costCenter", "4130")), 400, "mutability")


def test_put_replaces_and_answers_with_all_that_is_stored(client: Client, clock: Clock) -> None:
    user = client.user(title="Boss", nickName="Babs", password="correct horse")
    clock.tick()

    reply = client.put(f"/Users/{user['id']}", {"id": "other", "schemas": [USER], "userName": "b", "title": "Guide"})

    replaced = reply.json()
    assert replaced == client.read(user)
    assert (replaced["id"], replaced["title"]) == (user["id"], "Guide")
    assert "nickName" not in replaced
    assert replaced["meta"]["created"] == user["meta"]["created"]
    assert replaced["meta"]["lastModified"] == "2030-01-01T00:01:00Z"


def test_a_change_moves_last_modified_and_version_and_no_change_moves_neither(client: Client, clock: Clock) -> None:
    user = client.user(title="Boss")
    clock.tick()

    client.patch(f"/Users/{user['id']}", add("title", "Boss"), replace("userName", "bjensen"))
    client.put(f"/Users/{user['id']}", user)
    assert client.read(user) == user

    client.patch(f"/Users/{user['id']}", replace("title", "Guide"))
    changed = client.read(user)
    assert changed["meta"]["lastModified"] == "2030-01-01T00:01:00Z"
    assert changed["meta"]["version"] != user["meta"]["version"]


def test_conditions_are_held(client: Client) -> None:
    user = client.user()
    path, old = f"/Users/{user['id']}", user["meta"]["version"]
    client.patch(path, replace("title", "Boss"))
    new = client.read(user)["meta"]["version"]

    assert client.http.get(path, headers={"If-None-Match": new}).status_code == 304
    assert client.http.get(path, headers={"If-None-Match": old}).status_code == 200
    assert_error(client.http.delete(path, headers={"If-Match": old}), 412)
    assert_error(client.http.put(path, json=user, headers={"If-Match": old}), 412)
    assert client.http.delete(path, headers={"If-Match": new}).status_code == 204


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_an_unknown_user_answers_404_whatever_the_body(client: Client, method: str) -> None:
    user = client.user("bjensen", externalId="42")

    for name in ("nobody", "bjensen", "42", user["id"].upper()):
        body = b"" if method in ("GET", "DELETE") else b'{"broken": '
        assert_error(client.http.request(method, f"/Users/{name}", content=body), 404)


def test_delete_removes(client: Client) -> None:
    user = client.user()

    assert client.delete(f"/Users/{user['id']}").status_code == 204
    assert_error(client.get(f"/Users/{user['id']}"), 404)
    assert_error(client.delete(f"/Users/{user['id']}"), 404)
    assert client.get("/Users").json()["totalResults"] == 0
    assert client.user()["id"] != user["id"]


def test_an_account_that_delete_deactivates_is_kept_inside_and_gone_outside(
    served: Callable[[Profile], Client],
) -> None:
    client = served(profile(rule("active", "boolean"), groups=(), delete="deactivates"))
    user = client.user(active=True)
    group = client.group("Tour Guides", user["id"])

    assert client.delete(f"/Users/{user['id']}").status_code == 204

    path = f"/Users/{user['id']}"
    for reply in (
        client.get(path),
        client.put(path, user),
        client.patch(path, replace("active", True)),
        client.delete(path),
    ):
        assert_error(reply, 404)
    assert client.get("/Users").json()["totalResults"] == 0
    assert client.found('userName eq "bjensen"') == []
    assert "members" not in client.read(group)
    assert_error(client.patch(f"/Groups/{group['id']}", add("members", [{"value": user["id"]}])), 400, "invalidValue")
    assert [(kept.id, kept.active) for kept in client.provider.storage.deactivated.values()] == [(user["id"], False)]  # type: ignore[attr-defined]
    assert client.user()["id"] != user["id"]


def test_a_deactivated_user_stays_visible(client: Client) -> None:
    user = client.user(active=True)
    client.patch(f"/Users/{user['id']}", replace("active", False))

    assert client.read(user)["active"] is False
    assert client.found('userName eq "bjensen"') == client.found("active eq false") == [user["id"]]


def test_a_page_holds_no_more_than_the_profile_allows(served: Callable[[Profile], Client]) -> None:
    client = served(profile(limits=Limits(page_size=2)))
    ids = {client.user(f"user-{number}")["id"] for number in range(5)}

    pages = [client.get("/Users", startIndex=start, count=100).json() for start in (1, 3, 5)]

    assert [page["itemsPerPage"] for page in pages] == [2, 2, 1]
    assert {page["totalResults"] for page in pages} == {5}
    assert {each["id"] for page in pages for each in page["Resources"]} == ids
    assert client.get("/Users").json()["itemsPerPage"] == 2


@pytest.mark.parametrize("method", ["post", "put", "patch"])
@pytest.mark.parametrize(
    ("params", "kept"),
    [
        ({"attributes": "nickName"}, {"schemas", "id", "nickName"}),
        ({"excludedAttributes": "nickName,meta"}, {"schemas", "id", "userName"}),
    ],
)
def test_writes_answer_with_the_attributes_that_were_asked_for(
    client: Client, method: str, params: dict[str, str], kept: set[str]
) -> None:
    body = {"schemas": [USER], "userName": "bjensen", "nickName": "Babs"}
    path = "/Users" if method == "post" else f"/Users/{client.user()['id']}"

    if method == "patch":
        reply = client.patch(path, replace("nickName", "Babs"), **params)
    else:
        reply = client.http.request(method.upper(), path, json=body, params=params)

    assert reply.status_code == (201 if method == "post" else 200)
    assert set(reply.json()) == kept
    assert reply.headers["Location"].endswith(reply.json()["id"])


def test_nothing_is_created_where_the_asked_attributes_make_no_sense(client: Client) -> None:
    reply = client.post("/Users", {"schemas": [USER], "userName": "b"}, attributes="emails[", excludedAttributes="x")

    assert reply.status_code == 400
    assert client.get("/Users").json()["totalResults"] == 0


def test_search_answers_to_post_as_to_get(client: Client) -> None:
    user = client.user()
    client.user("other")

    for path in ("/Users/.search", "/.search"):
        found = client.post(path, {"filter": 'userName eq "bjensen"', "attributes": ["userName"]}).json()
        assert [each["id"] for each in found["Resources"]] == [user["id"]]


def test_bulk_keeps_the_same_rules(client: Client) -> None:
    def operation(method: str, path: str, **facts: Any) -> dict[str, Any]:
        return {"method": method, "path": path, **facts}

    user = client.user()
    reply = client.post(
        "/Bulk",
        {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
            "Operations": [
                operation(
                    "POST",
                    "/Groups",
                    bulkId="g",
                    data={"schemas": [GROUP], "displayName": "Guides", "members": [{"value": "bulkId:u"}]},
                ),
                operation("POST", "/Users", bulkId="u", data={"schemas": [USER], "userName": "new"}),
                operation("POST", "/Users", bulkId="e", data={"schemas": [USER], "userName": ""}),
                operation(
                    "POST",
                    "/Groups",
                    bulkId="h",
                    data={"schemas": [GROUP], "displayName": "Ghosts", "members": [{"value": "nobody"}]},
                ),
                operation("DELETE", f"/Users/{user['id']}"),
            ],
        },
    )

    assert [each["status"] for each in reply.json()["Operations"]] == ["201", "201", "400", "400", "204"]
    new = client.found('userName eq "new"')
    assert client.found(f'members.value eq "{new[0]}"', "/Groups")
