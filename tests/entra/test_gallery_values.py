"""The bodies and names that the gallery tests make up."""

from __future__ import annotations

import json
import random
import re

import pytest
from gallery_by_hand import MARK, loaded, stand

from scim_conformance.entra.gallery.patches import FORMS, grouped, verbose
from scim_conformance.entra.gallery.placing import array_of, picks_by_type, placed, schemas_of, top_of, value_at
from scim_conformance.entra.gallery.values import Names, by_name
from scim_conformance.wire import ENTERPRISE, USER

DEPARTMENT = f"{ENTERPRISE}:department"


def test_values_are_placed_as_the_template_places_them() -> None:
    body = placed(
        {
            "title": "Engineer",
            "name.givenName": "Ann",
            'emails[type eq "work"].value': "a@example.com",
            'emails[type eq "home"].value': "b@example.com",
            'emails[type eq "work"].display': "A",
            DEPARTMENT: "Research",
        }
    )
    assert body == {
        "title": "Engineer",
        "name": {"givenName": "Ann"},
        "emails": [
            {"type": "work", "primary": True, "value": "a@example.com", "display": "A"},
            {"type": "home", "primary": False, "value": "b@example.com"},
        ],
        ENTERPRISE: {"department": "Research"},
    }


def test_the_word_of_any_filter_is_taken_for_a_type() -> None:
    assert placed({'roles[primary eq "True"].value': "TestRole"}) == {
        "roles": [{"type": "True", "primary": True, "value": "TestRole"}]
    }


def test_a_role_keeps_one_element_where_its_type_is_written_too() -> None:
    body = placed({'roles[primary eq "True"].type': "primary", 'roles[primary eq "True"].value': "TestRole"})
    assert body == {"roles": [{"type": "primary", "primary": True, "value": "TestRole"}]}


def test_all_but_booleans_are_sent_as_texts() -> None:
    assert placed({"active": True, "number": 5}) == {"active": True, "number": "5"}


def test_a_body_names_the_schemas_of_its_extensions_once() -> None:
    assert schemas_of(["title", DEPARTMENT, f"{ENTERPRISE}:division"]) == [USER, ENTERPRISE]


def test_a_value_is_found_where_it_is_placed() -> None:
    values = {"title": "a", "name.givenName": "b", 'emails[type eq "work"].value': "c", DEPARTMENT: "d"}
    assert {path: value_at(placed(values), path) for path in values} == values


def test_nothing_is_found_in_a_resource_of_odd_shapes() -> None:
    odd = {"name": "Ann", "emails": {"type": "work"}, ENTERPRISE: ["x"]}
    assert [value_at(odd, path) for path in ("name.givenName", 'emails[type eq "work"].value', DEPARTMENT)] == [
        None
    ] * 3


def test_paths_are_taken_apart_as_texts() -> None:
    assert top_of("name.givenName") == "name"
    assert top_of(DEPARTMENT) == "department"
    assert array_of('emails[type eq "work"].value') == "emails"
    assert array_of("name.givenName") is None
    assert picks_by_type('emails[TYPE EQ "work"].value')
    assert not picks_by_type('roles[primary eq "True"].value')


def test_both_forms_of_a_patch_are_those_of_the_template() -> None:
    values = {"title": "", 'emails[type eq "work"].value': "", DEPARTMENT: ""}
    assert verbose(values) == [{"op": "replace", "path": path, "value": ""} for path in values]
    assert grouped(values) == [
        {"op": "replace", "path": 'emails[type eq "work"].value', "value": ""},
        {"op": "replace", "value": {"title": "", DEPARTMENT: ""}},
    ]
    assert next(iter(FORMS)) == "non-verbose"


