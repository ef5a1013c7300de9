"""Which of two values comes first, where the standard says so; and resources in the order of an attribute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import combinations
from typing import Any

from .definitions import AttributeDef
from .objects import is_unassigned, value_in
from .paths import AttributePath
from .schemas import SchemaSet
from .urns import USER
from .values import instant, is_instant

Side = int | None
"""Negative, zero or positive as in a comparison; None where the standard doesn't say."""


def compared(one: object, other: object, attribute: AttributeDef) -> Side:
    """Say which of two values is greater; booleans, binaries and values of two types have no order."""
    if isinstance(one, bool) or isinstance(other, bool) or attribute.type in ("boolean", "binary"):
        return None
    if isinstance(one, int | float) and isinstance(other, int | float):
        return (one > other) - (one < other)
    if not isinstance(one, str) or not isinstance(other, str):
        return None
    if is_instant(attribute, one) and is_instant(attribute, other):
        return _instants(one, other)
    return _texts(one, other, is_exact(attribute))


def is_exact(attribute: AttributeDef) -> bool | None:
    """Tell whether the case of an attribute's letters counts; None where schema and RFC may differ."""
    if attribute.type == "binary":
        return True
    # RFC 7643 makes references case exact by their type, and its own schemas then say caseExact false.
    if not attribute.type or (attribute.type == "reference" and not attribute.case_exact):
        return None
    return attribute.case_exact


def in_order(
    resources: Sequence[dict[str, Any]],
    path: str,
    schemas: SchemaSet,
    *,
    descending: bool = False,
    base: str = USER,
) -> bool:
    """Tell whether resources stand in the order of an attribute; those without a value are greater than all."""
    target = AttributePath.parse(path)
    attribute = schemas.find(target, base)
    if attribute and attribute.sub_attributes:
        attribute = attribute.sub("value")
    values = [_sorted_by(target.read(resource) if target.sub else _first(target.read(resource)))
              for resource in resources]  # fmt: skip
    if descending:
        values.reverse()
    known = attribute or AttributeDef("", target.name, type="")
    return not any(_is_before(later, earlier, known) for earlier, later in combinations(values, 2))


def _first(value: Any) -> Any:
    """The value by which a multi-valued attribute is sorted: that of its primary element, or of its first."""
    if not isinstance(value, list):
        return value
    elements = [element for element in value if isinstance(element, dict)]
    primary = next((element for element in elements if value_in(element, "primary") is True), None)
    return primary or (value[0] if value else None)


def _sorted_by(value: Any) -> Any:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value_in(value, "value")
    return None if is_unassigned(value) else value


def _is_before(one: Any, other: Any, attribute: AttributeDef) -> bool:
    if one is None or other is None:
        return other is None and one is not None
    side = compared(one, other, attribute)
    return side is not None and side < 0


def _instants(one: str, other: str) -> Side:
    first, second = instant(one), instant(other)
    if not isinstance(first, datetime) or not isinstance(second, datetime):
        return None
    return (first > second) - (first < second)


def _texts(one: str, other: str, exact: bool | None) -> Side:
    if exact is None:
        sides = {_texts(one, other, True), _texts(one, other, False)}
        return sides.pop() if len(sides) == 1 else None
    first, second = (one, other) if exact else (one.casefold(), other.casefold())
    if first == second:
        return 0
    place = next((n for n, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), None)
    if place is None:
        return -1 if len(first) < len(second) else 1
    here, there = first[place], second[place]
    # Where a database's collation and the order of code points may differ, nobody is held to either.
    alike = (str.isdigit, str.islower, str.isupper)
    if not (here.isascii() and there.isascii() and any(kind(here) and kind(there) for kind in alike)):
        return None
    return -1 if here < there else 1
