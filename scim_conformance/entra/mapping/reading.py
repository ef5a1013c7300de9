"""An attribute mapping read from rows, as an administrator types them or a portal exports them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scim_conformance.wire import AttributePath

from . import table
from .errors import ExpressionError, MappingError
from .expressions import parse
from .model import Apply, AttributeMapping, Flow


@dataclass(frozen=True)
class Row:
    """One row as it is written."""

    source: str
    """The expression, such as ``[mail]`` or ``"a constant"``."""

    target: str
    matching: int = 0
    apply: Apply = "Always"
    default: Any = None
    type: str = "string"
    required: bool = False


def mapping_of(rows: Iterable[Row]) -> AttributeMapping:
    """Return the mapping that rows make; rows that Entra would not take raise MappingError."""
    flows = [_flow(number, row) for number, row in enumerate(rows, 1)]
    seen: dict[table.Key, int] = {}
    for number, flow in enumerate(flows, 1):
        if (first := seen.setdefault(table.key(flow.target), number)) != number:
            raise MappingError(f"Row {number} has the target {flow.path}, as row {first} has; keep one of them.")
    return AttributeMapping(tuple(flows))


def _flow(number: int, row: Row) -> Flow:
    try:
        expression, target = parse(row.source), AttributePath.parse(row.target)
    except ExpressionError as error:
        raise MappingError(f"Row {number}, the source of {row.target}: {error}") from error
    except ValueError as error:
        raise MappingError(f"Row {number}: {error}") from error
    if why := _problem(row, expression.function, expression.attributes, target):
        raise MappingError(f"Row {number}: {why}")
    return Flow(
        target=target,
        path=row.target.strip(),
        expression=expression,
        text=expression.text,
        function=expression.function,
        type=row.type,
        matching=row.matching,
        apply=row.apply,
        default=row.default,
        required=row.required,
    )


def _problem(row: Row, function: str, attributes: tuple[str, ...], target: AttributePath) -> str | None:
    # https://learn.microsoft.com/en-us/entra/identity/app-provisioning/customize-application-attributes
    if target.name.casefold() == "id":
        return "id is the provider's own, and can't be the target of a mapping; map another attribute."
    if "appRoleAssignments" in attributes and "AppRoleAssignment" not in function:
        return f"appRoleAssignments can't flow into {row.target} as it is; put one of the role functions around it."
    if function == "SelectUniqueValue" and row.matching:
        return (
            "SelectUniqueValue can't stand at a matching attribute, whose value must not change; use another function."
        )
    if function == "SelectUniqueValue" and row.apply != "ObjectAddOnly":
        return "SelectUniqueValue is for creations only; let it apply only during object creation."
    return None
