"""What a DELETE answers, and what it leaves behind or takes along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.provider import Provider

from .create import posted
from .fault import Behind, fault, planted
from .tools import (
    LIST,
    PATCH,
    altered,
    error,
    is_for,
    is_user,
    place,
    plain,
    read_back,
    rewritten,
    succeeded,
)


def deletes(request: ScimRequest, endpoint: str = "Users") -> str:
    """Return the id of the resource that a request deletes, an empty text where it deletes none."""
    return str(place(request)[1]) if is_for(request, "DELETE", endpoint, one=True) else ""


@fault("delete-200-with-body", "MUST", seen_by="delete.answers-204")
def deletion_shows_what_it_deleted(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A DELETE answers 200 with the resource that is gone."""
    endpoint, id = place(request)
    if request.method != "DELETE" or not id:
        return behind(request)
    before, answer = behind(read_back(request, endpoint, id)), behind(request)
    return plain(200, before.body) if succeeded(answer) else answer


@fault("delete-then-get-200", "MUST", seen_by=("delete.then-404", "delete.group-then-404", "delete.then-patch-404"))
def deletion_does_nothing(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A DELETE answers 204 and deletes nothing."""
    endpoint, id = place(request)
    if request.method == "DELETE" and id and succeeded(behind(read_back(request, endpoint, id))):
        return plain(204)
    return behind(request)


@fault("delete-becomes-inactive", "MUST", seen_by=("delete.then-404", "delete.gone-from-searches"), wild=True)
def deletion_deactivates(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A DELETE of a user makes it inactive, and it stays where it was."""
    if not deletes(request):
        return behind(request)
    off = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "active", "value": False}]}
    answer = behind(altered(request, method="PATCH", body=off))
    return plain(204) if succeeded(answer) else answer


