"""Who is in scope for provisioning, and what the mappings see of whoever is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from scim_conformance.entra.directory import (
    NO_ROLE,
    Clause,
    Directory,
    Person,
    ScopingFilter,
    Team,
    effective,
    effective_team,
    entitled,
    source_attributes,
    team_attributes,
)

SALES = ScopingFilter("Sales", [Clause("department", "EQUALS", "Sales")])


def directory_with(**attributes: Any) -> tuple[Directory, str]:
    directory = Directory(clock=lambda: datetime(2026, 3, 1, tzinfo=UTC))
    return directory, directory.add_person(attributes).object_id


def person(directory: Directory, object_id: str) -> Person:
    found = directory.person(object_id)
    assert found is not None
    return found


def test_only_who_is_assigned_in_a_role_of_the_application_is_in_scope() -> None:
    directory, ann = directory_with()
    user = directory.add_role("User")

    out = effective(directory, "assigned", (), person(directory, ann))
    assert (bool(out), out.reason) == (False, "The user is not assigned to the application.")

    directory.assign(ann, NO_ROLE)
    out = effective(directory, "assigned", (), person(directory, ann))
    assert not out
    assert "not effectively entitled" in out.reason

    directory.assign(ann, user)
    assert effective(directory, "assigned", (), person(directory, ann)).inside


def test_where_all_are_synchronized_nobody_need_be_assigned() -> None:
    directory, ann = directory_with()

    assert effective(directory, "all", (), person(directory, ann))
    assert not effective(directory, "all", (SALES,), person(directory, ann))


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (lambda directory, id: directory.unassign(id), "The user is not assigned to the application."),
        (
            lambda directory, id: directory.change(id, {"department": "Legal"}),
            "The user passes no scoping filter: the filter «Sales» wants department EQUALS «Sales», "
            "and department is «Legal».",
        ),
        (
            lambda directory, id: directory.soft_delete(id),
            "The user was deleted on 2026-03-01 and can still be restored.",
        ),
        (lambda directory, id: directory.disable(id), "The user is disabled: its accountEnabled is false."),
    ],
    ids=["unassigned", "filtered", "deleted", "disabled"],
)
def test_each_of_the_four_reasons_alone_puts_a_user_out_of_scope(happens: Any, reason: str) -> None:
    directory, ann = directory_with(department="Sales")
    directory.assign(ann, directory.add_role("User"))
    assert effective(directory, "assigned", (SALES,), person(directory, ann))

    happens(directory, ann)

    found = effective(directory, "assigned", (SALES,), person(directory, ann))
    assert (found.inside, found.reason) == (False, reason)


def test_all_reasons_are_told_together() -> None:
    directory, ann = directory_with()
    directory.disable(ann)

    reason = effective(directory, "assigned", (SALES,), person(directory, ann)).reason

    assert reason == (
        "The user is disabled: its accountEnabled is false. The user is not assigned to the application. "
        "The user passes no scoping filter: the filter «Sales» wants department EQUALS «Sales», "
        "and department is empty."
    )


def test_who_is_disabled_or_deleted_may_still_be_entitled() -> None:
    directory, ann = directory_with()
    directory.assign(ann, directory.add_role("User"))
    directory.disable(ann)
    directory.soft_delete(ann)

    assert entitled(directory, "assigned", (), person(directory, ann))
    assert not effective(directory, "assigned", (), person(directory, ann))


def test_a_group_is_in_scope_when_it_is_assigned_or_all_are() -> None:
    directory = Directory()
    team = directory.add_team({})

    assert effective_team(directory, "all", team)
    assert not effective_team(directory, "assigned", team)
    directory.assign(team.object_id, NO_ROLE)
    assert effective_team(directory, "assigned", team)


def test_expressions_see_the_account_the_manager_and_the_roles_but_not_default_access() -> None:
    directory, boss = directory_with()
    ann = directory.add_person({"userPrincipalName": "ann@tenant.example", "city": None}, manager=boss).object_id
    role = directory.add_role("Admin")
    directory.assign(ann, NO_ROLE)
    directory.assign(ann, role)

    assert source_attributes(directory, person(directory, ann), is_soft_deleted=True) == {
        "userPrincipalName": "ann@tenant.example",
        "originalUserPrincipalName": "ann@tenant.example",
        "city": None,
        "objectId": ann,
        "accountEnabled": True,
        "userType": "Member",
        "IsSoftDeleted": True,
        "manager": boss,
        "appRoleAssignments": (role,),
    }


@pytest.mark.parametrize(
    ("name", "at_home"),
    [
        ("alias_theirdomain.example#EXT#@yourdomain.example", "alias@theirdomain.example"),
        ("first_last_their.example#EXT#@your.example", "first_last@their.example"),
        ("alias#EXT#@your.example", "alias"),
        ("some_body@your.example", "some_body@your.example"),
    ],
)
def test_a_guest_goes_by_the_name_that_it_has_at_home(name: str, at_home: str) -> None:
    directory = Directory()
    guest = directory.add_person({"userPrincipalName": name}, user_type="Guest")

    seen = source_attributes(directory, guest, is_soft_deleted=False)

    assert seen["userPrincipalName"] == at_home
    assert seen["originalUserPrincipalName"] == name
    assert seen["userType"] == "Guest"


def test_who_has_no_user_principal_name_is_given_none() -> None:
    directory = Directory()

    seen = source_attributes(directory, directory.add_person({}), is_soft_deleted=False)

    assert "userPrincipalName" not in seen
    assert "originalUserPrincipalName" not in seen


def test_expressions_see_the_id_and_the_members_of_a_group() -> None:
    team = Team("g1", {"displayName": "Sales"}, frozenset({"u1"}))

    assert team_attributes(team) == {"displayName": "Sales", "objectId": "g1", "members": frozenset({"u1"})}
