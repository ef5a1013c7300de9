"""What shows only over several cycles of Entra's service: what becomes of people who leave, return, or are replaced."""

from __future__ import annotations

from functools import partial
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from . import membership
from .fault import Behind
from .fault import fault as of_any_area
from .patch_tools import changes_user, kind, path
from .tools import (
    ENTERPRISE,
    Json,
    altered,
    error,
    is_for,
    new_user,
    operations,
    patched,
    read_back,
    rewritten,
    succeeded,
)

fault = partial(of_any_area, area="entra", profile="entra")

MANAGER = f"{ENTERPRISE}:manager".casefold()


def _switched(request: ScimRequest) -> bool | None:
    """Tell to what a PATCH sets active; None where it says nothing of it."""
    for each in operations(request) if changes_user(request) else ():
        value = each.get("value")
        said = value.get("active") if not path(each) and isinstance(value, dict) else None
        said = value if path(each).casefold() == "active" else said
        if said is not None:
            return str(said).casefold() == "true"
    return None


def _user(request: ScimRequest, behind: Behind, id: str) -> dict[str, Json]:
    answer = behind(read_back(request, "Users", id))
    return answer.body if succeeded(answer) and isinstance(answer.body, dict) else {}


@fault("entra-restored-without-groups", "ENTRA", seen_by="entra.cycle-restores-into-groups")
def who_returns_is_in_no_group(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user who is made active again is taken out of all groups."""
    answer = behind(request)
    id = membership.target(request)
    if _switched(request) is True and succeeded(answer):
        for group in membership.all_groups(behind):
            if id in membership.within(behind, group):
                membership.also(request, behind, group, {"op": "remove", "path": f'members[value eq "{id}"]'})
    return answer


@fault("entra-name-never-free", "ENTRA", seen_by="entra.any-story-holds")
def a_name_is_taken_for_ever(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The userName of a user who was deleted can't be used again."""
    gone: set[str] = behind.memory.setdefault("gone", set())
    id = membership.target(request)
    if is_for(request, "DELETE", "Users", one=True):
        name = str(_user(request, behind, id).get("userName", "")).casefold()
        answer = behind(request)
        if succeeded(answer) and name:
            gone.add(name)
        return answer
    taken = str(new_user(request).get("userName", "")).casefold() in gone
    return error(409, "uniqueness") if taken else behind(request)


@fault("entra-inactive-not-deleted", "ENTRA", seen_by="entra.cycle-deletes-the-purged")
def who_is_inactive_is_not_deleted(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A DELETE of an inactive user is answered with 409, because it counts as deleted already."""
    if is_for(request, "DELETE", "Users", one=True):
        user = _user(request, behind, membership.target(request))
        # Those that the run only wants to clean up are let go when they are asked for again.
        again: set[str] = behind.memory.setdefault("again", set())
        if user.get("active") is False and user["id"] not in again:
            again.add(user["id"])
            return error(409)
    return behind(request)


@fault("entra-group-takes-people-along", "ENTRA", seen_by="entra.cycle-deletes-groups")
def with_a_group_its_people_lose_their_title(request: ScimRequest, behind: Behind) -> ScimResponse:
    """With a group the titles of those who are in it are deleted."""
    group = membership.target(request) if is_for(request, "DELETE", "Groups", one=True) else None
    people = membership.within(behind, group) if group else []
    answer = behind(request)
    for id in people if succeeded(answer) else ():
        _also(request, behind, id, {"op": "remove", "path": "title"})
    return answer


@fault(
    "entra-manager-gets-title",
    "ENTRA",
    seen_by=("entra.cycle-leaves-the-rest-alone", "entra.cycle-stores-what-is-mapped"),
)
def who_becomes_a_manager_is_called_so(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user whom a PATCH names as somebody's manager gets another title."""
    answer = behind(request)
    for each in operations(request) if changes_user(request) and succeeded(answer) else ():
        value = each.get("value")
        if path(each).casefold() == MANAGER and kind(each) != "remove" and isinstance(value, str) and value:
            _also(request, behind, value, {"op": "replace", "path": "title", "value": "Manager"})
    return answer


@fault("entra-found-by-first-name", "ENTRA", seen_by="entra.cycle-renames-in-place")
def a_new_name_is_not_searched(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by userName goes on to find a renamed user by its first name only."""
    first: dict[str, Any] = behind.memory.setdefault("first", {})
    answer = behind(request)
    if is_for(request, "POST", "Users", one=False) and succeeded(answer) and isinstance(answer.body, dict):
        first[answer.body["id"]] = str(answer.body.get("userName")).casefold()
    listed = answer.body.get("Resources") if isinstance(answer.body, dict) else None
    asked = request.query.get("filter", "") if is_for(request, "GET", "Users", one=False) else ""
    if not asked.casefold().startswith("username eq ") or not listed:
        return answer
    kept = [each for each in listed if first.get(each["id"], "") in (asked[13:-1].casefold(), "")]
    return rewritten(
        answer, lambda body: {**body, "Resources": kept, "totalResults": len(kept), "itemsPerPage": len(kept)}
    )


@fault(
    "entra-untouched-not-found",
    "ENTRA",
    seen_by=("entra.cycle-matches-an-existing-account", "entra.cycle-makes-no-second-account"),
)
def who_was_never_changed_is_not_found(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by userName or externalId leaves out users whom no PATCH has changed yet."""
    changed: set[str] = behind.memory.setdefault("changed", set())
    answer = behind(request)
    if changes_user(request) and succeeded(answer):
        changed.add(membership.target(request))
    asked = request.query.get("filter", "") if is_for(request, "GET", "Users", one=False) else ""
    listed = answer.body.get("Resources") if isinstance(answer.body, dict) else None
    if not asked.casefold().startswith(("username eq ", "externalid eq ")) or not listed:
        return answer
    kept = [each for each in listed if each["id"] in changed]
    return rewritten(
        answer, lambda body: {**body, "Resources": kept, "totalResults": len(kept), "itemsPerPage": len(kept)}
    )


def _also(request: ScimRequest, behind: Behind, id: str, *more: Json) -> None:
    """Carry out operations on another user that nobody asked for."""
    alone = altered(request, method="PATCH", path=f"/Users/{id}", query={})
    behind(patched(alone, list(more)))
