"""RFC 7644 section 4: the three endpoints by which a provider says what it is."""

from __future__ import annotations

from scim_conformance import check, expect, expect_schema, needs, wire
from scim_conformance.checks.definitions import address, named_schemas
from scim_conformance.checks.rows import (
    discovery_endpoints,
    kinds_of_resource,
    lists_of_discovery,
    other_discovery_endpoints,
)


@check("discovery.config-answers", verifies="RFC7644-4-01")
def test_the_configuration_is_answered(scim):
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
    expect_schema.lists_something(reply)


@check("discovery.schemas-answer", verifies="RFC7644-4-02")
def test_the_schemas_are_listed(scim):
    """GET /Schemas is answered with a list of schemas."""
    reply = scim.get("Schemas")

    expect.status(reply, 200)
    expect.document(reply, "list-response")
    expect_schema.lists_something(reply)


@check("discovery.single-schema", verifies="RFC7644-4-04")
def test_a_schema_is_read_by_its_id(document, listed):
    """Each schema that is listed can be read by its id."""
    for item in listed("Schemas"):
        reply = document(f"Schemas/{expect.text(item, 'id')}")

        expect.status(reply, 200)
        expect.equal(expect.json_object(reply).get("id"), item["id"], "The id of the schema")


@check("discovery.single-type", verifies="RFC7644-4-04")
def test_a_resource_type_is_read_by_its_name(document, listed):
    """Each resource type that is listed can be read by its id, or its name where it has none."""
    for item in listed("ResourceTypes"):
        reply = document(f"ResourceTypes/{item.get('id') or expect.text(item, 'name')}")

        expect.status(reply, 200)
        expect.equal(expect.json_object(reply).get("name"), item.get("name"), "The name of the resource type")


@check("discovery.filter-refused", verifies="RFC7644-4-05")
def test_a_filter_on_discovery_is_forbidden(scim, document):
    """A filter on /Schemas is answered with 403, where the list without filter is answered with 200."""
    plain = document("Schemas")
    filtered = scim.get("Schemas", params={"filter": 'id eq "urn:example:none"'})

    needs.status(plain, 200, see="discovery.schemas-answer")
    expect.status(filtered, 403)


@check("discovery.unknown-endpoint", verifies="RFC7644-3.12-09")
def test_an_endpoint_that_is_none_is_not_found(scim):
    """A path that no endpoint has is answered with 404."""
    reply = scim.get("NoSuchEndpointOfScim")

    expect.status(reply, 404)


@check("discovery.filter-refused-elsewhere", verifies="RFC7644-4-05", each={"endpoint": other_discovery_endpoints})
def test_a_filter_on_types_and_configuration_is_forbidden(scim, document, endpoint):
    """A filter on the other discovery endpoints is answered with 403, where the plain request is answered with 200."""
    plain = document(endpoint)
    filtered = scim.get(endpoint, params={"filter": 'name eq "None"'})

    needs.status(plain, 200, see="discovery.config-answers")
    expect.status(filtered, 403)


@check("discovery.paging-ignored", verifies="RFC7644-4-06", each={"endpoint": lists_of_discovery})
def test_paging_of_discovery_is_ignored(scim, document, endpoint):
    """A discovery endpoint lists the same with count, startIndex and sortBy as without."""
    plain = document(endpoint)
    paged = scim.get(endpoint, params={"count": "1", "startIndex": "2", "sortBy": "id"})

    needs.status(plain, 200, see="discovery.schemas-answer")
    expect.success(paged)
    ids = [
        [each.get("id") or each.get("name") for each in wire.list_items(reply.json) or []] for reply in (plain, paged)
    ]
    expect.equal(sorted(map(str, ids[1])), sorted(map(str, ids[0])), "What is listed when paging is asked for")


@check(
    "discovery.counts-what-it-lists", verifies=("RFC7644-4-02", "RFC7644-4-03"), each={"endpoint": lists_of_discovery}
)
def test_discovery_counts_what_it_lists(document, endpoint):
    """The totalResults of a discovery endpoint is the number of the resources that it lists."""
    reply = document(endpoint)

    needs.status(reply, 200, see="discovery.schemas-answer")
    needs.body(reply, see="discovery.schemas-answer")
    total = expect.json_object(reply).get("totalResults")
    needs.that(total is not None, f"The list of /{endpoint} has no totalResults", see="discovery.schemas-answer")
    expect.equal(total, len(wire.list_items(reply.json) or []), "totalResults")


