"""Attribute definitions, and those of the attributes that every resource has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class AttributeDef:
    """The characteristics of an attribute; what isn't given is as RFC 7643 section 2.2 has it."""

    urn: str
    name: str
    type: str = "string"
    multi_valued: bool = False
    required: bool = False
    case_exact: bool = False
    mutability: str = "readWrite"
    returned: str = "default"
    uniqueness: str = "none"
    canonical_values: tuple[str, ...] = ()
    sub_attributes: tuple[AttributeDef, ...] = ()
    reference_types: tuple[str, ...] = ()
    parent: str = ""

    @property
    def path(self) -> str:
        """The name after that of the attribute that holds it, as in emails.value."""
        return f"{self.parent}.{self.name}" if self.parent else self.name

    def sub(self, name: str) -> AttributeDef | None:
        """The definition of a sub-attribute, None where there is none."""
        return self._subs.get(name.casefold())

    @cached_property
    def _subs(self) -> Mapping[str, AttributeDef]:
        return {sub.name.casefold(): sub for sub in self.sub_attributes}


def undeclared(name: str, parent: str = "") -> AttributeDef:
    """The definition of an attribute that no schema declares: no type is known, the rest is the default."""
    return AttributeDef("", name, type="", parent=parent)


def _meta(name: str, type_: str = "string", *, case_exact: bool = False) -> AttributeDef:
    return AttributeDef("", name, type_, case_exact=case_exact, mutability="readOnly", parent="meta")


# https://www.rfc-editor.org/rfc/rfc7643#section-3.1 defines these outside of any schema, and has its
# characteristics win where a schema lists them all the same.
COMMON_ATTRIBUTES = (
    AttributeDef("", "schemas", "reference", multi_valued=True, required=True, reference_types=("uri",)),
    AttributeDef("", "id", case_exact=True, mutability="readOnly", returned="always", uniqueness="server"),
    AttributeDef("", "externalId", case_exact=True),
    AttributeDef(
        "",
        "meta",
        "complex",
        mutability="readOnly",
        sub_attributes=(
            _meta("resourceType", case_exact=True),
            _meta("created", "dateTime"),
            _meta("lastModified", "dateTime"),
            _meta("location", "reference"),
            _meta("version", case_exact=True),
        ),
    ),
)
