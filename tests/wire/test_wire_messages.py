"""Messages and operations: what is read from odd bodies, and what is sent."""

from __future__ import annotations

from typing import Any

import pytest

from scim_conformance.wire import (
    LIST_RESPONSE,
    PATCH_OP,
    AttributePath,
    add,
    list_items,
    nested,
    patch_body,
    remove,
    replace,
    strip_unassigned,
)

ONE = {"id": "1"}


@pytest.mark.parametrize(
    ("body", "items"),
    [
        ({"schemas": [LIST_RESPONSE], "totalResults": 1, "Resources": [ONE]}, [ONE]),
        ({"Resources": [ONE]}, [ONE]),
        ({"schemas": [LIST_RESPONSE], "resources": [ONE]}, [ONE]),
        ({"Resources": [ONE, "1", None]}, [ONE]),
        ({"schemas": [LIST_RESPONSE], "totalResults": 0, "Resources": []}, []),
        ({"schemas": [LIST_RESPONSE], "totalResults": 0, "Resources": None}, []),
        ({"schemas": [LIST_RESPONSE.upper()], "totalResults": 7}, []),
        ({"totalResults": 0}, []),
    ],
)
def test_the_resources_of_a_list_response_are_found(body: object, items: list[dict[str, Any]]) -> None:
    assert list_items(body) == items


@pytest.mark.parametrize(
    "body",
    [
        None,
        "<html>",
        [ONE],
        {},
        {"id": "1"},
        {"totalResults": 3},
        {"totalResults": False},
        {"schemas": [LIST_RESPONSE], "Resources": {"id": "1"}},
        {"schemas": LIST_RESPONSE},
        {"schemas": [5]},
    ],
)
def test_any_other_body_is_no_list_response(body: object) -> None:
    assert list_items(body) is None


def test_operations_are_built_with_and_without_a_path() -> None:
    assert add("nickName", "Bo") == {"op": "add", "path": "nickName", "value": "Bo"}
    assert replace(value={"title": "Dr"}) == {"op": "replace", "value": {"title": "Dr"}}
    assert replace("title", None) == {"op": "replace", "path": "title", "value": None}
    assert remove("title") == {"op": "remove", "path": "title"}
    assert remove() == {"op": "remove"}
    assert remove("members", value=[{"value": "1"}]) == {
        "op": "remove",
        "path": "members",
        "value": [{"value": "1"}],
    }


def test_an_operation_takes_a_parsed_path() -> None:
    path = AttributePath.parse('emails[type eq "work"].value')

    assert replace(path, "x")["path"] == 'emails[type eq "work"].value'


def test_a_value_object_nests_what_a_path_names() -> None:
    assert nested("name.givenName", "Bo") == {"name": {"givenName": "Bo"}}
    assert nested(AttributePath.parse("urn:acme:2.0:User:badge"), 7) == {"urn:acme:2.0:User": {"badge": 7}}


def test_a_patch_body_keeps_the_order_of_its_operations() -> None:
    assert patch_body(remove("a"), add("b", 1)) == {
        "schemas": [PATCH_OP],
        "Operations": [{"op": "remove", "path": "a"}, {"op": "add", "path": "b", "value": 1}],
    }


def test_what_is_unassigned_is_stripped_at_every_depth_and_nothing_else() -> None:
    resource = {
        "title": None,
        "nickName": "",
        "active": False,
        "emails": [],
        "phoneNumbers": [{"value": None, "type": None}, {"value": "1", "type": None}],
        "name": {"givenName": None},
        "urn:acme:2.0:User": {"badge": None, "doors": []},
    }

    assert strip_unassigned(resource) == {"nickName": "", "active": False, "phoneNumbers": [{"value": "1"}]}
    assert resource["title"] is None
    assert len(resource) == 7
