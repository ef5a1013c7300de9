"""What Okta's client sends is refused or ignored."""

from __future__ import annotations

from pathlib import Path

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .tools import ENTERPRISE, Json, altered, error, is_for, operations, place, plain, sent

OKTA = str(Path(__file__).with_name("okta.yaml"))


def _body(request: ScimRequest) -> dict[str, Json]:
    """Return the resource that a request brings; an empty one where its body is something else."""
    body = sent(request)
    return body if isinstance(body, dict) else {}


@fault(
    "put-active-ignored",
    "MUST",
    seen_by=("okta.deactivate-by-put", "replace.switches-a-boolean"),
    profile=OKTA,
)
def put_does_not_deactivate(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PUT with active false is a success, and the user stays active."""
    if is_for(request, "PUT", "Users", one=True) and _body(request).get("active") is False:
        return behind(altered(request, body={**_body(request), "active": True}))
    return behind(request)


def _objects(value: Json) -> list[dict[str, Json]]:
    """Return the objects in a list; an object alone counts as a list of one."""
    listed = value if isinstance(value, list) else [value]
    return [each for each in listed if isinstance(each, dict)]


@fault("group-member-display-rejected", "MUST", seen_by="okta.add-members-by-name", profile=OKTA, wild=True)
def names_of_members_are_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A member that a client sends with its display name is refused."""
    given = _objects(_body(request).get("members")) if is_for(request, "POST PUT", "Groups") else []
    for each in operations(request) if is_for(request, "PATCH", "Groups", one=True) else ():
        given += _objects(each.get("value"))
    return error(400, "invalidValue") if any("display" in each for each in given) else behind(request)


@fault("group-okta-id-in-value-400", "ENTRA", seen_by="okta.rename-group-with-its-id", profile=OKTA)
def the_id_of_a_group_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """PATCH without path refuses a value that names the group's own id."""
    if is_for(request, "PATCH", "Groups", one=True):
        for each in operations(request):
            value = each.get("value")
            if not each.get("path") and isinstance(value, dict) and "id" in value:
                return error(400, "mutability")
    return behind(request)


@fault("okta-empty-groups-rejected", "ENTRA", seen_by="okta.create-with-empty-groups", profile=OKTA)
def an_empty_list_of_groups_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A create or replace of a user refuses an empty list of groups."""
    changes = is_for(request, "POST", "Users", one=False) or is_for(request, "PUT", "Users", one=True)
    return error(400, "mutability") if changes and _body(request).get("groups") == [] else behind(request)


@fault("okta-manager-displayname-only", "ENTRA", seen_by="okta.create-with-a-manager-by-name", profile=OKTA, wild=True)
def a_manager_needs_an_id(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A manager of whom a client sends the display name alone is refused."""
    extension = _body(request).get(ENTERPRISE) if is_for(request, "POST PUT", "Users") else None
    given = extension.get("manager") if isinstance(extension, dict) else None
    nameless = isinstance(given, dict) and "displayName" in given and not given.get("value")
    return error(400, "invalidValue") if nameless else behind(request)


@fault(
    "okta-404-not-scim",
    "SHOULD",
    seen_by=(
        "okta.unknown-user-is-told-as-scim",
        "errors.body-is-scim-error",
        "errors.every-error-is-valid",
        "errors.says-what-is-wrong",
    ),
    profile=OKTA,
    wild=True,
)
def nobody_is_told_without_a_reason(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The 404 of an unknown user has a body that is no SCIM error."""
    answer = behind(request)
    if is_for(request, "GET", "Users", one=True) and int(answer.status) == 404:
        return plain(404, {"error": f"no user {place(request)[1]}"})
    return answer
