"""People of a directory: rebuilt by seed and index, identified by mark and index, at nobody's address."""

from __future__ import annotations

import json
import re
import subprocess
import sys

from hypothesis import Phase, find, given, settings

from scim_conformance.people import employee, employees, team
from scim_conformance.people.employees import ALWAYS

MARK = "scimconf-ab12-"
NAMES = {
    "userPrincipalName", "mail", "displayName", "givenName", "surname", "jobTitle", "department", "employeeId",
    "telephoneNumber", "mobile", "facsimileTelephoneNumber", "streetAddress", "city", "state", "postalCode", "country",
    "physicalDeliveryOfficeName", "mailNickname", "preferredLanguage", "proxyAddresses", "otherMails",
    *(f"extensionAttribute{number}" for number in range(1, 16)),
}  # fmt: skip


def addresses_of(texts: object) -> set[str]:
    return set(re.findall(r"@([\w.-]+)", json.dumps(texts, ensure_ascii=False)))


def test_an_employee_has_every_attribute_of_the_default_mapping() -> None:
    one = employee(1, 0, MARK)

    assert set(one) == NAMES
    assert all(one.values())
    assert {type(value) for value in one.values()} == {str, list}


def test_the_same_seed_and_index_make_the_same_employee_and_others_do_not() -> None:
    assert employee(3, 17, MARK) == employee(3, 17, MARK)
    assert employee(3, 17, MARK)["streetAddress"] != employee(3, 18, MARK)["streetAddress"]
    assert employee(3, 17, MARK)["streetAddress"] != employee(4, 17, MARK)["streetAddress"]
    assert team(3, 17, MARK) == team(3, 17, MARK)


def test_employees_are_the_same_in_another_process() -> None:
    told = f"from scim_conformance.people import employee; print(employee(3, 17, {MARK!r}))"

    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, timeout=60, check=True)

    assert ran.stdout.strip() == str(employee(3, 17, MARK))


def test_what_identifies_an_employee_is_unique_and_comes_from_mark_and_index_alone() -> None:
    some = [employee(1, index, mark) for mark in (MARK, "scimconf-ab1-") for index in range(2000)]
    again = employee(2, 7, MARK)

    for name in ("userPrincipalName", "mail", "mailNickname", "employeeId"):
        assert len({one[name] for one in some}) == len(some), name
        assert some[7][name] == again[name]
    assert some[7]["userPrincipalName"] == some[7]["mail"]
    assert all(one["userPrincipalName"].startswith(MARK) for one in some[:2000])
    assert all(len(one["employeeId"]) <= 16 for one in some)


def test_a_mark_without_its_hyphen_does_not_run_into_the_index() -> None:
    assert employee(1, 12, "x1")["userPrincipalName"] == "x1-12@example.com"
    assert employee(1, 2, "x11")["userPrincipalName"] == "x11-2@example.com"


def test_nobody_can_be_written_to_or_called() -> None:
    made = [[employee(1, index, MARK), team(1, index, MARK)] for index in range(300)]

    assert addresses_of(made) == {"example.com"}
    for one, _ in made:
        for name in ("telephoneNumber", "mobile", "facsimileTelephoneNumber"):
            assert re.fullmatch(r"\+1-\d{3}-555-01\d\d", one[name])
        assert len({one["telephoneNumber"], one["mobile"], one["facsimileTelephoneNumber"]}) == 3


def test_employees_differ_enough_for_filters_and_changes_to_show() -> None:
    some = [employee(1, index, MARK) for index in range(500)]

    for name, least in (("displayName", 400), ("jobTitle", 50), ("city", 50), ("department", 12), ("state", 7)):
        assert len({one[name] for one in some}) >= least, name


def test_the_name_of_a_team_begins_with_the_mark_and_is_unique_and_plain() -> None:
    names = [team(1, index, MARK)["displayName"] for index in range(500)]

    assert len(set(names)) == 500
    assert all(re.fullmatch(re.escape(MARK) + r"team-\d+[A-Za-z ]+", name) for name in names)


@given(one=employees(MARK))
@settings(max_examples=100, deadline=None, database=None)
def test_a_sparse_employee_lacks_no_name_and_has_nothing_unknown(one: dict[str, object]) -> None:
    assert set(one) <= NAMES
    assert all(isinstance(one[name], str) and one[name] for name in ALWAYS)
    assert str(one["userPrincipalName"]).startswith(MARK)
    assert addresses_of(one) <= {"example.com"}


def test_sparse_employees_lack_attributes_in_both_ways_and_are_written_in_many_scripts() -> None:
    quick = settings(max_examples=300, deadline=None, database=None, derandomize=True, phases=[Phase.generate])

    assert None in find(employees(), lambda one: None in one.values(), settings=quick).values()
    assert set(find(employees(), lambda one: len(one) < len(NAMES), settings=quick)) < NAMES
    assert not find(employees(), lambda one: not one["displayName"].isascii(), settings=quick)["displayName"].isascii()


def test_nothing_slow_is_imported_before_it_is_needed() -> None:
    told = "import sys, scim_conformance.people as p; p.employee(1, 1, 'x-'); print('hypothesis' in sys.modules)"

    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, timeout=60, check=True)

    assert ran.stdout.strip() == "False"
