"""RFC 7643 section 6: what stands in a resource type."""

from __future__ import annotations

from scim_conformance import check, expect, expect_schema, needs, wire
from scim_conformance.checks.definitions import extensions_of, named_schemas
from scim_conformance.checks.rows import kinds_of_resource


@check("discovery.types-are-complete", verifies=("RFC7643-6-01", "RFC7643-6-03"))
def test_resource_types_have_what_is_required(listed):
    """Each resource type has a name, an endpoint and a schema."""
    for item in listed("ResourceTypes"):
        expect.valid(item, "resource-type", "A resource type")


@check("discovery.types-name-served-schemas", verifies="RFC7643-6-02")
def test_the_schema_of_a_resource_type_is_served(listed):
    """The base schema of each resource type is among the schemas that /Schemas lists."""
    served = {str(schema.get("id")).casefold() for schema in listed("Schemas")}

    for item in listed("ResourceTypes"):
        urn = expect.text(item, "schema")
        expect.that(
            urn.casefold() in served,
            "The base schema of a resource type is not served by /Schemas",
            expected=urn,
            actual=sorted(served),
        )


@check("discovery.type-endpoints-answer", verifies="RFC7643-6-05")
def test_the_endpoint_of_a_resource_type_is_where_its_resources_are(scim, listed):
    """The endpoint of each resource type is relative to the base URL and can be read."""
    for item in listed("ResourceTypes"):
        endpoint = expect.text(item, "endpoint")
        expect.that(
            "://" not in endpoint,
            "The endpoint of a resource type is an absolute address",
            expected="a path relative to the base URL, such as /Users",
            actual=endpoint,
        )
        expect.not_status(scim.get(f"{scim.base_url}/{endpoint.strip('/')}", params={"count": "1"}), 404)


@check("discovery.extensions-are-served", verifies="RFC7643-6-04")
def test_the_extensions_of_a_resource_type_are_served(listed):
    """Each extension of a resource type is among the schemas that /Schemas lists."""
    served = {str(schema.get("id")).casefold() for schema in listed("Schemas")}
    named = {str(each.get("schema")) for item in listed("ResourceTypes") for each in extensions_of(item)}

    expect_schema.none_of(
        sorted(urn for urn in named if urn.casefold() not in served),
        "An extension of a resource type is not served by /Schemas",
        expected=sorted(served),
    )


@check("discovery.types-name-their-schema", verifies="RFC7643-6-07")
def test_resource_types_name_the_schema_of_resource_types(listed):
    """Each resource type names the schema of resource types in its schemas."""
    odd = [
        item.get("name") for item in listed("ResourceTypes") if wire.RESOURCE_TYPE.casefold() not in named_schemas(item)
    ]

    expect_schema.none_of(odd, "A resource type does not name its schema", expected=wire.RESOURCE_TYPE)


@check("discovery.required-extensions-are-there", verifies="RFC7643-6-06", each={"kind": kinds_of_resource})
def test_a_resource_carries_the_extensions_that_its_type_requires(look, standing, listed, kind):
    """A resource names each extension that its resource type calls required."""
    types = [item for item in listed("ResourceTypes") if str(item.get("name")).casefold() == kind.casefold()]
    required = [each for item in types for each in extensions_of(item) if each.get("required") is True]

    reply = look(standing(kind))

    needs.success(reply, see="read.answers-with-resource")
    for each in required:
        expect.names_schema(reply, str(each.get("schema")))
