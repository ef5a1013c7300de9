"""Providers that find, hold or place resources otherwise than the application's profile promises."""

from __future__ import annotations

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .searching import compares, conditions, filter_of, leaving_out, refiltered, searched
from .tools import Json, altered, each_resource, error, is_for, operations, patched, sent


@fault(
    "profile-plus-is-a-blank",
    "PROFILE",
    area="profile",
    seen_by="profile.filterable-finds-odd-values",
    profile="entra",
)
def a_plus_is_read_as_a_blank(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A plus in a filter is read as a blank, as though the query had been decoded twice."""
    return behind(refiltered(request, lambda text: text.replace("+", " ")))


@fault("profile-case-counts", "PROFILE", area="profile", seen_by="profile.filterable-in-other-case", profile="entra")
def capitals_count(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter by userName, of which /Schemas says that case does not matter, finds only the same capitals."""
    nodes = [each for each in conditions(filter_of(request)) if compares(each, "eq")]
    names = [each.value for each in nodes if str(each.attr_path).casefold() == "username"]
    if searched(request) != "Users" or len(names) != 1:
        return behind(request)
    return leaving_out(request, behind, lambda user: user.get("userName") != names[0])


@fault(
    "profile-unfilterable-finds-all",
    "PROFILE",
    area="profile",
    seen_by="profile.not-filterable-is-honest",
    profile="kpifire",
)
def a_filter_that_is_not_there_finds_everybody(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter by the department, which the profile says can't be filtered by, returns everybody."""
    return behind(refiltered(request, lambda text: None if "department" in text.casefold() else text))


@fault("profile-group-attribute-dropped", "PROFILE", area="profile", seen_by="profile.group-attributes-stored")
def an_attribute_of_groups_is_dropped(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The externalId of a new group, which the profile lists, is not stored."""
    body = sent(request)
    if is_for(request, "POST", "Groups", one=False) and isinstance(body, dict) and "externalId" in body:
        return behind(altered(request, body={key: value for key, value in body.items() if key != "externalId"}))
    return behind(request)


@fault("profile-group-patch-ignored", "PROFILE", area="profile", seen_by="profile.group-patch-changes")
def a_patch_of_groups_is_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH of the externalId of a group, which the profile lists, succeeds and leaves it."""
    asked = operations(request) if is_for(request, "PATCH", "Groups", one=True) else []
    kept: list[Json] = []
    for each in asked:
        value = each.get("value")
        if isinstance(value, dict) and "externalId" in value:
            each = {**each, "value": {key: part for key, part in value.items() if key != "externalId"}}
        if each.get("path") != "externalId" and each.get("value") != {}:
            kept.append(each)
    if kept == asked:
        return behind(request)
    return behind(patched(request, kept) if kept else altered(request, method="GET"))


@fault(
    "profile-group-filter-declined",
    "PROFILE",
    area="profile",
    seen_by="profile.group-filterable-finds",
    profile="entra",
)
def a_filter_of_groups_is_declined(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter of groups by displayName, which the profile calls filterable, is declined."""
    named = searched(request) == "Groups" and "displayname" in str(filter_of(request)).casefold()
    return error(400, "invalidFilter") if named else behind(request)


@fault(
    "profile-locations-elsewhere",
    "ADVICE",
    area="profile",
    seen_by="profile.tenant-url-has-its-form",
    profile="promapp",
)
def locations_lead_elsewhere(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The locations of users name the host behind the one that the tenant URL names."""

    def move(resource: Json) -> None:
        meta = resource.get("meta", {})
        if "location" in meta:
            meta["location"] = f"https://internal.example/scim/Users/{resource['id']}"

    return each_resource(behind(request), move)
