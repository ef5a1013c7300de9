"""RFC 7643 section 6: what stands in a resource type."""

from __future__ import annotations

from scim_conformance import check, expect


@check("discovery.types-are-complete", verifies=("RFC7643-6-01", "RFC7643-6-03"))
def test_resource_types_have_what_is_required(scim, listed):
    """Each resource type has a name, an endpoint and a schema."""
    for item in listed("ResourceTypes"):
        expect.valid(item, "resource-type", "A resource type")


@check("discovery.types-name-served-schemas", verifies="RFC7643-6-02")
def test_the_schema_of_a_resource_type_is_served(scim, listed):
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
