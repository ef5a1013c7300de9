"""The bodies and questions of Entra's client, held against the shapes that Microsoft's pages show."""

from __future__ import annotations

from typing import Any

from scim_conformance.entra import (
    ADSCIM,
    GROUP_PROJECTION,
    NAMES_ONLY,
    group_body,
    managed_by,
    matching,
    misspelled,
    nulls_in,
    user_body,
    with_nulls,
    without_custom_schemas,
)
from scim_conformance.wire import ENTERPRISE, GROUP, USER

ACME = "urn:ietf:params:scim:schemas:extension:Acme:2.0:User"
MAILS = [{"primary": True, "type": "work", "value": "b@test.example"}]


def test_a_new_user_has_the_documented_shape() -> None:
    attributes = {"schemas": [USER], "externalId": "0a21", "userName": "b", "active": True, "emails": MAILS}

    assert user_body(attributes) == {
        "schemas": [USER, ENTERPRISE],
        "externalId": "0a21",
        "userName": "b",
        "active": True,
        "emails": MAILS,
        "meta": {"resourceType": "User"},
        "roles": [],
    }
    assert "roles" not in user_body(attributes, roles=False)
    assert attributes["schemas"] == [USER]


def test_roles_that_are_there_stay() -> None:
    held = [{"value": "Admin"}]

    assert user_body({"userName": "b", "roles": held})["roles"] == held
    assert user_body({"userName": "b", "roles": held}, roles=False)["roles"] == held


def test_a_new_user_with_gaps_says_null() -> None:
    body = with_nulls(user_body({"userName": "b", "title": "Lead"}))

    gaps = {name for name, value in body.items() if value is None}
    assert gaps == {"addresses", "phoneNumbers", "preferredLanguage", "department", "manager"}
    assert body["title"] == "Lead"
    assert "roles" not in body


def test_schemas_name_what_the_standard_knows_and_no_custom_extension() -> None:
    attributes = {"schemas": [USER, ENTERPRISE, ACME], "userName": "b", ACME: {"badge": "7"}}

    assert user_body(attributes)["schemas"] == [USER, ENTERPRISE, ACME]
    body = without_custom_schemas(user_body(attributes))
    assert body["schemas"] == [USER, ENTERPRISE]
    assert body[ACME] == {"badge": "7"}


def test_a_new_group_has_one_of_two_shapes() -> None:
    attributes: dict[str, Any] = {"displayName": "Sales", "externalId": "8aa1", "members": [{"value": "u1"}]}
    common = {"displayName": "Sales", "externalId": "8aa1", "meta": {"resourceType": "Group"}}

    assert ADSCIM == "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
    assert group_body(attributes) == {"schemas": [GROUP, ADSCIM], **common}
    assert group_body(attributes, members=True) == {"schemas": [GROUP], "members": [], **common}


def test_questions_are_asked_as_documented() -> None:
    assert matching("userName", "b@x.example") == 'userName eq "b@x.example"'
    assert matching('emails[type eq "work"].value', 'a"ö\\') == 'emails[type eq "work"].value eq "a\\"ö\\\\"'
    assert managed_by("u1", "m1") == 'id eq "u1" and manager eq "m1"'
    assert GROUP_PROJECTION == {"excludedAttributes": "members"}
    assert NAMES_ONLY == {"attributes": "id"}


def test_words_of_schemas_are_known_by_their_spelling() -> None:
    sub = {"name": "value", "type": "DateTime", "returned": "default", "uniqueness": "ours"}
    schema = {"id": USER, "attributes": [{"name": "Type", "mutability": "ReadWrite", "subAttributes": [sub]}, None]}

    assert misspelled([schema]) == ["DateTime", "ReadWrite"]
    assert misspelled([{"attributes": [{"type": "dateTime", "mutability": "readWrite"}]}, {"attributes": None}]) == []


def test_nulls_in_schemas_are_named() -> None:
    schema = {"id": USER, "name": None, "attributes": [{"subAttributes": None, "canonicalValues": [1, None]}]}

    assert nulls_in([schema]) == ["name", "subAttributes"]
    assert nulls_in([{"id": USER, "attributes": []}]) == []
