"""What sequences of operations can be tried on: the attributes of a user that a PATCH may change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from scim_conformance.profile import AttributeRule
from scim_conformance.wire import SchemaSet
from scim_conformance.wire.urns import is_core

LEFT_ALONE = frozenset(
    {"username", "externalid", "password", "active", "manager", "groups", "members", "roles", "entitlements"}
)
"""What names a user, can't be read back, may hide the user, or takes only values that somebody has set up."""

MADE_OF_OTHERS = frozenset({"formatted"})
"""Sub-attributes that a provider may compose anew from their siblings."""

NUMBER_OF_TYPES = 4
"""A multi-valued attribute gets no more values than this."""


@dataclass(frozen=True)
class Field:
    """A single value that may be changed."""

    path: str
    rule: AttributeRule
    optional: bool
    """Whether a user may lack it."""

    urn: str | None = None
    """The extension that it belongs to."""

    @property
    def name(self) -> str:
        """The name without what holds it."""
        return str(self.rule.target.sub or self.rule.target.name)


@dataclass(frozen=True)
class Parts:
    """A single complex value whose sub-attributes may be changed."""

    name: str
    fields: tuple[Field, ...]
    removable: bool
    """Whether a user may lack it as a whole."""


@dataclass(frozen=True)
class Several:
    """A multi-valued attribute whose values have types."""

    name: str
    types: tuple[str, ...]
    fields: tuple[Field, ...]
    """What each value may hold beside its type."""

    primary: bool
    """Whether the provider keeps which value is primary."""

    optional: bool
    """Whether a user may have no value."""


Subject = Field | Parts | Several


@dataclass(frozen=True)
class Ground:
    """All that may be changed of a user."""

    fields: tuple[Field, ...] = ()
    parts: tuple[Parts, ...] = ()
    several: tuple[Several, ...] = ()

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Everything, what is made of several values first."""
        return (*self.several, *self.parts, *self.fields)


def ground_of(
    rules: Sequence[AttributeRule],
    all_rules: Sequence[AttributeRule],
    schemas: SchemaSet,
    may_lack: Callable[[AttributeRule], bool],
    marks: Collection[str] = (),
    *,
    described: bool = True,
) -> Ground:
    """What of the attributes that a PATCH may change sequences can be tried on.

    ``all_rules`` are those that users carry, which a removal of the whole would take, too; ``marks`` names the
    multi-valued attributes of which the provider was seen to keep a primary value. Where users are ``described`` by
    the provider itself, values may have every type that it names, and otherwise those of the profile.
    """
    usable = [rule for rule in rules if rule.target.name.casefold() not in LEFT_ALONE and rule.type != "complex"]
    whole = _Whole(usable, all_rules, schemas, may_lack, described)
    names = list(dict.fromkeys((rule.target.urn, rule.target.name) for rule in usable))
    fields = tuple(Field(rule.path, rule, may_lack(rule), _extension(rule)) for rule in usable if whole.is_plain(rule))
    at_top = [name for urn, name in names if urn is None or is_core(urn)]
    parts = tuple(found for name in at_top if (found := whole.parts(name)))
    several = tuple(each for name in at_top if (each := whole.several(name, marked=name in marks)))
    return Ground(fields, parts, several)


@dataclass(frozen=True)
class _Whole:
    usable: Sequence[AttributeRule]
    all_rules: Sequence[AttributeRule]
    schemas: SchemaSet
    may_lack: Callable[[AttributeRule], bool]
    described: bool

    def is_plain(self, rule: AttributeRule) -> bool:
        """Whether an attribute holds one plain value."""
        definition = self.schemas.find(rule.target)
        is_one = definition is None or not (definition.multi_valued or definition.sub_attributes)
        return rule.target.sub is None and rule.target.selector is None and is_one

    def parts(self, name: str) -> Parts | None:
        """A complex single-valued attribute, where two of its parts may be changed."""
        found = [
            rule
            for rule in self._of(self.usable, name)
            if rule.target.sub and rule.target.selector is None and rule.target.sub.casefold() not in MADE_OF_OTHERS
        ]
        definition = self.schemas.attribute(name)
        if len(found) < 2 or (definition is not None and definition.multi_valued):
            return None
        carried = self._of(self.all_rules, name)
        removable = all(self.may_lack(rule) and rule in self.usable for rule in carried) and not (
            definition is not None and (definition.required or any(sub.required for sub in definition.sub_attributes))
        )
        return Parts(name, tuple(Field(rule.path, rule, self.may_lack(rule)) for rule in found), removable)

    def several(self, name: str, *, marked: bool) -> Several | None:
        """A multi-valued attribute, where its values are told apart by their types and there are two of them."""
        carried, usable = self._of(self.all_rules, name), self._of(self.usable, name)
        labelled = all([part.casefold() for part, _ in rule.target.selector or ()] == ["type"] for rule in carried)
        if not labelled or carried != usable or not carried or any(rule.target.sub is None for rule in carried):
            return None
        definition = self.schemas.attribute(name)
        types = dict.fromkeys(str(value) for rule in usable for _, value in rule.target.selector or ())
        kind = definition.sub("type") if definition else None
        subs = {str(rule.target.sub): rule for rule in usable}
        if "value" in subs and self.described:
            types.update(dict.fromkeys(kind.canonical_values if kind else ()))
        whole = {sub: rule for sub, rule in subs.items() if sub.casefold() not in MADE_OF_OTHERS}
        needed = {sub.name.casefold() for sub in (definition.sub_attributes if definition else ()) if sub.required}
        if len(types) < 2 or not whole or not needed <= {sub.casefold() for sub in whole} | {"type"}:
            return None
        fields = tuple(Field(rule.path, rule, sub.casefold() not in needed) for sub, rule in whole.items())
        optional = all(self.may_lack(rule) for rule in carried) and not (definition and definition.required)
        return Several(name, tuple(types)[:NUMBER_OF_TYPES], fields, marked, optional)

    @staticmethod
    def _of(rules: Sequence[AttributeRule], name: str) -> list[AttributeRule]:
        return [
            rule
            for rule in rules
            if rule.target.name.casefold() == name.casefold() and (rule.target.urn is None or is_core(rule.target.urn))
        ]


def _extension(rule: AttributeRule) -> str | None:
    urn = rule.target.urn
    return None if urn is None or is_core(urn) else urn
