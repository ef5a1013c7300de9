"""How Entra's pages write a manager; they differ in its form and agree on what it means."""

from __future__ import annotations

from typing import Any

from scim_conformance.wire import ENTERPRISE

MANAGER = f"{ENTERPRISE}:manager"


def manager_set(form: str, id: str, location: str = "", *, op: str = "Add") -> dict[str, Any]:
    """Return the operation that makes a user the manager of another: as a ``text``, an ``object`` or a ``list``.

    The text is what the gallery's validation sends, the list what the page on building an endpoint shows.
    """
    if form == "list":
        return {"op": op, "path": "manager", "value": [{"$ref": location, "value": id}]}
    return {"op": op, "path": MANAGER, "value": id if form == "text" else {"value": id}}


def manager_cleared(form: str) -> dict[str, Any]:
    """Return the operation after which nobody is the manager: by an ``empty text``, or by a ``remove``."""
    if form == "remove":
        return {"op": "Remove", "path": MANAGER}
    return {"op": "replace", "path": MANAGER, "value": ""}
