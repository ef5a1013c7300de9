"""Schemas: read from good documents and from bad ones, and RFC 7643's own as data."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scim_conformance.files import read_json
from scim_conformance.wire import ENTERPRISE, GROUP, SCHEMA, USER, AttributeDef, AttributePath, SchemaSet

BADGE = "urn:acme:2.0:Badge"


def core() -> SchemaSet:
    return SchemaSet.from_documents(read_json("scim/core-schemas.json"))


def test_the_core_schemas_can_be_read_without_a_problem() -> None:
    schemas = core()

    assert schemas.problems == []
    assert [schema.urn for schema in schemas.schemas] == [USER, GROUP, ENTERPRISE]
    assert [len(schema.attributes) for schema in schemas.schemas] == [21, 2, 6]


def test_the_core_schemas_carry_no_prose_and_name_every_characteristic() -> None:
    documents = read_json("scim/core-schemas.json")
    text = json.dumps(documents)

    assert "description" not in text
    assert all(document["schemas"] == [SCHEMA] for document in documents)
    for document in documents:
        for attribute in (a for top in document["attributes"] for a in (top, *top.get("subAttributes", ()))):
            assert {"name", "type", "multiValued", "required", "mutability", "returned"} <= attribute.keys()


@pytest.mark.parametrize(
    ("path", "base", "expected"),
    [
        ("userName", USER, {"type": "string", "required": True, "uniqueness": "server", "case_exact": False}),
        ("USERNAME", USER, {"name": "userName"}),
        ("password", USER, {"mutability": "writeOnly", "returned": "never"}),
        ("active", USER, {"type": "boolean"}),
        ("groups", USER, {"mutability": "readOnly", "multi_valued": True, "type": "complex"}),
        ("emails.type", USER, {"canonical_values": ("work", "home", "other"), "path": "emails.type"}),
        ('emails[type eq "work"].value', USER, {"name": "value", "parent": "emails", "urn": USER}),
        ('emails[type eq "work"]', USER, {"name": "emails"}),
        ("x509Certificates.value", USER, {"type": "binary"}),
        ("members.$ref", GROUP, {"type": "reference", "reference_types": ("User", "Group")}),
        (f"{ENTERPRISE}:manager.displayName", USER, {"mutability": "readOnly", "urn": ENTERPRISE}),
        (f"{ENTERPRISE.upper()}:department", USER, {"name": "department"}),
        (f"{USER}:userName", GROUP, {"name": "userName"}),
        ("externalId", GROUP, {"case_exact": True, "urn": ""}),
        ("meta.lastModified", USER, {"type": "dateTime", "mutability": "readOnly"}),
        ("id", USER, {"returned": "always", "case_exact": True}),
    ],
)
def test_a_definition_is_found_by_path(path: str, base: str, expected: dict[str, Any]) -> None:
    found = core().find(path, base)

    assert found is not None
    assert {name: getattr(found, name) for name in expected} == expected
    assert core().find(AttributePath.parse(path), base) == found


@pytest.mark.parametrize(
    "path",
    [
        "shoeSize",
        "emails.shoeSize",
        "userName.value",
        "department",
        "urn:acme:2.0:User:badge",
        f"{ENTERPRISE}:userName",
    ],
)
def test_what_no_schema_declares_is_not_found(path: str) -> None:
    assert core().find(path) is None


def test_attributes_are_those_of_the_base_and_of_the_extensions_asked_for() -> None:
    names = [attribute.name for attribute in core().attributes(GROUP, extensions=(ENTERPRISE, "urn:unknown"))]

    assert names[:3] == ["displayName", "members", "employeeNumber"]
    assert len(names) == 8
    assert next(core().attributes()).name == "userName"


def test_a_base_that_is_not_served_has_no_attributes() -> None:
    schemas = SchemaSet.from_documents([{"id": BADGE, "attributes": [{"name": "color"}]}])

    assert [attribute.name for attribute in schemas.attributes(GROUP, extensions=(BADGE,))] == ["color"]


def test_characteristics_that_are_left_out_have_the_defaults_of_the_standard() -> None:
    schemas = SchemaSet.from_documents([{"id": BADGE, "attributes": [{"name": "color"}]}])

    assert schemas.problems == []
    assert schemas.find("color", BADGE) == AttributeDef(
        BADGE, "color", "string", False, False, False, "readWrite", "default", "none", (), (), ()
    )


def test_keywords_and_names_are_read_in_any_case() -> None:
    document = {
        "ID": BADGE,
        "Attributes": [{"Name": "since", "Type": "DateTime", "MultiValued": True, "Mutability": "READONLY"}],
    }

    found = SchemaSet.from_documents([document]).find("since", BADGE)

    assert found is not None
    assert (found.type, found.multi_valued, found.mutability) == ("dateTime", True, "readOnly")


def test_common_attributes_are_as_the_standard_has_them_whatever_a_schema_says() -> None:
    document = {
        "id": USER,
        "attributes": [{"name": "externalId", "caseExact": False, "mutability": "readOnly"}],
    }
    schemas = SchemaSet.from_documents([document])

    found = schemas.find("externalId")

    assert found is not None
    assert (found.case_exact, found.mutability) == (True, "readWrite")
    assert list(schemas.attributes()) == [found]


def test_an_extension_may_have_an_id_of_its_own() -> None:
    schemas = SchemaSet.from_documents([{"id": BADGE, "attributes": [{"name": "id"}]}])

    found = schemas.find(f"{BADGE}:id")

    assert found is not None
    assert (found.urn, found.mutability) == (BADGE, "readWrite")


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("text", "a schema has no id"),
        ({"attributes": []}, "a schema has no id"),
        ({"id": 5, "attributes": []}, "a schema has no id"),
        ({"id": BADGE}, f"{BADGE}: it has no attributes"),
        ({"id": BADGE, "attributes": {"name": "a"}}, f"{BADGE}: its attributes are an object"),
        ({"id": BADGE, "attributes": ["a"]}, f"{BADGE}: an attribute has no name"),
        ({"id": BADGE, "attributes": [{"name": ""}]}, f"{BADGE}: an attribute has no name"),
        ({"id": BADGE, "attributes": [{"name": "a"}, {"name": "A"}]}, f"{BADGE}:A: it is declared twice"),
        ({"id": BADGE, "attributes": [{"name": "a", "type": "text"}]}, f"{BADGE}:a: type is 'text'"),
        ({"id": BADGE, "attributes": [{"name": "a", "type": 1}]}, f"{BADGE}:a: type is 1"),
        ({"id": BADGE, "attributes": [{"name": "a", "mutability": "readwrit"}]}, f"{BADGE}:a: mutability is"),
        ({"id": BADGE, "attributes": [{"name": "a", "required": "true"}]}, f"{BADGE}:a: required is 'true'"),
        (
            {"id": BADGE, "attributes": [{"name": "a", "canonicalValues": "x"}]},
            f"{BADGE}:a: canonicalValues is no",
        ),
        (
            {"id": BADGE, "attributes": [{"name": "a", "subAttributes": [{"name": "b", "returned": 0}]}]},
            f"{BADGE}:a.b: returned is 0",
        ),
    ],
)
def test_what_cannot_be_read_is_left_out_and_named(document: object, problem: str) -> None:
    schemas = SchemaSet.from_documents([document, {"id": GROUP, "attributes": [{"name": "displayName"}]}])

    assert len(schemas.problems) == 1
    assert schemas.problems[0].startswith(problem)
    assert schemas.find("displayName", GROUP) is not None


def test_a_schema_that_is_served_twice_is_read_once() -> None:
    first = {"id": BADGE, "attributes": [{"name": "a"}]}
    schemas = SchemaSet.from_documents([first, {"id": BADGE.upper(), "attributes": [{"name": "b"}]}])

    assert [attribute.name for attribute in schemas.attributes(BADGE)] == ["a"]
    assert len(schemas.problems) == 1


def test_sub_attributes_make_an_attribute_without_a_type_complex() -> None:
    document = {"id": BADGE, "attributes": [{"name": "a", "subAttributes": [{"name": "b"}]}]}

    found = SchemaSet.from_documents([document]).find("a", BADGE)

    assert found is not None
    assert found.type == "complex"
