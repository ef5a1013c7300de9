"""Attribute paths: what mapping tables write, applied to plain JSON."""

from __future__ import annotations

import copy
import subprocess
import sys
from typing import Any

import pytest

from scim_conformance.wire import ENTERPRISE, GROUP, USER, AttributePath

DEPARTMENT = f"{ENTERPRISE}:department"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("userName", (None, "userName", None, None)),
        ("name.givenName", (None, "name", None, "givenName")),
        ("manager.value", (None, "manager", None, "value")),
        ('emails[type eq "work"].value', (None, "emails", (("type", "work"),), "value")),
        ('emails[type eq "work"].Value', (None, "emails", (("type", "work"),), "Value")),
        ('emails[type eq "work"]', (None, "emails", (("type", "work"),), None)),
        ('roles[primary eq "True"].value', (None, "roles", (("primary", True),), "value")),
        ('roles[Primary eq "False"].display', (None, "roles", (("Primary", False),), "display")),
        ("roles[primary eq true].value", (None, "roles", (("primary", True),), "value")),
        ('photos[type eq "True"].value', (None, "photos", (("type", "True"),), "value")),
        (
            'addresses[type eq "work" and primary eq true].locality',
            (None, "addresses", (("type", "work"), ("primary", True)), "locality"),
        ),
        (DEPARTMENT, (ENTERPRISE, "department", None, None)),
        (f"{ENTERPRISE}:manager", (ENTERPRISE, "manager", None, None)),
        (f"{ENTERPRISE}:manager.value", (ENTERPRISE, "manager", None, "value")),
        (f"{USER}:userName", (USER, "userName", None, None)),
        (
            "urn:ietf:params:scim:schemas:extension:acme:crm:2.0:User:CustomField:Field1",
            ("urn:ietf:params:scim:schemas:extension:acme:crm:2.0:User:CustomField", "Field1", None, None),
        ),
        (
            'urn:acme:2.0:User:badges[type eq "door"].value',
            ("urn:acme:2.0:User", "badges", (("type", "door"),), "value"),
        ),
    ],
)
def test_every_form_of_a_mapping_table_is_understood(text: str, parts: tuple[Any, ...]) -> None:
    path = AttributePath.parse(text)

    assert (path.urn, path.name, path.selector, path.sub) == parts
    assert path.text == str(path) == text


def test_blanks_around_a_path_do_not_matter() -> None:
    assert AttributePath.parse("  userName\t") == AttributePath.parse("userName")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "it is empty"),
        ("   ", "it is empty"),
        ("name.given.first", "column"),
        ("externalIds[authority eq \u2018teams\u2019].value", "typographic quotes"),
        ('roles[primary eq "True".value]', "behind the ]"),
        ("emails[type eq work].value", "no quotes"),
        ("urn:scim:schemas:extension:enterprise:1.0.manager", "SCIM 1.1"),
        (ENTERPRISE, "whole schema"),
        (GROUP, "whole schema"),
        ('userName eq "bo"', "it is a filter"),
        ("title pr", "it is a filter"),
        ('emails[type ne "work"].value', "only eq"),
        ('emails[type eq "work" or type eq "home"].value', "only eq"),
        ("emails[type pr].value", "only eq"),
    ],
)
def test_a_wrong_path_is_refused_with_what_is_wrong_and_an_example(text: str, hint: str) -> None:
    with pytest.raises(ValueError, match="is not an attribute path") as refused:
        AttributePath.parse(text)

    assert hint in str(refused.value)
    assert 'emails[type eq "work"].value' in str(refused.value)


