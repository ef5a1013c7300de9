"""Attribute paths, as mapping tables and PATCH operations write them, applied to plain JSON."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .objects import is_unassigned, key_in, put_in, strip_unassigned, value_in
from .urns import is_core, same_urn

if TYPE_CHECKING:
    from scim2_models.path import FilterNode, PathNode

Selector = tuple[tuple[str, object], ...]

_HINTS = (
    (re.compile("[\u2018\u2019\u201c\u201d\u201e]"), 'it holds typographic quotes; use straight ones: "'),
    (re.compile(r'"\s*\.[^\]]*\]'), "the sub-attribute stands inside the bracket; move it behind the ]"),
    (re.compile(r"^urn:scim:.*:1\.[01]\b", re.I), "it is a SCIM 1.1 path; name the SCIM 2.0 schema"),
    (re.compile(r"\beq\s+(?!true\b|false\b|null\b|[-\d\"])", re.I), "the value after eq has no quotes"),
)
_EXAMPLES = 'userName, name.givenName, emails[type eq "work"].value or <schema URN>:department'

# What describes a value: an element that holds nothing else has lost the value it described.
_LABELS = frozenset({"type", "primary", "display", "$ref"})


@dataclass(frozen=True)
class AttributePath:
    """Where a value stands in a resource: an attribute, one element of it, or a sub-attribute."""

    urn: str | None
    name: str
    selector: Selector | None
    sub: str | None
    text: str

    @classmethod
    def parse(cls, text: str) -> AttributePath:
        """The path that a text names; a text that is no attribute path raises ValueError."""
        written = text.strip()
        return _plain(written) or cls._parse_any(written)

    @classmethod
    def _parse_any(cls, written: str) -> AttributePath:
        # Imported here because scim2-models takes longer to load than all of this package, and most paths are plain.
        from scim2_models.path import AttrPath, ValuePath

        node = _syntax_tree(written)
        if isinstance(node, AttrPath):
            if node.uri and _names_a_schema(node.uri, node.attr):
                raise _refusal(written, "it names a whole schema; add a colon and the attribute")
            return cls(node.uri, node.attr, None, node.sub_attr, written)
        if isinstance(node, ValuePath):
            attribute = node.attr_path
            selector = tuple(_conditions(node.val_filter, written))
            return cls(attribute.uri, attribute.attr, selector, node.sub_attr, written)
        raise _refusal(written, "it is a filter; take away the comparison, or put it in brackets")

    def __str__(self) -> str:
        return self.text

    def read(self, resource: dict[str, Any]) -> Any:
        """The value at this path, None when it is absent, null or [].

        A selector picks the first element that matches it. Without one, a sub-attribute of a multi-valued
        attribute is the list of its values.
        """
        # Whatever stands where a resource was expected has nothing at any path.
        if not isinstance(resource, dict):
            return None
        container = self._container(resource)
        value = None if container is None else value_in(container, self.name)
        if self.selector is not None:
            value = next(self._selected(value), None)
        if self.sub is not None:
            value = _sub_value(value, self.sub)
        return None if is_unassigned(value) else value

    def write(self, resource: dict[str, Any], value: Any) -> None:
        """Put the value at this path, in place, and make the objects that lead to it.

        Every element that the selector matches is written. A selector without a sub-attribute takes an object
        of sub-attributes; any other value becomes the element's "value".
        """
        container = self._made_container(resource)
        value = copy.deepcopy(value)
        if self.selector is None and self.sub is None:
            put_in(container, self.name, value)
            return
        new = value if self.sub is None and isinstance(value, dict) else {self.sub or "value": value}
        for target in self._made_targets(container):
            for name, part in new.items():
                put_in(target, name, part)

    def remove(self, resource: dict[str, Any]) -> None:
        """Take away the value at this path, in place, and the objects that are empty without it."""
        container = self._container(resource)
        if container is None or (key := key_in(container, self.name)) is None:
            return
        if self.selector is None and self.sub is None:
            kept = None
        elif self.selector is None:
            kept = _without_sub(container[key], self.sub or "")
        else:
            kept = self._without_selected(container[key])
        if kept in (None, [], {}):
            del container[key]
        else:
            container[key] = kept
        if self._is_extended and not strip_unassigned(container):
            self._drop_extension(resource)

    def filter_text(self, value: Any) -> str:
        """The filter that asks for this value at this path, as Entra writes it."""
        return f"{self.text} eq {json.dumps(value, ensure_ascii=False)}"

    @property
    def _is_extended(self) -> bool:
        return self.urn is not None and not is_core(self.urn)

    def _container(self, resource: dict[str, Any]) -> dict[str, Any] | None:
        if self.urn is None or not self._is_extended:
            return resource
        extension = value_in(resource, self.urn)
        return extension if isinstance(extension, dict) else None

    def _made_container(self, resource: dict[str, Any]) -> dict[str, Any]:
        container = self._container(resource)
        if container is None and self.urn is not None:
            container = {}
            put_in(resource, self.urn, container)
        if self._is_extended and self.urn is not None:
            schemas = value_in(resource, "schemas")
            if schemas is None:
                put_in(resource, "schemas", schemas := [])
            if isinstance(schemas, list) and not any(same_urn(str(known), self.urn) for known in schemas):
                schemas.append(self.urn)
        return resource if container is None else container

    def _drop_extension(self, resource: dict[str, Any]) -> None:
        urn = self.urn or ""
        if (key := key_in(resource, urn)) is not None:
            del resource[key]
        if isinstance(schemas := value_in(resource, "schemas"), list):
            schemas[:] = [known for known in schemas if not same_urn(str(known), urn)]

    def _selected(self, elements: Any) -> Iterator[dict[str, Any]]:
        for element in elements if isinstance(elements, list) else ():
            if isinstance(element, dict) and self._matches(element):
                yield element

    def _matches(self, element: dict[str, Any]) -> bool:
        return all(_meets(element, name, wanted) for name, wanted in self.selector or ())

    def _made_targets(self, container: dict[str, Any]) -> list[dict[str, Any]]:
        """The objects that a write changes: all selected elements, all elements, or the complex value."""
        held = value_in(container, self.name)
        if self.selector is not None:
            if not isinstance(held, list):
                put_in(container, self.name, held := [])
            if not (targets := list(self._selected(held))):
                held.append(dict(self.selector))
                targets = [held[-1]]
            return targets
        if isinstance(held, list) and (targets := [element for element in held if isinstance(element, dict)]):
            return targets
        if not isinstance(held, dict):
            put_in(container, self.name, held := {})
        return [held]

    def _without_selected(self, elements: Any) -> Any:
        if not isinstance(elements, list):
            return elements
        labels = _LABELS | {name.casefold() for name, _ in self.selector or ()}
        kept = []
        for element in elements:
            if isinstance(element, dict) and self._matches(element):
                if self.sub is None:
                    continue
                element = _without_sub(element, self.sub)
                left = strip_unassigned(element)
                if all(part is False or name.casefold() in labels for name, part in left.items()):
                    continue
            kept.append(element)
        return kept


_PLAIN = re.compile(
    r"(?:(?P<urn>urn:ietf:params:scim:schemas(?::[a-z0-9][a-z0-9.-]*)+):)?(?P<name>[a-z][a-z0-9_-]*)"
    r'(?:\[(?P<by>(?!not )[a-z][a-z0-9_-]*) eq "(?P<value>[^"\\\x00-\x1f]*)"\])?(?:\.(?P<sub>[a-z][a-z0-9_-]*))?',
    re.ASCII | re.IGNORECASE,
)
"""Nearly all paths: an attribute, at most with one condition on a text, and a sub-attribute."""


def _plain(text: str) -> AttributePath | None:
    """Return the path that a text names where it is a plain one; what is wrong with any other is said elsewhere."""
    found = _PLAIN.fullmatch(text)
    if found is None or (found["urn"] and _names_a_schema(found["urn"], found["name"])):
        return None
    by = found["by"]
    selector = None if by is None else ((by, _condition_value(by, found["value"])),)
    return AttributePath(found["urn"], found["name"], selector, found["sub"], text)


def _syntax_tree(text: str) -> PathNode | None:
    from scim2_models import Path
    from scim2_models.exceptions import SCIMException

    if not text:
        raise _refusal(text, "it is empty")
    try:
        return Path(text).ast
    except SCIMException as refused:
        hint = next((hint for pattern, hint in _HINTS if pattern.search(text)), str(refused))
        raise _refusal(text, hint) from refused


def _refusal(text: str, why: str) -> ValueError:
    return ValueError(f"{text!r} is not an attribute path: {why}. Write it like {_EXAMPLES}.")


def _names_a_schema(urn: str, name: str) -> bool:
    # "…:2.0:User" alone is a resource type's or an extension's URN: nobody calls an attribute User.
    return name.casefold() in {"user", "group"} and re.search(r":\d+(\.\d+)*$", urn) is not None


def _conditions(node: FilterNode, text: str) -> Iterator[tuple[str, object]]:
    from scim2_models.path import Comparison, LogicalExpr

    if isinstance(node, LogicalExpr) and node.op.value == "and":
        for term in node.terms:
            yield from _conditions(term, text)
    elif isinstance(node, Comparison) and node.op.value == "eq" and not node.attr_path.sub_attr:
        yield node.attr_path.attr, _condition_value(node.attr_path.attr, node.value)
    else:
        raise _refusal(text, f'"{node}" does not say what an element must equal; only eq and "and" can')


def _condition_value(name: str, value: object) -> object:
    # Entra writes primary eq "True" where the standard has the boolean: the element needs the boolean.
    if name.casefold() == "primary" and isinstance(value, str) and value.casefold() in {"true", "false"}:
        return value.casefold() == "true"
    return value


def _meets(element: dict[str, Any], name: str, wanted: object) -> bool:
    held = value_in(element, name)
    if isinstance(wanted, bool):
        # https://www.rfc-editor.org/rfc/rfc7643#section-2.4: primary that isn't given is false.
        return (False if held is None and name.casefold() == "primary" else held) is wanted
    if isinstance(wanted, str) and isinstance(held, str):
        # A label such as type may be in any case; a value may be an id, where case tells two resources apart.
        is_exact = name.casefold() in {"value", "$ref"}
        return held == wanted if is_exact else held.casefold() == wanted.casefold()
    return held == wanted and not isinstance(held, bool)


def _sub_value(value: Any, sub: str) -> Any:
    if isinstance(value, dict):
        return value_in(value, sub)
    if isinstance(value, list):
        found = [value_in(element, sub) for element in value if isinstance(element, dict)]
        return [item for item in found if not is_unassigned(item)]
    return None


def _without_sub(value: Any, sub: str) -> Any:
    if isinstance(value, dict):
        return {name: part for name, part in value.items() if name.casefold() != sub.casefold()}
    if isinstance(value, list):
        return [kept for element in value if (kept := _without_sub(element, sub)) != {}]
    return value
