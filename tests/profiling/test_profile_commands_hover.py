"""What editors show over each key of a profile: its title, and a description that explains every word it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scim_conformance.files import read_json

SCHEMA: dict[str, Any] = read_json("profile.schema.json")

PLAIN = {"unknown", "string", "boolean", "integer", "decimal", "dateTime", "binary"}
"""Words that mean what they say, or that the description of the whole explains."""


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    return {**SCHEMA["$defs"][part["$ref"].rpartition("/")[2]], **part}


def parts(schema: dict[str, Any], at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every place at which an editor shows something: keys, entries of lists, and values of open mappings."""
    for name, part in schema.get("properties", {}).items():
        yield f"{at}{name}", resolved(part)
        yield from parts(resolved(part), f"{at}{name}.")
    for inner in ("items", "additionalProperties"):
        if isinstance(part := schema.get(inner), dict):
            yield f"{at}{inner}", resolved(part)
            yield from parts(resolved(part), f"{at}{inner}.")


def test_every_key_and_every_entry_of_a_list_has_a_hover_text() -> None:
    found = dict(parts(SCHEMA))

    assert {"users.attributes.items.filterable", "standards.items", "facts.additionalProperties.source"} <= set(found)
    assert [place for place, part in found.items() if not (part.get("title") and part.get("description"))] == []


def test_a_hover_text_is_a_sentence() -> None:
    texts = {place: part["description"] for place, part in parts(SCHEMA)}

    assert [place for place, text in texts.items() if not text.endswith(".") or len(text) < 10] == []


def test_every_word_that_a_key_takes_is_explained() -> None:
    unexplained = {
        f"{place}: {word}"
        for place, part in parts(SCHEMA)
        for word in part.get("enum", ())
        if isinstance(word, str) and word not in PLAIN and word not in part["description"] and "clouds" not in place
    }

    assert unexplained == set()
