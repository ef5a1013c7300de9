"""What an operation of a PATCH aims at: an attribute, a part of it, or some of its values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .definitions import AttributeDef
from .filters import Truth, matches
from .paths import AttributePath
from .schemas import SchemaSet
from .urns import is_core, same_urn

if TYPE_CHECKING:
    from scim2_models.path import PathNode


class UnreadablePath(ValueError):
    """A text that the grammar of paths does not know."""


class UnknownTarget(ValueError):
    """A path that names no attribute of the resource."""


class OpenTarget(ValueError):
    """A path of which the standard does not say what it aims at."""


@dataclass(frozen=True)
class Target:
    """A place in a resource, as the schemas define it."""

    attribute: AttributeDef
    sub: AttributeDef | None
    urn: str | None
    """The extension that it stands in, None at the top of the resource."""

    condition: str | None = None
    """The value path, without sub-attribute, that says which values are meant."""

    selector: tuple[tuple[str, object], ...] | None = None
    """What a value must equal, where the condition says it by eq and "and" alone."""

    @property
    def whole(self) -> AttributePath:
        """The attribute as a whole."""
        return AttributePath(self.urn, self.attribute.name, None, None, self.attribute.name)

    @property
    def aimed(self) -> AttributeDef:
        """The definition of what it aims at in the end."""
        return self.sub or self.attribute

    def picks(self, element: Any, schemas: SchemaSet, base: str) -> Truth:
        """Whether one value of the attribute is meant; None where the standard leaves it open."""
        if self.condition is None:
            return True
        if not isinstance(element, dict):
            # The grammar has no name for a value that has no sub-attributes.
            return None
        held: dict[str, Any] = {self.attribute.name: [element]}
        return matches(self.condition, held if self.urn is None else {self.urn: held}, schemas, base)


def target_of(text: str, schemas: SchemaSet, base: str) -> Target:
    """What a path aims at; it raises where the path can't be read, names nothing, or is open."""
    return _target(text, schemas, base)


def _target(text: str, schemas: SchemaSet, base: str) -> Target:
    from scim2_models.path import AttrPath, ValuePath

    node = _tree(text)
    if isinstance(node, ValuePath):
        path, sub = node.attr_path, node.sub_attr
        condition = f"{path}[{node.val_filter}]"
    elif isinstance(node, AttrPath):
        path, sub, condition = node, node.sub_attr, None
    else:
        raise UnreadablePath(text)
    attribute = _attribute(path.uri, path.attr, schemas, base)
    part = _part(attribute, sub)
    urn = None if path.uri is None or is_core(path.uri) or same_urn(path.uri, base) else path.uri
    if condition is not None and not attribute.multi_valued:
        raise OpenTarget(text)
    if condition is None and part is not None and attribute.multi_valued:
        # Which of the values have that part changed, the standard does not say.
        raise OpenTarget(text)
    return Target(attribute, part, urn, condition, _selector(text) if condition else None)


@lru_cache(maxsize=512)
def _tree(text: str) -> PathNode:
    from scim2_models import Path
    from scim2_models.exceptions import SCIMException

    try:
        node = Path(text).ast
    except SCIMException as refused:
        raise UnreadablePath(text) from refused
    if node is None:
        raise UnreadablePath(text)
    return node


def _attribute(urn: str | None, name: str, schemas: SchemaSet, base: str) -> AttributeDef:
    if schemas.get(urn or base) is None:
        # "…:2.0:User" alone is an extension's own URN, which some providers take as a path.
        whole = urn is not None and schemas.get(f"{urn}:{name}") is not None
        if urn is None or whole or is_core(urn):
            raise OpenTarget(name)
        raise UnknownTarget(name)
    attribute = schemas.attribute(name, base, urn)
    if attribute is not None:
        return attribute
    elsewhere = urn is None and any(schema.attribute(name) for schema in schemas.schemas)
    # Without a URN a name may still mean an extension's attribute: https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2
    raise OpenTarget(name) if elsewhere else UnknownTarget(name)


def _part(attribute: AttributeDef, sub: str | None) -> AttributeDef | None:
    if sub is None:
        return None
    found = attribute.sub(sub)
    if found is None:
        # A complex attribute of which the schema tells no part may have any.
        undescribed = attribute.type in ("complex", "") and not attribute.sub_attributes
        raise OpenTarget(sub) if undescribed else UnknownTarget(sub)
    return found


def _selector(text: str) -> tuple[tuple[str, object], ...] | None:
    try:
        return AttributePath.parse(text).selector
    except ValueError:
        return None
