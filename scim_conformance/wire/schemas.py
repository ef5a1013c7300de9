"""Schemas: which attributes a resource has, as a provider or RFC 7643 defines them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .definitions import COMMON_ATTRIBUTES, AttributeDef
from .objects import value_in
from .paths import AttributePath
from .reading import SchemaReader
from .urns import USER, is_core, same_urn

_COMMON = {attribute.name.casefold(): attribute for attribute in COMMON_ATTRIBUTES}


@dataclass(frozen=True)
class Schema:
    """The attributes that one schema URN stands for."""

    urn: str
    name: str
    attributes: tuple[AttributeDef, ...]

    def attribute(self, name: str) -> AttributeDef | None:
        """The definition of a top-level attribute, None where the schema has none of that name."""
        return self._by_name.get(name.casefold())

    @cached_property
    def _by_name(self) -> Mapping[str, AttributeDef]:
        return {attribute.name.casefold(): attribute for attribute in self.attributes}


@dataclass(frozen=True)
class SchemaSet:
    """All schemas of a provider, and what of them could not be read."""

    schemas: tuple[Schema, ...] = ()
    problems: list[str] = field(default_factory=list)

    @classmethod
    def from_documents(cls, documents: Iterable[object]) -> SchemaSet:
        """The schemas in Schema documents; what can't be read is left out and named in ``problems``."""
        found: dict[str, Schema] = {}
        problems: list[str] = []
        for document in documents:
            urn = value_in(document, "id") if isinstance(document, dict) else None
            if not isinstance(document, dict) or not isinstance(urn, str) or not urn:
                problems.append("a schema has no id; it was left out")
                continue
            if urn.casefold() in found:
                problems.append(f"{urn}: it is there twice; the first one counts")
                continue
            reader = SchemaReader(urn)
            name = value_in(document, "name")
            attributes = reader.attributes(value_in(document, "attributes"))
            found[urn.casefold()] = Schema(urn, name if isinstance(name, str) else "", attributes)
            problems += reader.problems or ([] if attributes else [f"{urn}: it has no attributes"])
        return cls(tuple(found.values()), problems)

    def get(self, urn: str) -> Schema | None:
        """The schema of a URN in whatever case, None where the set has none."""
        return self._by_urn.get(urn.casefold())

    def find(self, path: AttributePath | str, base: str = USER) -> AttributeDef | None:
        """The definition of the attribute or sub-attribute that a path names, None where none is declared."""
        path = AttributePath.parse(path) if isinstance(path, str) else path
        attribute = self.attribute(path.name, base, path.urn)
        return attribute.sub(path.sub) if attribute and path.sub else attribute

    def attribute(self, name: str, base: str = USER, urn: str | None = None) -> AttributeDef | None:
        """The definition of an attribute of a base schema, or of the schema whose URN qualifies it."""
        schema = self.get(urn or base)
        own = schema.attribute(name) if schema else None
        # An extension's attribute may be called id or meta without being the one that every resource has.
        at_top = urn is None or same_urn(urn, base) or is_core(urn)
        return _COMMON.get(name.casefold(), own) if at_top else own

    def attributes(self, base: str = USER, extensions: Iterable[str] = ()) -> Iterator[AttributeDef]:
        """The top-level attributes that a base schema and these extensions declare."""
        if schema := self.get(base):
            yield from (_COMMON.get(own.name.casefold(), own) for own in schema.attributes)
        for urn in extensions:
            if schema := self.get(urn):
                yield from schema.attributes

    @cached_property
    def _by_urn(self) -> Mapping[str, Schema]:
        return {schema.urn.casefold(): schema for schema in self.schemas}
