"""JSON objects as SCIM reads them: names in any case, null and [] and absence as one thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def key_in(obj: Mapping[str, Any], name: str) -> str | None:
    """The key under which the object holds an attribute, in whatever case it is written."""
    if name in obj:
        return name
    wanted = name.casefold()
    return next((key for key in obj if key.casefold() == wanted), None)


def value_in(obj: Mapping[str, Any], name: str) -> Any:
    """The value of an attribute of the object, None when it has none."""
    key = key_in(obj, name)
    return None if key is None else obj[key]


def put_in(obj: dict[str, Any], name: str, value: Any) -> None:
    """Set an attribute of the object, under the spelling that the object already uses."""
    key = key_in(obj, name)
    obj[name if key is None else key] = value


def is_extension_key(key: str) -> bool:
    """Whether a key of a resource is an extension's URI; an attribute name can't hold a colon."""
    return ":" in key


def is_unassigned(value: Any) -> bool:
    """Whether a value is what RFC 7643 calls unassigned: null or an empty array."""
    return value is None or value == []


def stripped(value: Any) -> Any:
    """The value without what is unassigned in it; None when nothing is left."""
    if isinstance(value, dict):
        return strip_unassigned(value) or None
    if isinstance(value, list):
        return [kept for item in value if (kept := stripped(item)) is not None] or None
    return value


def strip_unassigned(resource: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the resource without nulls, empty arrays, and objects that hold nothing else."""
    # https://www.rfc-editor.org/rfc/rfc7643#section-2.5 makes null, [] and absence one state. A complex value
    # or an extension whose members are all unassigned has no value either, and servers differ in showing it.
    return {key: kept for key, value in resource.items() if (kept := stripped(value)) is not None}
