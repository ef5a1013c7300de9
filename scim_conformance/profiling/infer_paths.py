"""The attributes that a schema declares, as paths of Entra's mapping table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast, get_args

from scim_conformance.entra.mapping import table
from scim_conformance.profile import AttributeRule
from scim_conformance.profile.model import ValueType
from scim_conformance.wire import GROUP, USER, AttributeDef, AttributePath, SchemaSet
from scim_conformance.wire.urns import is_core

PROVIDERS_OWN = frozenset({"schemas", "id", "meta"})
ROLES = 'roles[primary eq "True"].value'
EXTERNAL_ID = AttributeDef("", "externalId", case_exact=True)

_TYPES = frozenset(get_args(ValueType))


@dataclass(frozen=True)
class Candidate:
    """One attribute that the application may have, with what the schema says of it."""

    path: str
    target: AttributePath
    type: ValueType
    leaf: AttributeDef
    parent: AttributeDef | None = None
    samples: tuple[object, ...] = ()

    @property
    def required(self) -> bool:
        """Whether the schema asks for it; a part of something that may be missing is not asked for."""
        return self.leaf.required and (self.parent is None or self.parent.required)

    @property
    def mutability(self) -> str:
        """The mutability that the schema gives it, or that of what holds it where this is stricter."""
        if self.parent is not None and self.parent.mutability != "readWrite":
            return self.parent.mutability
        return self.leaf.mutability

    @property
    def rule(self) -> AttributeRule:
        """The row by which made-up people get a value."""
        return AttributeRule(self.path, self.target, self.type, samples=self.samples)


@dataclass(frozen=True)
class Declared:
    """What a schema declares: attributes that have a path, and those that were left out, each with the reason."""

    candidates: tuple[Candidate, ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def left_out_for(self) -> str:
        """What was left out, put together by its reason, as part of a sentence."""
        reasons: dict[str, list[str]] = {}
        for name, reason in self.left_out:
            reasons.setdefault(reason, []).append(name)
        return "; ".join(f"{', '.join(names)} ({reason})" for reason, names in reasons.items())


def declared(schemas: SchemaSet, base: str, extensions: Iterable[str]) -> Declared:
    """Return the attributes of users or of groups as Entra's mapping table would name them."""
    found: list[Candidate] = []
    left_out: list[tuple[str, str]] = []
    for urn in (base, *extensions):
        schema = schemas.get(urn)
        for attribute in schema.attributes if schema else ():
            try:
                made = list(_candidates(attribute, urn, base))
            except _LeftOut as reason:
                left_out.append((reason.name, reason.why))
                continue
            found += made
    name = "displayname" if base == GROUP else "username"
    return Declared(tuple(sorted(found, key=lambda each: each.path.casefold() != name)), tuple(left_out))


class _LeftOut(Exception):
    """An attribute of which no row can be made."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name = name
        self.why = why


def _candidates(attribute: AttributeDef, urn: str, base: str) -> Iterator[Candidate]:
    name = attribute.name
    prefix = "" if is_core(urn) or urn.casefold() == base.casefold() else f"{urn}:"
    if name.casefold() in PROVIDERS_OWN and not prefix:
        return
    if attribute.returned == "never" or attribute.mutability == "writeOnly":
        raise _LeftOut(f"{prefix}{name}", "never read back")
    if attribute.multi_valued:
        if attribute.mutability == "readOnly":
            raise _LeftOut(f"{prefix}{name}", "only the application sets it")
        yield from _of_several(attribute, prefix, base)
    elif name.casefold() == "manager":
        # Entra sends the id of the manager at this path, whatever parts the schema gives it.
        yield _candidate(f"{prefix}{name}", "reference", attribute)
    elif attribute.type == "complex":
        subs = [sub for sub in attribute.sub_attributes if sub.type != "complex" and not sub.multi_valued]
        yield from (_candidate(f"{prefix}{name}.{sub.name}", sub.type, sub, attribute) for sub in subs)
    else:
        yield _candidate(f"{prefix}{name}", attribute.type, attribute)


def _of_several(attribute: AttributeDef, prefix: str, base: str) -> Iterator[Candidate]:
    """Yield the values, out of several, that Entra's default mapping names."""
    name = attribute.name.casefold()
    if base == GROUP and name == "members" and not prefix:
        yield _candidate(attribute.name, "reference", attribute)
        return
    if name == "roles" and not prefix and (value := attribute.sub("value")):
        yield _candidate(ROLES, "string", value, attribute)
        return
    paths = [] if prefix else [AttributePath.parse(path) for path in table.USERS]
    named = [(path, path.sub and attribute.sub(path.sub)) for path in paths if path.name.casefold() == name]
    if not named or base != USER:
        raise _LeftOut(f"{prefix}{attribute.name}", "several values, none of which Entra's default mapping names")
    kinds = attribute.sub("type")
    if kinds is None:
        raise _LeftOut(f"{prefix}{attribute.name}", "several values without a type to choose one by")
    allowed = {value.casefold() for value in kinds.canonical_values}
    for path, leaf in named:
        chosen = str(dict(path.selector or ()).get("type", ""))
        if leaf and (not allowed or chosen.casefold() in allowed):
            yield _candidate(f'{attribute.name}[type eq "{chosen}"].{leaf.name}', leaf.type, leaf, attribute)


def _candidate(path: str, kind: str, leaf: AttributeDef, parent: AttributeDef | None = None) -> Candidate:
    try:
        target = AttributePath.parse(path)
    except ValueError:
        raise _LeftOut(repr(path), "no attribute path can be made of it") from None
    samples = leaf.canonical_values if kind == "string" else ()
    return Candidate(path, target, cast(ValueType, kind) if kind in _TYPES else "string", leaf, parent, samples)
