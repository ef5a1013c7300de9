"""What is written of a value: bodies, operations of both dialects, roles in their many forms."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scim_conformance.entra.dialects import DIALECTS
from scim_conformance.entra.mapping.model import AttributeMapping, Flow
from scim_conformance.entra.roles import ASSERTIVE, COMPLEX, ROLE, SINGLE
from scim_conformance.entra.service.values import held, same, truth, wanted
from scim_conformance.entra.service.writing import differences, new_group, new_user, operations
from scim_conformance.wire import ENTERPRISE, USER, AttributePath

DEFAULT, FLAG = DIALECTS["default"], DIALECTS["aadOptscim062020"]
MAIL = 'emails[type eq "work"].value'
NUMBER = f"{ENTERPRISE}:employeeNumber"
ACME = "urn:ietf:params:scim:schemas:extension:Acme:2.0:User"


def flow(path: str, type: str = "string", **facts: Any) -> Flow:
    return Flow(AttributePath.parse(path), path, lambda source: source.get(path), f"[{path}]", type=type, **facts)


def mapped(source: dict[str, Any], **types: Any) -> Any:
    """Map each path from a source attribute of the same name."""
    flows = tuple(flow(path, **types.get(path, {})) for path in source)
    return wanted(AttributeMapping(flows), source, create=True)


def written(source: dict[str, Any], resource: dict[str, Any], dialect: Any, **types: Any) -> list[dict[str, Any]]:
    return operations(differences(mapped(source, **types), resource, clears=False), dialect)


def test_what_is_new_is_added_and_what_differs_is_replaced() -> None:
    source = {"displayName": "New", "name.givenName": "Zoe", MAIL: "z@x.example", NUMBER: "7", "title": "Lead"}
    resource = {
        "displayName": "Old",
        "name": {"givenName": "Anna"},
        "emails": [{"type": "work", "value": "a@x.example"}],
    }

    assert written(source, resource, DEFAULT) == [
        {"op": "Add", "path": NUMBER, "value": "7"},
        {"op": "Add", "path": "title", "value": "Lead"},
        {"op": "Replace", "path": "displayName", "value": "New"},
        {"op": "Replace", "path": "name.givenName", "value": "Zoe"},
        {"op": "Replace", "path": MAIL, "value": "z@x.example"},
    ]
    assert written(source, resource, FLAG) == [
        {"op": "add", "path": NUMBER, "value": "7"},
        {"op": "add", "path": "title", "value": "Lead"},
        {"op": "replace", "path": MAIL, "value": "z@x.example"},
        {"op": "replace", "value": {"displayName": "New", "name.givenName": "Zoe"}},
    ]


def test_what_is_there_already_is_not_written() -> None:
    source = {"displayName": "A", "active": "True", "level": "5", "title": None, "nickName": ""}
    types = {"active": {"type": "boolean"}, "level": {"type": "integer"}}
    resource = {"DisplayName": "A", "active": "True", "level": 5, "title": "", "nickName": []}

    assert written(source, resource, DEFAULT, **types) == []


def test_texts_are_compared_exactly() -> None:
    assert written({"displayName": "Anna"}, {"displayName": "anna"}, DEFAULT) == [
        {"op": "Replace", "path": "displayName", "value": "Anna"}
    ]


@pytest.mark.parametrize(("dialect", "value"), [(DEFAULT, "True"), (FLAG, True)])
def test_booleans_are_written_as_the_dialect_does(dialect: Any, value: Any) -> None:
    types = {"vip": {"type": "boolean"}, "active": {"type": "boolean"}}

    (vip, active) = written({"vip": "True", "active": "True"}, {"active": False}, dialect, **types)

    assert (vip["path"], vip["value"]) == ("vip", value)
    assert active == dialect.switch(True)


def test_a_body_has_the_types_of_its_attributes() -> None:
    source = {"userName": "a", "active": "False", "level": "5", "rate": "1.5", "start": "x", f"{ACME}:badge": "9"}
    kinds = {"active": "boolean", "level": "integer", "rate": "decimal", "start": "integer"}

    body = new_user(mapped(source, **{path: {"type": kind} for path, kind in kinds.items()}))

    assert (body["active"], body["level"], body["rate"], body["start"]) == (False, 5, 1.5, "x")
    assert body[ACME] == {"badge": "9"}
    assert body["schemas"] == [USER, ENTERPRISE]


def test_elements_of_one_type_share_an_element() -> None:
    street, code = 'addresses[type eq "work"].streetAddress', 'addresses[type eq "work"].postalCode'

    body = new_user(mapped({"userName": "a", street: "Main Street", code: "123", MAIL: "a@x.example"}))

    assert body["addresses"] == [{"type": "work", "streetAddress": "Main Street", "postalCode": "123"}]
    assert body["emails"] == [{"type": "work", "value": "a@x.example", "primary": True}]


def test_a_group_has_no_members_in_its_body() -> None:
    assert "members" not in new_group(mapped({"displayName": "Sales", "externalId": "7"}))


@pytest.mark.parametrize(
    ("function", "path", "value", "made"),
    [
        (SINGLE, 'roles[primary eq "True"].value', "Admin", [{"primary": True, "type": ROLE, "value": "Admin"}]),
        (COMPLEX, "roles", ("A",), [{"primary": False, "type": ROLE, "displayName": "A", "value": "A"}]),
        (ASSERTIVE, "roles", ("A",), [{"primary": False, "type": ROLE, "display": "A", "value": "A"}]),
    ],
)
def test_roles_of_a_new_user_have_the_form_of_their_function(function: str, path: str, value: Any, made: Any) -> None:
    body = new_user(mapped({"userName": "a", path: value}, **{path: {"function": function}}))

    assert body["roles"] == made


def test_what_else_is_mapped_of_the_one_role_belongs_to_its_element() -> None:
    value, display = 'roles[primary eq "True"].value', 'roles[primary eq "True"].display'
    facts = {path: {"function": SINGLE} for path in (value, display)}

    body = new_user(mapped({display: "Administrator", value: "Admin"}, **facts))

    assert body["roles"] == [{"primary": True, "type": ROLE, "value": "Admin", "display": "Administrator"}]


def test_roles_are_added_as_a_document_in_a_text_by_default() -> None:
    resource = {"roles": [{"value": "A"}]}

    (operation,) = written({"roles": ("A", "B")}, resource, DEFAULT, roles={"function": COMPLEX})

    assert (operation["op"], operation["path"]) == ("Add", "roles")
    assert [json.loads(each["value"])["value"] for each in operation["value"]] == ["B"]


def test_roles_are_added_as_they_are_created_with_the_flag() -> None:
    (operation,) = written({"roles": ("B",)}, {}, FLAG, roles={"function": COMPLEX})

    assert operation == {
        "op": "add",
        "path": "roles",
        "value": [{"primary": False, "type": ROLE, "displayName": "B", "value": "B"}],
    }


def test_the_assertive_function_replaces_all_roles() -> None:
    facts = {"roles": {"function": ASSERTIVE}}
    resource = {"roles": [{"value": "A"}, {"value": "B"}]}

    (operation,) = written({"roles": ("A",)}, resource, DEFAULT, **facts)

    assert operation["op"] == "replace"
    assert [each["value"] for each in operation["value"]] == ["A"]
    assert written({"roles": ("B", "A")}, resource, DEFAULT, **facts) == []
    assert written({"roles": ("A",)}, resource, DEFAULT, roles={"function": COMPLEX}) == []


@pytest.mark.parametrize(
    "stored", ["Admin", '{"id":"1","value":"Admin","displayName":"Administrator"}', '{"value":"Admin"}']
)
def test_a_role_is_known_in_whichever_form_it_was_stored(stored: str) -> None:
    row = flow('roles[primary eq "True"].value', function=SINGLE)

    assert same(row, held(row, {"roles": [{"value": stored}]}), "Admin")


@pytest.mark.parametrize("roles", [None, "x", [None], [7], [{}], [{"value": "{"}], [{"value": "{}"}], {"value": []}])
def test_odd_roles_are_not_the_ones_that_are_wanted(roles: Any) -> None:
    row = flow("roles", function=ASSERTIVE)

    assert not same(row, held(row, {"roles": roles}), ["Admin"])


def test_several_values_are_compared_without_their_order() -> None:
    row = flow("emails")

    assert same(row, held(row, {"emails": [{"value": "b"}, {"value": "a"}]}), ["a", "b"])
    assert not same(row, held(row, {"emails": [{"value": "b"}]}), ["a", "b"])


def test_truth_is_read_from_texts_and_from_nothing_else() -> None:
    assert [truth(each) for each in ("True", "false", True, "yes", 1, None)] == [True, False, True, "yes", 1, None]
