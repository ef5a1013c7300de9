"""Providers that don't do what the application's profile promises, though the standard would let them."""

from __future__ import annotations

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .searching import compares, conditions, filter_of, listed
from .tools import Json, altered, error, is_for, new_user, plain, rewritten, succeeded, with_query


@fault("profile-requires-more", "PROFILE", seen_by="profile.required-only-accepted")
def another_attribute_is_required(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user without externalId is refused, which neither profile nor schema calls required."""
    body = new_user(request)
    given = {name.casefold() for name, value in body.items() if value}
    return error(400, "invalidValue") if body and "externalid" not in given else behind(request)


@fault("profile-attribute-refused", "PROFILE", seen_by="profile.attributes-accepted")
def a_listed_attribute_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user with a time zone, which the profile lists, is refused."""
    return error(400, "invalidValue") if "timezone" in new_user(request) else behind(request)


@fault("profile-attribute-dropped", "PROFILE", seen_by="profile.attributes-accepted")
def a_listed_attribute_is_not_stored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The time zone of a new user, which the profile lists, is taken and not stored."""
    body = new_user(request)
    kept = {name: value for name, value in body.items() if name != "timezone"}
    return behind(request if kept == body else altered(request, body=kept))


@fault("profile-feature-not-advertised", "PROFILE", seen_by="profile.claimed-is-advertised", profile="kpifire")
def a_claimed_feature_is_not_advertised(request: ScimRequest, behind: Behind) -> ScimResponse:
    """ServiceProviderConfig says that there are no filters, which the profile claims and the provider has."""
    answer = behind(request)
    if is_for(request, "GET", "ServiceProviderConfig") and succeeded(answer):
        return rewritten(answer, lambda body: body["filter"].update(supported=False))
    return answer


@fault("profile-filterable-declined", "PROFILE", seen_by="profile.filterable-finds", profile="entra")
def a_filterable_attribute_is_declined(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter by externalId, which the profile calls filterable, is declined."""
    named = any(str(node.attr_path).casefold() == "externalid" for node in conditions(filter_of(request)))
    return error(400, "invalidFilter") if named else behind(request)


@fault("profile-nobody-matches-404", "PROFILE", seen_by="profile.nobody-matches", profile="entra")
def nobody_who_matches_is_not_found(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search for an externalId that nobody has, by which the profile matches accounts, answers 404."""
    answer = behind(request)
    nodes = conditions(filter_of(request))
    by_external_id = any(compares(node, "eq") and str(node.attr_path).casefold() == "externalid" for node in nodes)
    return error(404) if by_external_id and succeeded(answer) and not listed(answer) else answer


@fault("profile-groups-missing", "PROFILE", seen_by="profile.groups-are-there")
def groups_are_not_there(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The endpoint of groups, which the profile says there is, answers 404, and ResourceTypes does not list it."""
    if is_for(request, "GET POST PUT PATCH DELETE", "Groups"):
        return error(404)
    answer = behind(request)
    lists_types = is_for(request, "GET", "ResourceTypes", one=False) and succeeded(answer)
    return rewritten(answer, _without_groups) if lists_types else answer


def _without_groups(body: Json) -> None:
    body["Resources"] = [each for each in body["Resources"] if each["name"] != "Group"]
    body["totalResults"] = body["itemsPerPage"] = len(body["Resources"])


@fault("profile-groups-exposed", "PROFILE", seen_by="profile.groups-are-absent", profile="rhombus")
def groups_are_there_all_the_same(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The endpoint of groups, which the profile says there is not, answers with a list."""
    if is_for(request, "GET", "Groups", one=False):
        return behind(with_query(altered(request, path="/Users"), filter='id eq "-"'))
    return behind(request)


@fault("profile-deletes-otherwise", "PROFILE", seen_by="profile.deletes-as-stated")
def delete_only_deactivates(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A deleted user stays, inactive, though the profile says that DELETE removes."""
    if not is_for(request, "DELETE", "Users", one=True):
        return behind(request)
    body = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "active", "value": False}],
    }
    answer = behind(altered(request, method="PATCH", body=body))
    return plain(204) if succeeded(answer) else answer
