"""Attribute definitions read from Schema documents, whatever state they are in."""

from __future__ import annotations

from typing import Any

from .definitions import AttributeDef
from .objects import value_in

_KEYWORDS = {
    "type": ("string", "boolean", "decimal", "integer", "dateTime", "binary", "reference", "complex"),
    "mutability": ("readWrite", "readOnly", "immutable", "writeOnly"),
    "returned": ("default", "always", "never", "request"),
    "uniqueness": ("none", "server", "global"),
}


class SchemaReader:
    """Reads the attributes of one Schema document and notes what it can't make out."""

    def __init__(self, urn: str) -> None:
        self.urn = urn
        self.problems: list[str] = []

    def attributes(self, listed: object, parent: str = "") -> tuple[AttributeDef, ...]:
        """The definitions in a list of attribute documents; what is no attribute is left out."""
        if not isinstance(listed, list):
            if listed is not None:
                self._note(parent, f"its attributes are {_kind(listed)}, not a list; none were read")
            return ()
        found: dict[str, AttributeDef] = {}
        for document in listed:
            name = value_in(document, "name") if isinstance(document, dict) else None
            if not isinstance(document, dict) or not isinstance(name, str) or not name:
                self._note(parent, "an attribute has no name; it was left out")
            elif name.casefold() in found:
                self._note(_join(parent, name), "it is declared twice; the first declaration counts")
            else:
                found[name.casefold()] = self._attribute(document, name, parent)
        return tuple(found.values())

    def _attribute(self, document: dict[str, Any], name: str, parent: str) -> AttributeDef:
        path = _join(parent, name)
        subs = value_in(document, "subAttributes")
        return AttributeDef(
            urn=self.urn,
            name=name,
            type=self._keyword(document, "type", path, "complex" if subs else "string"),
            multi_valued=self._flag(document, "multiValued", path),
            required=self._flag(document, "required", path),
            case_exact=self._flag(document, "caseExact", path),
            mutability=self._keyword(document, "mutability", path, "readWrite"),
            returned=self._keyword(document, "returned", path, "default"),
            uniqueness=self._keyword(document, "uniqueness", path, "none"),
            canonical_values=self._strings(document, "canonicalValues", path),
            sub_attributes=self.attributes(subs, path),
            reference_types=self._strings(document, "referenceTypes", path),
            parent=parent,
        )

    def _keyword(self, document: dict[str, Any], name: str, path: str, default: str) -> str:
        value = value_in(document, name)
        if value is None:
            return default
        allowed = {keyword.casefold(): keyword for keyword in _KEYWORDS[name]}
        if isinstance(value, str) and value.casefold() in allowed:
            return allowed[value.casefold()]
        self._note(path, f"{name} is {value!r}, none of {', '.join(_KEYWORDS[name])}; read as {default}")
        return default

    def _flag(self, document: dict[str, Any], name: str, path: str) -> bool:
        value = value_in(document, name)
        if value is None or isinstance(value, bool):
            return value is True
        read = isinstance(value, str) and value.casefold() == "true"
        self._note(path, f"{name} is {value!r}, no boolean; read as {str(read).lower()}")
        return read

    def _strings(self, document: dict[str, Any], name: str, path: str) -> tuple[str, ...]:
        value = value_in(document, name)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self._note(path, f"{name} is no list of strings; read as none")
        return ()

    def _note(self, path: str, what: str) -> None:
        self.problems.append(f"{self.urn}{':' if path else ''}{path}: {what}")


def _join(parent: str, name: str) -> str:
    return f"{parent}.{name}" if parent else name


def _kind(value: object) -> str:
    kinds = {dict: "an object", str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    return kinds.get(type(value), "something else")
