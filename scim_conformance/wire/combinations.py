"""The comparisons that a filter is made of, each as a question of its own: an attribute and an operator.

A provider may decline an attribute together with an operator: https://www.rfc-editor.org/rfc/rfc7644#section-3.12,
table 9. What it declines is found out with the plainest filter of that kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .filters import parsed
from .schemas import SchemaSet
from .urns import USER, is_core, same_urn

if TYPE_CHECKING:
    from scim2_models.path import FilterNode, PathNode

DATE = '"2011-05-13T04:42:34Z"'
"""An instant long ago, as the standard's own example has it."""


@dataclass(frozen=True)
class Combination:
    """An attribute and an operator."""

    plain: str
    """The plainest filter that has them, everything written as usual."""

    odd: tuple[str, ...] = ()
    """The same in spellings that some providers take instead of the right one."""


def combinations(text: str, schemas: SchemaSet, base: str = USER) -> Iterator[Combination]:
    """Yield the combinations in a filter, none where it is no filter."""
    try:
        tree = parsed(text)
    except ValueError:
        return
    for urn, path, operator, value in _walk(tree, None, ""):
        definition = schemas.find(f"{urn}:{path}" if urn else path, base)
        foreign = urn is not None and not (is_core(urn) or same_urn(urn, base))
        usual = definition.path if definition is not None else path
        name = f"{definition.urn if definition is not None else urn}:{usual}" if foreign else usual
        asked = _plain(value, definition.type if definition is not None else "")
        rest = "pr" if operator == "pr" else f"{operator} {asked}"
        odd = [f"{urn}.{usual} {rest}", f"{usual} {rest}"] if foreign else []
        if isinstance(value, bool):
            odd.append(f'{name} {operator} "{asked}"')
        yield Combination(f"{name} {rest}", tuple(odd))


def _walk(node: FilterNode | PathNode, urn: str | None, above: str) -> Iterator[tuple[str | None, str, str, Any]]:
    from scim2_models.path import Comparison, LogicalExpr, Not, Present, ValuePath

    match node:
        case LogicalExpr():
            for term in node.terms:
                yield from _walk(term, urn, above)
        case Not():
            yield from _walk(node.expr, urn, above)
        case ValuePath():
            yield from _walk(node.val_filter, node.attr_path.uri, f"{node.attr_path.attr}.")
        case Present():
            yield node.attr_path.uri or urn, f"{above}{_path(node.attr_path)}", "pr", None
        case Comparison():
            yield node.attr_path.uri or urn, f"{above}{_path(node.attr_path)}", node.op.value, node.value


def _path(at: Any) -> str:
    return f"{at.attr}.{at.sub_attr}" if at.sub_attr else str(at.attr)


def _plain(value: Any, type_: str) -> str:
    if isinstance(value, bool):
        return "true"
    if isinstance(value, int | float):
        return "1"
    return "null" if value is None else DATE if type_ == "dateTime" else '"x"'
