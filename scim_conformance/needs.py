"""What a check needs before it can look at what it is about: where that is refused, the check is blocked.

A check about the error of a duplicate says nothing where duplicates are accepted: another check does, and is
named as the cause.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from . import wire
from .outcomes import Blocked

if TYPE_CHECKING:
    from .client import Reply, Resource


READABLE = "read.answers-with-resource"
"""The check that says it where a resource can't be read in the first place."""


def success(reply: Reply, *, see: str) -> None:
    """Need an accepted request; ``see`` is the check that is about its refusal."""
    if reply.status is None or not 200 <= reply.status < 300:
        raise Blocked(f"{asked(reply)} {_answered(reply)}, so nothing could be looked at", cause=see)
    single(reply)


def single(reply: Reply) -> None:
    """Need what answers a read of one resource not to be a list; whether it is has a check of its own."""
    named = reply.json.get("schemas") if isinstance(reply.json, dict) else None
    is_list = isinstance(named, list) and wire.LIST_RESPONSE in named
    if is_list and reply.method == "GET" and reply.route.endswith("/{id}"):
        raise Blocked(f"{asked(reply)} answered with a list, so there is no resource", cause=READABLE)


def refusal(reply: Reply, *, see: str) -> None:
    """Need a refused request; ``see`` is the check that is about its acceptance."""
    if reply.status is None or reply.status < 400:
        raise Blocked(f"{asked(reply)} {_answered(reply)}, so there is no refusal to look at", cause=see)


def implemented(reply: Reply, *, see: str) -> None:
    """Need an answer other than 501; ``see`` is the check that is about what isn't implemented."""
    if reply.status == 501:
        raise Blocked(f"{asked(reply)} {_answered(reply)}, so its reason says nothing", cause=see)


def status(reply: Reply, wanted: int, *, see: str) -> None:
    """Need one status; ``see`` is the check that is about it."""
    if reply.status != wanted:
        raise Blocked(f"{asked(reply)} {_answered(reply)}, so there is no {wanted} to look at", cause=see)


def not_status(reply: Reply, unwanted: int, *, see: str) -> None:
    """Need any answer but one; ``see`` is the check that is about that one."""
    if reply.status == unwanted:
        raise Blocked(f"{asked(reply)} {_answered(reply)}, so nothing could be looked at", cause=see)


def resource(reply: Reply, *, see: str) -> Resource:
    """Need a created resource, and return it; ``see`` is the check that is about its creation."""
    success(reply, see=see)
    if reply.resource is None:
        raise Blocked(f"{asked(reply)} {_answered(reply)} without an id, so nothing can be read", cause=see)
    return reply.resource


def header(reply: Reply, name: str, *, see: str) -> str:
    """Need a header, and return its value; ``see`` is the check that is about its absence."""
    value = reply.headers.get(name)
    if not value:
        raise Blocked(f"The answer to {asked(reply)} has no {name} header to look at", cause=see)
    return str(value)


def body(reply: Reply, *, see: str) -> None:
    """Need an answer with a resource in it; ``see`` is the check that is about its absence."""
    if not isinstance(reply.json, dict):
        raise Blocked(f"{asked(reply)} {_answered(reply)} without a resource to look at", cause=see)


def assigned(reply: Reply, path: str, *, see: str) -> None:
    """Need an attribute that has a value; ``see`` is the check that is about its absence."""
    value = wire.AttributePath.parse(path).read(reply.json) if isinstance(reply.json, dict) else None
    if value is None:
        raise Blocked(f"{path} has no value, so nothing could be looked at", cause=see)


def error_body(reply: Reply, *, see: str) -> None:
    """Need a refusal with the body of an error; ``see`` is the check that is about it."""
    named = reply.json.get("schemas") if isinstance(reply.json, dict) else None
    if wire.ERROR not in (named or ()):
        raise Blocked(f"{asked(reply)} {_answered(reply)} without the body of an error to look at", cause=see)


def found(reply: Reply, resource: Resource, *, see: str) -> None:
    """Need a search that finds a resource; ``see`` is the check that is about searching."""
    ids = [str(item.get("id")) for item in wire.list_items(reply.json) or []]
    if resource.id not in ids:
        raise Blocked("The search does not find the resource in the first place", cause=see)


def listed(reply: Reply, *, see: str) -> list[dict[str, Any]]:
    """Need a list in the answer, and return what it holds; ``see`` is the check that is about its form."""
    held = wire.list_items(reply.json)
    if held is None:
        raise Blocked(f"{asked(reply)} {_answered(reply)} without a list to look at", cause=see)
    return held


def only(reply: Reply, resource: Resource, *, see: str) -> None:
    """Need a search that finds a resource and nothing else; ``see`` is the check that is about searching."""
    found(reply, resource, see=see)
    if len(wire.list_items(reply.json) or []) > 1:
        raise Blocked("The search finds others too, so what it finds says nothing", cause=see)


def item(reply: Reply, resource: Resource, *, see: str) -> Resource:
    """Need a search that lists a resource, and return it as listed; ``see`` is the check that is about searching."""
    from .client import Resource as Listed

    listed = wire.list_items(reply.json) or []
    mine = [each for each in listed if str(each.get("id")) == resource.id] or (listed if len(listed) == 1 else [])
    if not mine:
        raise Blocked("The search does not find the resource in the first place", cause=see)
    return Listed(resource.endpoint, resource.id, mine[0])


def that(holds: bool, message: str, *, see: str) -> None:
    """Need a condition; ``see`` is the check that is about it."""
    if not holds:
        raise Blocked(f"{message}, so nothing could be looked at", cause=see)


def differs(one: object, other: object, what: str, *, see: str) -> None:
    """Need two values that differ; ``see`` is the check that is about their being the same."""
    if one == other:
        raise Blocked(f"{what} is the same as before, so nothing could be looked at", cause=see)


def members(found: Collection[str] | None, *ids: str, see: str) -> None:
    """Need a group that has these members; ``see`` is the check that is about storing them."""
    if not set(ids) <= set(found or ()):
        raise Blocked("The group does not have its members in the first place", cause=see)


def asked(reply: Reply) -> str:
    """Name a request without any generated value: ids, queries and hosts are left out."""
    return f"{reply.method} {reply.route}"


def _answered(reply: Reply) -> str:
    return "got no answer" if reply.status is None else f"answered {reply.status}"
