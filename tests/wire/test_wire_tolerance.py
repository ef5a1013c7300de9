"""Comparison raises no false alarm: what a provider may do compares equal."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from scim_conformance.files import read_json
from scim_conformance.wire import ENTERPRISE, GROUP, USER, AttributeDef, SchemaSet, differences, same_value

CORE = SchemaSet.from_documents(read_json("scim/core-schemas.json"))
NOTHING_KNOWN = SchemaSet()

MANAGER = {"value": "42", "$ref": "../Users/42"}


def user(**attributes: Any) -> dict[str, Any]:
    return {"schemas": [USER], "userName": "bo", **attributes}


def extended(**attributes: Any) -> dict[str, Any]:
    return {"schemas": [USER, ENTERPRISE], "userName": "bo", ENTERPRISE: attributes}


# What was sent, and what came back: equal in both modes.
EQUAL: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "null and absence": (user(title=None), user()),
    "absence and []": (user(), user(phoneNumbers=[])),
    "null in an element": (
        user(emails=[{"value": "a@b.c", "type": None}]),
        user(emails=[{"value": "a@b.c"}]),
    ),
    "an extension of nulls": (user(), extended(department=None, manager=None)),
    "an extension of nulls, URN not listed": (user(), {**extended(department=None), "schemas": [USER]}),
    "names in another case": (user(nickName="Bo"), {"Schemas": [USER], "USERNAME": "bo", "nickname": "Bo"}),
    "sub-attributes in another case": (user(name={"givenName": "Bo"}), user(name={"GivenName": "Bo"})),
    "URNs in another case": (
        extended(department="X"),
        {
            "schemas": [USER.upper(), ENTERPRISE.upper()],
            "userName": "bo",
            ENTERPRISE.upper(): {"Department": "X"},
        },
    ),
    "elements in another order": (
        user(emails=[{"value": "a@b.c", "type": "work"}, {"value": "d@e.f", "type": "home"}]),
        user(emails=[{"value": "d@e.f", "type": "home"}, {"value": "a@b.c", "type": "work"}]),
    ),
    "schemas in another order": (
        extended(department="X"),
        {**extended(department="X"), "schemas": [ENTERPRISE, USER]},
    ),
    "an element sent twice, kept once": (
        user(emails=[{"value": "a@b.c"}, {"value": "a@b.c"}]),
        user(emails=[{"value": "a@b.c", "primary": False}]),
    ),
    "primary that is false left out": (
        user(emails=[{"value": "a@b.c", "primary": False}]),
        user(emails=[{"value": "a@b.c"}]),
    ),
    "primary, type and display added": (
        user(emails=[{"value": "a@b.c"}]),
        user(emails=[{"value": "a@b.c", "primary": False, "type": "work", "display": "a@b.c"}]),
    ),
    "an only e-mail made the primary one": (
        user(emails=[{"value": "a@b.c", "type": "work"}]),
        user(emails=[{"value": "a@b.c", "type": "work", "primary": True}]),
    ),
    "case altered where it is not exact": (user(displayName="Bo LI"), user(displayName="bo li")),
    "composed and decomposed letters": (user(nickName="Zo\u00eb"), user(nickName="Zoe\u0308")),
    "an e-mail with its domain in lower case": (
        user(emails=[{"value": "Bo@EXAMPLE.com"}]),
        user(emails=[{"value": "Bo@example.com"}]),
    ),
    "an e-mail whose display is the canonical form": (
        user(emails=[{"value": "Bo@EXAMPLE.com", "display": "Bo"}]),
        user(emails=[{"value": "Bo@EXAMPLE.com", "display": "bo@example.com"}]),
    ),
    "a phone number in tel form": (
        user(phoneNumbers=[{"value": "+1 (201) 555.0123"}]),
        user(phoneNumbers=[{"value": "tel:+1-201-555-0123"}]),
    ),
    "a phone number with an extension": (
        user(phoneNumbers=[{"value": "+1 201 555 0123 x55"}]),
        user(phoneNumbers=[{"value": "tel:+1-201-555-0123;ext=55"}]),
    ),
    "a messaging address without blanks": (
        user(ims=[{"value": "Bo Li 7", "type": "aim"}]),
        user(ims=[{"value": "boli7", "type": "aim"}]),
    ),
    "a locale with a hyphen": (user(locale="en_US"), user(locale="en-US")),
    "a normalised URL": (
        user(profileUrl="HTTPS://Example.com:443/%7Ebo/../%7ebo/./a%c3%a9"),
        user(profileUrl="https://example.com/~bo/a%C3%A9"),
    ),
    "a certificate without padding": (
        user(x509Certificates=[{"value": "MIIDQzCCAqygAw=="}]),
        user(x509Certificates=[{"value": "MIIDQzCCAqygAw"}]),
    ),
    "a full name made by the provider": (
        user(name={"givenName": "Bo", "familyName": "Li"}),
        user(name={"givenName": "Bo", "familyName": "Li", "formatted": "Bo Li"}),
    ),
    "a full name composed anew": (
        user(name={"givenName": "Bo", "familyName": "Li", "formatted": "Dr. Bo X. Li"}),
        user(name={"givenName": "Bo", "familyName": "Li", "formatted": "Li, Bo"}),
    ),
    "only the full name": (
        user(name={"givenName": "Bo", "familyName": "Li"}),
        user(name={"formatted": "Bo Li"}),
    ),
    "the full name left out": (
        user(name={"formatted": "B.", "givenName": "Bo"}),
        user(name={"givenName": "Bo"}),
    ),
    "a full address composed anew": (
        user(addresses=[{"type": "work", "formatted": "old", "streetAddress": "Gasse 1", "locality": "Bern"}]),
        user(
            addresses=[{"type": "work", "formatted": "Gasse 1\nBern", "streetAddress": "Gasse 1", "locality": "Bern"}]
        ),
    ),
    "an absolute $ref": (
        extended(manager=MANAGER),
        extended(manager={"value": "42", "$ref": "https://example.com/scim/v2/Users/42"}),
    ),
    "a $ref without version": (
        extended(manager={"value": "42", "$ref": "https://example.com/v2/Users/42"}),
        extended(manager={"value": "42", "$ref": "https://example.com/Users/42"}),
    ),
    "a $ref left out that repeats the value": (extended(manager=MANAGER), extended(manager={"value": "42"})),
    "a $ref that follows a new value": (
        extended(manager={"value": "42", "$ref": "https://example.com/Users/41"}),
        extended(manager={"value": "42", "$ref": "https://example.com/Users/42"}),
    ),
    "a manager with display name": (
        extended(manager={"value": "42", "displayName": "old"}),
        extended(manager={"value": "42", "$ref": "../Users/42", "displayName": "The Boss"}),
    ),
    "members with $ref, type and display": (
        {
            "schemas": [GROUP],
            "displayName": "g",
            "members": [{"value": "1", "display": "sent"}, {"value": "2"}],
        },
        {
            "schemas": [GROUP],
            "displayName": "g",
            "members": [
                {"value": "2", "$ref": "https://example.com/Users/2", "type": "User", "display": "Two"},
                {"value": "1", "$ref": "https://example.com/Users/1", "type": "User", "display": "One"},
            ],
        },
    ),
    "a password that is not returned": (user(password="t1me!"), user()),
    "a version that moves on": (
        user(id="1", meta={"resourceType": "User", "version": 'W/"1"', "lastModified": "2026-01-01T00:00:00Z"}),
        user(id="1", meta={"resourceType": "User", "version": 'W/"2"', "lastModified": "2026-01-02T00:00:00Z"}),
    ),
}


@pytest.mark.parametrize("subset", [True, False], ids=["subset", "both ways"])
@pytest.mark.parametrize("case", EQUAL)
def test_what_the_standard_allows_compares_equal(case: str, subset: bool) -> None:
    expected, actual = copy.deepcopy(EQUAL[case])

    assert differences(expected, actual, CORE, subset=subset) == []
    assert (expected, actual) == EQUAL[case]


NEEDS_SCHEMA = {"a certificate without padding", "a normalised URL"}


@pytest.mark.parametrize("case", sorted(EQUAL.keys() - NEEDS_SCHEMA))
def test_most_of_it_needs_no_schema(case: str) -> None:
    expected, actual = EQUAL[case]

    assert differences(expected, actual, NOTHING_KNOWN, subset=True) == []


# What a provider may add to what it was sent: equal in subset mode only.
ADDED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "attributes of its own": (
        user(),
        user(id="1", meta={"resourceType": "User"}, active=True, displayName="bo", groups=[{"value": "9"}]),
    ),
    "an extension of its own": (
        user(),
        {**user(), "urn:acme:2.0:User": {"badge": "7"}, "schemas": [USER, "x"]},
    ),
    "a flat attribute with a colon": (user(), user(**{"urn:acme:2.0:User:badge": "7"})),
    "a sub-attribute": (user(name={"givenName": "Bo"}), user(name={"givenName": "Bo", "familyName": "Li"})),
    "only the components of the full name": (
        user(name={"formatted": "Bo Li"}),
        user(name={"givenName": "Bo", "familyName": "Li"}),
    ),
    "a default for what was sent as null": (
        user(roles=[], locale=None),
        user(roles=[{"value": "user"}], locale="de"),
    ),
    "its own values for what it owns": (
        user(id="mine", groups=[{"value": "8"}], meta={"created": "1999-01-01T00:00:00Z"}, schemas=["urn:x"]),
        user(id="1", meta={"created": "2026-01-01T00:00:00Z"}),
    ),
}


@pytest.mark.parametrize("case", ADDED)
def test_a_provider_may_add_to_what_was_sent_but_not_to_what_it_had(case: str) -> None:
    expected, actual = ADDED[case]

    assert differences(expected, actual, CORE, subset=True) == []
    assert differences(expected, actual, CORE, subset=False) != []


VENDOR = SchemaSet.from_documents(
    [
        {
            "id": USER,
            "attributes": [
                {"name": "userName"},
                {"name": "hired", "type": "dateTime"},
                {"name": "score", "type": "decimal"},
                {"name": "secret", "returned": "request"},
                {"name": "lastLogin", "type": "dateTime", "mutability": "readOnly"},
                {
                    "name": "devices",
                    "type": "complex",
                    "multiValued": True,
                    "subAttributes": [
                        {"name": "value"},
                        {"name": "lost", "type": "boolean"},
                        {"name": "seen", "type": "dateTime", "mutability": "readOnly"},
                    ],
                },
            ],
        }
    ]
)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (user(hired="2026-01-02T03:04:05Z"), user(hired="2026-01-02T05:04:05.000+02:00")),
        (user(hired="2026-01-02T03:04:05.1234567Z"), user(hired="2026-01-02T03:04:05.123456Z")),
        (user(hired="2026-01-02T03:04:05"), user(hired="2026-01-02T03:04:05Z")),
        (user(undeclared="2026-01-02T03:04:05Z"), user(undeclared="2026-01-02T03:04:05+00:00")),
        (user(score=5), user(score=5.0)),
        (user(secret="x"), user()),
        (user(), user(secret="x")),
        (user(lastLogin="2026-01-02T03:04:05Z"), user()),
        (user(), user(lastLogin="2026-01-02T03:04:05Z")),
        (user(devices=[{"value": "a"}]), user(devices=[{"value": "a", "lost": False}])),
        (user(devices=[{"value": "a"}]), user(devices=[{"value": "a", "seen": "2026-01-02T03:04:05Z"}])),
        (user(devices=[{"value": "a"}]), user(devices=[{"value": "a", "notInTheSchema": "x"}])),
    ],
)
@pytest.mark.parametrize("subset", [True, False], ids=["subset", "both ways"])
def test_data_types_and_ownership_come_from_the_schema(
    expected: dict[str, Any], actual: dict[str, Any], subset: bool
) -> None:
    assert differences(expected, actual, VENDOR, subset=subset) == []


def test_elements_are_paired_so_that_as_many_as_possible_agree() -> None:
    # The first element sent agrees with both that came back, the second with one of them only.
    sent = user(emails=[{"value": "a"}, {"value": "a", "type": "home"}])
    found = user(emails=[{"value": "a", "type": "home", "display": "a"}, {"value": "a", "type": "other"}])

    assert differences(sent, found, CORE, subset=True) == []


def test_a_large_group_is_compared_in_reasonable_time() -> None:
    sent = {"schemas": [GROUP], "displayName": "g", "members": [{"value": str(n)} for n in range(3000)]}
    found = copy.deepcopy(sent)
    found["members"] = [{**member, "type": "User"} for member in reversed(found["members"])]

    assert differences(sent, found, CORE, subset=False) == []


def test_elements_that_cannot_be_told_apart_are_no_problem() -> None:
    nameless = {"schemas": [GROUP], "displayName": "g", "members": [{"display": str(n)} for n in range(300)]}
    shown = {**nameless, "members": [{"display": f"renamed {n}"} for n in range(300)]}

    assert differences(nameless, shown, CORE, subset=False) == []


@pytest.mark.parametrize(
    ("expected", "actual", "type_"),
    [
        (None, [], "string"),
        (None, {"value": None}, "complex"),
        ("Bo", "bo", "string"),
        ("2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", "dateTime"),
        ({"value": "1"}, {"value": "1", "display": "One"}, "complex"),
        ([{"value": "1"}, {"value": "2"}], [{"value": "2", "type": "x"}, {"value": "1"}], "complex"),
        (["a", "b"], ["b", "a"], "string"),
    ],
)
def test_same_value_allows_what_the_standard_allows(expected: Any, actual: Any, type_: str) -> None:
    assert same_value(expected, actual, AttributeDef(USER, "x", type_))
    assert same_value(expected, actual, None)


def test_a_resource_is_equal_to_its_own_copy() -> None:
    for case, (expected, actual) in {**EQUAL, **ADDED}.items():
        for body in (expected, actual):
            again = json.loads(json.dumps(body))
            assert differences(body, again, CORE, subset=False, as_sent=True) == [], case