@check("discovery.schemas-of-resources-are-served", verifies="RFC7644-4-07", each={"kind": kinds_of_resource})
def test_the_schemas_of_a_resource_are_served(look, standing, listed, kind):
    """Each schema that a resource names is among those that /Schemas lists."""
    served = {str(item.get("id")).casefold() for item in listed("Schemas")}

    reply = look(standing(kind))

    needs.success(reply, see="read.answers-with-resource")
    odd = [urn for urn in named_schemas(reply.json) if urn not in served]
    expect_schema.none_of(odd, "A resource names a schema that /Schemas does not serve", expected=sorted(served))


@check("discovery.types-are-all-there", verifies="RFC7644-4-08", each={"kind": kinds_of_resource})
def test_each_kind_of_resource_is_a_resource_type(look, standing, listed, kind):
    """Each kind of resource that can be read has a resource type."""
    reply = look(standing(kind))

    needs.success(reply, see="read.answers-with-resource")
    found = [str(item.get("schema")).casefold() for item in listed("ResourceTypes")]
    urn = {"User": wire.USER, "Group": wire.GROUP}[kind]
    expect.that(urn.casefold() in found, "A kind of resource has no resource type", expected=urn, actual=found)


@check("discovery.unknown-item-404", verifies="RFC7644-3.12-09", each={"endpoint": lists_of_discovery})
def test_an_unknown_item_of_discovery_is_not_found(scim, endpoint):
    """A schema or resource type that does not exist is answered with 404."""
    reply = scim.get(f"{endpoint}/urn:example:params:none")

    expect.status(reply, 404)


@check("discovery.item-reads-as-listed", verifies="RFC7644-4-10", each={"endpoint": lists_of_discovery})
def test_an_item_of_discovery_reads_as_listed(document, listed, endpoint):
    """A schema or resource type reads by itself as it does in the list."""
    item = listed(endpoint)[0]

    reply = document(f"{endpoint}/{item.get('id') or item.get('name')}")

    needs.status(reply, 200, see="discovery.single-schema")
    body = expect.json_object(reply)
    odd = sorted(name for name in {*item, *body} - {"meta"} if item.get(name) != body.get(name))
    expect_schema.none_of(odd, "An item reads otherwise by itself than in the list", expected="the same in both")


@check("discovery.item-locations-answer", verifies="RFC7643-3.1-16", each={"endpoint": lists_of_discovery})
def test_the_locations_of_discovery_lead_to_its_items(scim, document, listed, endpoint, shows):
    """The meta.location of a schema or resource type, where there is one, leads to it."""
    item = listed(endpoint)[-1]
    location = shows(wire.AttributePath.parse("meta.location").read(item), "meta.location of what discovery lists")

    reply = scim.get(address(document(endpoint), location))

    expect.status(reply, 200)
    expect.equal(expect.json_object(reply).get("name"), item.get("name"), "The name of the item at meta.location")


@check("discovery.writes-are-refused", verifies="RFC7644-4-09", each={"endpoint": discovery_endpoints})
def test_nothing_is_written_to_discovery(scim, document, endpoint):
    """A POST, PUT or PATCH to a discovery endpoint is refused, and what it answers stays as it was."""
    before = document(endpoint)

    replies = [scim.request(method, endpoint, json={"schemas": []}) for method in ("POST", "PUT", "PATCH")]

    for reply in replies:
        expect.no_success(reply)
    needs.status(before, 200, see="discovery.config-answers")
    expect.equal(scim.get(endpoint).json, before.json, f"What /{endpoint} answers")


@check("discovery.unknown-schema-is-not-deleted", verifies="RFC7644-4-09", each={"endpoint": lists_of_discovery})
def test_nothing_of_discovery_is_deleted(scim, endpoint):
    """A DELETE of an item that discovery does not have is refused."""
    reply = scim.request("DELETE", f"{endpoint}/urn:example:params:none")

    expect.no_success(reply)
