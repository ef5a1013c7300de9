"""Values of mapped attributes: as they are to be, as a resource holds them, and whether the two are one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scim_conformance.entra.mapping.model import AttributeMapping, Flow
from scim_conformance.entra.roles import ASSERTIVE, COMPLEX, SINGLE
from scim_conformance.wire import AttributePath

ROLES = AttributePath(None, "roles", None, None, "roles")


@dataclass(frozen=True)
class Wanted:
    """What one attribute is to hold."""

    flow: Flow
    value: Any

    @property
    def is_role(self) -> bool:
        """Whether one of the functions for roles writes it, each in forms of its own."""
        return is_role(self.flow)


def wanted(mapping: AttributeMapping, attributes: Mapping[str, Any], *, create: bool) -> tuple[Wanted, ...]:
    """Return what each attribute is to hold, with values of the type that the attribute has."""
    values = mapping.values(attributes, create=create)
    return tuple(Wanted(flow, typed(flow, values[flow.path])) for flow in mapping.flows if flow.path in values)


def is_role(flow: Flow) -> bool:
    """Whether a function for roles writes the value of a role or the list of roles."""
    writes_values = flow.target.sub is None or flow.target.sub.casefold() == "value"
    return flow.function in (SINGLE, COMPLEX, ASSERTIVE) and flow.target.name.casefold() == "roles" and writes_values


def typed(flow: Flow, value: Any) -> Any:
    """Return a value in the type of its attribute; texts that say no such value stay as they are."""
    if is_empty(value):
        return None
    if isinstance(value, (tuple, set, frozenset)):
        return list(value)
    if flow.type == "boolean":
        return truth(value)
    try:
        return _NUMBERS[flow.type](value) if isinstance(value, str) and flow.type in _NUMBERS else value
    except ValueError:
        return value


_NUMBERS = {"integer": int, "decimal": float}


def truth(value: Any) -> Any:
    """Return the boolean that a text says, which expressions write as ``True`` and ``False``."""
    if isinstance(value, str) and value.casefold() in ("true", "false"):
        return value.casefold() == "true"
    return value


def is_empty(value: Any) -> bool:
    """Whether a value is none: null, an empty text and an empty list are all the same to the service."""
    return value is None or value in ("", [], (), {})


def held(flow: Flow, resource: Any) -> Any:
    """Return what a resource holds at the target of a flow; for roles the list of their values."""
    return role_names(resource) if is_role(flow) else _plain(flow.target.read(resource))


def role_names(resource: Any) -> list[str]:
    """Return the values of roles; one that is a JSON document in a text is the value that stands in it."""
    elements = ROLES.read(resource)
    return [_role_name(each) for each in elements] if isinstance(elements, list) else []


def reference_id(value: Any) -> str:
    """Return the id that a reference names, in whichever of its forms; empty where it names none."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = next((each for key, each in value.items() if key.casefold() == "value"), None)
    return value if isinstance(value, str) else ""


def same(flow: Flow, current: Any, value: Any) -> bool:
    """Whether a resource holds already what it is to hold, as the service compares."""
    if is_role(flow):
        return same_roles(flow.function, current, value)
    if is_empty(current) or is_empty(value):
        return is_empty(current) and is_empty(value)
    if flow.type == "boolean":
        return bool(truth(current) == truth(value))
    if isinstance(value, list) or isinstance(current, list):
        return sorted(map(_text, _list(current))) == sorted(map(_text, _list(value)))
    return _text(current) == _text(value)


def same_roles(function: str, names: Any, value: Any) -> bool:
    """Whether a user has the roles that it is to have: these alone, or others beside them.

    Only AssertiveAppRoleAssignmentsComplex takes roles away; the two others add (see the page in roles.py).
    """
    have, want = {str(each) for each in _list(names)}, {str(each) for each in _list(value)}
    return have == want if function == ASSERTIVE else want <= have


def _plain(value: Any) -> Any:
    # `emails` without a selector is compared by its values, and so is what is complex where a text is mapped.
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        named = [each for key, each in value.items() if key.casefold() == "value"]
        return named[0] if named else value
    return value


def _role_name(element: Any) -> str:
    value = _plain(element)
    if isinstance(value, str) and value.startswith("{"):
        try:
            document = json.loads(value)
        except ValueError:
            return value
        return str(document.get("value", value)) if isinstance(document, dict) else value
    return str(value)


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple, set, frozenset)) else [] if is_empty(value) else [value]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