@pytest.mark.parametrize("form", FORMS)
def test_nothing_to_change_makes_no_operation(form: str) -> None:
    assert FORMS[form]({}) == []


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("displayName", "SCIM Test User"),
        ('emails[type eq "work"].value', r"scimconf-65a1-lasctest[0-9a-f]{8}@example\.com"),
        ('phoneNumbers[type eq "work"].value', r"\+1-555-[0-9a-f]{4}"),
        ('addresses[type eq "work"].country', "US"),
        ('addresses[type eq "work"].postalCode', "[0-9a-f]{5}"),
        ("name.familyName", "User"),
        (f"{ENTERPRISE}:employeeNumber", "[0-9a-f]{6}"),
        ('ims[type eq "work"].value', "imuser-[0-9a-f]{6}"),
        ('roles[primary eq "True"].value', "TestRole"),
        ('roles[primary eq "True"].type', "primary"),
        ('roles[primary eq "True"].display', "Test Role"),
        (DEPARTMENT, "Test-department-[0-9a-f]{6}"),
        ("name.middleName", "Test-middleName-[0-9a-f]{6}"),
    ],
)
def test_an_attribute_gets_its_value_by_its_name(path: str, pattern: str) -> None:
    assert re.fullmatch(pattern, by_name(path, Names(random.Random(1), MARK)))


def test_names_keep_the_form_of_the_template_and_begin_with_the_mark() -> None:
    names = Names(random.Random(1), MARK, "fabrikam.example")
    assert re.fullmatch(rf"{MARK}lascuser[0-9a-f]{{8}}@fabrikam\.example", names.user("lascuser"))
    assert re.fullmatch(rf"{MARK}LACreateGroup-\([0-9a-f]{{8}}\)", names.group("LACreateGroup-(", ")"))
    assert names.user("a") != names.user("a")


def test_the_user_is_the_same_throughout_a_run_but_for_its_names() -> None:
    ground, _ = stand("entra")
    first, second = ground.user_body("a@example.com"), ground.user_body("b@example.com")
    assert first["externalId"] != second["externalId"]
    assert {**first, "userName": "", "externalId": ""} == {**second, "userName": "", "externalId": ""}


def test_the_user_of_the_default_mapping_is_the_one_of_the_specification() -> None:
    ground, _ = stand("entra")
    body = ground.user_body("ann@example.com")
    assert body["schemas"] == [USER, ENTERPRISE]
    assert (body["userName"], body["active"], body["displayName"]) == ("ann@example.com", True, "SCIM Test User")
    assert body["name"] == {"givenName": "TestFirst", "familyName": "TestLast"}
    assert [(each["type"], each["primary"]) for each in body["phoneNumbers"]] == [
        ("work", True),
        ("mobile", False),
        ("fax", False),
    ]
    assert set(body[ENTERPRISE]) == {"employeeNumber", "department"}


def test_a_run_can_be_repeated_by_its_seed() -> None:
    bodies = [json.dumps(stand("entra", seed=seed)[0].user_body("a")) for seed in (7, 7, 8)]
    assert bodies[0] == bodies[1] != bodies[2]


def test_the_vendor_prescribes_values_by_path() -> None:
    ground, _ = stand("kpifire", overrides=({"name.givenName": "Grace"}, {"name.givenName": "Ada"}))
    assert ground.user_body("a")["name"]["givenName"] == "Grace"
    assert ground.overrides[1]["name.givenName"] == "Ada"


def test_samples_of_the_profile_are_sent_where_nothing_else_is_prescribed() -> None:
    ground, _ = stand("rhombus")
    assert ground.user_body("a")["roles"] == [{"type": "True", "primary": True, "value": "Viewer"}]


def test_a_group_has_a_placeholder_where_the_application_has_no_external_id() -> None:
    without, _ = stand("kpifire")
    assert without.group_body("a")["externalId"] == "placeholder-extid"
    having, _ = stand("entra")
    assert having.group_body("a")["externalId"] != having.group_body("a")["externalId"]


def test_what_the_application_supports_is_read_from_its_profile() -> None:
    entra, rhombus = stand("entra")[0], stand("rhombus")[0]
    assert (entra.has_groups, entra.maps_manager, entra.has_manager, entra.maps_active) == (True, True, True, True)
    assert (rhombus.has_groups, rhombus.maps_manager, rhombus.has_manager, rhombus.maps_active) == (
        False,
        False,
        False,
        True,
    )


def test_the_manager_is_listed_by_its_name_alone() -> None:
    ground, _ = stand(loaded("generic"))
    listed = ground.attribute(f"{ENTERPRISE}:manager")
    assert listed is not None
    assert listed.is_reference
    assert f"{ENTERPRISE}:manager" in [row.target for row in ground.mapping]
