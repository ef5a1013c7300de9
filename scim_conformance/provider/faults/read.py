"""Reads of one resource, of none, and of the groups of a user."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .tools import (
    ENTERPRISE,
    LIST,
    altered,
    each_resource,
    error,
    is_for,
    is_user,
    place,
    plain,
    rewritten,
    succeeded,
    with_headers,
)

HEX = re.compile(r"[0-9a-f]{32}", re.I)


def is_list(answer: ScimResponse) -> bool:
    """Tell whether an answer is a list of resources."""
    return isinstance(answer.body, dict) and LIST in (answer.body.get("schemas") or ())


def in_lists(answer: ScimResponse, change: Callable[[dict[str, Any]], Any]) -> ScimResponse:
    """Return a copy of an answer in which the resources of a list are changed, and single ones are not."""
    return each_resource(answer, change) if is_list(answer) else answer


@fault("read-unknown-200-empty-list", "MUST", seen_by="read.unknown-id-is-no-success")
def unknown_ids_are_empty_lists(request: ScimRequest, behind: Behind) -> ScimResponse:
    """GET of an id that nobody has answers 200 and an empty list."""
    answer = behind(request)
    if answer.status == 404 and (
        is_for(request, "GET", "Users", one=True) or is_for(request, "GET", "Groups", one=True)
    ):
        return plain(200, {"schemas": [LIST], "totalResults": 0, "startIndex": 1, "itemsPerPage": 0, "Resources": []})
    return answer


@fault("read-unknown-403", "SHOULD", seen_by="read.unknown-id-404")
def unknown_ids_are_forbidden(request: ScimRequest, behind: Behind) -> ScimResponse:
    """GET of an id that no user ever had answers 403."""
    known: set[str] = behind.memory.setdefault("known", set())
    answer = behind(request)
    each_resource(answer, lambda resource: known.add(resource["id"]))
    stranger = is_for(request, "GET", "Users", one=True) and place(request)[1] not in known
    return error(403) if answer.status == 404 and stranger else answer


@fault("read-malformed-id-401", "SHOULD", seen_by="read.malformed-id-404", wild=True)
def odd_ids_need_another_token(request: ScimRequest, behind: Behind) -> ScimResponse:
    """GET of an id that has another form than the provider's ids answers 401, whatever the token."""
    answer = behind(request)
    odd = is_for(request, "GET", "Users", one=True) and not HEX.fullmatch(str(place(request)[1]).replace("-", ""))
    return error(401) if odd and answer.status == 404 else answer


@fault("read-single-wrapped-in-list", "MUST", seen_by="read.answers-with-resource")
def single_resources_are_lists(request: ScimRequest, behind: Behind) -> ScimResponse:
    """GET of one resource answers a list that holds it."""
    answer = behind(request)
    single = is_for(request, "GET", "Users", one=True) or is_for(request, "GET", "Groups", one=True)
    if not single or not succeeded(answer) or is_list(answer):
        return answer
    body = {"schemas": [LIST], "totalResults": 1, "startIndex": 1, "itemsPerPage": 1, "Resources": [answer.body]}
    return plain(200, body)


