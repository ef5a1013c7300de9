"""The two ways in which Entra writes a PATCH: as it does by default, and with the flag of 2020 in the Tenant URL.

https://learn.microsoft.com/en-us/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scim_conformance.wire import quoted

Operation = dict[str, Any]


@dataclass(frozen=True)
class Dialect:
    """One way to write a PATCH: turns what is wanted into the operations that Entra sends for it."""

    name: str
    is_compliant: bool
    """Whether booleans are booleans, a removal names its members in the path, and replacements share an operation."""

    def add(self, path: str, value: Any) -> Operation:
        """Give an attribute its first value."""
        return self._operation("Add", path, value)

    def replace(self, path: str, value: Any) -> Operation:
        """Give an attribute another value."""
        return self._operation("Replace", path, value)

    def replace_all(self, values: Mapping[str, Any]) -> list[Operation]:
        """Give several attributes another value, each by its path."""
        if not self.is_compliant:
            return [self.replace(path, value) for path, value in values.items()]
        picked = [self.replace(path, value) for path, value in values.items() if "[" in path]
        flat = {path: value for path, value in values.items() if "[" not in path}
        return [*picked, {"op": "replace", "value": flat}] if flat else picked

    def boolean(self, value: bool) -> bool | str:
        """Write a boolean: as what it is, or as a text that begins with a capital."""
        return value if self.is_compliant else str(value)

    def switch(self, value: bool) -> Operation:
        """Disable a user, or enable it again."""
        return self.replace("active", self.boolean(value))

    def add_members(self, *ids: str) -> Operation:
        """Let users join a group."""
        return self.add("members", self._listed(ids))

    def remove_members(self, *ids: str) -> list[Operation]:
        """Let users leave a group; by default they are listed in a value, which the standard knows no meaning of."""
        if not self.is_compliant:
            return [self._operation("Remove", "members", self._listed(ids))]
        return [{"op": "remove", "path": f"members[value eq {quoted(id)}]"} for id in ids]

    def _listed(self, ids: tuple[str, ...]) -> list[dict[str, Any]]:
        reference: dict[str, Any] = {} if self.is_compliant else {"$ref": None}
        return [{**reference, "value": id} for id in ids]

    def _operation(self, op: str, path: str, value: Any) -> Operation:
        return {"op": op.lower() if self.is_compliant else op, "path": path, "value": value}


DIALECTS: Mapping[str, Dialect] = {
    each.name: each for each in (Dialect("default", False), Dialect("aadOptscim062020", True))
}
"""Both dialects by their names; that of the second is the flag that asks for it."""
