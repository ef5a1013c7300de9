"""What a provider says of itself is missing, malformed, or not what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .tools import (
    ENTERPRISE,
    LIST,
    Json,
    altered,
    each_item,
    each_resource,
    error,
    is_for,
    lists,
    plain,
    rewritten,
    succeeded,
    with_headers,
    with_query,
)

NOWHERE = "urn:example:params:scim:schemas:nowhere:2.0:User"
"""A schema that no provider has."""


@fault("spc-404", "MUST", seen_by="discovery.config-answers", wild=True)
def config_is_missing(request: ScimRequest, behind: Behind) -> ScimResponse:
    """GET /ServiceProviderConfig answers 404."""
    return error(404) if is_for(request, "GET", "ServiceProviderConfig") else behind(request)


@fault("spc-auth-schemes-missing", "MUST", seen_by="discovery.config-is-complete")
def config_without_authentication_schemes(request: ScimRequest, behind: Behind) -> ScimResponse:
    """ServiceProviderConfig does not say how clients sign in."""
    answer = behind(request)
    if is_for(request, "GET", "ServiceProviderConfig"):
        return rewritten(answer, lambda body: body.pop("authenticationSchemes", None) and body)
    return answer


@fault("spc-lies-etag-supported", "MUST", seen_by="discovery.advertised-etag-works")
def versions_are_announced_only(request: ScimRequest, behind: Behind) -> ScimResponse:
    """etag.supported is true, and no answer has an ETag or a meta.version."""
    answer = each_resource(behind(request), lambda resource: resource.get("meta", {}).pop("version", None))
    return with_headers(answer, ETag=None)


# The configuration.


# RFC 7643 section 5 makes specUri optional and forbids no other name: the misspelling is a loss, not a breach.
@fault("spc-specuri-misspelled", "ADVICE", seen_by="discovery.scheme-names-are-spelled-right")
def spec_uri_under_another_name(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The address of an authentication scheme's specification stands under specURL, which nobody reads."""

    def rename(config: Json) -> None:
        for scheme in config["authenticationSchemes"]:
            scheme["specURL"] = scheme.pop("specUri")

    answer = behind(request)
    return rewritten(answer, rename) if _is_config(request, answer) else answer


