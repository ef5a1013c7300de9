"""Asking for a part of a resource, by attributes and excludedAttributes, gives another part, or the whole."""

from __future__ import annotations

from collections.abc import Iterable

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .tools import (
    ENTERPRISE,
    Json,
    each_resource,
    error,
    is_for,
    is_listing,
    place,
    rewritten,
    succeeded,
    with_query,
)

CORE = "urn:ietf:params:scim:schemas:core:2.0:User:"
KNOWN = ("filter", "attributes", "excludedattributes", "count", "startindex", "sortby", "sortorder", "cursor")


# Whether the parameters are heard at all.


@fault("proj-attributes-ignored", "MUST", seen_by="projection.attributes")
def attributes_are_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The parameter attributes changes nothing, wherever it stands."""
    return behind(with_query(request, attributes=None))


@fault("proj-excluded-ignored", "MUST", seen_by="projection.excluded-attributes")
def exclusions_are_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The parameter excludedAttributes changes nothing, wherever it stands."""
    return behind(with_query(request, excludedAttributes=None))


@fault(
    "proj-attributes-ignored-in-list",
    "MUST",
    seen_by=("projection.attributes-in-searches", "projection.query-attributes"),
)
def attributes_are_ignored_in_lists(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A read of one user is narrowed by attributes, and a list is not."""
    return behind(with_query(request, attributes=None) if is_listing(request) else request)


@fault(
    "proj-excluded-ignored-in-list",
    "MUST",
    seen_by=("projection.excluded-in-searches", "projection.query-excluded-attributes"),
)
def exclusions_are_ignored_in_lists(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A read of one user is narrowed by excludedAttributes, and a list is not."""
    return behind(with_query(request, excludedAttributes=None) if is_listing(request) else request)


@fault("proj-excluded-ignored-for-members", "MUST", seen_by="projection.groups-without-members")
def lists_of_groups_always_have_members(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list of groups has the members of each, also where they are excluded."""
    of_groups = is_for(request, "GET", "Groups", one=False)
    return behind(with_query(request, excludedAttributes=None) if of_groups else request)


@fault("proj-ignored-on-writes", "MUST", seen_by=("projection.on-create", "projection.on-replace"))
def writes_answer_everything(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The answer to a POST or a PUT is the whole resource, whatever attributes says."""
    return behind(with_query(request, attributes=None) if request.method in ("POST", "PUT") else request)


@fault("proj-excluded-ignored-on-create", "MUST", seen_by="projection.excluded-on-create")
def creates_answer_what_was_excluded(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The answer to a POST is the whole resource, whatever excludedAttributes says."""
    return behind(with_query(request, excludedAttributes=None) if request.method == "POST" else request)


@fault("proj-ignored-on-patch", "MUST", seen_by="projection.on-patch")
def patches_answer_everything(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The answer to a PATCH is the whole resource, whatever attributes says."""
    if request.method != "PATCH" or "attributes" not in request.query:
        return behind(request)
    # Asked for nothing in particular, the right provider answers 204.
    return behind(with_query(request, attributes=None, excludedAttributes="password"))


# What is always there.


@fault("proj-id-omitted", "MUST", seen_by="projection.always-has-id", wild=True)
def id_has_to_be_asked_for(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Who asks for some attributes gets no id beside them."""
    answer = behind(request)
    return _without(answer, ["id"]) if "attributes" in request.query else answer


@fault("proj-id-excluded", "MUST", seen_by=("projection.several-excluded", "projection.query-excluded-id-stays"))
def id_can_be_excluded(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Who excludes the id gets resources without it."""
    answer = behind(request)
    return _without(answer, ["id"]) if "id" in _names(request, "excludedAttributes") else answer


@fault("proj-both-lose-the-id", "MUST", seen_by="projection.both-parameters")
def both_parameters_leave_nothing(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A read with both parameters is answered with what neither of them names, without the id."""
    if not {"attributes", "excludedAttributes"} <= request.query.keys():
        return behind(request)
    return _without(behind(with_query(request, attributes=None)), ["id"])


@fault("proj-excluded-drops-too-much", "MUST", seen_by=("projection.group-without-members",))
def exclusion_takes_more_along(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Where members are excluded, displayName and externalId are gone as well."""
    answer = behind(request)
    if "members" in _names(request, "excludedAttributes"):
        return each_resource(answer, lambda group: [group.pop(name, None) for name in ("displayName", "externalId")])
    return answer


@fault("proj-group-displayname-missing", "MUST", seen_by="projection.group-name-alone", wild=True)
def names_of_groups_are_not_known(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Names in attributes are looked up among those of users, so a group that is asked for its name has none."""
    answer = behind(request)
    of_groups = place(request)[0] == "Groups" and "displayname" in _names(request, "attributes")
    return _without(answer, ["displayName"]) if of_groups else answer


# How attributes are named.


@fault("proj-extension-colon-unsupported", "MUST", seen_by="projection.extension", wild=True)
def extensions_have_no_names(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An attribute of an extension that is asked for by its full name is not there."""
    answer = behind(request)
    return _without(answer, [ENTERPRISE]) if _asks_for_enterprise(request, "attributes") else answer


@fault("proj-extension-not-excluded", "MUST", seen_by="projection.excluded-extension")
def extensions_are_not_excluded(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An attribute of an extension that is excluded by its full name is there all the same."""
    excluding = _asks_for_enterprise(request, "excludedAttributes")
    return behind(with_query(request, excludedAttributes=None) if excluding else request)


@fault("proj-full-name-unsupported", "MUST", seen_by="projection.full-name")
def core_attributes_have_no_full_name(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A core attribute that is asked for by its full name is not there."""
    full = any(name.startswith(CORE.casefold()) for name in _names(request, "attributes"))
    return behind(with_query(request, attributes="id") if full else request)


@fault("proj-case-sensitive", "MUST", seen_by=("projection.in-other-case", "projection.excluded-in-other-case"))
def names_are_taken_letter_by_letter(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A name in capitals means nothing in attributes or excludedAttributes."""
    spelled = {
        parameter: ",".join(name for name in request.query[parameter].split(",") if not name.isupper()) or instead
        for parameter, instead in (("attributes", "id"), ("excludedAttributes", None))
        if parameter in request.query
    }
    return behind(with_query(request, **spelled))


@fault("proj-first-name-only", "MUST", seen_by="projection.several-attributes")
def first_name_counts_alone(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of several names in attributes, only the first is heard."""
    asked = request.query.get("attributes")
    return behind(with_query(request, attributes=asked.partition(",")[0]) if asked else request)


@fault("proj-sub-attribute-whole", "MUST", seen_by=("projection.sub-attribute", "projection.excluded-sub-attribute"))
def parts_of_an_attribute_are_the_whole(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Who asks for a sub-attribute gets the whole attribute, and who excludes one loses the whole."""
    whole = {
        parameter: ",".join(_whole(name) for name in request.query[parameter].split(","))
        for parameter in ("attributes", "excludedAttributes")
        if parameter in request.query
    }
    return behind(with_query(request, **whole))


@fault("proj-member-value-missing", "MUST", seen_by="projection.member-values-alone")
def members_have_no_parts(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Who asks for members.value gets no members."""
    asked = "members.value" in _names(request, "attributes")
    return behind(with_query(request, attributes="id") if asked else request)


# What nobody knows.


@fault("proj-unknown-attribute-400", "SHOULD", seen_by="projection.unknown-name")
def unknown_name_is_an_error_of_the_server(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Who asks for an attribute that does not exist gets an error of the server."""
    unknown = any(name.startswith("nosuch") for name in _names(request, "attributes"))
    return error(500) if unknown else behind(request)


@fault("unknown-query-param-400", "SHOULD", seen_by="projection.unknown-parameter")
def unknown_parameter_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A query parameter that the provider does not know is answered with 400."""
    unknown = [name for name in request.query if name.casefold() not in KNOWN]
    return error(400, "invalidValue") if unknown and place(request)[0] in ("Users", "Groups") else behind(request)


def _names(request: ScimRequest, parameter: str) -> list[str]:
    return [name.strip().casefold() for name in request.query.get(parameter, "").split(",")]


def _asks_for_enterprise(request: ScimRequest, parameter: str) -> bool:
    return any(name.startswith(ENTERPRISE.casefold()) for name in _names(request, parameter))


def _whole(name: str) -> str:
    """Return the attribute that a name is a part of; the dot in the version of a URN is none."""
    urn, colon, last = name.rpartition(":")
    return f"{urn}{colon}{last.partition('.')[0]}"


def _without(answer: ScimResponse, names: Iterable[str]) -> ScimResponse:
    """Return an answer whose resources, however few attributes they have, lack some."""

    def drop(body: Json) -> None:
        for each in body.get("Resources", [body]):
            for name in names:
                each.pop(name, None)

    return rewritten(answer, drop) if succeeded(answer) else answer
