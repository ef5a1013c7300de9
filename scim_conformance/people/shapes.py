"""Which attributes a drawn user or group may have, as the profile lists them and the schemas define them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scim_conformance import wire

if TYPE_CHECKING:
    from scim_conformance.profile import AttributeRule
    from scim_conformance.wire import AttributeDef

MAIL_AS_NAME = "username as an address"
"""What a userName is called that has to be an e-mail address."""

NAME_OF_GROUP = "displayname of a group"
"""What the displayName of a group is called, by which groups are told apart."""

_TOLD_BY_SCHEMA = frozenset({"dateTime", "binary", "boolean", "integer", "decimal"})


@dataclass(frozen=True)
class Slot:
    """One attribute that a drawn resource may have."""

    rule: AttributeRule
    definition: AttributeDef | None
    required: bool
    form: str
    """The name by which the form of its values is known, such as emails.value."""

    @property
    def path(self) -> str:
        """Where the value stands."""
        return self.rule.path

    @property
    def type(self) -> str:
        """The type of its values; a schema may know better than a profile that calls it a text."""
        declared = self.definition.type if self.definition else ""
        return declared if self.rule.type == "string" and declared in _TOLD_BY_SCHEMA else self.rule.type


@dataclass(frozen=True)
class Shape:
    """What the users, or the groups, of one provider may have."""

    slots: tuple[Slot, ...]
    mail_is_name: str | None = None
    """The path of the e-mail address that is the same as userName, where only an address is taken for that."""

    points_at: str | None = None
    """Where a user names its manager, or a group its members; None where it names nobody."""

    primary: Mapping[str, str] = field(default_factory=dict)
    """By the path of a value, the path at which its element is marked as the primary one."""


def shape_of_users(
    rules: Iterable[AttributeRule],
    required: Collection[str],
    schemas: wire.SchemaSet,
    *,
    user_name: str,
    manager: str | None = None,
) -> Shape:
    """Return what users may have: these attributes of the profile, and a manager at a path."""
    slots = tuple(_slots(rules, required, schemas, wire.USER))
    if user_name == "email":
        slots = tuple(_as_address(slot) for slot in slots)
    mails = [slot.path for slot in slots if slot.form == "emails.value" and not slot.rule.samples]
    same = mails[0] if mails and user_name == "email" else None
    return Shape(slots, same, manager, dict(_marks(slots, schemas)))


def shape_of_groups(rules: Iterable[AttributeRule], schemas: wire.SchemaSet) -> Shape:
    """Return what groups may have: a name, what the profile requires, and members where it has them."""
    known = [rule for rule in rules if rule.mutability != "readOnly"]
    members = next((rule.path for rule in known if rule.target.name.casefold() == "members"), None)
    # Which optional attributes of groups are accepted, nobody has tried.
    sure = [rule for rule in known if rule.required or rule.path.casefold() in ("displayname", "externalid")]
    slots = _slots((rule for rule in sure if rule.path != members), ("displayName",), schemas, wire.GROUP)
    return Shape(tuple(slots), points_at=members)


def is_fixed(slot: Slot) -> bool:
    """Whether the value of an attribute stays once it is there; userName does, as whether it may change is unknown."""
    immutable = slot.definition is not None and slot.definition.mutability == "immutable"
    return immutable or slot.rule.mutability in ("immutable", "createOnly") or slot.path.casefold() == "username"


def _slots(
    rules: Iterable[AttributeRule], required: Collection[str], schemas: wire.SchemaSet, base: str
) -> Iterator[Slot]:
    for rule in rules:
        target, definition = rule.target, schemas.find(rule.target, base)
        form = (f"{target.name}.{target.sub}" if target.sub else target.name).casefold()
        if base == wire.GROUP and form == "displayname":
            form = NAME_OF_GROUP
        # Of an element that is not there at all, no part is required.
        must = rule.required or rule.path in required or (target.sub is None and _is_required(definition))
        yield Slot(rule, definition, bool(must), form)


def _is_required(definition: AttributeDef | None) -> bool:
    return definition is not None and definition.required


def _as_address(slot: Slot) -> Slot:
    return Slot(slot.rule, slot.definition, slot.required, MAIL_AS_NAME) if slot.form == "username" else slot


def _marks(slots: Iterable[Slot], schemas: wire.SchemaSet) -> Iterator[tuple[str, str]]:
    """Yield the values whose element may be marked as the primary one, each with the path of the mark."""
    for slot in slots:
        target = slot.rule.target
        by_type = [name.casefold() for name, _ in target.selector or ()] == ["type"]
        holder = schemas.attribute(target.name, wire.USER, target.urn)
        if by_type and target.sub == "value" and holder is not None and holder.sub("primary") is not None:
            yield slot.path, f"{slot.path.removesuffix('.value')}.primary"
