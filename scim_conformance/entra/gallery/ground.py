"""What all tests of one run share: the provider, what the application has, and the values that are made up."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from scim_conformance.entra.mapping.model import AttributeMapping
from scim_conformance.entra.port import Port
from scim_conformance.entra.roles import ASSERTIVE, COMPLEX, SINGLE
from scim_conformance.profile import Profile
from scim_conformance.wire import GROUP, USER, SchemaSet

from .attributes import MappingRow, TargetAttribute, attributes_of, rows_of
from .placing import placed, schemas_of
from .values import DOMAIN, PEOPLE, Names, by_name

Values = Mapping[str, Any]

_OWN = frozenset({"issoftdeleted", "accountenabled", "passwordprofile", "manager", "mail", "userprincipalname", "id"})
"""Sources that no profile of values gives: they are the object's own."""

_PER_PERSON = frozenset({"displayname", "mailnickname", "objectid"})
"""Sources that the template fills in for each user by itself, where they are not given."""

PLACEHOLDER = "placeholder-extid"
"""The externalId that stays in the body of every group, where the application has none."""


@dataclass(frozen=True)
class Ground:
    """What all tests of one run share."""

    port: Port
    profile: Profile
    users_mapping: AttributeMapping
    groups_mapping: AttributeMapping | None
    users: tuple[TargetAttribute, ...]
    groups: tuple[TargetAttribute, ...]
    mapping: tuple[MappingRow, ...]
    names: Names
    now: datetime
    overrides: tuple[Values, Values] = ({}, {})
    """The values that the vendor prescribes by path: for users that are created, and for the update."""

    seed: int = 0
    wait: Callable[[float], None] | None = None
    """Lets seconds pass, for providers that show a change only after a while; None where nobody is to wait."""

    _shared: dict[str, Values] = field(default_factory=dict, repr=False)

    @property
    def has_groups(self) -> bool:
        """Whether groups are provisioned: the application has them, and they are mapped."""
        return bool(self.groups) and self.groups_mapping is not None

    @property
    def maps_manager(self) -> bool:
        """Whether the word manager occurs among the mapped attributes."""
        return any("manager" in row.target for row in self.mapping)

    @property
    def has_manager(self) -> bool:
        """Whether the word manager occurs among the application's attributes."""
        return any("manager" in each.path for each in self.users)

    @property
    def maps_active(self) -> bool:
        """Whether users can be disabled: the word active occurs among the mapped attributes."""
        return any("active" in row.target for row in self.mapping)

    def attribute(self, path: str) -> TargetAttribute | None:
        """Return the user attribute with a path, None where there is none."""
        return next((each for each in self.users if each.path.casefold() == path.casefold()), None)

    def person_values(self, index: int, default: str) -> Values:
        """Return the attributes of the directory that are mapped, as one of the profiles of values has them."""
        key = f"{index} {default}"
        if key not in self._shared:
            self._shared[key] = {
                row.source: self._source_value(row, index, default)
                for row in self.mapping
                if row.source and row.source.casefold() not in _OWN | _PER_PERSON
            }
        return self._shared[key]

    @property
    def role_id(self) -> str:
        """The id of the one role that the application is made up to have in the directory."""
        return str(uuid5(NAMESPACE_URL, f"{self.seed} role"))

    @cached_property
    def user_values(self) -> Values:
        """The values of the users that are created directly, by path: the same ones throughout a run."""
        return {each.path: self._direct_value(each) for each in self.users if _is_sent(each)}

    def user_body(self, name: str, **more: Any) -> dict[str, Any]:
        """Return the body of a user that is created directly, with a name of its own."""
        attributes = [each.path for each in self.users]
        own: dict[str, Any] = {"userName": name, "active": True}
        if any("externalId" in path for path in attributes):
            own["externalId"] = self.names.guid()
        # In the template, what a test adds is laid over the shared body.
        return {"schemas": schemas_of(attributes), **own, **placed(self.user_values), **more}

    def group_body(self, name: str) -> dict[str, Any]:
        """Return the body of a group that is created directly."""
        has_id = any("externalId" in each.path for each in self.groups)
        return {"schemas": [GROUP], "displayName": name, "externalId": self.names.guid() if has_id else PLACEHOLDER}

    def _direct_value(self, attribute: TargetAttribute) -> Any:
        if attribute.type == "boolean":
            return True
        if attribute.path in self.overrides[0]:
            return str(self.overrides[0][attribute.path])
        row = next((row for row in self.mapping if row.target == attribute.path), None)
        values = self.person_values(0, "Test")
        if row and values.get(row.source) is not None:
            return str(_first(values[row.source]))
        return by_name(attribute.path, self.names)

    def _source_value(self, row: MappingRow, index: int, default: str) -> Any:
        """Return the value of a source attribute: that of the profile of values, or one by what it flows into."""
        given = PEOPLE[index % len(PEOPLE)].get(row.source)
        attribute, function = self.attribute(row.target), row.function.casefold()
        samples = attribute.rule.samples if attribute and attribute.rule else ()
        if function == SINGLE.casefold():
            return self.role_id
        if function in (COMPLEX.casefold(), ASSERTIVE.casefold()):
            return [{"value": self.role_id, "display": "User", "type": "User"}]
        if samples and not row.function:
            return samples[index % len(samples)]
        if given:
            return given
        if function == "not":
            return True
        if attribute and attribute.canonical:
            return attribute.canonical[0]
        return self._by_type(row.type, default)

    def _by_type(self, type: str, default: str) -> Any:
        by_type = {"boolean": True, "datetime": self.now.isoformat(), "integer": 1}
        return by_type.get(type, f"{default}{self.names.hex(6)}")


def ground_of(
    port: Port,
    profile: Profile,
    users: AttributeMapping,
    groups: AttributeMapping | None,
    *,
    now: datetime,
    schemas: SchemaSet | None = None,
    mark: str = "",
    seed: int = 0,
    domain: str | None = None,
    overrides: Sequence[Values] = (),
    wait: Callable[[float], None] | None = None,
) -> Ground:
    """Return the ground for an application.

    ``groups`` is None where the application has none. ``overrides`` are the vendor's values by path, for creations and
    for the update; what they leave open comes from the samples of the profile.
    """
    attributes = attributes_of(profile.users, schemas, USER)
    given = (*overrides, {}, {})
    samples = (_samples(attributes, 0), _samples(attributes, 1))
    return Ground(
        port,
        profile,
        users,
        groups,
        attributes,
        attributes_of(profile.groups, schemas, GROUP) if groups is not None else (),
        rows_of(users),
        Names(random.Random(seed), mark, domain or DOMAIN),
        now,
        ({**samples[0], **given[0]}, {**samples[1], **given[1]}),
        seed,
        wait,
    )


def _samples(attributes: tuple[TargetAttribute, ...], index: int) -> dict[str, Any]:
    rules = [each.rule for each in attributes if each.rule and each.rule.samples]
    return {rule.path: rule.samples[index % len(rule.samples)] for rule in rules}


def _is_sent(attribute: TargetAttribute) -> bool:
    return not attribute.is_reference and attribute.path not in ("id", "externalId", "userName", "active", "roles")


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list | tuple) and value else value
