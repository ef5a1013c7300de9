"""What several checks send: the same wish in every HTTP method."""

from __future__ import annotations

from typing import Any

from scim_conformance import wire
from scim_conformance.client import Resource


def texts(body: dict[str, Any]) -> dict[str, Any]:
    """Return what a body holds beside lists and objects, whose replacement is a matter of its own."""
    return {name: value for name, value in body.items() if isinstance(value, str)}


def on(user: Resource, method: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return the request that reads, creates, replaces, changes or deletes a user, as arguments of ``scim.request``."""
    if method == "POST":
        return {"method": method, "path": user.endpoint, "json": body}
    bodies = {"PUT": body, "PATCH": wire.patch_body(wire.replace("userName", body["userName"]))}
    sent = {"json": bodies[method]} if method in bodies else {}
    return {"method": method, "path": user.path, **sent}
