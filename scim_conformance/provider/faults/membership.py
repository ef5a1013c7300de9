"""What faults of groups are built of: the operations on a group, and who is in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind
from .patch_tools import Operation, each_operation, kind
from .tools import Json, altered, each_resource, is_for, is_group, operations, patched, place, with_header

_NAMED = re.compile(r'value eq "([^"]*)"', re.IGNORECASE)


def changes_group(request: ScimRequest) -> bool:
    """Tell whether a request is the PATCH of a group."""
    return is_for(request, "PATCH", "Groups", one=True)


def target(request: ScimRequest) -> str:
    """Return the id of the resource that a request is for, an empty text where it names none."""
    return place(request)[1] or ""


def path(operation: Operation) -> str:
    """Return the path of an operation in small letters; one without path has an empty one."""
    return str(operation.get("path") or "").casefold()


def listed(value: Json) -> list[Json]:
    """Return the members that a value gives, be it a list or a single one."""
    found = value if isinstance(value, list) else [value]
    return [each for each in found if isinstance(each, dict)]


def given(operation: Operation) -> list[Json]:
    """Return the members that an operation gives, with a path or without."""
    value = operation.get("value")
    if path(operation) == "members":
        return listed(value)
    return listed(value["members"]) if not path(operation) and isinstance(value, dict) and "members" in value else []


def giving(operation: Operation, members: list[Json]) -> Operation:
    """Return an operation that gives other members."""
    if path(operation) == "members":
        return {**operation, "value": members}
    return {**operation, "value": {**operation["value"], "members": members}}


def ids(members: list[Json]) -> list[str]:
    """Return the ids in members as they are sent."""
    return [str(each.get("value")) for each in members]


def added(operation: Operation) -> list[str]:
    """Return the ids that an operation adds."""
    return ids(given(operation)) if kind(operation) == "add" else []


def named(operation: Operation) -> list[str]:
    """Return the ids that the filter in a path names."""
    return _NAMED.findall(str(operation.get("path") or ""))


def takes_away(operation: Operation) -> bool:
    """Tell whether an operation removes the members that a filter picks."""
    return kind(operation) == "remove" and path(operation).startswith("members[")


def stored(behind: Behind, kind: str, id: str | None) -> Any:
    """Return a resource as the storage has it, or None."""
    storage = behind.provider.storage
    found = storage.types.get(kind)
    return storage.get(found, id) if found is not None and id is not None and storage.has(found, id) else None


def within(behind: Behind, id: str | None) -> list[str]:
    """Return the ids of the members of a group; none where there is no such group."""
    group = stored(behind, "Group", id)
    return [str(each.value) for each in getattr(group, "members", None) or ()]


def exists(behind: Behind, id: str) -> bool:
    """Tell whether anybody has an id."""
    return any(stored(behind, name, id) is not None for name in ("User", "Group"))


def all_groups(behind: Behind) -> list[str]:
    """Return the ids of all groups."""
    return [str(each.id) for each in behind.provider.storage.resources if type(each).__name__.startswith("Group")]


def by_operation(request: ScimRequest, behind: Behind, change: Callable[[Operation], Operation | None]) -> ScimResponse:
    """Carry out, for each operation on a group, what ``change`` makes of it: another one, or none."""
    return each_operation(request, behind, change) if changes_group(request) else behind(request)


def without(request: ScimRequest, behind: Behind, skipped: Callable[[Operation], object]) -> ScimResponse:
    """Carry out the operations on a group save those that are to be skipped."""
    return by_operation(request, behind, lambda each: None if skipped(each) else each)


def refusing(
    request: ScimRequest, behind: Behind, wrong: Callable[[Operation], object], answer: ScimResponse
) -> ScimResponse:
    """Answer in this way to a PATCH of a group with an operation of this kind, and carry out every other request."""
    return answer if changes_group(request) and any(map(wrong, operations(request))) else behind(request)


def also(request: ScimRequest, behind: Behind, group: str, *more: Operation) -> ScimResponse:
    """Carry out operations on a group that nobody asked for."""
    alone = with_header(altered(request, method="PATCH", path=f"/Groups/{group}", query={}), "If-Match", None)
    return behind(patched(alone, list(more)))


def each_group(response: ScimResponse, change: Callable[[dict[str, Json]], Json]) -> ScimResponse:
    """Return a copy of an answer in which every group is changed."""
    return each_resource(response, lambda resource: change(resource) if is_group(resource) else None)