@fault("spc-scheme-type-unknown", "ADVICE", seen_by="discovery.known-authentication-types")
def scheme_of_an_own_type(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The type of the authentication scheme is a word of the provider's own."""
    answer = behind(request)
    if _is_config(request, answer):
        return rewritten(answer, lambda config: config["authenticationSchemes"][0].update(type="bearer"))
    return answer


@fault("spc-public-without-schemes", "SHOULD", seen_by="discovery.anonymous-config-has-schemes")
def public_config_hides_its_schemes(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Everybody may read the configuration, but only who has signed in sees how to sign in."""
    if is_for(request, "GET", "ServiceProviderConfig") and not request.header("Authorization"):
        config = dict(behind.provider.shape.config)
        del config["authenticationSchemes"]
        return plain(200, config)
    return behind(request)


@fault("spc-pagination-in-words", "MUST", seen_by="discovery.pagination-is-complete")
def ways_of_paging_are_words(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The configuration says of its ways of paging "yes" and "no", which are no booleans."""
    answer = behind(request)
    if _is_config(request, answer):
        return rewritten(answer, lambda config: config.update(pagination={"index": "yes", "cursor": "no"}))
    return answer


@fault("spc-lies-sort-supported", "MUST", seen_by="discovery.advertised-sort-works")
def sorting_is_announced_only(request: ScimRequest, behind: Behind) -> ScimResponse:
    """sort.supported is true, and sortBy changes nothing."""
    return behind(with_query(request, sortBy=None, sortOrder=None) if request.method == "GET" else request)


@fault("spc-lies-patch-supported", "MUST", seen_by="discovery.advertised-patch-works")
def patch_is_announced_only(request: ScimRequest, behind: Behind) -> ScimResponse:
    """patch.supported is true, and every PATCH is answered with 501."""
    return error(501) if request.method == "PATCH" and _signed_in(request, behind) else behind(request)


@fault("spc-lies-bulk-supported", "MUST", seen_by="discovery.advertised-bulk-works")
def bulk_is_announced_only(request: ScimRequest, behind: Behind) -> ScimResponse:
    """bulk.supported is true, and /Bulk does not exist."""
    return error(404) if is_for(request, "POST", "Bulk") and _signed_in(request, behind) else behind(request)


@fault("spc-lies-filter-supported", "MUST", seen_by="discovery.advertised-filter-works")
def filtering_is_announced_only(request: ScimRequest, behind: Behind) -> ScimResponse:
    """filter.supported is true, and every search with a filter is answered with 501."""
    answer = behind(request)
    return error(501) if "filter" in request.query and succeeded(answer) else answer


# Resource types.


@fault("resourcetypes-empty", "MUST", seen_by=("discovery.types-answer", "discovery.schemas-answer"), wild=True)
def discovery_lists_nothing(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/ResourceTypes and /Schemas answer a list with nothing in it."""
    empty = {"schemas": [LIST], "totalResults": 0, "startIndex": 1, "itemsPerPage": 0, "Resources": []}
    answer = behind(request)
    listed = is_for(request, "GET", "ResourceTypes", one=False) or is_for(request, "GET", "Schemas", one=False)
    return plain(200, empty) if listed and succeeded(answer) else answer


@fault("resourcetypes-totalresults-mismatch", "MUST", seen_by="discovery.counts-what-it-lists", wild=True)
def types_are_counted_wrong(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/ResourceTypes says that it has two types and lists one."""
    answer = behind(request)
    return rewritten(answer, _without_last) if lists(request, answer, "ResourceTypes") else answer


@fault("resourcetypes-group-missing", "MUST", seen_by="discovery.types-are-all-there")
def groups_have_no_type(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Groups works, and /ResourceTypes lists users alone."""

    def drop(body: Json) -> None:
        _without_last(body)
        body.update(totalResults=1, itemsPerPage=1)

    if is_for(request, "GET", "ResourceTypes") and request.path.endswith("/Group"):
        return error(404)
    answer = behind(request)
    return rewritten(answer, drop) if lists(request, answer, "ResourceTypes") else answer


@fault("resourcetype-schemaextensions-strings", "MUST", seen_by="discovery.types-are-complete", wild=True)
def extensions_are_strings(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A resource type lists its extensions as plain URNs."""

    def flatten(item: Json) -> None:
        item["schemaExtensions"] = [each["schema"] for each in item.get("schemaExtensions", ())]

    return each_item(request, behind(request), "ResourceTypes", flatten)


@fault("resourcetype-endpoint-wrong", "MUST", seen_by="discovery.type-endpoints-answer")
def endpoint_is_no_endpoint(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The resource type of users says that they are at /User, where nothing is."""
    return _typed(request, behind, "User", lambda item: item.update(endpoint="/User"))


@fault("resourcetype-schemas-missing", "MUST", seen_by="discovery.types-name-their-schema")
def types_name_no_schema(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A resource type names no schemas of its own."""
    return each_item(request, behind(request), "ResourceTypes", lambda item: item.pop("schemas"))


@fault("resourcetype-schema-not-served", "MUST", seen_by="discovery.types-name-served-schemas")
def base_schema_is_not_served(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The resource type of groups has a base schema that /Schemas does not list."""

    def drop(body: Json) -> None:
        kept = [each for each in body["Resources"] if not each["id"].endswith(":Group")]
        body.update(Resources=kept, totalResults=len(kept), itemsPerPage=len(kept))

    if is_for(request, "GET", "Schemas") and request.path.endswith(":Group"):
        return error(404)
    answer = behind(request)
    return rewritten(answer, drop) if lists(request, answer, "Schemas") else answer


@fault("resourcetype-extension-not-served", "MUST", seen_by="discovery.extensions-are-served")
def extension_is_not_served(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The resource type of users has an extension that /Schemas does not list."""
    extension = {"schema": NOWHERE, "required": False}
    return _typed(request, behind, "User", lambda item: item["schemaExtensions"].append(extension))


@fault("resourcetype-required-extension-missing", "MUST", seen_by="discovery.required-extensions-are-there")
def required_extension_is_not_there(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The resource type of groups requires an extension that no group has."""
    extension = {"schema": ENTERPRISE, "required": True}
    return _typed(request, behind, "Group", lambda item: item.update(schemaExtensions=[extension]))


@fault("resourcetype-endpoint-singular", "SHOULD", seen_by="discovery.endpoints-are-plural")
def endpoint_is_the_name(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A third resource type has its own name, in the singular, as endpoint."""
    if is_for(request, "GET", "Employee"):
        return behind(with_query(_moved(request, "/Users"), filter="userName pr", count="0"))
    if is_for(request, "GET", "ResourceTypes") and request.path.endswith("/Employee"):
        return rewritten(behind(_moved(request, "/ResourceTypes/User")), _employees)
    answer = behind(request)
    if not lists(request, answer, "ResourceTypes"):
        return answer

    def extend(body: Json) -> None:
        third = {**body["Resources"][0], "meta": dict(body["Resources"][0]["meta"])}
        _employees(third)
        body["Resources"].append(third)
        body.update(totalResults=3, itemsPerPage=3)

    return rewritten(answer, extend)


def _employees(item: Json) -> None:
    item.update(id="Employee", name="Employee", endpoint="/Employee", schema=ENTERPRISE, schemaExtensions=[])
    item["meta"]["location"] = item["meta"]["location"].replace("/User", "/Employee")


# How discovery is read, and that nobody writes there.


@fault("discovery-filter-honoured-silently", "SHOULD", seen_by="discovery.filter-refused")
def schemas_are_filtered(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas takes a filter and answers 200 with whatever it finds, which is nothing."""
    if is_for(request, "GET", "Schemas", one=False) and "filter" in request.query:
        return plain(200, {"schemas": [LIST], "totalResults": 0, "Resources": []})
    return behind(request)


@fault("discovery-filter-ignored", "SHOULD", seen_by="discovery.filter-refused-elsewhere")
def filter_of_types_is_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/ResourceTypes and /ServiceProviderConfig answer with everything, whatever the filter says."""
    ignoring = is_for(request, "GET", "ResourceTypes") or is_for(request, "GET", "ServiceProviderConfig")
    return behind(with_query(request, filter=None) if ignoring else request)


@fault("discovery-paged", "MUST", seen_by="discovery.paging-ignored")
def schemas_are_paged(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas lists no more than count asks for."""

    def cut(body: Json) -> None:
        body["Resources"] = body["Resources"][: int(request.query["count"])]
        body["itemsPerPage"] = len(body["Resources"])

    answer = behind(request)
    return rewritten(answer, cut) if lists(request, answer, "Schemas") and "count" in request.query else answer


@fault("discovery-single-schema-404", "SHOULD", seen_by="discovery.single-schema")
def no_schema_by_itself(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas lists schemas, and none of them can be read by its id."""
    return error(404) if is_for(request, "GET", "Schemas", one=True) else behind(request)


@fault("discovery-single-type-404", "SHOULD", seen_by="discovery.single-type")
def no_type_by_itself(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/ResourceTypes lists types, and none of them can be read by its name."""
    return error(404) if is_for(request, "GET", "ResourceTypes", one=True) else behind(request)


@fault("discovery-single-differs", "SHOULD", seen_by="discovery.item-reads-as-listed")
def item_differs_from_the_list(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A resource type that is read by itself lacks its extensions."""
    answer = behind(request)
    if is_for(request, "GET", "ResourceTypes", one=True) and succeeded(answer):
        return rewritten(answer, lambda item: item.update(schemaExtensions=[]))
    return answer


@fault("discovery-unknown-item-empty", "SHOULD", seen_by="discovery.unknown-item-404")
def unknown_item_is_found(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A schema or resource type that does not exist is answered with 200 and an empty list."""
    answer = behind(request)
    one = is_for(request, "GET", "Schemas", one=True) or is_for(request, "GET", "ResourceTypes", one=True)
    return plain(200, {"schemas": [LIST], "totalResults": 0}) if one and int(answer.status) == 404 else answer


@fault("discovery-unknown-endpoint-200", "SHOULD", seen_by="discovery.unknown-endpoint")
def any_endpoint_is_there(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A path that no endpoint has is answered with 200 and an empty list."""
    answer = behind(request)
    top_level = request.path.strip("/").count("/") == 0
    if request.method == "GET" and top_level and int(answer.status) == 404:
        return plain(200, {"schemas": [LIST], "totalResults": 0})
    return answer


@fault("discovery-writable", "MUST", seen_by="discovery.writes-are-refused")
def discovery_takes_writes(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT of the configuration is answered with 200, as if it had changed something."""
    if is_for(request, "PUT", "ServiceProviderConfig") and request.header("Authorization"):
        return plain(200, behind.provider.shape.config)
    return behind(request)


@fault("discovery-deletable", "MUST", seen_by="discovery.unknown-schema-is-not-deleted")
def discovery_takes_deletions(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A DELETE of a schema, there or not, is answered with 204."""
    if is_for(request, "DELETE", "Schemas", one=True) and request.header("Authorization"):
        return plain(204)
    return behind(request)


def _signed_in(request: ScimRequest, behind: Behind) -> bool:
    """Tell whether a request shows a token that counts, which comes before all else."""
    return succeeded(behind(altered(request, method="GET", path="/ServiceProviderConfig", query={})))


def _is_config(request: ScimRequest, answer: ScimResponse) -> bool:
    return is_for(request, "GET", "ServiceProviderConfig") and succeeded(answer)


def _without_last(body: Json) -> None:
    body["Resources"].pop()


def _typed(request: ScimRequest, behind: Behind, name: str, change: Callable[[Json], Json]) -> ScimResponse:
    def one(item: Json) -> None:
        if item["name"] == name:
            change(item)

    return each_item(request, behind(request), "ResourceTypes", one)


def _moved(request: ScimRequest, path: str) -> ScimRequest:
    return replace(request, path=path)


@fault("spc-documentation-no-url", "ADVICE", seen_by="discovery.documentation-is-a-url")
def the_documentation_is_a_path(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The documentationUri of the configuration is a path without a host."""
    answer = behind(request)
    if not is_for(request, "GET", "ServiceProviderConfig"):
        return answer
    return rewritten(answer, lambda body: {**body, "documentationUri": "/help/scim"})
