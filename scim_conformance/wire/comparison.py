"""Whether a resource holds what it should, and nothing that it should not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .allowances import is_left_out, is_sub_left_out, may_be_added, may_differ
from .definitions import AttributeDef, undeclared
from .elements import label, pair_elements
from .objects import is_extension_key, strip_unassigned, stripped, value_in
from .schemas import SchemaSet
from .urns import USER, is_core
from .values import comparable

_Parts = Mapping[str, tuple[str, Any]]
"""Attributes by lower-cased name, each with the name as written."""


@dataclass(frozen=True)
class Difference:
    """One place where a resource is not as expected; None stands for absence."""

    path: str
    expected: Any
    actual: Any


def differences(
    expected: dict[str, Any],
    actual: dict[str, Any],
    schemas: SchemaSet,
    *,
    subset: bool,
    as_sent: bool = False,
) -> list[Difference]:
    """Where a resource is not as expected, allowing what RFC 7643 allows a provider.

    With ``subset`` the provider may have added attributes and sub-attributes, but no elements; without it the
    two must agree both ways. ``as_sent`` wants strings exactly as they were sent, as Entra does, where
    RFC 7643 lets a provider bring them to a canonical form or alter the case of what isn't caseExact.
    """
    comparison = _Comparison(schemas, _base(expected, actual, schemas), subset, as_sent)
    return list(comparison.resource(strip_unassigned(expected), strip_unassigned(actual)))


def same_value(expected: Any, actual: Any, attribute: AttributeDef | None, *, as_sent: bool = False) -> bool:
    """Whether a value is the expected one; a provider may have added sub-attributes to a complex one."""
    comparison = _Comparison(SchemaSet(), USER, True, as_sent)
    found = comparison.value(stripped(expected), stripped(actual), attribute or undeclared(""), "")
    return not any(found)


@dataclass(frozen=True)
class _Comparison:
    schemas: SchemaSet
    base: str
    subset: bool
    as_sent: bool

    def resource(self, expected: dict[str, Any], actual: dict[str, Any]) -> Iterator[Difference]:
        if not self.subset:
            yield from self._schemas(expected, actual)
        core, extensions = _divided(expected)
        actual_core, actual_extensions = _divided(actual)
        yield from self._attributes(core, actual_core, self._at_top, "")
        for key, (urn, _) in {**actual_extensions, **extensions}.items():
            _, wanted = extensions.get(key, (urn, None))
            _, found = actual_extensions.get(key, (urn, None))
            if all(part is None or isinstance(part, dict) for part in (wanted, found)):
                parts = _by_name(wanted or {}), _by_name(found or {})
                yield from self._attributes(*parts, self._extended(urn), f"{urn}:")
            elif key in extensions or not self.subset:
                yield from self.value(wanted, found, undeclared(urn), urn)

    def value(self, expected: Any, actual: Any, attribute: AttributeDef, path: str) -> Iterator[Difference]:
        if isinstance(expected, dict) and isinstance(actual, dict):
            yield from self._complex(_by_name(expected), _by_name(actual), attribute, path)
        elif isinstance(expected, list) and isinstance(actual, list):
            yield from self._multi_valued(expected, actual, attribute, path)
        elif not self._same_plain(expected, actual, attribute):
            yield Difference(path, expected, actual)

    def _same_plain(self, expected: Any, actual: Any, attribute: AttributeDef) -> bool:
        if isinstance(expected, dict | list) or isinstance(actual, dict | list):
            return False
        wanted, found = (comparable(value, attribute, as_sent=self.as_sent) for value in (expected, actual))
        return wanted == found

    def _at_top(self, name: str) -> AttributeDef | None:
        return self.schemas.attribute(name, self.base)

    def _extended(self, urn: str) -> Callable[[str], AttributeDef | None]:
        schema = self.schemas.get(urn)
        return schema.attribute if schema else lambda name: None

    def _attributes(
        self, expected: _Parts, actual: _Parts, find: Callable[[str], AttributeDef | None], prefix: str
    ) -> Iterator[Difference]:
        for name, (written, value) in expected.items():
            attribute = find(name) or undeclared(written)
            if is_left_out(attribute, subset=self.subset):
                continue
            _, found = actual.get(name, (name, None))
            yield from self.value(value, found, attribute, prefix + written)
        if self.subset:
            return
        for name, (written, value) in actual.items():
            if name not in expected and not is_left_out(find(name) or undeclared(written), subset=False):
                yield Difference(prefix + written, None, value)

    def _complex(self, expected: _Parts, actual: _Parts, holder: AttributeDef, path: str) -> Iterator[Difference]:
        wanted, found = _plain(expected), _plain(actual)
        for name, (written, value) in expected.items():
            sub = holder.sub(name) or undeclared(written, holder.name)
            if is_sub_left_out(sub, holder):
                continue
            unequal = list(self.value(value, found.get(name), sub, f"{path}.{written}"))
            if unequal and not may_differ(holder, name, wanted, found, as_sent=self.as_sent):
                yield from unequal
        if self.subset:
            return
        for name, (written, value) in actual.items():
            sub = holder.sub(name) or undeclared(written, holder.name)
            if name in expected or is_sub_left_out(sub, holder) or may_be_added(holder, name, value):
                continue
            yield Difference(f"{path}.{written}", None, value)

    def _multi_valued(
        self, expected: list[Any], actual: list[Any], attribute: AttributeDef, path: str
    ) -> Iterator[Difference]:
        pairing = pair_elements(
            expected, actual, attribute, lambda one, other: not any(self.value(one, other, attribute, path))
        )
        for one, other in pairing.changed:
            yield from self.value(one, other, attribute, path + label(one))
        for element in pairing.lost:
            yield Difference(path + label(element), element, None)
        for element in pairing.extra:
            yield Difference(path + label(element), None, element)

    def _schemas(self, expected: dict[str, Any], actual: dict[str, Any]) -> Iterator[Difference]:
        """Compare the schemas that say something: providers differ in naming an extension without values."""
        holding = {key for body in (expected, actual) for key in _divided(body)[1]}

        def telling(body: dict[str, Any]) -> set[str]:
            named = {urn.casefold() for urn in _listed(body)}
            return {urn for urn in named if urn in holding or is_core(urn) or urn == self.base.casefold()}

        if telling(expected) != telling(actual):
            yield Difference("schemas", value_in(expected, "schemas"), value_in(actual, "schemas"))


def _base(expected: dict[str, Any], actual: dict[str, Any], schemas: SchemaSet) -> str:
    """The URN of the schema that the attributes at the top of the resource belong to."""
    bodies = (expected, actual)
    named = [urn for body in bodies for urn in _listed(body)]
    extensions = {key for body in bodies for key in _divided(body)[1]}
    known = [urn for urn in named if urn.casefold() not in extensions and schemas.get(urn)]
    return next(iter([*filter(is_core, named), *known]), USER)


def _listed(body: Mapping[str, Any]) -> list[str]:
    urns = value_in(body, "schemas")
    return [urn for urn in urns if isinstance(urn, str)] if isinstance(urns, list) else []


def _by_name(values: Mapping[str, Any]) -> _Parts:
    return {name.casefold(): (name, value) for name, value in values.items()}


def _plain(parts: _Parts) -> dict[str, Any]:
    return {name: value for name, (_, value) in parts.items()}


def _divided(resource: Mapping[str, Any]) -> tuple[_Parts, _Parts]:
    """The attributes at the top of a resource, and its extensions."""
    parts = _by_name(resource)
    return (
        {name: part for name, part in parts.items() if not is_extension_key(name)},
        {name: part for name, part in parts.items() if is_extension_key(name)},
    )
