"""Scoping filters mean what Microsoft's page says, and refuse what the service does not support."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from scim_conformance.entra.directory import (
    OPERATORS,
    Clause,
    Person,
    ScopingError,
    ScopingFilter,
    lets_in,
    why_out,
)

SALES = ScopingFilter("Sales", [Clause("department", "EQUALS", "Sales")])
NEW_YORK = ScopingFilter("New York", [Clause("state", "EQUALS", "NY"), Clause("jobTitle", "IS NOT NULL")])


def holds(operator: str, held: Any, value: str = "") -> bool:
    return Clause("department", operator, value).holds({"department": held})


@pytest.mark.parametrize(
    ("operator", "value", "yes", "no"),
    [
        ("&", "Sales and Legal", "Legal", "legal"),
        ("!&", "Sales and Legal", "Finance", "Sales"),
        ("ENDS_WITH", "ales", "Sales", "Sales East"),
        ("EQUALS", "Sales", "Sales", "sales"),
        ("Greater_Than", "9", 10, 9),
        ("Greater_Than", "9", "10", "9"),
        ("Greater_Than", "9", "11", "ten"),
        ("Greater_Than_OR_EQUALS", "9", "9", 8),
        ("Greater_Than_OR_EQUALS", "0", 0, -1),
        ("Includes", "ale", "Sales", "SALES"),
        ("IS FALSE", "", False, True),
        ("IS FALSE", "", False, "False"),
        ("IS FALSE", "", False, 0),
        ("IS NOT NULL", "", "x", None),
        ("IS NULL", "", None, "x"),
        ("IS NULL", "", "", "x"),
        ("IS TRUE", "", True, False),
        ("IS TRUE", "", True, "True"),
        ("NOT EQUALS", "Sales", "sales", "Sales"),
        ("NOT REGEX MATCH", ".*\\@domain.example", "a@other.example", "a@domain.example"),
        ("REGEX MATCH", ".*\\@domain.example", "a@domain.example", "a@domain.example.org"),
        ("REGEX MATCH", "([1-9][0-9])", "10", "100"),
        ("REGEX MATCH", "(1[0-9][0-9][0-9][0-9][0-9][0-9])", "1999999", "2000000"),
        ("EQUALS", "7", 7, 8),
    ],
)
def test_an_operator_holds_for_the_one_and_not_for_the_other(operator: str, value: str, yes: Any, no: Any) -> None:
    assert holds(operator, yes, value)
    assert not holds(operator, no, value)


VALUES = {
    **dict.fromkeys(OPERATORS, "1"),
    **dict.fromkeys(("IS NULL", "IS NOT NULL", "IS TRUE", "IS FALSE"), ""),
}


@pytest.mark.parametrize("operator", list(OPERATORS))
@pytest.mark.parametrize("held", [None, "", "absent"])
def test_an_attribute_without_a_value_lets_nobody_in_but_where_that_is_asked(operator: str, held: Any) -> None:
    attributes = {} if held == "absent" else {"department": held}

    assert Clause("department", operator, VALUES[operator]).holds(attributes) is (operator == "IS NULL")


def test_there_are_the_fourteen_documented_operators() -> None:
    assert sorted(OPERATORS) == [
        "!&", "&", "ENDS_WITH", "EQUALS", "Greater_Than", "Greater_Than_OR_EQUALS", "IS FALSE", "IS NOT NULL",
        "IS NULL", "IS TRUE", "Includes", "NOT EQUALS", "NOT REGEX MATCH", "REGEX MATCH",
    ]  # fmt: skip


@pytest.mark.parametrize("operator", list(OPERATORS))
def test_several_values_are_never_compared(operator: str) -> None:
    assert not holds(operator, ["1"], VALUES[operator])


@pytest.mark.parametrize(
    ("clause", "says"),
    [
        (("proxyAddresses", "EQUALS", "a"), r"can't look at proxyAddresses: it has several values"),
        (("otherMails", "Includes", "a"), r"several values"),
        (("manager", "IS NULL"), r"can't look at manager: the service does not support it"),
        (("userType", "EQUALS", "Guest"), r"does not support it in scoping filters"),
        (("appRoleAssignments", "IS NOT NULL"), r"does not support it in scoping filters"),
        (("IsMemberOf", "EQUALS", "a"), r"filters on memberships"),
        (("startDate", "Greater_Than", "1"), r"it is a date"),
        (("department", "LIKE", "a"), r"no operator «LIKE»; there are &, !&, ENDS_WITH"),
        (("department", "equals", "a"), r"no operator «equals»"),
        (("department", "EQUALS"), r"clause on department can't use EQUALS: it needs a value"),
        (("department", "IS NULL", "x"), r"compares with nothing, so leave the value «x» out"),
        (("department", "Greater_Than", "ten"), r"integers .*, and «ten» is none"),
        (("department", "Greater_Than", "-1"), r"and «-1» is none"),
        (("department", "REGEX MATCH", "(a"), r"«\(a» is no regular expression: missing \)"),
        (("department", "NOT REGEX MATCH", ""), r"needs a value"),
    ],
)
def test_what_is_not_supported_is_refused_when_the_clause_is_made(clause: tuple[str, ...], says: str) -> None:
    with pytest.raises(ScopingError, match=says):
        Clause(*clause)


def test_a_filter_without_clauses_is_refused() -> None:
    with pytest.raises(ScopingError, match="«Nobody» has no clause"):
        ScopingFilter("Nobody", [])


def test_all_clauses_of_a_filter_must_hold_and_one_of_several_filters() -> None:
    sales = Person("1", {"department": "Sales", "state": "CA"})
    new_york = Person("2", {"department": "Legal", "state": "NY", "jobTitle": "Clerk"})
    without_job = Person("3", {"department": "Legal", "state": "NY"})

    assert [SALES(one) for one in (sales, new_york, without_job)] == [True, False, False]
    assert [NEW_YORK(one) for one in (sales, new_york, without_job)] == [False, True, False]
    assert [lets_in((SALES, NEW_YORK), one) for one in (sales, new_york, without_job)] == [True, True, False]
    assert lets_in((), without_job)


def test_filters_see_the_account_and_the_name_that_a_guest_has_at_home() -> None:
    guest = Person("g1", {"userPrincipalName": "ann_b_home.example#EXT#@tenant.example"}, account_enabled=False)

    assert ScopingFilter("x", [Clause("accountEnabled", "IS FALSE"), Clause("objectId", "EQUALS", "g1")])(guest)
    assert ScopingFilter("x", [Clause("userPrincipalName", "EQUALS", "ann_b@home.example")])(guest)
    assert ScopingFilter("x", [Clause("originalUserPrincipalName", "Includes", "#EXT#")])(guest)


def test_it_is_said_in_one_sentence_which_clause_let_somebody_out() -> None:
    person = Person("1", {"department": "Legal", "state": "NY"})

    assert why_out((SALES,), person) == (
        "The user passes no scoping filter: the filter «Sales» wants department EQUALS «Sales», "
        "and department is «Legal»."
    )
    assert why_out((SALES, NEW_YORK), person) == (
        "The user passes no scoping filter: the filter «Sales» wants department EQUALS «Sales», "
        "and department is «Legal»; the filter «New York» wants jobTitle IS NOT NULL, and jobTitle is empty."
    )
    assert why_out((SALES, lambda _: True), person) == ""
    assert why_out((lambda _: False,), person) == "The user passes no scoping filter: a filter says no."


def test_filters_compare_and_travel_between_processes() -> None:
    pattern = ScopingFilter("x", [Clause("department", "REGEX MATCH", "S.*")])

    assert pickle.loads(pickle.dumps(pattern)) == pattern
    assert pattern != SALES
    assert pickle.loads(pickle.dumps(pattern))(Person("1", {"department": "Sales"}))
