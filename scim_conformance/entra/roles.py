"""How Entra writes the roles of a user: each of the functions for mapping them has its own forms.

https://learn.microsoft.com/en-us/entra/identity/app-provisioning/customize-application-attributes
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Element = dict[str, Any]

ROLE = "WindowsAzureActiveDirectoryRole"
"""The type that each role gets."""

SINGLE, COMPLEX, ASSERTIVE = (
    "SingleAppRoleAssignment",
    "AppRoleAssignmentsComplex",
    "AssertiveAppRoleAssignmentsComplex",
)


def role_bodies(function: str, names: Sequence[str]) -> list[Element]:
    """Return the roles in the body of a create, as a function writes them."""
    if function == SINGLE:
        return [{"primary": True, "type": ROLE, "value": names[0]}]
    shown = "display" if function == ASSERTIVE else "displayName"
    return [{"primary": False, "type": ROLE, shown: name, "value": name} for name in names]


def roles_as_text(names: Sequence[str]) -> dict[str, Any]:
    """Return the operation that adds roles whose value is a JSON document written as a text."""
    return {"op": "Add", "path": "roles", "value": [{"value": _document(name)} for name in names]}


def assertive(names: Sequence[str]) -> dict[str, Any]:
    """Return the operation after which a user has these roles and no others."""
    return {"op": "replace", "path": "roles", "value": role_bodies(ASSERTIVE, names)}


def single_role_path(sub: str = "value") -> str:
    """Return the path of the one role, which compares a boolean with a text."""
    return f'roles[primary eq "True"].{sub}'


def _document(name: str) -> str:
    parts = {"id": str(uuid5(NAMESPACE_URL, name)), "value": name, "displayName": name}
    return json.dumps(parts, separators=(",", ":"), ensure_ascii=False)