RESOURCE: dict[str, Any] = {
    "schemas": [USER, ENTERPRISE],
    "UserName": "bo",
    "name": {"GivenName": "Bo", "familyName": None},
    "title": None,
    "nickName": "",
    "active": False,
    "phoneNumbers": [],
    "emails": [
        "stray",
        {"type": "Work", "value": "first@example.com"},
        {"type": "work", "value": "second@example.com", "primary": True},
        {"value": "third@example.com"},
    ],
    "doors": [{"value": "north", "level": True}, {"value": "south", "level": 1}],
    "members": [{"value": "AbC"}, {"value": "aBc", "display": "second"}],
    ENTERPRISE.upper(): {"Department": "Ships"},
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("username", "bo"),
        (f"{USER.lower()}:userName", "bo"),
        ("NAME.givenname", "Bo"),
        ("name.familyName", None),
        ("name.middleName", None),
        ("title", None),
        ("nickName", ""),
        ("active", False),
        ("phoneNumbers", None),
        ('phoneNumbers[type eq "work"].value', None),
        ("userName.value", None),
        ('emails[type eq "work"].value', "first@example.com"),
        ('emails[TYPE eq "WORK"].VALUE', "first@example.com"),
        ('emails[type eq "home"].value', None),
        ('emails[primary eq "True"].value', "second@example.com"),
        ('emails[primary eq "False"].value', "first@example.com"),
        ('emails[type eq "work" and primary eq true].value', "second@example.com"),
        ('emails[value eq "third@example.com"]', {"value": "third@example.com"}),
        ("emails.value", ["first@example.com", "second@example.com", "third@example.com"]),
        ('members[value eq "aBc"].display', "second"),
        ("doors[level eq 1].value", "south"),
        ('members[value eq "abc"].display', None),
        (DEPARTMENT, "Ships"),
        (f"{ENTERPRISE}:manager.value", None),
        ("urn:acme:2.0:User:badge", None),
        ("department", None),
    ],
)
def test_reading_ignores_case_of_names_and_takes_the_first_match(text: str, value: Any) -> None:
    assert AttributePath.parse(text).read(copy.deepcopy(RESOURCE)) == value


def test_reading_an_extension_that_is_no_object_finds_nothing() -> None:
    assert AttributePath.parse(DEPARTMENT).read({ENTERPRISE: "Ships"}) is None


@pytest.mark.parametrize(
    ("text", "value", "body"),
    [
        ("userName", "bo", {"userName": "bo"}),
        (f"{USER}:userName", "bo", {"userName": "bo"}),
        ("name.givenName", "Bo", {"name": {"givenName": "Bo"}}),
        ('emails[type eq "work"].value', "a@b.c", {"emails": [{"type": "work", "value": "a@b.c"}]}),
        ('emails[type eq "work"]', "a@b.c", {"emails": [{"type": "work", "value": "a@b.c"}]}),
        (
            'emails[type eq "work"]',
            {"value": "a@b.c", "primary": True},
            {"emails": [{"type": "work", "value": "a@b.c", "primary": True}]},
        ),
        ('roles[primary eq "True"].value', "admin", {"roles": [{"primary": True, "value": "admin"}]}),
        (DEPARTMENT, "Ships", {"schemas": [ENTERPRISE], ENTERPRISE: {"department": "Ships"}}),
        (
            f"{ENTERPRISE}:manager.value",
            "42",
            {"schemas": [ENTERPRISE], ENTERPRISE: {"manager": {"value": "42"}}},
        ),
    ],
)
def test_writing_makes_what_leads_to_the_value_and_removing_takes_it_all_away(
    text: str, value: Any, body: dict[str, Any]
) -> None:
    path = AttributePath.parse(text)
    resource: dict[str, Any] = {}

    path.write(resource, value)

    assert resource == body
    path.remove(resource)
    assert resource in ({}, {"schemas": []})


def test_writing_uses_the_spelling_and_the_objects_that_are_there() -> None:
    resource = copy.deepcopy(RESOURCE)

    AttributePath.parse("username").write(resource, "al")
    AttributePath.parse("name.familyName").write(resource, "Li")
    AttributePath.parse(DEPARTMENT).write(resource, "Planes")

    assert resource["UserName"] == "al"
    assert resource["name"] == {"GivenName": "Bo", "familyName": "Li"}
    assert resource[ENTERPRISE.upper()] == {"Department": "Planes"}
    assert resource["schemas"] == [USER, ENTERPRISE]
    assert resource.keys() == RESOURCE.keys()


