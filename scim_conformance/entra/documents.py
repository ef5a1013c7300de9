"""What the mapping editor reads in /Schemas: how words are spelled, and that nothing is null."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

_WORDS = {
    "type": ("string", "boolean", "decimal", "integer", "dateTime", "binary", "reference", "complex"),
    "mutability": ("readOnly", "readWrite", "immutable", "writeOnly"),
    "returned": ("always", "never", "default", "request"),
    "uniqueness": ("none", "server", "global"),
}
_SPELLED = {word.casefold(): word for words in _WORDS.values() for word in words}


def misspelled(documents: Iterable[dict[str, Any]]) -> list[str]:
    """Return the words of schemas that are spelled otherwise than the standard has them; others are not its words."""
    told = (
        value
        for schema in documents
        for name, value in _properties(schema.get("attributes"))
        if name in _WORDS and isinstance(value, str)
    )
    return sorted({value for value in told if _SPELLED.get(value.casefold(), value) != value})


def nulls_in(documents: Iterable[dict[str, Any]]) -> list[str]:
    """Return the names of properties that are null somewhere in schemas."""
    return sorted({name for schema in documents for name, value in _everything(schema) if value is None})


def _properties(listed: Any) -> Iterator[tuple[str, Any]]:
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict):
            yield from each.items()
            yield from _properties(each.get("subAttributes"))


def _everything(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield name, each
            yield from _everything(each)
    elif isinstance(value, list):
        for each in value:
            yield from _everything(each)
