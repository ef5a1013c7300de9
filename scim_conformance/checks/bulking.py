"""The operations that checks put into a bulk request."""

from __future__ import annotations

from typing import Any

from scim_conformance import wire
from scim_conformance.client import Resource


def post(endpoint: str, name: str, data: dict[str, Any]) -> dict[str, Any]:
    """Create a resource, which other operations call by this name."""
    return {"method": "POST", "path": f"/{endpoint}", "bulkId": name, "data": data}


def put(resource: Resource, data: dict[str, Any]) -> dict[str, Any]:
    """Replace a resource."""
    return {"method": "PUT", "path": f"/{resource.path}", "data": data}


def patch(resource: Resource, *operations: dict[str, Any]) -> dict[str, Any]:
    """Change a resource."""
    return {"method": "PATCH", "path": f"/{resource.path}", "data": wire.patch_body(*operations)}


def delete(path: str) -> dict[str, Any]:
    """Delete what is at a path below the base URL."""
    return {"method": "DELETE", "path": f"/{path}"}
