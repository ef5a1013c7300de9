"""Filters, evaluated on plain JSON over the attributes that they name: true, false, or open where the text is.

Three values, as in Kleene's logic: None says that RFC 7644 leaves the answer open, so that either is right.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .definitions import AttributeDef, undeclared
from .objects import is_unassigned, stripped, value_in
from .schemas import SchemaSet
from .sorting import compared, is_exact
from .urns import USER, is_core, same_urn
from .values import instant, is_instant

if TYPE_CHECKING:
    from scim2_models.path import Comparison, FilterNode, PathNode

Truth = bool | None

_TEXT: Mapping[str, Callable[[str, str], bool]] = {
    "eq": lambda held, wanted: held == wanted,
    "co": lambda held, wanted: wanted in held,
    "sw": lambda held, wanted: held.startswith(wanted),
    "ew": lambda held, wanted: held.endswith(wanted),
}
# Where these tell two texts apart in one way and in another, no sentence says which is right: ß and ss, ſ and s,
# one character or two for a letter with its accent.
_AS_WRITTEN: tuple[Callable[[str], str], ...] = (str, lambda text: unicodedata.normalize("NFC", text))
_IN_ANY_CASE: tuple[Callable[[str], str], ...] = (
    str.lower,
    str.casefold,
    lambda text: text.upper().lower(),
    lambda text: unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()),
)
_ORDER: Mapping[str, Callable[[int], bool]] = {
    "gt": lambda side: side > 0,
    "ge": lambda side: side >= 0,
    "lt": lambda side: side < 0,
    "le": lambda side: side <= 0,
}


def matches(filter_text: str, resource: dict[str, Any], schemas: SchemaSet, base: str = USER) -> Truth:
    """Whether a resource matches a filter; None where the standard leaves it open, ValueError for no filter."""
    return _Holder(resource, _Resource(schemas, base).find, schemas, base).meets(parsed(filter_text))


def parsed(text: str) -> FilterNode | PathNode:
    """A filter as a tree; ValueError for what is no filter."""
    # Imported here because scim2-models takes a third of a second to load.
    from scim2_models import ScimFilter
    from scim2_models.exceptions import SCIMException

    try:
        return ScimFilter(text).ast
    except SCIMException as refused:
        raise ValueError(f"{text!r} is not a filter: {refused}") from refused


@dataclass(frozen=True)
class _Resource:
    schemas: SchemaSet
    base: str

    def find(self, name: str, urn: str | None) -> AttributeDef:
        return self.schemas.attribute(name, self.base, urn) or undeclared(name)


@dataclass(frozen=True)
class _Holder:
    """What a filter is evaluated on: a resource, or one element of a multi-valued attribute."""

    values: dict[str, Any]
    find: Callable[[str, str | None], AttributeDef]
    schemas: SchemaSet
    base: str

    def meets(self, node: FilterNode | PathNode) -> Truth:
        from scim2_models.path import Comparison, LogicalExpr, Not, Present, ValuePath

        match node:
            case LogicalExpr():
                found = [self.meets(term) for term in node.terms]
                return _all(found) if node.op.value == "and" else _any(found)
            case Not():
                found_one = self.meets(node.expr)
                return None if found_one is None else not found_one
            case Present():
                return _is_present(self._held(node.attr_path)[0])
            case Comparison():
                return self._compared(node)
            case ValuePath():
                return self._in_one_element(node)
        raise ValueError(f"{node} is a path, not a filter")

    def _in_one_element(self, node: Any) -> Truth:
        held, attribute = self._held(node.attr_path)

        def sub(name: str, _urn: str | None) -> AttributeDef:
            return attribute.sub(name) or undeclared(name, attribute.name)

        met = []
        for element in held:
            if isinstance(element, dict):
                found = _Holder(element, sub, self.schemas, self.base).meets(node.val_filter)
                if node.sub_attr:
                    found = _all([found, _is_present([value_in(element, node.sub_attr)])])
                met.append(found)
        return _any(met)

    def _compared(self, node: Comparison) -> Truth:
        held, attribute = self._held(node.attr_path)
        if attribute.sub_attributes or any(isinstance(value, dict) for value in held):
            # `emails co "example.com"` means the values of a multi-valued attribute; of another complex
            # attribute no value can be compared.
            if not all(isinstance(value, dict) for value in held):
                return None
            attribute = attribute.sub("value") or undeclared("value", attribute.name)
            held = [value_in(element, "value") for element in held]
            if held and all(is_unassigned(value) for value in held):
                return None
        held = [value for value in held if not is_unassigned(value)]
        operator, wanted = node.op.value, node.value
        if not held:
            return _of_nothing(operator, wanted)
        if operator == "ne" and wanted is None:
            # In the logic of SQL nothing is known to differ from null, and RFC 7644 does not speak of it.
            return None
        if operator != "ne":
            return _any(_one(operator, value, wanted, attribute) for value in held)
        equal = [_one("eq", value, wanted, attribute) for value in held]
        # Of several values some of which are equal, the text can be read either way.
        return True if _any(equal) is False else False if _all(equal) is True else None

    def _held(self, path: Any) -> tuple[list[Any], AttributeDef]:
        """The values that a path leads to, one or several or none, and what they are."""
        attribute = self.find(path.attr, path.uri)
        container: Any = self.values
        if path.uri and not (is_core(path.uri) or same_urn(path.uri, self.base)):
            container = value_in(self.values, path.uri)
        value = value_in(container, path.attr) if isinstance(container, dict) else None
        held = value if isinstance(value, list) else [value]
        if path.sub_attr:
            held = [value_in(element, path.sub_attr) for element in held if isinstance(element, dict)]
            attribute = attribute.sub(path.sub_attr) or undeclared(path.sub_attr, attribute.name)
        return [value for value in held if not is_unassigned(value)], attribute


def _of_nothing(operator: str, wanted: object) -> Truth:
    """Whether an attribute without a value matches: nothing is equal to it, but its default may be."""
    # Some databases know no difference between an empty text and none.
    return None if operator == "ne" or wanted is None or wanted is False or wanted == "" else False


def _is_present(held: Iterable[Any]) -> Truth:
    values = [value for value in (stripped(value) for value in held) if value is not None]
    if not values:
        return False
    return None if all(_is_blank(value) for value in values) else True


def _is_blank(value: Any) -> bool:
    """Whether a value holds no character: neither "non-empty" nor "non-null" says what it is then."""
    if isinstance(value, dict):
        return all(_is_blank(part) for part in value.values())
    return isinstance(value, str) and not value


def _one(operator: str, held: object, wanted: object, attribute: AttributeDef) -> Truth:
    """Whether one value meets a condition."""
    if wanted is None:
        return False if operator == "eq" else None
    if operator in _ORDER:
        side = compared(held, wanted, attribute)
        is_doubtful = side == 0 and isinstance(held, str) and _one("eq", held, wanted, attribute) is None
        return None if side is None or is_doubtful else _ORDER[operator](side)
    if isinstance(held, str) and isinstance(wanted, str):
        return _texts(operator, held, wanted, attribute)
    if isinstance(held, bool) or isinstance(wanted, bool):
        same_type = isinstance(held, bool) and isinstance(wanted, bool)
        return held == wanted if operator == "eq" and same_type else None
    numbers = isinstance(held, int | float) and isinstance(wanted, int | float)
    return held == wanted if operator == "eq" and numbers else None


def _texts(operator: str, held: str, wanted: str, attribute: AttributeDef) -> Truth:
    if is_instant(attribute, held):
        return instant(held) == instant(wanted) if operator == "eq" and is_instant(attribute, wanted) else None
    if not wanted and operator != "eq":
        # That nothing is a part of everything is logic; no sentence of the standard says it.
        return None
    exact = is_exact(attribute)
    readings = {True: _AS_WRITTEN, False: _IN_ANY_CASE, None: (*_AS_WRITTEN, *_IN_ANY_CASE)}[exact]
    found = {_TEXT[operator](reading(held), reading(wanted)) for reading in readings}
    return found.pop() if len(found) == 1 else None


def _all(found: Iterable[Truth]) -> Truth:
    seen = set(found)
    return False if False in seen else None if None in seen else True


def _any(found: Iterable[Truth]) -> Truth:
    seen = set(found)
    return True if True in seen else None if None in seen else False
