"""The two forms in which the template writes a PATCH, chosen by a setting of the job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scim_conformance.wire import patch_body

Form = Callable[[Mapping[str, Any]], list[dict[str, Any]]]


def verbose(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one operation for each attribute."""
    return [{"op": "replace", "path": path, "value": value} for path, value in values.items()]


def grouped(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one operation without a path for all attributes but those that a filter picks."""
    flat = {path: value for path, value in values.items() if "[" not in path}
    picked = verbose({path: value for path, value in values.items() if "[" in path})
    return [*picked, {"op": "replace", "value": flat}] if flat else picked


FORMS: Mapping[str, Form] = {"non-verbose": grouped, "verbose": verbose}
"""Both forms; the first is that of a job without the setting PatchBodyFormat, as a new one may well be."""


def patch_of(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of a PATCH that gives each path its value."""
    return patch_body(*form(values))
