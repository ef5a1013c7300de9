"""What a check needs before it can look at what it is about: where that is refused, the check is blocked.

A check about the error of a duplicate says nothing where duplicates are accepted: another check does, and is
named as the cause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import wire
from .outcomes import Blocked

if TYPE_CHECKING:
    from .client import Reply, Resource


def success(reply: Reply, *, see: str) -> None:
    """Need an accepted request; ``see`` is the check that is about its refusal."""
    if reply.status is None or not 200 <= reply.status < 300:
        raise Blocked(f"{_asked(reply)} {_answered(reply)}, so nothing could be looked at", cause=see)


def refusal(reply: Reply, *, see: str) -> None:
    """Need a refused request; ``see`` is the check that is about its acceptance."""
    if reply.status is None or reply.status < 400:
        raise Blocked(f"{_asked(reply)} {_answered(reply)}, so there is no refusal to look at", cause=see)


def status(reply: Reply, wanted: int, *, see: str) -> None:
    """Need one status; ``see`` is the check that is about it."""
    if reply.status != wanted:
        raise Blocked(f"{_asked(reply)} {_answered(reply)}, so there is no {wanted} to look at", cause=see)


def resource(reply: Reply, *, see: str) -> Resource:
    """Need a created resource, and return it; ``see`` is the check that is about its creation."""
    success(reply, see=see)
    if reply.resource is None:
        raise Blocked(f"{_asked(reply)} {_answered(reply)} without an id, so nothing can be read", cause=see)
    return reply.resource


def header(reply: Reply, name: str, *, see: str) -> str:
    """Need a header, and return its value; ``see`` is the check that is about its absence."""
    value = reply.headers.get(name)
    if not value:
        raise Blocked(f"The answer to {_asked(reply)} has no {name} header to look at", cause=see)
    return str(value)


def body(reply: Reply, *, see: str) -> None:
    """Need an answer with a resource in it; ``see`` is the check that is about its absence."""
    if not isinstance(reply.json, dict):
        raise Blocked(f"{_asked(reply)} {_answered(reply)} without a resource to look at", cause=see)


def found(reply: Reply, resource: Resource, *, see: str) -> None:
    """Need a search that finds a resource; ``see`` is the check that is about searching."""
    ids = [str(item.get("id")) for item in wire.list_items(reply.json) or []]
    if resource.id not in ids:
        raise Blocked("The search does not find the resource in the first place", cause=see)


def _asked(reply: Reply) -> str:
    return f"{reply.method} {reply.route}"


def _answered(reply: Reply) -> str:
    return "got no answer" if reply.status is None else f"answered {reply.status}"
