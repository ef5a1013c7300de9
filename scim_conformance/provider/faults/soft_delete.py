"""What becomes of users who are not active."""

from __future__ import annotations

from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .tools import (
    LIST,
    PATCH,
    altered,
    error,
    is_for,
    is_user,
    operations,
    patched,
    place,
    rewritten,
    succeeded,
)


def inactive(resource: Any) -> bool:
    """Tell whether a resource is a user who is not active."""
    return isinstance(resource, dict) and is_user(resource) and resource.get("active") is False


def switches(request: ScimRequest, to: bool) -> bool:
    """Tell whether a request switches a user on or off by PATCH."""
    return is_for(request, "PATCH", "Users", one=True) and any(wanted(each) is to for each in operations(request))


def wanted(operation: dict[str, Any]) -> bool | None:
    """Return what an operation makes of active, None where it makes nothing of it."""
    value = operation.get("value")
    if str(operation.get("path")).casefold() != "active":
        value = value.get("active") if isinstance(value, dict) and not operation.get("path") else None
    return {"true": True, "false": False}.get(str(value).casefold())


def without_inactive(answer: ScimResponse) -> ScimResponse:
    """Return a list without the users who are not active."""

    def hide(body: dict[str, Any]) -> None:
        listed = body.get("Resources") or []
        body["Resources"] = [each for each in listed if not inactive(each)]
        for count in ("totalResults", "itemsPerPage"):
            body[count] = body.get(count, 0) - len(listed) + len(body["Resources"])

    body = answer.body if isinstance(answer.body, dict) else {}
    is_list = LIST in (body.get("schemas") or ())
    return rewritten(answer, hide) if is_list and any(map(inactive, body.get("Resources") or ())) else answer


@fault(
    "soft-hidden-from-filter",
    "ENTRA",
    area="entra",
    seen_by=("entra.disabled-is-found", "soft-delete.found-by-filter", "entra.cycle-keeps-leavers-findable"),
    profile="entra",
    wild=True,
)
def filters_hide_inactive_users(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search with a filter leaves out who is not active; a list and a read by id show it."""
    answer = behind(request)
    return without_inactive(answer) if request.query.get("filter") else answer


@fault(
    "soft-get-404",
    "ENTRA",
    area="entra",
    seen_by=("entra.disabled-is-readable", "soft-delete.stays-readable"),
    profile="entra",
    wild=True,
)
def reads_hide_inactive_users(request: ScimRequest, behind: Behind) -> ScimResponse:
    """GET of a user who is not active answers 404."""
    answer = behind(request)
    return error(404) if is_for(request, "GET", "Users", one=True) and inactive(answer.body) else answer


@fault(
    "soft-hidden-and-duplicated",
    "MUST",
    seen_by=("soft-delete.keeps-its-name", "soft-delete.found-by-filter"),
)
def inactive_users_give_their_names_away(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Who is not active is hidden from searches, and a POST of its userName makes a second user."""
    if is_for(request, "POST", "Users", one=False):
        storage: Any = behind.provider.storage
        with storage.lock:
            for user in storage._resources.get("User", {}).values():
                if user.active is False:
                    owners = (storage._owners[urn] for urn in storage._unique_values[("User", user.id)])
                    for names in owners:
                        kept = {name: key for name, key in names.items() if key != ("User", user.id)}
                        names.clear()
                        names.update(kept)
                    storage._unique_values[("User", user.id)] = {}
        return behind(request)
    answer = behind(request)
    return without_inactive(answer) if request.method == "GET" else answer


@fault(
    "soft-reactivate-fails",
    "ENTRA",
    area="entra",
    seen_by=("entra.enable", "soft-delete.comes-back", "entra.cycle-restores-with-the-same-id"),
    profile="entra",
    wild=True,
)
def nobody_comes_back(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH that makes a user active again answers 400."""
    id = place(request)[1]
    off: set[Any] = behind.memory.setdefault("off", set())
    if switches(request, True) and id in off:
        return error(400, "invalidValue")
    answer = behind(request)
    if switches(request, False) and succeeded(answer):
        off.add(id)
    return answer


@fault(
    "soft-reactivate-ignored",
    "ENTRA",
    area="entra",
    seen_by=("entra.enable", "soft-delete.comes-back"),
    profile="entra",
    wild=True,
)
def coming_back_has_no_effect(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH that makes a user active again succeeds, and the user stays inactive."""
    if not switches(request, True):
        return behind(request)
    user = behind.provider.storage._resources.get("User", {}).get(str(place(request)[1]))
    if getattr(user, "active", None) is not False:
        return behind(request)
    return behind(patched(request, [{"op": "replace", "path": "active", "value": False}]))


# RFC 7644, section 3.6, speaks of DELETE alone; that memberships outlast a deactivation is good sense.
@fault("soft-deactivate-leaves-groups-lost", "ADVICE", seen_by="soft-delete.keeps-memberships")
def inactive_users_lose_their_groups(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH that makes a user inactive takes it out of all groups, and nothing puts it back."""
    answer = behind(request)
    if switches(request, False) and succeeded(answer):
        id = str(place(request)[1])
        leave = {"schemas": [PATCH], "Operations": [{"op": "remove", "path": f'members[value eq "{id}"]'}]}
        for group in [*behind.provider.storage._resources.get("Group", {}).values()]:
            if id in [member.value for member in getattr(group, "members", None) or ()]:
                behind(altered(request, path=f"/Groups/{group.id}", query={}, body=leave))
    return answer
