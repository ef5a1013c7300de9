"""The two lists that the tests need of the application: its attributes, and what is mapped to them.

Microsoft's run takes them from the synchronization schema of the application in the portal; here they come from the
profile, from what is known of /Schemas, and from the attribute mapping that the profile gives.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from scim_conformance.entra.mapping.model import AttributeMapping, Flow
from scim_conformance.profile import AttributeRule, ResourceRules
from scim_conformance.wire import AttributeDef, AttributePath, SchemaSet

_SEVERAL = frozenset(
    {"addresses", "emails", "entitlements", "groups", "ims", "members", "phonenumbers", "photos", "roles",
     "x509certificates"}
)  # fmt: skip
_TYPES = {"complex": "string", "decimal": "string"}
_MUTABILITY = {"createOnly": "immutable"}
_WHOLE = ("manager", "members")
"""The references that the editor lists by their names alone, also where a profile writes ``manager.value``."""

_BARE = (*_WHOLE, "roles")
"""The attributes of several parts that the editor lists as a whole; it has no others."""

NO_TEXTS = frozenset({"boolean", "integer", "decimal"})
"""Types whose values are no texts; the template sends them texts all the same."""

_SOURCE = re.compile(r"\[([^\[\]]+)\]")


@dataclass(frozen=True)
class TargetAttribute:
    """One attribute of the application, as the mapping editor has it."""

    path: str
    target: AttributePath
    type: str = "string"
    """The type in the words of the editor, which knows fewer than SCIM does."""

    several: bool = False
    """Whether it has several values; an element that a path picks is one."""

    mutability: str = "readWrite"
    canonical: tuple[str, ...] = ()
    rule: AttributeRule | None = None

    @property
    def is_reference(self) -> bool:
        """Whether its value names another object."""
        return "reference" in self.type.casefold()

    def may_refuse(self, value: Any) -> str:
        """Return why the provider has a right to refuse a value, empty where no reason is known."""
        rule = self.rule
        if (rule.type if rule else self.type) in NO_TEXTS and isinstance(value, str):
            return f"{self.path} takes no text"
        if self.is_reference and ":" not in str(value):
            return f"{self.path} takes an address, and the value is none"
        if rule is None or not isinstance(value, str):
            return ""
        if self.canonical and value not in self.canonical:
            return f"{self.path} has canonical values, and this is none of them"
        if rule.samples and value not in rule.samples:
            return f"{self.path} takes certain values only, as the profile's samples show"
        if rule.pattern and not re.fullmatch(rule.pattern, value):
            return f"{self.path} has a pattern, and the value does not match it"
        return ""

    def may_stay(self) -> str:
        """Return why the provider has a right to refuse any change, empty where no reason is known."""
        rule = self.rule
        is_fixed = rule is not None and (rule.patchable is False or rule.mutability in ("immutable", "createOnly"))
        return f"the profile says that {self.path} can't be changed" if is_fixed else ""


@dataclass(frozen=True)
class MappingRow:
    """One row of the mapping list: a source attribute of the directory and its target."""

    source: str
    """Empty where the value is a constant."""

    target: str
    matching: int = 0
    apply: str = "Always"
    function: str = ""
    type: str = "string"


def attributes_of(rules: ResourceRules, schemas: SchemaSet | None, base: str) -> tuple[TargetAttribute, ...]:
    """Return the attributes that the profile knows, none where the resource is not supported."""
    if rules.supported is False:
        return ()
    listed = [rule for rule in rules.attributes if rule.type != "complex" or rule.target.name.casefold() in _BARE]
    return tuple(_attribute(rule, schemas.find(rule.target, base) if schemas else None) for rule in listed)


def rows_of(mapping: AttributeMapping | None) -> tuple[MappingRow, ...]:
    """Return the rows of a mapping, each pair of source and target once."""
    return tuple(dict.fromkeys(map(row_of, mapping.flows if mapping else ())))


def row_of(flow: Flow) -> MappingRow:
    """Return one row: of an expression only its outermost function and its first source count."""
    first = _SOURCE.search(flow.text)
    source = first[1] if first else ""
    return MappingRow(
        source, _listed(flow.path, flow.target), flow.matching, flow.apply, flow.function, flow.type.casefold()
    )


def _attribute(rule: AttributeRule, declared: AttributeDef | None) -> TargetAttribute:
    known = rule.mutability or (declared.mutability if declared else "readWrite")
    is_whole = rule.target.selector is None and rule.target.sub is None
    several = declared.multi_valued if declared else rule.target.name.casefold() in _SEVERAL
    path = _listed(rule.path, rule.target)
    return TargetAttribute(
        path,
        rule.target,
        "reference" if path != rule.path else _TYPES.get(rule.type, rule.type),
        is_whole and several,
        _MUTABILITY.get(known, known),
        declared.canonical_values if declared else (),
        rule,
    )


def _listed(path: str, target: AttributePath) -> str:
    is_whole = target.name.casefold() in _WHOLE and (target.sub or "").casefold() == "value"
    return path[: -len(".value")] if is_whole else path