def test_writing_changes_every_element_that_matches_and_no_other() -> None:
    resource = copy.deepcopy(RESOURCE)

    AttributePath.parse('emails[type eq "work"].value').write(resource, "new@example.com")

    assert resource["emails"] == [
        "stray",
        {"type": "Work", "value": "new@example.com"},
        {"type": "work", "value": "new@example.com", "primary": True},
        {"value": "third@example.com"},
    ]


def test_writing_adds_an_element_beside_those_that_do_not_match() -> None:
    resource = {"emails": [{"type": "home", "value": "h@example.com"}]}

    AttributePath.parse('emails[type eq "work"].value').write(resource, "w@example.com")

    assert resource["emails"] == [
        {"type": "home", "value": "h@example.com"},
        {"type": "work", "value": "w@example.com"},
    ]


def test_writing_a_sub_attribute_of_all_elements_reaches_each() -> None:
    resource = {"emails": [{"value": "a"}, {"value": "b", "type": "home"}]}

    AttributePath.parse("emails.type").write(resource, "work")

    assert resource == {"emails": [{"value": "a", "type": "work"}, {"value": "b", "type": "work"}]}


def test_a_written_value_is_not_shared_with_the_caller() -> None:
    roles = [{"value": "admin"}]
    resource: dict[str, Any] = {}

    AttributePath.parse("roles").write(resource, roles)
    AttributePath.parse("roles.display").write(resource, "Admin")

    assert roles == [{"value": "admin"}]


def test_removing_leaves_the_rest_as_it_was() -> None:
    resource = {
        "schemas": [USER, ENTERPRISE],
        "name": {"givenName": "Bo", "familyName": "Li"},
        "addresses": [{"type": "work", "locality": "Bern", "region": "BE"}],
        "emails": [{"type": "work", "value": "w"}, {"type": "home", "value": "h"}],
        ENTERPRISE: {"department": "Ships", "division": "Sea"},
    }

    for text in (
        "name.givenName",
        'addresses[type eq "work"].region',
        'emails[type eq "home"]',
        DEPARTMENT,
        "title",
        'phoneNumbers[type eq "work"].value',
        "urn:acme:2.0:User:badge",
    ):
        AttributePath.parse(text).remove(resource)

    assert resource == {
        "schemas": [USER, ENTERPRISE],
        "name": {"familyName": "Li"},
        "addresses": [{"type": "work", "locality": "Bern"}],
        "emails": [{"type": "work", "value": "w"}],
        ENTERPRISE: {"division": "Sea"},
    }


def test_removing_the_value_of_an_element_takes_away_the_labels_that_described_it() -> None:
    resource = {"emails": [{"type": "work", "value": "w", "primary": True, "display": "w"}, {"type": "home"}]}

    AttributePath.parse('emails[type eq "work"].value').remove(resource)

    assert resource == {"emails": [{"type": "home"}]}


def test_removing_the_last_value_of_an_extension_removes_it_and_its_urn() -> None:
    resource = {"schemas": [USER, ENTERPRISE.upper()], ENTERPRISE: {"department": "Ships", "manager": None}}

    AttributePath.parse(DEPARTMENT).remove(resource)

    assert resource == {"schemas": [USER]}


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("userName", "bo", 'userName eq "bo"'),
        ("active", True, "active eq true"),
        ('emails[type eq "work"].value', "x", 'emails[type eq "work"].value eq "x"'),
        ('roles[primary eq "True"].value', 'a"b\\', 'roles[primary eq "True"].value eq "a\\"b\\\\"'),
        ("displayName", "Zoë", 'displayName eq "Zoë"'),
    ],
)
def test_a_filter_is_worded_as_entra_words_it(text: str, value: Any, expected: str) -> None:
    assert AttributePath.parse(text).filter_text(value) == expected


def test_importing_the_package_loads_no_parser() -> None:
    code = "import sys, scim_conformance.wire; sys.exit('scim2_models' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