@fault("read-list-omits-members", "MUST", seen_by="read.group-is-listed-as-it-is-read", wild=True)
def listed_groups_have_no_members(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list of groups leaves the members out that GET of each of them shows."""
    return in_lists(behind(request), lambda group: group.pop("members", None))


@fault("read-list-differs-from-single", "MUST", seen_by="read.user-is-listed-as-it-is-read")
def listed_users_are_shortened(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list of users leaves e-mail addresses, names and extensions out that GET of each of them shows."""

    def shorten(resource: dict[str, Any]) -> None:
        for name in ("emails", "name", ENTERPRISE):
            resource.pop(name, None)

    return in_lists(behind(request), lambda resource: shorten(resource) if is_user(resource) else None)


@fault("read-one-bad-record-breaks-list", "MUST", seen_by="read.odd-name-breaks-no-list", wild=True)
def one_name_breaks_all_lists(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list of users answers 500 as soon as one of them has an apostrophe or a dollar sign in the userName."""
    answer = behind(request)
    names: list[str] = []
    in_lists(answer, lambda resource: names.append(str(resource.get("userName"))))
    return error(500) if any(sign in name for name in names for sign in "'$") else answer


@fault("read-user-groups-stale", "MUST", seen_by="read.user-forgets-groups-it-left")
def groups_of_users_are_remembered(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The groups of a user stay those that it was first shown with, whatever becomes of its memberships."""

    def show(resource: dict[str, Any]) -> None:
        if is_user(resource) and (resource.get("groups") or resource["id"] in behind.memory):
            resource["groups"] = behind.memory.setdefault(resource["id"], resource.get("groups"))

    return each_resource(behind(request), show)


@fault("read-groups-by-name", "MUST", seen_by="read.user-knows-its-groups")
def groups_of_users_are_names(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The groups of a user hold names of groups where their ids belong."""

    def show(resource: dict[str, Any]) -> None:
        for each in resource.get("groups") or ():
            each["value"] = each.get("display")

    return each_resource(behind(request), show)


@fault("read-member-type-wrong", "SHOULD", seen_by="read.member-type")
def members_are_called_groups(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The members of a group all have the type Group, also those that are users."""

    def show(resource: dict[str, Any]) -> None:
        for each in resource.get("members") or ():
            each["type"] = "Group"

    return each_resource(behind(request), show)


@fault("read-membership-called-indirect", "SHOULD", seen_by="read.direct-membership")
def direct_memberships_are_called_indirect(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The groups of a user all have the type indirect, also those that list the user themselves."""

    def show(resource: dict[str, Any]) -> None:
        for each in resource.get("groups") or ():
            each["type"] = "indirect"

    return each_resource(behind(request), show)


@fault("read-manager-without-ref", "SHOULD", seen_by="read.manager-has-value-and-ref")
def managers_have_no_reference(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The manager of a user is shown without $ref."""

    def show(resource: dict[str, Any]) -> None:
        resource.get(ENTERPRISE, {}).get("manager", {}).pop("$ref", None)

    return each_resource(behind(request), show)


@fault("read-country-spelt-out", "MUST", seen_by="read.country-is-a-code")
def countries_are_spelt_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The country of an address in Europe is shown as a name where a code was stored."""
    names = {"NL": "Netherlands", "DE": "Germany", "GB": "United Kingdom", "FR": "France"}

    def show(resource: dict[str, Any]) -> None:
        for each in resource.get("addresses") or ():
            if "country" in each:
                each["country"] = names.get(each["country"], each["country"])

    return each_resource(behind(request), show)


@fault(
    "read-content-location-elsewhere",
    "MUST",
    seen_by=("read.content-location", "read.every-content-location-is-meta-location"),
)
def content_locations_lead_elsewhere(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The Content-Location of a read is another address than meta.location."""
    answer = behind(request)
    if request.method == "GET" and "Content-Location" in answer.headers:
        where = answer.headers["Content-Location"]
        # A read has its Location from the same place, which stays as it is.
        return with_headers(answer, Content_Location=f"{where}/current", Location=where)
    return answer


@fault("read-version-behind-endpoint", "MUST", seen_by="read.version-before-endpoint")
def versions_stand_behind_the_endpoint(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Locations have the version of the protocol behind the endpoint, too, and lead to the resource all the same."""
    endpoint, id = place(request)
    if id and id.startswith("v2/"):
        request = altered(request, path=f"/{endpoint}/{id.removeprefix('v2/')}")

    def move(address: str) -> str:
        return re.sub(r"/(Users|Groups)/", r"/\1/v2/", address)

    def show(resource: dict[str, Any]) -> None:
        if "location" in resource.get("meta", {}):
            resource["meta"]["location"] = move(resource["meta"]["location"])

    answer = each_resource(behind(request), show)
    moved = {name: move(value) for name, value in answer.headers.items() if name.endswith("Location")}
    return with_headers(answer, **{name.replace("-", "_"): value for name, value in moved.items()})


@fault("read-id-changes", "MUST", seen_by="read.id-is-stable")
def ids_change_with_each_put(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT answers with an id that the user has not had before; the old one stays valid beside it."""
    answer = behind(request)
    if is_for(request, "PUT", "Users", one=True) and succeeded(answer):
        return rewritten(answer, lambda body: body.update(id=f"{body['id']}-2"))
    return answer
