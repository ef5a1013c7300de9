"""The operations of Entra's dialects, held against the shapes that Microsoft's pages show."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scim_conformance.entra import (
    DIALECTS,
    assertive,
    manager_cleared,
    manager_set,
    role_bodies,
    roles_as_text,
    single_role_path,
)

DEFAULT, FLAG = DIALECTS["default"], DIALECTS["aadOptscim062020"]
MAIL = 'emails[type eq "work"].value'
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
NUMBER = f"{ENTERPRISE}:employeeNumber"
MANAGER = f"{ENTERPRISE}:manager"


def test_the_dialects_are_named_as_their_flags() -> None:
    assert list(DIALECTS) == ["default", "aadOptscim062020"]
    assert [each.name for each in DIALECTS.values()] == list(DIALECTS)


@pytest.mark.parametrize(
    ("made", "shape"),
    [
        (DEFAULT.add("nickName", "Babs"), {"op": "Add", "path": "nickName", "value": "Babs"}),
        (FLAG.add("nickName", "Babs"), {"op": "add", "path": "nickName", "value": "Babs"}),
        (DEFAULT.replace("userName", "b@x.example"), {"op": "Replace", "path": "userName", "value": "b@x.example"}),
        (FLAG.replace("userName", "b@x.example"), {"op": "replace", "path": "userName", "value": "b@x.example"}),
        (DEFAULT.switch(False), {"op": "Replace", "path": "active", "value": "False"}),
        (DEFAULT.switch(True), {"op": "Replace", "path": "active", "value": "True"}),
        (FLAG.switch(False), {"op": "replace", "path": "active", "value": False}),
        (FLAG.switch(True), {"op": "replace", "path": "active", "value": True}),
        (DEFAULT.add_members("u1"), {"op": "Add", "path": "members", "value": [{"$ref": None, "value": "u1"}]}),
        (FLAG.add_members("u1", "u2"), {"op": "add", "path": "members", "value": [{"value": "u1"}, {"value": "u2"}]}),
    ],
    ids=str,
)
def test_an_operation_has_the_documented_shape(made: dict[str, Any], shape: dict[str, Any]) -> None:
    assert made == shape
    assert type(made["value"]) is type(shape["value"])


def test_several_replacements_have_an_operation_each_by_default() -> None:
    values = {"displayName": "Pvlo", MAIL: "t@test.example", "name.givenName": "Gtfd", NUMBER: "Eqpj"}

    assert DEFAULT.replace_all(values) == [
        {"op": "Replace", "path": "displayName", "value": "Pvlo"},
        {"op": "Replace", "path": MAIL, "value": "t@test.example"},
        {"op": "Replace", "path": "name.givenName", "value": "Gtfd"},
        {"op": "Replace", "path": NUMBER, "value": "Eqpj"},
    ]


def test_several_replacements_share_one_without_path_where_the_flag_is_set() -> None:
    values = {"displayName": "Bjfe", MAIL: "t@test.example", "name.givenName": "Kkom", NUMBER: "Aklq"}

    assert FLAG.replace_all(values) == [
        {"op": "replace", "path": MAIL, "value": "t@test.example"},
        {"op": "replace", "value": {"displayName": "Bjfe", "name.givenName": "Kkom", NUMBER: "Aklq"}},
    ]


def test_no_operation_is_empty() -> None:
    assert FLAG.replace_all({MAIL: "t@test.example"}) == [FLAG.replace(MAIL, "t@test.example")]
    assert FLAG.replace_all({}) == DEFAULT.replace_all({}) == []


def test_members_leave_by_a_value_or_by_a_path() -> None:
    listed = [{"$ref": None, "value": "u1"}, {"$ref": None, "value": "u2"}]

    assert DEFAULT.remove_members("u1", "u2") == [{"op": "Remove", "path": "members", "value": listed}]
    assert FLAG.remove_members("u1", "u2") == [
        {"op": "remove", "path": 'members[value eq "u1"]'},
        {"op": "remove", "path": 'members[value eq "u2"]'},
    ]


def test_a_manager_is_set_in_three_forms() -> None:
    there = "https://x.example/scim/Users/m1"

    assert manager_set("text", "m1") == {"op": "Add", "path": MANAGER, "value": "m1"}
    assert manager_set("text", "m2", op="replace") == {"op": "replace", "path": MANAGER, "value": "m2"}
    assert manager_set("object", "m1") == {"op": "Add", "path": MANAGER, "value": {"value": "m1"}}
    assert manager_set("list", "m1", there) == {
        "op": "Add",
        "path": "manager",
        "value": [{"$ref": there, "value": "m1"}],
    }


def test_a_manager_is_cleared_in_two_forms() -> None:
    assert manager_cleared("empty text") == {"op": "replace", "path": MANAGER, "value": ""}
    assert manager_cleared("remove") == {"op": "Remove", "path": MANAGER}


KIND = "WindowsAzureActiveDirectoryRole"


@pytest.mark.parametrize(
    ("function", "shape"),
    [
        ("SingleAppRoleAssignment", [{"primary": True, "type": KIND, "value": "Admin"}]),
        (
            "AppRoleAssignmentsComplex",
            [
                {"primary": False, "type": KIND, "displayName": "Admin", "value": "Admin"},
                {"primary": False, "type": KIND, "displayName": "User", "value": "User"},
            ],
        ),
        (
            "AssertiveAppRoleAssignmentsComplex",
            [
                {"primary": False, "type": KIND, "display": "Admin", "value": "Admin"},
                {"primary": False, "type": KIND, "display": "User", "value": "User"},
            ],
        ),
    ],
)
def test_each_function_writes_roles_in_its_own_form(function: str, shape: list[dict[str, Any]]) -> None:
    assert role_bodies(function, ["Admin", "User"]) == shape


def test_a_role_that_is_added_is_a_document_as_a_text() -> None:
    operation = roles_as_text(["Admin", "User"])

    assert (operation["op"], operation["path"]) == ("Add", "roles")
    assert [list(each) for each in operation["value"]] == [["value"], ["value"]]
    documents = [json.loads(each["value"]) for each in operation["value"]]
    assert [list(each) for each in documents] == [["id", "value", "displayName"]] * 2
    assert [(each["value"], each["displayName"]) for each in documents] == [("Admin", "Admin"), ("User", "User")]
    assert documents[0]["id"] != documents[1]["id"]
    assert ": " not in operation["value"][0]["value"]


def test_an_assertive_change_replaces_all_roles() -> None:
    assert assertive(["Test"]) == {
        "op": "replace",
        "path": "roles",
        "value": [{"primary": False, "type": KIND, "display": "Test", "value": "Test"}],
    }


def test_the_path_of_the_one_role_has_true_in_quotes() -> None:
    assert single_role_path() == 'roles[primary eq "True"].value'
    assert single_role_path("display") == 'roles[primary eq "True"].display'
