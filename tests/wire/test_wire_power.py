"""Comparison sees what goes wrong: lost, changed, doubled and misplaced values."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from scim_conformance.files import read_json
from scim_conformance.wire import (
    ENTERPRISE,
    GROUP,
    USER,
    AttributeDef,
    Difference,
    SchemaSet,
    differences,
    same_value,
)

CORE = SchemaSet.from_documents(read_json("scim/core-schemas.json"))

BADGES = "urn:acme:2.0:User"

FULL: dict[str, Any] = {
    "schemas": [USER, ENTERPRISE, BADGES],
    "externalId": "Ext-701984",
    "userName": "bjensen@example.com",
    "name": {
        "familyName": "Jensen",
        "givenName": "Barbara",
        "middleName": "Jane",
        "honorificPrefix": "Ms.",
        "honorificSuffix": "III",
    },
    "displayName": "Babs Jensen",
    "nickName": "Babs",
    "profileUrl": "https://login.example.com/bjensen",
    "title": "Tour Guide",
    "userType": "Employee",
    "preferredLanguage": "en-US",
    "locale": "en-US",
    "timezone": "America/Los_Angeles",
    "active": True,
    "emails": [
        {"value": "bjensen@example.com", "type": "work", "primary": True},
        {"value": "babs@jensen.org", "type": "home"},
    ],
    "phoneNumbers": [
        {"value": "+1-555-555-5555", "type": "work"},
        {"value": "+1-555-555-4444", "type": "mobile"},
    ],
    "ims": [{"value": "someaimhandle", "type": "aim"}],
    "photos": [{"value": "https://photos.example.com/F/1.jpg", "type": "photo"}],
    "addresses": [
        {
            "type": "work",
            "streetAddress": "100 Universal City Plaza",
            "locality": "Hollywood",
            "region": "CA",
            "postalCode": "91608",
            "country": "US",
            "primary": True,
        },
        {"type": "home", "locality": "Pasadena"},
    ],
    "entitlements": [{"value": "print", "display": "Print"}],
    "roles": [{"value": "admin", "display": "Administrator", "type": "App", "primary": True}],
    "x509Certificates": [{"value": "MIIDQzCCAqygAwIBAgICEAAwDQYJKoZIhvcNAQEFBQAwTjEL"}],
    ENTERPRISE: {
        "employeeNumber": "701984",
        "costCenter": "4130",
        "organization": "Universal Studios",
        "division": "Theme Park",
        "department": "Tour Operations",
        "manager": {"value": "26118915-6090-4610-87e4-49d8ca9f808d"},
    },
    BADGES: {"level": 3, "weight": 1.5, "doors": ["north", "south"], "since": "2026-01-02T03:04:05Z"},
}

Place = tuple[str | int, ...]


def leaves(value: Any, place: Place = ()) -> Iterator[Place]:
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(part, (*place, key))
    elif place[0] != "schemas":
        yield place


def holder(resource: Any, place: Place) -> Any:
    for key in place[:-1]:
        resource = resource[key]
    return resource


def changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return "2026-01-02T03:04:06Z" if value.startswith("2026") else f"X{value}"
    return value + 1


def of_other_kind(value: Any) -> Any:
    return str(value) if not isinstance(value, str) else 701984


LEAVES = list(leaves(FULL))


@pytest.mark.parametrize("schemas", [CORE, SchemaSet()], ids=["core", "no schema"])
@pytest.mark.parametrize("subset", [True, False], ids=["subset", "both ways"])
@pytest.mark.parametrize("change", [changed, of_other_kind])
@pytest.mark.parametrize("place", LEAVES, ids=str)
def test_a_changed_value_is_seen(place: Place, change: Any, subset: bool, schemas: SchemaSet) -> None:
    actual = copy.deepcopy(FULL)
    target = holder(actual, place)
    target[place[-1]] = change(target[place[-1]])

    found = differences(FULL, actual, schemas, subset=subset)

    assert len(found) == 1
    assert str(place[0]) in found[0].path


@pytest.mark.parametrize("subset", [True, False], ids=["subset", "both ways"])
@pytest.mark.parametrize("place", LEAVES, ids=str)
def test_a_lost_value_is_seen(place: Place, subset: bool) -> None:
    actual = copy.deepcopy(FULL)
    del holder(actual, place)[place[-1]]

    found = differences(FULL, actual, CORE, subset=subset)

    assert len(found) == 1
    assert found[0].actual is None or isinstance(found[0].actual, dict)


MULTI_VALUED = [(name,) for name, value in FULL.items() if isinstance(value, list) and name != "schemas"]
MULTI_VALUED.append((BADGES, "doors"))


@pytest.mark.parametrize("subset", [True, False], ids=["subset", "both ways"])
@pytest.mark.parametrize("place", MULTI_VALUED, ids=str)
def test_a_lost_and_a_doubled_element_are_seen(place: Place, subset: bool) -> None:
    lost, doubled = copy.deepcopy(FULL), copy.deepcopy(FULL)
    element = holder(lost, place)[place[-1]].pop()
    holder(doubled, place)[place[-1]].append(element)

    [missing] = differences(FULL, lost, CORE, subset=subset)
    [extra] = differences(FULL, doubled, CORE, subset=subset)

    assert missing.expected in (element, [element])
    assert missing.actual is None
    assert extra.expected is None
    assert extra.actual == element


@pytest.mark.parametrize("place", LEAVES, ids=str)
def test_a_value_that_was_not_there_is_seen_both_ways(place: Place) -> None:
    before = copy.deepcopy(FULL)
    value = holder(before, place).pop(place[-1])

    found = differences(before, FULL, CORE, subset=False)

    # What a provider makes up for an element that came without it is no collateral damage.
    made_up = place[-1] in {"type", "primary", "display"}
    assert len(found) == (0 if made_up else 1), (place, value)


def test_values_that_landed_in_each_others_element_are_seen() -> None:
    actual = copy.deepcopy(FULL)
    work, home = actual["emails"]
    work["value"], home["value"] = home["value"], work["value"]

    found = differences(FULL, actual, CORE, subset=True)

    assert found == [
        Difference('emails[type eq "work"].value', "bjensen@example.com", "babs@jensen.org"),
        Difference('emails[type eq "home"].value', "babs@jensen.org", "bjensen@example.com"),
    ]


def test_elements_that_agree_in_one_thing_each_are_named_by_their_type() -> None:
    sent = {"emails": [{"type": "work", "value": "a"}, {"type": "home", "value": "b"}]}
    found = {"emails": [{"type": "home", "value": "a"}, {"type": "work", "value": "b"}]}

    paths = [difference.path for difference in differences(sent, found, CORE, subset=True)]

    assert paths == ['emails[type eq "work"].value', 'emails[type eq "home"].value']


@pytest.mark.parametrize("holder", ["manager", "members", "groups"])
def test_the_id_of_another_resource_is_exact_without_any_schema(holder: str) -> None:
    assert differences({holder: {"value": "Ab"}}, {holder: {"value": "aB"}}, SchemaSet(), subset=True) != []


def test_the_base_schema_is_found_among_the_schemas_that_are_named() -> None:
    device = {"id": "urn:acme:2.0:Device", "attributes": [{"name": "serial", "caseExact": True}]}
    badge = {"id": BADGES, "attributes": [{"name": "serial"}]}
    schemas = SchemaSet.from_documents([badge, device])
    sent = {"schemas": ["urn:unknown", BADGES, "urn:acme:2.0:Device"], "serial": "Ab", BADGES: {"level": 1}}

    [found] = differences(sent, {**sent, "serial": "aB"}, schemas, subset=False)

    assert found == Difference("serial", "Ab", "aB")


def test_a_value_written_to_all_elements_is_seen() -> None:
    actual = copy.deepcopy(FULL)
    for phone in actual["phoneNumbers"]:
        phone["value"] = "+1-555-555-5555"

    assert differences(FULL, actual, CORE, subset=True) == [
        Difference('phoneNumbers[type eq "mobile"].value', "+1-555-555-4444", "+1-555-555-5555")
    ]


def test_a_lost_type_is_named() -> None:
    actual = copy.deepcopy(FULL)
    del actual["emails"][1]["type"]

    assert differences(FULL, actual, CORE, subset=True) == [Difference('emails[type eq "home"].type', "home", None)]


def test_primary_that_moved_to_another_element_is_seen() -> None:
    actual = copy.deepcopy(FULL)
    actual["emails"][0]["primary"], actual["emails"][1]["primary"] = False, True

    assert differences(FULL, actual, CORE, subset=False) == [Difference('emails[type eq "work"].primary', True, False)]


def test_a_dropped_extension_is_seen_attribute_by_attribute() -> None:
    actual = copy.deepcopy(FULL)
    del actual[ENTERPRISE]

    found = differences(FULL, actual, CORE, subset=True)

    assert {difference.path for difference in found} == {f"{ENTERPRISE}:{name}" for name in FULL[ENTERPRISE]}


def test_flat_keys_do_not_stand_for_what_belongs_inside() -> None:
    actual = copy.deepcopy(FULL)
    actual["name.givenName"] = actual["name"].pop("givenName")
    actual[f"{ENTERPRISE}:department"] = actual[ENTERPRISE].pop("department")

    found = [difference.path for difference in differences(FULL, actual, CORE, subset=True)]

    assert sorted(found) == ["name.givenName", f"{ENTERPRISE}:department"]


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ({"emails": [{"value": "a@b.c"}]}, {"emails": ["a@b.c"]}),
        ({"emails": [{"value": "a@b.c"}]}, {"emails": {"value": "a@b.c"}}),
        ({ENTERPRISE: {"manager": {"value": "1"}}}, {ENTERPRISE: {"manager": "1"}}),
        ({ENTERPRISE: {"department": "X"}}, {ENTERPRISE: "X"}),
        ({"active": True}, {"active": "true"}),
        ({"active": True}, {"active": 1}),
        ({"active": False}, {}),
        ({"nickName": ""}, {}),
        ({"externalId": "Ab"}, {"externalId": "aB"}),
        ({"members": [{"value": "Ab"}]}, {"members": [{"value": "aB"}]}),
        ({ENTERPRISE: {"manager": {"value": "Ab"}}}, {ENTERPRISE: {"manager": {"value": "aB"}}}),
        (
            {"members": [{"value": "1", "$ref": "../Users/1"}]},
            {"members": [{"value": "1", "$ref": "../Users/2"}]},
        ),
        (
            {"members": [{"value": "1", "$ref": "../Users/1"}]},
            {"members": [{"value": "1", "$ref": "../Groups/1"}]},
        ),
        ({"name": {"formatted": "Bo Li"}}, {"name": {"formatted": "Al Li"}}),
        ({"name": {"formatted": "Bo Li"}}, {"name": {"givenName": "Al"}}),
        ({"name": {"formatted": "Bo Li"}}, {}),
        ({"name": {"givenName": "Bo", "familyName": "Li"}}, {"name": {"formatted": "Li"}}),
        (
            {"name": {"givenName": "Bo", "familyName": "Li", "formatted": "Bo Li"}},
            {"name": {"familyName": "Li", "formatted": "Bo Li"}},
        ),
        ({"phoneNumbers": [{"value": "1-800-FLOWERS"}]}, {"phoneNumbers": [{"value": "1-800-FLOWERX"}]}),
        ({"phoneNumbers": [{"value": "office"}]}, {"phoneNumbers": [{"value": "tel:office"}]}),
        (
            {"members": [{"value": "1", "$ref": "../Users/2"}]},
            {"members": [{"value": "1"}]},
        ),
        (
            {"emails": [{"value": "a@b.c", "primary": False}]},
            {"emails": [{"value": "a@b.c", "primary": True}]},
        ),
        ({"emails": [{"value": "a@b.c", "display": "A"}]}, {"emails": [{"value": "a@b.c", "display": "B"}]}),
        ({"profileUrl": "https://a.b/c?d=1"}, {"profileUrl": "https://a.b/c"}),
        ({"profileUrl": "https://[a"}, {"profileUrl": "https://[b"}),
        ({"title": "two  blanks "}, {"title": "two blanks"}),
    ],
)
def test_what_is_not_allowed_is_no_allowance(expected: dict[str, Any], actual: dict[str, Any]) -> None:
    assert len(differences(expected, actual, CORE, subset=True)) == 1
    assert differences(expected, actual, CORE, subset=False) != []


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ({}, {"title": "Dr"}, "title"),
        ({}, {BADGES: {"level": 1}}, f"{BADGES}:level"),
        ({}, {f"{BADGES}:level": 1}, f"{BADGES}:level"),
        ({}, {f"{BADGES}:lost": False}, f"{BADGES}:lost"),
        ({"id": "1"}, {"id": "2"}, "id"),
        ({"groups": [{"value": "1"}, {"value": "2"}]}, {"groups": [{"value": "1"}]}, "groups"),
        (
            {"meta": {"created": "2026-01-01T00:00:00Z"}},
            {"meta": {"created": "2026-01-02T00:00:00Z"}},
            "meta.created",
        ),
        ({"meta": {"resourceType": "User"}}, {}, "meta"),
        ({"name": {"givenName": "Bo"}}, {"name": {"givenName": "Bo", "middleName": "X"}}, "name.middleName"),
        (
            {"addresses": [{"type": "work", "locality": "Bern"}]},
            {"addresses": [{"type": "work", "locality": "Bern", "region": "BE"}]},
            'addresses[type eq "work"].region',
        ),
        (
            {"emails": [{"value": "a"}]},
            {"emails": [{"value": "a"}, {"value": "b", "type": "home"}]},
            "emails[type eq",
        ),
        ({"schemas": [USER]}, {"schemas": []}, "schemas"),
        ({"schemas": [USER]}, {"schemas": [GROUP]}, "schemas"),
    ],
)
def test_collateral_damage_is_seen_both_ways(before: dict[str, Any], after: dict[str, Any], path: str) -> None:
    [found] = differences(before, after, CORE, subset=False)

    assert found.path.startswith(path)


def test_an_extension_that_is_not_listed_in_schemas_is_seen_both_ways() -> None:
    body = {"schemas": [USER, ENTERPRISE], ENTERPRISE: {"department": "X"}}

    [found] = differences(body, {**body, "schemas": [USER]}, CORE, subset=False)

    assert found.path == "schemas"


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ({"userName": "Bo"}, {"userName": "bo"}),
        ({"nickName": "Zo\u00eb"}, {"nickName": "Zoe\u0308"}),
        ({"emails": [{"value": "a@B.c"}]}, {"emails": [{"value": "a@b.c"}]}),
        ({"phoneNumbers": [{"value": "55555555555"}]}, {"phoneNumbers": [{"value": "+5 (555) 555-5555"}]}),
        ({"profileUrl": "https://A.b"}, {"profileUrl": "https://a.b/"}),
        ({"locale": "en_US"}, {"locale": "en-US"}),
        ({"name": {"givenName": "Bo"}}, {"name": {"formatted": "Bo"}}),
        (
            {"name": {"givenName": "Bo", "formatted": "B."}},
            {"name": {"givenName": "Bo", "formatted": "Bo"}},
        ),
    ],
)
def test_as_sent_sees_every_other_spelling(expected: dict[str, Any], actual: dict[str, Any]) -> None:
    assert differences(expected, actual, CORE, subset=True) == []
    assert len(differences(expected, actual, CORE, subset=True, as_sent=True)) == 1


def test_as_sent_still_takes_a_date_for_what_it_means() -> None:
    sent, found = "2026-01-02T03:04:05Z", "2026-01-02T04:04:05+01:00"

    assert same_value(sent, found, AttributeDef(BADGES, "since", "dateTime"), as_sent=True)
    assert not same_value(sent, found, AttributeDef(BADGES, "since", "string"), as_sent=True)


@pytest.mark.parametrize(
    ("expected", "actual", "definition"),
    [
        ("Bo", "Al", None),
        ("Bo", None, None),
        ("", None, None),
        ("5", 5, None),
        (1, True, None),
        (5, 5.0, AttributeDef(USER, "n", "integer")),
        (5, 6, AttributeDef(USER, "n", "decimal")),
        ("Bo", "bo", AttributeDef(USER, "x", case_exact=True)),
        ("QUJD", "qujd", AttributeDef(USER, "x", "binary")),
        ("2026-01-01T00:00:00Z", "2026-01-01", AttributeDef(USER, "x", "dateTime")),
        ("2026-01-01T00:00:00Z", 1767225600, AttributeDef(USER, "x", "dateTime")),
        ("2026-02-30T00:00:00Z", "2026-03-02T00:00:00Z", AttributeDef(USER, "x", "dateTime")),
        (["a"], ["a", "a"], None),
        (["a", "b"], ["a"], None),
        ([{"value": "1"}], [{"value": "1"}, {"value": "2"}], None),
        ({"value": "1", "type": "x"}, {"value": "1"}, None),
        ({"value": "1"}, "1", None),
    ],
)
def test_same_value_tells_other_values_apart(expected: Any, actual: Any, definition: AttributeDef | None) -> None:
    assert not same_value(expected, actual, definition)


def test_many_lost_and_many_extra_elements_are_named_without_guessing_pairs() -> None:
    sent = {"members": [{"value": f"a{n}", "type": "User"} for n in range(101)]}
    found = {"members": [{"value": f"b{n}", "type": "User"} for n in range(100)]}

    differing = differences(sent, found, CORE, subset=True)

    assert len(differing) == 201
    assert sum(difference.actual is None for difference in differing) == 101
