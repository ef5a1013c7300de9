"""Filters as the standard reads them, with the sets of those who match written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from scim_conformance.discovery import core_schemas
from scim_conformance.wire import ENTERPRISE, GROUP, USER
from scim_conformance.wire.filters import matches
from scim_conformance.wire.sorting import in_order

PEOPLE: dict[str, dict[str, Any]] = {
    "ada": {
        "schemas": [USER, ENTERPRISE],
        "id": "A1",
        "userName": "ada",
        "externalId": "Ext-A",
        "displayName": "kilo",
        "title": "R and D",
        "active": True,
        "name": {"familyName": "O'Malley"},
        "emails": [{"type": "work", "value": "a@north.org", "primary": True}, {"type": "home", "value": "a@south.org"}],
        "meta": {"created": "2026-03-01T23:30:00-05:00"},
        ENTERPRISE: {"department": "Sales"},
    },
    "ben": {
        "schemas": [USER],
        "id": "B2",
        "userName": "BEN",
        "externalId": "ext-a",
        "displayName": "kilometre",
        "title": "",
        "active": False,
        "name": {"familyName": "Müller"},
        "emails": [{"type": "work", "value": "b@south.org"}, {"type": "home", "value": "b@north.org"}],
        "meta": {"created": "2026-03-02T01:00:00Z"},
    },
    "cleo": {
        "schemas": [USER],
        "id": "C3",
        "userName": "cleo",
        "displayName": "Big kilo",
        "title": None,
        "emails": [],
        "meta": {"created": "2026-03-02T04:30:00.000Z"},
    },
}
SCHEMAS = core_schemas()


def judged(text: str) -> tuple[set[str], set[str]]:
    """Give the names of those who match, and of those for whom the text is open."""
    truth = {name: matches(text, person, SCHEMAS) for name, person in PEOPLE.items()}
    return {n for n, match in truth.items() if match}, {n for n, match in truth.items() if match is None}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('displayName eq "kilo"', "ada"),
        ('displayName EQ "KILO"', "ada"),
        ('DISPLAYNAME co "kilo"', "ada ben cleo"),
        ('displayName sw "kilo"', "ada ben"),
        ('displayName ew "kilo"', "ada cleo"),
        ('displayName ne "kilo"', "ben cleo"),
        ('displayName gt "kilo"', "ben"),
        ('displayName ge "kilo"', "ada ben"),
        ('displayName lt "kilometre"', "ada cleo"),
        ('displayName le "kilometre"', "ada ben cleo"),
        ('userName eq "ben"', "ben"),
        ('externalId eq "ext-a"', "ben"),
        ('id eq "a1"', ""),
        ('id eq "A1"', "ada"),
        ("active eq true", "ada"),
        ("active ne true and active pr", "ben"),
        ("active pr", "ada ben"),
        ("emails pr", "ada ben"),
        ("name.familyName pr", "ada ben"),
        ('name.familyName eq "O\'Malley"', "ada"),
        ('name.familyName eq "müller"', "ben"),
        ('name.familyName eq "MÜLLER"', "ben"),
        ('title eq "R and D"', "ada"),
        ('emails.value co "north"', "ada ben"),
        ('emails co "north"', "ada ben"),
        ('emails.type eq "WORK" and emails.value co "north"', "ada ben"),
        ('emails[type eq "work" and value co "north"]', "ada"),
        ('emails[type eq "work" and not (value co "north")]', "ben"),
        ('emails[primary eq true]', "ada"),
        (f'{USER}:userName eq "ada"', "ada"),
        (f'{USER.upper()}:USERNAME eq "ada"', "ada"),
        (f'{ENTERPRISE}:department eq "sales"', "ada"),
        (f'schemas eq "{ENTERPRISE}"', "ada"),
        ('meta.created eq "2026-03-02T04:30:00Z"', "ada cleo"),
        ('meta.created gt "2026-03-02T01:00:00Z"', "ada cleo"),
        ('meta.created le "2026-03-02T06:00:00+05:00"', "ben"),
        ('userName eq "ada" or userName eq "ben" and displayName eq "kilometre"', "ada ben"),
        ('(userName eq "ada" or userName eq "ben") and displayName eq "kilometre"', "ben"),
        ('not (userName eq "ada") and displayName co "kilo"', "ben cleo"),
        ('displayName eq null', ""),
        ('noSuchAttribute eq "a"', ""),
    ],
)  # fmt: skip
def test_a_filter_finds_whom_it_names(text: str, wanted: str) -> None:
    assert judged(text) == (set(wanted.split()), set())


@pytest.mark.parametrize(
    ("text", "wanted", "unsure"),
    [
        ('externalId ne "ext-a"', "ada", "cleo"),
        ("title pr", "ada", "ben"),
        ("title eq null", "", "cleo"),
        ("displayName ne null", "", "ada ben cleo"),
        ('emails.value ne "a@north.org"', "ben", "ada cleo"),
        ("active eq false", "ben", "cleo"),
        ("active gt true", "", "ada ben"),
        ('active eq "true"', "", "ada ben"),
        ('displayName gt "Ärger"', "", "ada ben cleo"),
        ('displayName co ""', "", "ada ben cleo"),
        ('title eq ""', "ben", "cleo"),
        ("active eq true or title pr", "ada", "ben"),
    ],
)
def test_what_the_text_leaves_open_is_neither_true_nor_false(text: str, wanted: str, unsure: str) -> None:
    assert judged(text) == (set(wanted.split()), set(unsure.split()))


@pytest.mark.parametrize(
    ("held", "wanted"),
    [("Straße", "strasse"), ("Maſt", "mast"), ("ﬁne", "fine"), ("é", "e\u0301"), ("ｋｉｌｏ", "kilo")],
)
@pytest.mark.parametrize("operator", ["eq", "ne", "sw", "ge"])
def test_letters_that_are_the_same_in_one_reading_only_are_open(held: str, wanted: str, operator: str) -> None:
    assert matches(f'displayName {operator} "{wanted}"', {"displayName": held}, SCHEMAS) is None
    assert matches(f'displayName eq "{held}"', {"displayName": held}, SCHEMAS) is True


def test_a_wrong_attribute_elsewhere_is_not_looked_at() -> None:
    assert matches('userName eq "ada"', {"userName": "ada", "emails": "no list", "active": "yes"}, SCHEMAS) is True


def test_the_base_schema_says_what_a_name_means() -> None:
    group = {"displayName": "Crew", "members": [{"value": "A1"}, {"value": "B2"}]}
    assert matches('members.value eq "B2"', group, SCHEMAS, GROUP) is True
    assert matches('displayName eq "CREW"', group, SCHEMAS, GROUP) is True


@pytest.mark.parametrize("text", ["", "userName", 'userName eq "a', "userName like 1", "emails[type eq]"])
def test_what_is_no_filter_raises(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a filter|is a path"):
        matches(text, {}, SCHEMAS)


def named(*values: str | None) -> list[dict[str, Any]]:
    return [{"userName": value, "title": value} if value is not None else {} for value in values]


@pytest.mark.parametrize(
    ("values", "up", "down"),
    [
        (("alpha", "Bravo", "charlie", None, None), True, False),
        ((None, "charlie", "Bravo", "alpha"), False, True),
        (("Bravo", "alpha"), False, True),
        (("alpha", None, "bravo"), False, False),
        (("alpha", "ALPHA", "alpha"), True, True),
        (("a-b", "a b", "ab"), True, True),
        ((), True, True),
    ],
)
def test_resources_stand_in_order(values: tuple[str | None, ...], up: bool, down: bool) -> None:
    assert in_order(named(*values), "title", SCHEMAS) is up
    assert in_order(named(*values), "title", SCHEMAS, descending=True) is down


def test_a_multi_valued_attribute_is_sorted_by_its_primary_value_or_its_first() -> None:
    by_primary = [{"emails": [{"value": "z"}, {"value": "a", "primary": True}]}, {"emails": [{"value": "b"}]}]
    assert in_order(by_primary, "emails", SCHEMAS)
    assert in_order([{"emails": [{"value": "a"}]}, {"emails": []}], "emails", SCHEMAS)
    assert not in_order([{"emails": []}, {"emails": [{"value": "a"}]}], "emails", SCHEMAS)


def test_dates_are_sorted_by_their_instants() -> None:
    assert in_order([PEOPLE["ben"], PEOPLE["ada"], PEOPLE["cleo"]], "meta.created", SCHEMAS)
    assert not in_order([PEOPLE["ada"], PEOPLE["ben"]], "meta.created", SCHEMAS)