@fault(
    "delete-still-listed",
    "MUST",
    seen_by=("delete.gone-from-searches", "delete.group-gone-from-searches"),
    wild=True,
)
def lists_keep_what_was_deleted(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Lists that have shown a resource show it after its deletion still; only its own address says 404."""
    lists: dict[str, Any] = behind.memory.setdefault("lists", {})
    gone: set[str] = behind.memory.setdefault("gone", set())
    answer = behind(request)
    if request.method == "DELETE" and succeeded(answer):
        gone.add(str(place(request)[1]))
    if request.method != "GET" or not isinstance(answer.body, dict) or LIST not in answer.body.get("schemas", ()):
        return answer
    asked = repr((request.path, sorted(request.query.items())))
    kept = [each for each in lists.get(asked, ()) if each.get("id") in gone]
    lists[asked] = [*(answer.body.get("Resources") or ()), *kept]

    def keep(body: dict[str, Any]) -> None:
        body["Resources"] = [*(body.get("Resources") or ()), *kept]
        for count in ("totalResults", "itemsPerPage"):
            body[count] = body.get(count, 0) + len(kept)

    return rewritten(answer, keep) if kept else answer


# RFC 7644, section 3.12, table 8: which status an error has is a SHOULD.
@fault("delete-unknown-500", "SHOULD", seen_by="delete.unknown-id-404", wild=True)
def deletion_of_nobody_is_a_server_error(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A DELETE of an id that nobody has answers 500."""
    answer = behind(request)
    return error(500) if deletes(request) and answer.status == 404 else answer


@fault("delete-recreate-409", "SHOULD", seen_by="delete.frees-the-user-name", wild=True)
def names_of_deleted_users_stay_taken(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A POST with the userName of a user who was deleted answers 409."""
    taken: set[str] = behind.memory.setdefault("taken", set())
    if id := deletes(request):
        before = behind(read_back(request, "Users", id)).body
        if isinstance(before, dict) and "userName" in before:
            taken.add(before["userName"].casefold())
    if str(posted(request).get("userName")).casefold() in taken:
        return error(409, "uniqueness")
    return behind(request)


@planted("delete-recreate-same-id", "MUST", seen_by="delete.name-comes-back-new")
def ids_come_back_with_their_names(provider: Provider, effect: Callable[[], None]) -> None:
    """A user created with the userName of a deleted one has the id of the deleted one."""
    right = provider.storage.generate_id
    first: dict[str, str] = {}

    def generate(resource_type: Any, resource: Any) -> str:
        fresh, name = right(resource_type, resource), getattr(resource, "user_name", None)
        if name is None:
            return fresh
        held = first.setdefault(name.casefold(), fresh)
        if held == fresh or provider.storage.has(resource_type, held):
            return fresh
        effect()
        return held

    provider.storage.generate_id = generate  # type: ignore[method-assign]


@fault("delete-recreate-inherits", "MUST", seen_by="delete.name-comes-back-new")
def new_users_inherit_from_deleted_ones(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user created with the userName of a deleted one has the names and addresses of the deleted one."""
    past: dict[str, Any] = behind.memory
    if id := deletes(request):
        before = behind(read_back(request, "Users", id)).body
        if isinstance(before, dict) and "userName" in before:
            past[before["userName"].casefold()] = {key: before[key] for key in ("name", "emails") if key in before}
        behind.answers.clear()
    body = posted(request)
    if old := past.get(str(body.get("userName")).casefold()):
        return behind(altered(request, body={**body, **old}))
    return behind(request)


@fault("delete-group-deletes-users", "MUST", seen_by="delete.group-leaves-users")
def groups_take_their_members_along(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A DELETE of a group deletes its members, too."""
    id = deletes(request, "Groups")
    group = behind(read_back(request, "Groups", id)).body if id else None
    for each in (group or {}).get("members") or () if isinstance(group, dict) else ():
        behind(altered(request, path=f"/Users/{each['value']}"))
    return behind(request)


@planted("delete-changes-others", "MUST", seen_by="delete.leaves-others")
def deletion_touches_all_users(provider: Provider, effect: Callable[[], None]) -> None:
    """A DELETE of a user takes the time zone from all users who stay."""
    right = provider.storage.delete

    def delete(resource_type: Any, resource_id: str, **conditions: Any) -> None:
        right(resource_type, resource_id, **conditions)
        others: Any = provider.storage._resources.get("User", {}).values()
        for user in others:
            if resource_type.name == "User" and getattr(user, "timezone", None) is not None:
                effect()
                user.timezone = None

    provider.storage.delete = delete  # type: ignore[method-assign]


@fault("delete-then-patch-204", "MUST", seen_by="delete.then-patch-404")
def deleted_users_are_patched(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH of a user who was deleted answers 204."""
    gone: set[str] = behind.memory.setdefault("gone", set())
    answer = behind(request)
    if deletes(request) and succeeded(answer):
        gone.add(deletes(request))
    return plain(204) if is_for(request, "PATCH", "Users", one=True) and place(request)[1] in gone else answer


@fault("delete-with-body-500", "ADVICE", seen_by="delete.body-is-no-matter")
def deletion_with_a_body_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A DELETE that has a body answers 500."""
    return error(500) if deletes(request) and request.body else behind(request)


@planted("delete-user-stays-member", "ADVICE", seen_by="delete.user-leaves-no-membership")
def deleted_users_stay_members(provider: Provider, effect: Callable[[], None]) -> None:
    """A group goes on listing a member that was deleted."""

    def remove(group_id: str, member_id: str) -> None:
        effect()

    provider.storage._remove_member = remove  # type: ignore[method-assign]


@fault("delete-group-stays-on-users", "ADVICE", seen_by="delete.group-leaves-no-membership")
def deleted_groups_stay_on_their_members(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user goes on listing a group that was deleted."""
    left: dict[str, list[Any]] = behind.memory
    if id := deletes(request, "Groups"):
        group = behind(read_back(request, "Groups", id)).body
        for each in (group or {}).get("members") or () if isinstance(group, dict) else ():
            mine = {"value": id, "display": group["displayName"], "type": "direct"}  # type: ignore[index]
            left.setdefault(each["value"], []).append(mine)
        behind.answers.clear()

    def show(body: Any) -> None:
        if isinstance(body, dict) and is_user(body) and body.get("id") in left:
            body["groups"] = [*(body.get("groups") or ()), *left[body["id"]]]

    answer = behind(request)
    return rewritten(answer, show) if succeeded(answer) else answer
