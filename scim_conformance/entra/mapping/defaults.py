"""The default mapping, cut to what an application's profile says that it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from zlib import crc32

from scim_conformance.profile import AttributeRule, ResourceRules
from scim_conformance.wire import GROUP, USER, AttributePath, SchemaSet

from . import table
from .expressions import parse
from .model import Apply, AttributeMapping, Flow
from .table import ALL_ROLES, SINGLE_ROLE
from .tree import quoted

EXTENSION_ATTRIBUTES = 15
"""How many attributes a directory has whose meaning every company chooses: extensionAttribute1 and so on."""

ROLES = ("User", "Admin")
"""The roles that are offered where a profile does not say which there are."""

_NEVER = frozenset({"id", "meta", "schemas", "groups", "password", "photos", "entitlements"})
"""What Entra sends nothing to: it is the provider's own, or Microsoft's pages say that it can't be provisioned."""

_REFERENCES = {("manager", None): "[manager]", ("manager", "value"): "[manager]"} | {
    ("members", None): "[members]",
    ("members", "value"): "[members]",
}
_TYPICAL = {
    "boolean": "True",
    "integer": "1",
    "decimal": "1.5",
    "dateTime": "2026-01-01T00:00:00Z",
    "binary": "c2NpbQ==",
    "reference": "https://example.com/",
}


def users_mapping(
    rules: ResourceRules, *, schemas: SchemaSet | None = None, samples: Mapping[str, Any] | None = None
) -> AttributeMapping:
    """Return the mapping of users: one row for each attribute of the profile that Entra can send.

    ``samples`` has a value for each path that must have just this one, such as one made to match the profile's pattern;
    the profile's own samples go before it. Of ``schemas`` only what is read-only and what is canonical is taken.
    """
    return _mapping(rules, table.USERS, table.LIKELY, ("userName",), schemas, USER, samples or {})


def groups_mapping(
    rules: ResourceRules, *, schemas: SchemaSet | None = None, samples: Mapping[str, Any] | None = None
) -> AttributeMapping:
    """Return the mapping of groups, as :func:`users_mapping` does that of users."""
    return _mapping(rules, table.GROUPS, {}, ("displayName",), schemas, GROUP, samples or {})


def roles_offered(rules: ResourceRules) -> tuple[str, ...]:
    """Return the values of the roles that the application knows.

    They are the samples of its roles; where it has none, made-up ones, as far as they match the pattern that there is.
    """
    rows = [rule for rule in rules.attributes if rule.target.name.casefold() == "roles"]
    rows = [rule for rule in rows if (rule.target.sub or "value").casefold() == "value"]
    named = [_role_name(sample) for rule in rows for sample in rule.samples]
    if named:
        return tuple(dict.fromkeys(name for name in named if name))
    patterns = [rule.pattern for rule in rows if rule.pattern]
    return tuple(name for name in ROLES if all(re.fullmatch(pattern, name) for pattern in patterns))


def constant(value: Any) -> str:
    """Return the expression that always gives this value, which an administrator writes as a text."""
    return quoted(str(value))


def _mapping(
    rules: ResourceRules,
    default: Mapping[str, str],
    likely: Mapping[str, str],
    matched: tuple[str, ...],
    schemas: SchemaSet | None,
    base: str,
    samples: Mapping[str, Any],
) -> AttributeMapping:
    keys = [table.key(AttributePath.parse(path)) for path in rules.matching or matched]
    sources = _Sources(default, likely, schemas, base, samples, frozenset(keys))
    places = {key: number for number, key in enumerate(keys, 1)}
    flows = [_flow(rule, text, places.get(table.key(rule.target), 0)) for rule, text in sources.of(rules)]
    return AttributeMapping(tuple(flows))


def _flow(rule: AttributeRule, text: str, matching: int) -> Flow:
    expression = parse(text)
    fixed = rule.mutability in ("createOnly", "immutable") or rule.patchable is False
    apply: Apply = "ObjectAddOnly" if fixed else "Always"
    return Flow(
        target=rule.target,
        path=rule.path,
        expression=expression,
        text=text,
        function=expression.function,
        type=_type(rule),
        matching=matching,
        apply=apply,
        required=bool(rule.required),
    )


