"""What Entra and Okta send, rewritten into what the RFC says, before the provider reads it.

Each rewrite is about one documented form. A body that has none of them is returned as it came.
https://learn.microsoft.com/en-us/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scim2_models import AttributeBinding, Mutability, Path, Reference, Resource, SCIMException, ScimFilter
from scim2_models.path import AttrPath, Comparison, FilterNode, LogicalExpr, Not, Present
from scim2_server.utils import parametrize

Json = Any


class Tolerance:
    """The rewrites for the resources of one type."""

    def __init__(self, model: type[Resource[Any]]) -> None:
        self._paths = parametrize(Path, model)
        self._extensions = {urn.casefold(): urn for urn in model.get_extension_models()}
        extensions = model.get_extension_models().items()
        self._manager_urn = next((urn for urn, each in extensions if "manager" in each.model_fields), None)
        self._manager = self._manager_urn and f"{self._manager_urn}:manager"

    def resource(self, body: dict[str, Json]) -> dict[str, Json]:
        """Rewrite the body of a POST or PUT: managers and roles that are bare strings."""
        return {key: self._attribute(key, value) for key, value in body.items()}

    def _attribute(self, key: str, value: Json) -> Json:
        if key.casefold() == "roles":
            return roles(value, first_is_primary=True)
        if self._manager_urn and key.casefold() == self._manager_urn.casefold() and isinstance(value, dict):
            return {sub: manager(item) if sub.casefold() == "manager" else item for sub, item in value.items()}
        return value

    def patch(self, body: dict[str, Json]) -> dict[str, Json]:
        """Rewrite the body of a PATCH, operation by operation."""
        return {
            key: [rewritten for each in value for rewritten in self._operation(each)]
            if key.casefold() == "operations" and isinstance(value, list)
            else value
            for key, value in body.items()
        }

    def search_filter(self, text: str) -> str:
        """Rewrite ``manager eq "…"``, by which Entra asks whether a manager is set, to the manager's id."""
        if self._manager is None or "manager" not in text.casefold():
            return text
        try:
            return str(self._filter(ScimFilter(text).ast))
        except SCIMException:
            return text

    def _filter(self, node: FilterNode) -> FilterNode:
        if isinstance(node, Not):
            return replace(node, expr=self._filter(node.expr))
        if isinstance(node, LogicalExpr):
            return replace(node, terms=tuple(map(self._filter, node.terms)))
        if isinstance(node, Comparison | Present) and self._is_manager(str(node.attr_path)):
            sub = "value" if isinstance(node, Comparison) else None
            return replace(node, attr_path=AttrPath("manager", sub, self._manager_urn))
        return node

    def _operation(self, operation: dict[str, Json]) -> Iterator[dict[str, Json]]:
        operation = {key.casefold(): value for key, value in operation.items()}
        path, value = operation.get("path"), operation.get("value")
        if isinstance(value, dict) and value and str(operation["op"]).casefold() != "remove":
            if not path:
                yield from self._spread(operation, value)
                return
            if isinstance(path, str) and path.casefold() in self._extensions:
                del operation["path"]
                yield from self._spread(operation, {path: value})
                return
        yield self._targeted(operation) if isinstance(path, str) and path else operation

    def _spread(self, operation: dict[str, Json], value: dict[str, Json]) -> Iterator[dict[str, Json]]:
        """Give keys of a path-less value an operation of their own where they need one, in their order."""
        together: dict[str, Json] = {}
        for key, item in self._flat(value):
            alone = {**operation, "path": key, "value": item}
            targeted = self._targeted(alone)
            if "[" not in key and targeted == alone:
                together[key] = item
                continue
            if together:
                yield {**operation, "value": together}
                together = {}
            yield targeted
        if together:
            yield {**operation, "value": together}

    def _flat(self, value: dict[str, Json]) -> Iterator[tuple[str, Json]]:
        for key, item in value.items():
            if key.casefold() in self._extensions and isinstance(item, dict) and item:
                yield from ((f"{key}:{sub}", each) for sub, each in item.items())
            else:
                yield key, item

    def _targeted(self, operation: dict[str, Json]) -> dict[str, Json]:
        """Rewrite an operation that has a path."""
        kind, path = str(operation.get("op")).casefold(), operation["path"]
        if self._is_manager(path) and self._manager:
            operation = {**operation, "path": self._manager}
            if kind == "remove":
                return _removal(operation)
            if "value" in operation:
                value = manager(operation["value"])
                operation = _removal(operation) if value is None else {**operation, "value": value}
        if "value" not in operation:
            return operation
        value = operation["value"]
        if kind == "remove":
            return {**operation, "value": selection(value)}
        if path.casefold() == "roles":
            value = roles(value, first_is_primary=kind == "replace")
        binding = self._binding(operation["path"])
        if binding is None:
            return operation
        if value == "" and not _is_text(binding):
            return _removal(operation)
        if value is None and kind == "replace" and "[" in path:
            # Nothing is to be made that the null would then unassign.
            return _removal(operation)
        return {**operation, "value": _writable(binding, value)}

    def _is_manager(self, path: str) -> bool:
        return self._manager is not None and path.casefold() in ("manager", self._manager.casefold())

    def _binding(self, path: str) -> AttributeBinding | None:
        try:
            return self._paths(path).resolve()
        except SCIMException:
            return None


def manager(value: Json) -> Json:
    """Return a manager as the RFC has it; Entra sends a bare id, a list of one, or "" for nobody."""
    if isinstance(value, list):
        return manager(value[0]) if value else None
    if value in ("", None):
        return None
    return {"value": value} if isinstance(value, str) else value


def roles(value: Json, *, first_is_primary: bool) -> Json:
    """Return roles as objects; some customers of Entra map them to plain strings."""
    elements = [value] if isinstance(value, str) and value else value
    if not isinstance(elements, list) or not any(isinstance(each, str) for each in elements):
        return value
    objects: list[Json] = [{"value": each} if isinstance(each, str) else each for each in elements]
    if first_is_primary and all(isinstance(each, str) for each in elements):
        objects[0]["primary"] = True
    return objects


def selection(value: Json) -> Json:
    """Return what the value of a remove selects; Entra sends an empty $ref beside each value."""
    if isinstance(value, list):
        return [selection(each) for each in value]
    if not isinstance(value, dict):
        return value
    named = {key.casefold(): item for key, item in value.items() if item is not None}
    return {"value": named["value"]} if "value" in named else named


def _removal(operation: dict[str, Json]) -> dict[str, Json]:
    return {"op": "remove", "path": operation["path"]}


def _is_text(binding: AttributeBinding) -> bool:
    kind = binding.target_type
    return isinstance(kind, type) and issubclass(kind, str) and not issubclass(kind, Reference)


def _writable(binding: AttributeBinding, value: Json) -> Json:
    """Take read-only sub-attributes out of a value; who sends what it read does not mean to change them."""
    kind: Any = binding.target_type
    if binding.sub_field_name or not hasattr(kind, "model_fields"):
        return value
    read_only = {
        str(field.serialization_alias).casefold()
        for name, field in kind.model_fields.items()
        if kind.get_field_annotation(name, Mutability) is Mutability.read_only
    }
    return _without(value, read_only) if read_only else value


def _without(value: Json, names: set[str]) -> Json:
    if isinstance(value, list):
        return [_without(each, names) for each in value]
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if key.casefold() not in names}
    return value
