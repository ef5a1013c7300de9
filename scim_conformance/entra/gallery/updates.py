"""How the update test changes a user of the directory, and what it then looks for at the provider."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scim_conformance.entra.directory import Person, source_attributes

from .attributes import row_of
from .ground import Ground
from .placing import is_extended, value_at
from .stage import Stage, is_changeable, listed_values

_COMPUTED = frozenset({"join", "tolower", "toupper"})
"""The functions that the template reckons with; of all others it expects their first source as it is."""

_NOT_COMPARED = frozenset({"id", "issoftdeleted", "accountenabled", "manager", "approleassignments", "objectid"})


@dataclass(frozen=True)
class Mismatch:
    """One attribute that is not what the template expects."""

    source: str
    target: str
    expected: Any
    actual: Any
    is_as_mapped: bool
    """Whether it is what its expression gives, all the same."""


def updated_values(ground: Ground, name: str) -> dict[str, Any]:
    """Return what is changed in the directory: every source of an attribute that follows it."""
    mark = ground.names.mark
    bare = name.removeprefix(mark)
    own = {
        "userPrincipalName": f"{mark}updated-{bare}",
        "mail": f"{mark}updated-{bare}",
        "mailNickname": f"{mark}updated{bare.partition('@')[0]}",
        "displayName": f"{name} - Updated",
    }
    fixed = {row.source for row in ground.mapping if not is_changeable(row)}
    values = {**ground.person_values(1, "Updated"), **own}
    return {name: value for name, value in listed_values(values).items() if name not in fixed}


def differences(stage: Stage, person: Person, resource: dict[str, Any]) -> tuple[Mismatch, ...]:
    """Return the attributes that do not read as the template expects them after the update."""
    return tuple(_differences(stage, person, resource))


def _differences(stage: Stage, person: Person, resource: dict[str, Any]) -> Iterator[Mismatch]:
    mapping = stage.ground.users_mapping
    source = source_attributes(stage.directory, person, is_soft_deleted=False)
    for flow in mapping.flows:
        row = row_of(flow)
        if row.source.casefold() in _NOT_COMPARED or not is_changeable(row) or flow.is_reference:
            continue
        computed = flow.expression(source)
        expected = computed if row.function.casefold() in _COMPUTED else source.get(row.source)
        actual = _actual(resource, flow.path)
        if _text(actual) != _text(expected):
            yield Mismatch(
                row.source, flow.path, expected, actual, _text(flow.target.read(resource)) == _text(computed)
            )


def _actual(resource: dict[str, Any], path: str) -> Any:
    found = value_at(resource, path)
    # Where the extension does not have it, the template looks for it on top.
    return resource.get(path.rpartition(":")[2]) if found is None and is_extended(path) else found


def _text(value: Any) -> str:
    value = value[0] if isinstance(value, list | tuple) and value else value
    return "" if value is None else str(value).casefold()