def _type(rule: AttributeRule) -> str:
    # To a profile an address is a reference, too; to Entra only what names another object is one.
    if _reference(rule):
        return "reference"
    return "string" if rule.type == "reference" else rule.type


def _reference(rule: AttributeRule) -> str | None:
    return _REFERENCES.get((rule.target.name.casefold(), rule.target.sub and rule.target.sub.casefold()))


class _Sources:
    """Finds the expression for each attribute of a profile."""

    def __init__(
        self,
        default: Mapping[str, str],
        likely: Mapping[str, str],
        schemas: SchemaSet | None,
        base: str,
        samples: Mapping[str, Any],
        matching: frozenset[table.Key],
    ) -> None:
        self._default = table.by_key(default)
        self._likely = table.by_key(likely)
        self._schemas = schemas
        self._base = base
        self._samples = samples
        self._telling = matching | {table.key(AttributePath.parse(path)) for path in ("userName", "externalId")}
        """What tells two resources apart, and so is never the same for all."""

        self._taken: set[int] = set()

    def of(self, rules: ResourceRules) -> Iterator[tuple[AttributeRule, str]]:
        """Yield each attribute that Entra can send, with the expression for it."""
        for rule in rules.attributes:
            if text := self._source(rule):
                yield rule, text

    def _source(self, rule: AttributeRule) -> str | None:
        name, sub = rule.target.name.casefold(), rule.target.sub
        if reference := _reference(rule):
            return reference if self._is_written(rule) else None
        if name in _NEVER or name in ("manager", "members") or not self._is_written(rule):
            return None
        if name == "roles":
            return SINGLE_ROLE if rule.target.selector or sub else ALL_ROLES
        if rule.type == "complex":
            return None
        known = self._default.get(table.key(rule.target))
        value = self._fixed(rule)
        if value is not None and table.key(rule.target) not in self._telling and known != table.SOFT_DELETED:
            return constant(value)
        return known or self._likely_source(rule) or self._typical(rule) or self._extension_attribute(rule.path)

    def _likely_source(self, rule: AttributeRule) -> str | None:
        return self._likely.get(table.key(rule.target)) or self._likely.get(table.key(rule.target, bare=True))

    def _typical(self, rule: AttributeRule) -> str | None:
        return constant(_TYPICAL[rule.type]) if rule.type in _TYPICAL else None

    def _fixed(self, rule: AttributeRule) -> Any:
        """Return the value that an attribute has for everybody, as only some are accepted; None where any is."""
        canonical = () if self._schemas is None else self._canonical(self._schemas, rule)
        return next(iter((*rule.samples, *self._given(rule), *canonical)), None)

    def _given(self, rule: AttributeRule) -> tuple[Any, ...]:
        return (self._samples[rule.path],) if rule.path in self._samples else ()

    def _canonical(self, schemas: SchemaSet, rule: AttributeRule) -> tuple[str, ...]:
        definition = schemas.find(rule.target, self._base)
        return definition.canonical_values if definition else ()

    def _is_written(self, rule: AttributeRule) -> bool:
        definition = self._schemas.find(rule.target, self._base) if self._schemas else None
        return "readOnly" not in (rule.mutability, definition.mutability if definition else None)

    def _extension_attribute(self, path: str) -> str:
        # By the path and not by the place in the profile, so that a row more hardly ever moves another.
        wanted = crc32(path.casefold().encode()) % EXTENSION_ATTRIBUTES
        order = [(wanted + step) % EXTENSION_ATTRIBUTES + 1 for step in range(EXTENSION_ATTRIBUTES)]
        number = next((each for each in order if each not in self._taken), order[0])
        self._taken.add(number)
        return f"[extensionAttribute{number}]"


def _role_name(sample: Any) -> str:
    return str(sample.get("value", "")) if isinstance(sample, Mapping) else str(sample)
