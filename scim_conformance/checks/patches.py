"""Requests to change a resource, most of which have something wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from scim_conformance import wire

Body = dict[str, Any]

FORGED = {"id": "forged-by-a-client", "meta.created": "2001-02-03T04:05:06Z"}
"""What a client might give for attributes that are the provider's own."""

NO_TEXT = {"odd": ["value"]}
"""A value that is no text, however kindly it is read."""


def malformed(wrong: str, path: str) -> Body:
    """Return a body that is no PATCH, or has an operation that is none, as ``malformed_patches`` names it."""
    good = wire.replace(path, "changed")
    bodies: dict[str, Any] = {
        "an empty list": [],
        "no op": [{"path": path, "value": "changed"}],
        "add without value": [{"op": "add", "path": path}],
    }
    body = wire.patch_body(good)
    if wrong == "no Operations":
        del body["Operations"]
        return body
    return {**body, "Operations": bodies[wrong]}


def foreign(path: str) -> Body:
    """Return the body of a PATCH that calls itself a search."""
    return {**wire.patch_body(wire.replace(path, "changed")), "schemas": [wire.SEARCH_REQUEST]}


def both(name: str, kind: str, value: str) -> str:
    """Return the value path that wants a type and a value of one and the same element."""
    return f'{name}[type eq "{kind}" and value eq "{value}"]'


def loose(operation: str, name: str, nested: Body) -> Body:
    """Return an operation that gives a part of a complex attribute, as ``loose_merges`` names it."""
    if operation.endswith("without path"):
        return {"op": operation.split()[0], "value": nested}
    return {"op": operation, "path": name, "value": nested[name]}


def removable(paths: Iterable[str], required: Iterable[str], schemas: wire.SchemaSet) -> list[str]:
    """Return the paths of attributes that a user may lack, those of elements left out."""
    needed = {path.casefold() for path in required}
    declared = {path: schemas.find(path) for path in paths if "[" not in path and path.casefold() not in needed}
    return [path for path, definition in declared.items() if definition is None or not definition.required]


MISTAKES: dict[str, tuple[Callable[[str], Body], tuple[str, ...], str]] = {
    "unknown path": (
        lambda path: wire.patch_body(wire.replace("nosuchAttribute", "x")),
        ("invalidPath", "noTarget"),
        "patch-user.unknown-path-refused",
    ),
    "unreadable path": (
        lambda path: wire.patch_body(wire.replace('emails[type eq "work"', "x")),
        ("invalidPath", "invalidFilter", "invalidSyntax"),
        "patch-user.unreadable-path-400",
    ),
    "read-only attribute": (
        lambda path: wire.patch_body(wire.replace("id", FORGED["id"])),
        ("mutability",),
        "patch-user.read-only-refused",
    ),
    "wrong type": (
        lambda path: wire.patch_body(wire.replace(path, NO_TEXT)),
        ("invalidValue", "invalidSyntax"),
        "patch-user.wrong-type-refused",
    ),
    "no Operations": (
        lambda path: malformed("no Operations", path),
        ("invalidSyntax", "invalidValue"),
        "patch-user.malformed-400",
    ),
}
"""For each mistake: the request that makes it, the scimTypes that stand for it, and the check about its refusal."""
