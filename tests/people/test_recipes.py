"""Recipes: what stands in the place of their markers, and which body they make."""

from __future__ import annotations

import re

import pytest

from scim_conformance.people.recipes import FULL_NAME, NAME, NUMBER, filled, told, user, written
from scim_conformance.wire import ENTERPRISE, USER

RECIPE = {
    "attributes": {
        "userName": f"{NAME}.é",
        'emails[type eq "work"].value': f"{NAME}@example.com",
        'emails[type eq "work"].primary': True,
        'roles[primary eq "True"].value': "Viewer",
        f"{ENTERPRISE}:employeeNumber": NUMBER,
        f"{ENTERPRISE}:manager": {"value": user(1)},
    }
}


def test_markers_are_filled_wherever_they_stand() -> None:
    part = {f"{NAME}-key": [f"a {NAME} b {NAME}", 1, None, True, {"value": user(0)}], "number": NUMBER}

    found = filled(part, "n-1", ["id-0"])

    assert found["n-1-key"] == ["a n-1 b n-1", 1, None, True, {"value": "id-0"}]
    assert re.fullmatch(r"\d{10}", found["number"])
    assert filled(part, "n-2", ["id-0"])["number"] != found["number"]


def test_a_full_name_is_as_long_as_the_local_part_of_an_address_may_be() -> None:
    local, _, domain = filled(f"{FULL_NAME}@example.com", "scimconf-1-2").partition("@")

    assert (len(local), domain) == (64, "example.com")
    assert local.startswith("scimconf-1-2")


def test_a_user_that_is_not_there_can_not_be_named() -> None:
    with pytest.raises(IndexError):
        filled(user(2), "n", ["id-0"])


def test_a_text_that_looks_like_a_marker_and_is_none_stays() -> None:
    assert filled("⟨user⟩ ⟨Name⟩ <name>", "n") == "⟨user⟩ ⟨Name⟩ <name>"


def test_a_recipe_makes_the_body_that_its_paths_say() -> None:
    body = written(RECIPE, USER, "n-1", ["id-0", "id-1"])

    assert body["schemas"] == [USER, ENTERPRISE]
    assert body["userName"] == "n-1.é"
    assert body["emails"] == [{"type": "work", "value": "n-1@example.com", "primary": True}]
    assert body["roles"] == [{"primary": True, "value": "Viewer"}]
    assert body[ENTERPRISE]["manager"] == {"value": "id-1"}


def test_marks_of_primary_elements_and_the_form_of_a_manager_are_not_expected_back() -> None:
    body = written(RECIPE, USER, "n-1", ["id-0", "id-1"])

    kept = told(RECIPE, body)

    assert kept["emails"] == [{"type": "work", "value": "n-1@example.com"}]
    assert kept[ENTERPRISE] == {"employeeNumber": body[ENTERPRISE]["employeeNumber"]}
    assert {**kept, "emails": 0, ENTERPRISE: 0} == {**body, "emails": 0, ENTERPRISE: 0}
    assert body["emails"][0]["primary"] is True, "the body itself is left alone"
