"""What /Schemas says of attributes is not what schemas may say, or not what users and groups are."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind
from .fault import fault as of_any_area
from .tools import PATCH, Json, defined_as, each_definition, each_item, is_for, rewritten, succeeded, with_query

fault = partial(of_any_area, area="schema")


@fault("schema-attribute-missing", "ADVICE", seen_by="schema.attribute-is-declared")
def attribute_is_not_declared(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Users have a nickName, which /Schemas does not know."""

    def drop(schema: Json) -> None:
        schema["attributes"] = [each for each in schema["attributes"] if each["name"] != "nickName"]

    return each_item(request, behind(request), "Schemas", drop)


@fault("schema-own-data-type", "SHOULD", seen_by="schema.extensions-bring-no-types")
def data_type_is_the_providers_own(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas declares costCenter with the data type "text", which the standard does not have."""
    return defined_as(request, behind(request), "costCenter", type="text")


@fault("schema-name-malformed", "MUST", seen_by="schema.names-are-well-formed")
def name_is_no_name(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An attribute has a name that begins with a digit."""

    def extend(schema: Json) -> None:
        if schema["id"].endswith("enterprise:2.0:User"):
            schema["attributes"].append({**schema["attributes"][0], "name": "2ndCostCenter"})

    return each_item(request, behind(request), "Schemas", extend)


@fault("schema-complex-in-complex", "MUST", seen_by="schema.no-complex-in-complex")
def sub_attribute_is_complex(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas declares a complex sub-attribute, with sub-attributes of its own."""

    def nest(definition: Json) -> None:
        inner = {**definition["subAttributes"][0], "name": "inner"}
        definition["subAttributes"].append({**inner, "name": "outer", "type": "complex", "subAttributes": [inner]})

    return each_definition(request, behind(request), "entitlements", nest)


@fault("schema-parts-of-a-text", "MUST", seen_by="schema.sub-attributes-mean-complex")
def text_has_sub_attributes(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas declares an attribute that has sub-attributes as a string."""
    return defined_as(request, behind(request), "entitlements", type="string")


@fault("schema-usual-part-of-another-type", "MUST", seen_by="schema.usual-sub-attributes")
def display_is_no_text(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas declares the display of a group's members as a boolean."""
    return defined_as(request, behind(request), "members.display", type="boolean")


@fault("schema-of-a-message", "MUST", seen_by="schema.messages-are-not-served")
def message_is_listed_among_schemas(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas lists the schema of PATCH requests beside those of resources."""

    def message(item: Json) -> None:
        item["meta"] = {**item["meta"], "location": f"{request.base_url}/Schemas/{PATCH}"}
        item.update(id=PATCH, name="PatchOp")

    def extend(body: Json) -> None:
        further = dict(body["Resources"][-1])
        message(further)
        body["Resources"].append(further)
        body["totalResults"] = body["itemsPerPage"] = len(body["Resources"])

    if is_for(request, "GET", "Schemas") and request.path.endswith(PATCH):
        known = request.path.replace(PATCH, "urn:ietf:params:scim:schemas:core:2.0:Group")
        return rewritten(behind(replace(request, path=known)), message)
    answer = behind(request)
    whole = is_for(request, "GET", "Schemas", one=False) and succeeded(answer)
    return rewritten(answer, extend) if whole else answer


@fault("schema-returned-always-and-not", "MUST", seen_by="schema.returned-always")
def always_is_not_always(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas says that userType is always returned, and it is gone where it is excluded."""
    return defined_as(request, behind(request), "userType", returned="always")


@fault("schema-returned-on-request-and-unasked", "MUST", seen_by="schema.returned-request")
def on_request_is_unasked(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas says that userType is returned on request only, and every read shows it."""
    return defined_as(request, behind(request), "userType", returned="request")


@fault("schema-returned-default-and-not", "MUST", seen_by="schema.returned-default")
def default_is_on_request(request: ScimRequest, behind: Behind) -> ScimResponse:
    """/Schemas says that userType is returned by default, and only who asks for it by name gets it."""
    asked = request.query.get("attributes", "")
    if is_for(request, "GET", "Users") and not asked and "userType" not in request.query.get("excludedAttributes", ""):
        excluded = ",".join(filter(None, [request.query.get("excludedAttributes"), "userType"]))
        return behind(with_query(request, excludedAttributes=excluded))
    return behind(request)
