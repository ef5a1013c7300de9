"""The reference semantics of PATCH: each row is a reading of the section that it names."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from patching_by_hand import (
    FIRST,
    HOME,
    IDA,
    MEMBERS,
    ONE_RESULT,
    OPEN,
    REFUSED,
    SEVERAL,
    WORK,
    Json,
    add,
    remove,
    replace,
)

from scim_conformance.files import read_json
from scim_conformance.wire import ENTERPRISE, GROUP, USER, SchemaSet, strip_unassigned
from scim_conformance.wire.patching import Outcome, patched

CORE = SchemaSet.from_documents(read_json("scim/core-schemas.json"))


def of_user(held: Json, *operations: Any) -> Outcome:
    return patched({"schemas": [USER], "userName": "ada", **copy.deepcopy(held)}, operations, CORE)


def of_group(members: list[Json], *operations: Any) -> Outcome:
    group = {"schemas": [GROUP], "displayName": "Crew", "members": copy.deepcopy(members)}
    return patched(group, operations, CORE, GROUP)


def results(outcome: Outcome, *, beside: tuple[str, ...] = ("schemas", "userName", "displayName")) -> list[Json]:
    """What may come of it, without what every resource of these tests has."""
    return [
        {key: value for key, value in strip_unassigned(each).items() if key not in beside} for each in outcome.results
    ]


@pytest.mark.parametrize(("held", "operations", "expected"), [row[1:] for row in ONE_RESULT],
                         ids=[row[0] for row in ONE_RESULT])  # fmt: skip
def test_the_text_leaves_one_result(held: Json, operations: list[Json], expected: Json) -> None:
    outcome = of_user(held, *operations)

    assert not outcome.is_open
    assert outcome.refusal is None, "a right provider does not refuse it"
    assert results(outcome) == [strip_unassigned(expected)]


@pytest.mark.parametrize(("held", "operations", "expected", "may_refuse"), [row[1:] for row in SEVERAL],
                         ids=[row[0] for row in SEVERAL])  # fmt: skip
def test_the_text_can_be_read_in_several_ways(
    held: Json, operations: list[Json], expected: list[Json], may_refuse: bool
) -> None:
    outcome = of_user(held, *operations)

    found = results(outcome)
    assert len(found) == len(expected)
    assert all(each in found for each in expected)
    assert (outcome.refusal is not None) == may_refuse


def test_readings_are_carried_on_through_the_operations_that_follow() -> None:
    held = {"name": {"givenName": "A", "familyName": "L"}}

    outcome = of_user(held, add("name", {"givenName": "E"}), replace("name.middleName", "M"))

    assert results(outcome) == [
        {"name": {"givenName": "E", "familyName": "L", "middleName": "M"}},
        {"name": {"givenName": "E", "middleName": "M"}},
    ]


@pytest.mark.parametrize(("operation", "scim_type"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
@pytest.mark.parametrize("position", [0, 1, 2])
def test_one_wrong_operation_fails_the_request_wherever_it_stands(
    operation: Any, scim_type: str, position: int
) -> None:
    operations: list[Any] = [add("title", "Lead"), replace("emails", [WORK])]
    operations.insert(position, operation)

    outcome = of_user({}, *operations)

    assert outcome.must_be_refused
    assert scim_type in (outcome.refusal or ())


@pytest.mark.parametrize(("held", "operation"), [row[1:] for row in OPEN], ids=[row[0] for row in OPEN])
def test_what_the_text_does_not_say_is_open(held: Json, operation: Json) -> None:
    assert of_user(held, operation).is_open


@pytest.mark.parametrize(("held", "operations", "expected"), [row[1:] for row in MEMBERS],
                         ids=[row[0] for row in MEMBERS])  # fmt: skip
def test_members_come_and_go(held: list[Json], operations: list[Json], expected: list[Json]) -> None:
    (result,) = results(of_group(held, *operations))

    assert [each["value"] for each in result.get("members", [])] == [each["value"] for each in expected]


def test_the_id_in_a_member_is_not_exchanged() -> None:
    outcome = of_group([IDA], replace('members[value eq "ida"].value', "bo"))

    assert outcome.must_be_refused
    assert outcome.refusal == ("mutability",)


def test_schemas_name_the_extension_that_a_path_brings_in() -> None:
    (result,) = of_user({}, add(f"{ENTERPRISE}:department", "Ops")).results

    assert result["schemas"] == [USER, ENTERPRISE]


def test_what_comes_in_is_left_as_it_was() -> None:
    held = {"emails": [dict(FIRST)], "name": {"givenName": "Ada"}}
    before = copy.deepcopy(held)

    patched(held, [add("emails", [{**HOME, "primary": True}]), remove("name"), add("title", "Lead")], CORE)

    assert held == before


def test_without_any_schema_nothing_is_judged() -> None:
    assert patched({}, [replace("title", "Lead")], SchemaSet()).is_open
