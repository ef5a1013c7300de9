"""What may be asked of endpoints: searches, creations and bulk requests, and each method on a group."""

from __future__ import annotations

from typing import Any

from scim_conformance import wire
from scim_conformance.checks.bulking import post
from scim_conformance.client import Resource

SEARCH = {"schemas": [wire.SEARCH_REQUEST], "count": 1}


def asked(wanted: str, users: str, groups: str, people: Any) -> dict[str, Any]:
    """Return the request of a name such as ``POST /Bulk``, as arguments of ``scim.request``."""
    method, _, path = wanted.partition(" /")
    endpoint = {"Users": users, "Users/.search": f"{users}/.search", "Groups": groups}.get(path, path)
    if method == "GET":
        return {"method": method, "path": endpoint, "params": {"count": "1"}}
    body = {
        "Users": people.user(),
        "Groups": people.group(),
        "Bulk": {"schemas": [wire.BULK_REQUEST], "Operations": [post(users, "one", people.user())]},
    }
    return {"method": method, "path": endpoint, "json": body.get(path, SEARCH)}


def on_group(group: Resource, method: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return the request that reads, creates, replaces, changes or deletes a group."""
    if method == "POST":
        return {"method": method, "path": group.endpoint, "json": body}
    bodies = {"PUT": body, "PATCH": wire.patch_body(wire.replace("displayName", body["displayName"]))}
    sent = {"json": bodies[method]} if method in bodies else {}
    return {"method": method, "path": group.path, **sent}
