"""RFC 7644 section 4: the three endpoints by which a provider says what it is."""

from __future__ import annotations

from scim_conformance import check, expect, needs, wire


@check("discovery.config-answers", verifies="RFC7644-4-01")
def test_the_configuration_is_answered(scim, listed):
    """GET /ServiceProviderConfig is answered with the provider's configuration."""
    reply = scim.get("ServiceProviderConfig")

    expect.status(reply, 200)
    expect.names_schema(reply, wire.SERVICE_PROVIDER_CONFIG)


@check("discovery.types-answer", verifies="RFC7644-4-03")
def test_the_resource_types_are_listed(scim):
    """GET /ResourceTypes is answered with a list of resource types."""
    reply = scim.get("ResourceTypes")

    expect.status(reply, 200)
    expect.document(reply, "list-response")


@check("discovery.schemas-answer", verifies="RFC7644-4-02")
def test_the_schemas_are_listed(scim):
    """GET /Schemas is answered with a list of schemas."""
    reply = scim.get("Schemas")

    expect.status(reply, 200)
    expect.document(reply, "list-response")


@check("discovery.single-schema", verifies="RFC7644-4-04")
def test_a_schema_is_read_by_its_id(scim, listed):
    """Each schema that is listed can be read by its id."""
    for item in listed("Schemas"):
        reply = scim.get(f"Schemas/{expect.text(item, 'id')}")

        expect.status(reply, 200)
        expect.equal(expect.json_object(reply).get("id"), item["id"], "The id of the schema")


@check("discovery.single-type", verifies="RFC7644-4-04")
def test_a_resource_type_is_read_by_its_name(scim, listed):
    """Each resource type that is listed can be read by its id, or its name where it has none."""
    for item in listed("ResourceTypes"):
        reply = scim.get(f"ResourceTypes/{item.get('id') or expect.text(item, 'name')}")

        expect.status(reply, 200)
        expect.equal(expect.json_object(reply).get("name"), item.get("name"), "The name of the resource type")


@check("discovery.filter-refused", verifies="RFC7644-4-05")
def test_a_filter_on_discovery_is_forbidden(scim):
    """A filter on /Schemas is answered with 403, where the list without filter is answered with 200."""
    plain = scim.get("Schemas")
    filtered = scim.get("Schemas", params={"filter": 'id eq "urn:example:none"'})

    needs.status(plain, 200, see="discovery.schemas-answer")
    expect.status(filtered, 403)


@check("discovery.unknown-endpoint", verifies="RFC7644-3.12-09")
def test_an_endpoint_that_is_none_is_not_found(scim):
    """A path that no endpoint has is answered with 404."""
    reply = scim.get("NoSuchEndpointOfScim")

    expect.status(reply, 404)
