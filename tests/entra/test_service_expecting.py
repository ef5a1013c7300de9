"""What the provider must hold is known from the directory alone, and every difference is told."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from service_by_hand import Company, Provider, company

from scim_conformance.entra.service import Deviation, Expectation, deviations
from scim_conformance.wire import ENTERPRISE

MAIL = 'emails[type eq "work"].value'
MANAGER = f"{ENTERPRISE}:manager"


@pytest.fixture
def acme() -> Company:
    """A company with a manager, an employee and a group, all provisioned."""
    acme = company(Provider())
    boss = acme.hire("boss")
    anna = acme.hire("anna", manager=boss, attributes={"jobTitle": "Lead", "department": "Sales"})
    acme.found("sales", boss, anna)
    list(acme.service.initial_cycle())
    return acme


def of(acme: Company, name: str, **more: Any) -> tuple[Expectation, dict[str, Any]]:
    (expected,) = [each for each in acme.expected(**more) if each.name.startswith(name)]
    path = f"/{'Users' if expected.kind == 'user' else 'Groups'}/{expected.target_id}"
    return expected, deepcopy(acme.service.port("GET", path).json)


def test_a_right_account_deviates_nowhere(acme: Company) -> None:
    for name in ("anna", "boss", "sales"):
        assert deviations(*of(acme, name, fresh=["person-anna", "person-boss", "team-sales"])) == ()


def test_an_expectation_says_who_and_what(acme: Company) -> None:
    anna, held = of(acme, "anna")
    sales, _ = of(acme, "sales")

    assert (anna.object_id, anna.target_id, anna.exists, anna.active) == ("person-anna", held["id"], True, True)
    assert anna.by_path[MAIL] == "anna@test.example"
    assert anna.by_path["title"] == "Lead"
    assert "nickName" not in anna.by_path
    assert sales.members == {anna.target_id, anna.manager}


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("title", "lead"),
        ("title", None),
        ("active", "True"),
        ("active", False),
        ("active", None),
        ("userName", "ANNA@test.example"),
        ("emails", []),
        ("emails", [{"type": "home", "value": "anna@test.example"}]),
        ("emails", "anna@test.example"),
        ("name", {"givenName": "Anna"}),
        ("name", None),
        (ENTERPRISE, {"department": "Sales"}),
        (ENTERPRISE, {"department": "Other", "manager": {"value": "x"}}),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_once_for_each_path(acme: Company, path: str, wrong: Any) -> None:
    expected, held = of(acme, "anna")

    found = deviations(expected, {**held, path: wrong})

    assert found
    assert len({each.path for each in found}) == len(found)
    assert all(each.expected != each.actual for each in found)


def test_what_the_provider_adds_is_its_own(acme: Company) -> None:
    expected, held = of(acme, "anna")
    emails = [*held["emails"], {"type": "home", "value": "home@test.example"}]

    assert deviations(expected, {**held, "emails": emails, "nickName": "x", "meta": {"version": "1"}}) == ()


def test_names_are_read_in_any_case(acme: Company) -> None:
    expected, held = of(acme, "anna")

    assert deviations(expected, {key.upper(): value for key, value in held.items()}) == ()


def test_what_can_not_be_read_is_not_judged(acme: Company) -> None:
    expected, held = of(acme, "anna")
    del held["title"]

    assert deviations(expected, held) == (Deviation("title", "Lead", None),)
    assert deviations(expected, held, unreadable=["TITLE"]) == ()


def test_a_manager_is_told_by_its_id(acme: Company) -> None:
    expected, held = of(acme, "anna")
    for form in (expected.manager, {"value": expected.manager}, [{"value": expected.manager}]):
        held[ENTERPRISE]["manager"] = form
        assert deviations(expected, held) == ()
    held[ENTERPRISE]["manager"] = {"value": "nobody"}
    assert [(each.path, each.expected) for each in deviations(expected, held)] == [(MANAGER, expected.manager)]


def test_a_manager_that_should_be_gone_is_told(acme: Company) -> None:
    acme.directory.set_manager("person-anna", None)

    expected, held = of(acme, "anna")

    assert [(each.path, each.expected) for each in deviations(expected, held)] == [(MANAGER, None)]


@pytest.mark.parametrize("change", [[], None, "x", [{"value": "x"}], [None], [{"value": None}]], ids=str)
def test_members_are_compared_as_a_set_of_ids(acme: Company, change: Any) -> None:
    expected, held = of(acme, "sales")
    listed = [{**each, "type": "User"} for each in reversed(held["members"])]

    assert deviations(expected, {**held, "members": [*listed, listed[0]]}) == ()
    assert [each.path for each in deviations(expected, {**held, "members": change})] == ["members"]
    bare = [each["value"] for each in held["members"]]
    assert [each.path for each in deviations(expected, {**held, "members": bare})] == ["members"]


@pytest.mark.parametrize("actual", [None, [], "x", 7])
def test_an_account_that_must_be_there_is_missed(acme: Company, actual: Any) -> None:
    expected, _ = of(acme, "anna")

    assert [each.path for each in deviations(expected, actual)] == ["id"]


@pytest.mark.parametrize(("active", "told"), [(False, 0), (True, 1), ("False", 1), (None, 1)])
def test_an_account_that_must_be_gone_may_be_inactive_where_deleting_deactivates(
    acme: Company, active: Any, told: int
) -> None:
    _, held = of(acme, "anna")
    gone = Expectation("user", "person-anna", "anna", held["id"], exists=False)

    assert deviations(gone, None) == ()
    assert len(deviations(gone, {**held, "active": active})) == 1
    assert len(deviations(gone, {**held, "active": active}, deactivates=True)) == told


def test_who_should_have_an_account_and_has_none_is_missed(acme: Company) -> None:
    acme.hire("carl")

    (carl,) = [each for each in acme.expected() if each.name.startswith("carl")]

    assert (carl.exists, carl.target_id) == (True, None)
    assert len(deviations(carl, None)) == 1


def test_a_change_that_was_not_provisioned_shows(acme: Company) -> None:
    acme.directory.change("person-anna", {"jobTitle": "Head"})
    acme.directory.disable("person-boss")

    assert sorted((name, wrong.path) for name, wrong in acme.deviating()) == [
        ("anna@test.example", "title"),
        ("boss@test.example", "active"),
    ]


def test_of_a_fresh_account_it_is_known_what_must_be_empty(acme: Company) -> None:
    expected, held = of(acme, "anna", fresh=["person-anna"])
    held["phoneNumbers"] = [{"type": "work", "value": "555"}]

    assert [each.path for each in deviations(expected, held)] == ['phoneNumbers[type eq "work"].value']
    assert deviations(of(acme, "anna")[0], held) == ()


def test_of_who_has_left_only_the_switch_is_judged(acme: Company) -> None:
    acme.directory.leave("team-sales", "person-anna")
    acme.directory.unassign("person-anna")
    acme.directory.change("person-anna", {"jobTitle": "Spy"})

    expected, held = of(acme, "anna")

    assert [each.path for each in deviations(expected, held)] == ["active"]


def test_out_of_scope_without_an_account_nothing_is_expected(acme: Company) -> None:
    acme.directory.add_person({"userPrincipalName": "out@test.example"})

    assert {each.object_id for each in acme.expected()} == {"person-anna", "person-boss", "team-sales"}
