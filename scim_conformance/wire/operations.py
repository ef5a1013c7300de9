"""Builders for the operations of a PATCH."""

from __future__ import annotations

from typing import Any

from .paths import AttributePath
from .urns import PATCH_OP

_NOTHING = object()


def add(path: str | AttributePath | None = None, value: object = None) -> dict[str, Any]:
    """An add operation; without a path the value is an object of attributes."""
    return _operation("add", path, value)


def replace(path: str | AttributePath | None = None, value: object = None) -> dict[str, Any]:
    """A replace operation; without a path the value is an object of attributes."""
    return _operation("replace", path, value)


def remove(path: str | AttributePath | None = None, *, value: object = _NOTHING) -> dict[str, Any]:
    """A remove operation; the value is for clients that name the values to remove, as Entra does."""
    return _operation("remove", path, value)


def nested(path: str | AttributePath, value: object) -> dict[str, Any]:
    """The value object of an operation without path that means the value at this path."""
    target = path if isinstance(path, AttributePath) else AttributePath.parse(path)
    body: dict[str, Any] = {}
    target.write(body, value)
    body.pop("schemas", None)
    return body


def patch_body(*operations: dict[str, Any]) -> dict[str, Any]:
    """The body of a PATCH request with these operations."""
    return {"schemas": [PATCH_OP], "Operations": list(operations)}


def _operation(op: str, path: str | AttributePath | None, value: object) -> dict[str, Any]:
    operation: dict[str, Any] = {"op": op}
    if path is not None:
        operation["path"] = str(path)
    if value is not _NOTHING:
        operation["value"] = value
    return operation
