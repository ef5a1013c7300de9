"""The crowd fits every bundled profile, and what is written by hand agrees with the reference evaluation."""

from __future__ import annotations

from pathlib import Path

import pytest

from scim_conformance.discovery import core_schemas
from scim_conformance.outcomes import Omitted
from scim_conformance.people import Accepted, Cast, People
from scim_conformance.people.crowd import NAMES, Design, design
from scim_conformance.plugin.crowd import CONTROLS
from scim_conformance.profile import load
from scim_conformance.settling import believed
from scim_conformance.wire.filters import matches

PROFILES = ("generic", "entra", "rhombus", "kpifire", "iprova", "promapp", "rfpio")
SCHEMAS = core_schemas()


def crowd_of(profile: str, *, user_name: str = "any", size: int | None = None) -> Design:
    loaded = load(profile, cwd=Path.cwd())
    cast = Cast(loaded, SCHEMAS, "scimconf-1-", 7)
    accepted = Accepted(believed(loaded).attributes, user_name)
    return design(cast, accepted, People(cast, accepted, "crowd"), size=size)


@pytest.mark.parametrize("user_name", ["any", "email"])
@pytest.mark.parametrize("profile", PROFILES)
def test_the_sets_written_by_hand_agree_with_the_evaluation(profile: str, user_name: str) -> None:
    crowd = crowd_of(profile, user_name=user_name)
    asked = 0
    for control in CONTROLS.values():
        try:
            text = crowd.filled(control.template)
        except Omitted:
            continue
        if control.finds is not None:
            asked += 1
            found = {name for name, body in crowd.bodies.items() if matches(text, body, SCHEMAS)}
            assert found == set(control.finds.split()), text
    assert asked >= 6


@pytest.mark.parametrize("profile", PROFILES)
def test_everybody_begins_with_the_mark_of_the_run(profile: str) -> None:
    crowd = crowd_of(profile)
    assert tuple(crowd.bodies) == NAMES
    assert all(matches(crowd.filled("userName sw {mark}"), body, SCHEMAS) for body in crowd.bodies.values())
    assert all(body["userName"].startswith("scimconf-1-") for body in crowd.bodies.values())
    assert len({body["userName"] for body in crowd.bodies.values()}) == len(NAMES)


def test_nothing_is_asked_of_an_attribute_that_the_profile_calls_not_filterable() -> None:
    assert crowd_of("rhombus").parts["text"] == "userName"
    assert "flag" not in crowd_of("rhombus").parts


def test_a_question_without_its_attribute_is_left_out_with_both_witnesses() -> None:
    with pytest.raises(Omitted, match="The profile rhombus lists no boolean that the provider accepts"):
        crowd_of("rhombus").filled("{flag} eq true")


def test_a_limit_of_resources_makes_the_crowd_smaller() -> None:
    crowd = crowd_of("generic", size=3)
    assert tuple(crowd.bodies) == ("ada", "ben", "cleo")
    with pytest.raises(Omitted, match="a crowd of 3"):
        crowd.filled("userName eq {fay}")


def test_an_attribute_in_two_parts_has_the_values_of_the_first() -> None:
    crowd = crowd_of("entra")
    assert crowd.parts["dotted"] == crowd.parts["gap"]
    found = {name for name, body in crowd.bodies.items() if matches(crowd.filled("{gap} pr"), body, SCHEMAS)}
    assert found == {"ada", "ben", "cleo"}
