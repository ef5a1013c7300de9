"""What /Schemas says is malformed, is not what the standard has, or leads nowhere."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind
from .fault import fault as of_any_area
from .tools import ENTERPRISE, Json, defined_as, each_definition, each_item, error, is_for, lists, rewritten

fault = partial(of_any_area, area="discovery")


@fault("schemas-bare-array", "MUST", seen_by="discovery.schemas-answer", wild=True)
def schemas_are_no_list_response(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas answers a bare JSON array."""
    answer = behind(request)
    return rewritten(answer, lambda body: body["Resources"]) if lists(request, answer, "Schemas") else answer


@fault("schemas-item-lacks-schemas-attr", "MUST", seen_by="discovery.schemas-name-their-schema", wild=True)
def schemas_name_no_schema(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The schemas that /Schemas lists name no schemas of their own."""
    return each_item(request, behind(request), "Schemas", lambda item: item.pop("schemas"))


@fault("schemas-active-typed-string", "MUST", seen_by="discovery.core-types", wild=True)
def active_is_called_a_text(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas declares active as a string, and users have a boolean."""
    return defined_as(request, behind(request), "active", type="string")


@fault("schemas-enterprise-missing", "MUST", seen_by="discovery.schemas-of-resources-are-served", wild=True)
def enterprise_is_not_declared(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Users have enterprise attributes, and neither /Schemas nor /ResourceTypes knows the extension."""

    def drop(body: Json) -> None:
        body["Resources"] = [each for each in body["Resources"] if each["id"] != ENTERPRISE]
        body["totalResults"] = body["itemsPerPage"] = len(body["Resources"])

    if is_for(request, "GET", "Schemas") and request.path.endswith(ENTERPRISE):
        return error(404)
    answer = each_item(request, behind(request), "ResourceTypes", lambda item: item.update(schemaExtensions=[]))
    return rewritten(answer, drop) if lists(request, answer, "Schemas") else answer


@fault("schemas-meta-location-broken", "MUST", seen_by="discovery.item-locations-answer", wild=True)
def locations_lead_nowhere(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The meta.location of each schema has part of the base URL twice."""

    def spoil(item: Json) -> None:
        item["meta"]["location"] = item["meta"]["location"].replace("/Schemas/", "/Schemas/v2/Schemas/")

    return each_item(request, behind(request), "Schemas", spoil)


@fault("schemas-mutability-invalid-keyword", "MUST", seen_by="discovery.schemas-are-complete", wild=True)
def mutability_is_no_word_of_the_standard(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas gives an attribute the mutability "read", which is none."""
    return defined_as(request, behind(request), "groups.display", mutability="read")


@fault("schemas-password-returned-default", "MUST", seen_by="discovery.password-is-declared-secret")
def password_is_called_readable(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas declares password as an attribute that can be read."""
    return defined_as(request, behind(request), "password", mutability="readWrite", returned="default")


@fault("schemas-groups-writable", "MUST", seen_by="discovery.groups-are-declared-read-only")
def groups_are_called_writable(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas declares the groups of a user as writable, and they are not."""
    return defined_as(request, behind(request), "groups", mutability="readWrite")


@fault("schemas-username-not-unique", "MUST", seen_by="discovery.user-name-is-declared-unique")
def user_name_is_not_called_unique(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas declares userName with the uniqueness none."""
    return defined_as(request, behind(request), "userName", uniqueness="none")


@fault("schemas-id-no-uri", "MUST", seen_by="discovery.schema-id-is-uri")
def schema_has_a_plain_id(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas lists a schema whose id is a plain word."""

    def plain_id(item: Json) -> None:
        item.update(id="Badge", name="Badge")
        item["meta"]["location"] = f"{request.base_url}/Schemas/Badge"

    def extend(body: Json) -> None:
        further = {**body["Resources"][-1], "meta": dict(body["Resources"][-1]["meta"])}
        plain_id(further)
        body["Resources"].append(further)
        body["totalResults"] = body["itemsPerPage"] = len(body["Resources"])

    if is_for(request, "GET", "Schemas") and request.path.endswith("/Badge"):
        return rewritten(behind(_of_groups(request)), plain_id)
    answer = behind(request)
    return rewritten(answer, extend) if lists(request, answer, "Schemas") else answer


@fault("schemas-complex-without-parts", "SHOULD", seen_by="discovery.complex-has-sub-attributes")
def complex_attribute_has_no_parts(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas does not say of what a complex attribute consists."""
    return each_definition(request, behind(request), "entitlements", lambda each: each.pop("subAttributes"))


@fault("schemas-characteristics-missing", "ADVICE", seen_by="discovery.characteristics-are-stated")
def defaults_are_left_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas states a characteristic only where it is not the default."""

    def shorten(definition: Json) -> None:
        for name, default in (("caseExact", False), ("uniqueness", "none"), ("mutability", "readWrite")):
            if definition.get(name) == default:
                del definition[name]

    return each_definition(request, behind(request), "*", shorten)


@fault("schemas-extension-redefines", "SHOULD", seen_by="discovery.extensions-redefine-nothing")
def extension_defines_a_core_attribute(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The enterprise extension defines a displayName of its own."""

    def extend(schema: Json) -> None:
        if schema["id"] == ENTERPRISE:
            schema["attributes"].append({**schema["attributes"][0], "name": "displayName"})

    return each_item(request, behind(request), "Schemas", extend)


def _of_groups(request: ScimRequest) -> ScimRequest:
    return replace(request, path="/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group")
