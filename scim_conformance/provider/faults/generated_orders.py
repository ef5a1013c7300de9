"""Providers that do each change as they should, and some changes wrongly after certain others."""

from __future__ import annotations

from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.wire import AttributePath

from .fault import Behind, fault
from .soft_delete import inactive
from .tools import PATCH, altered, is_for, new_user, operations, patched, place, read_back, sent, succeeded

SEEN_BY = "delete.any-order-ends-as-modelled"


def _stored(behind: Behind, kind: str, id: str | None) -> Any:
    return behind.provider.storage._resources.get(kind, {}).get(str(id))


def _groups_of(behind: Behind, id: str | None) -> list[str]:
    return [
        str(group.id)
        for group in behind.provider.storage._resources.get("Group", {}).values()
        if id in [member.value for member in getattr(group, "members", None) or ()]
    ]


@fault("order-memberships-come-back", "MUST", area="delete", seen_by=SEEN_BY, generated=True)
def memberships_come_back(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user who is created under the name of a deleted one is put into the groups that the old one was in."""
    left: dict[str, list[str]] = behind.memory.setdefault("left", {})
    if is_for(request, "DELETE", "Users", one=True):
        user = _stored(behind, "User", place(request)[1])
        groups = _groups_of(behind, place(request)[1])
        answer = behind(request)
        if user is not None and groups and succeeded(answer):
            left[user.user_name] = groups
        return answer
    answer = behind(request)
    body: Any = answer.body
    if succeeded(answer) and new_user(request):
        for group in left.pop(body["userName"], ()):
            if _stored(behind, "Group", group) is not None:
                join = [{"op": "add", "path": "members", "value": [{"value": body["id"]}]}]
                put = {"schemas": [PATCH], "Operations": join}
                behind(altered(request, method="PATCH", path=f"/Groups/{group}", query={}, body=put))
    return answer


@fault("order-put-restores-removed", "MUST", area="delete", seen_by=SEEN_BY, generated=True)
def a_put_restores_what_was_removed(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PUT that leaves out an attribute which a PATCH has removed gives it back the value that it had."""
    removed: dict[tuple[str | None, str], Any] = behind.memory.setdefault("removed", {})
    id = place(request)[1]
    if is_for(request, "PATCH", "Users", one=True):
        before: Any = behind(read_back(request, "Users", str(id))).body or {}
        answer = behind(request)
        for each in operations(request) if succeeded(answer) else ():
            path = str(each.get("path"))
            if str(each.get("op")).casefold() == "remove" and path in ("nickName", "title"):
                removed[id, path] = before.get(path)
        return answer
    body = sent(request)
    if is_for(request, "PUT", "Users", one=True) and isinstance(body, dict):
        lost = {path: value for (owner, path), value in removed.items() if owner == id and path not in body}
        for path, value in lost.items():
            AttributePath.parse(path).write(body, value)
        return behind(altered(request, body=body) if lost else request)
    return behind(request)


@fault("order-rename-activates", "MUST", area="delete", seen_by=SEEN_BY, generated=True)
def a_rename_activates(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH that gives a user who is not active another userName makes it active."""
    id = place(request)[1]
    renames = any(str(each.get("path")).casefold() == "username" for each in operations(request))
    if not is_for(request, "PATCH", "Users", one=True) or not renames:
        return behind(request)
    before: Any = behind(read_back(request, "Users", str(id))).body
    names = [str(each.get("path")).casefold() for each in operations(request)]
    if not inactive(before) or "active" in names:
        return behind(request)
    return behind(patched(request, [*operations(request), {"op": "replace", "path": "active", "value": True}]))
