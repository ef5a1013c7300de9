"""The JSON Schema of profiles, what editors show of it, and the page that explains it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scim_conformance.files import find
from scim_conformance.profile import load

SCHEMA = json.loads((find("schemas") / "profile.schema.json").read_text(encoding="utf-8"))
PAGE = Path(__file__).parents[2] / "docs" / "profiles.md"


def keys(schema: dict[str, Any], at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key that the schema describes, with the part that editors show."""
    for name, part in schema.get("properties", {}).items():
        whole = {**SCHEMA["$defs"][part["$ref"].rpartition("/")[2]], **part} if "$ref" in part else part
        yield f"{at}{name}", whole
        yield from keys(whole, f"{at}{name}.")
        for inner in ("items", "additionalProperties"):
            below = whole.get(inner)
            if isinstance(below, dict):
                target = SCHEMA["$defs"][below["$ref"].rpartition("/")[2]] if "$ref" in below else below
                yield from keys(target, f"{at}{name}.")


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_key_has_a_title_and_a_description_for_editors() -> None:
    described = dict(keys(SCHEMA))

    assert len(described) > 50
    assert [key for key, part in described.items() if not (part.get("title") and part.get("description"))] == []


def test_no_mapping_takes_keys_that_the_schema_does_not_know() -> None:
    open_ones = [
        key
        for key, part in [("the whole", SCHEMA), *keys(SCHEMA)]
        if part.get("type") == "object" and "additionalProperties" not in part
    ]

    assert open_ones == []


def test_every_key_is_explained_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    names = {key.rpartition(".")[2] for key, _ in keys(SCHEMA)}

    assert sorted(name for name in names if not re.search(rf"\b{name}\b", page)) == []


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S))
def test_every_example_on_the_page_is_valid(load_text, example) -> None:
    needed = "" if re.search("^(name|extends):", example, re.M) else "name: Example\n"
    if example.startswith("facts:"):
        needed += "sources: {help: {title: Help}, guess: {title: Guess}}\ndelete: removes\n"
        needed += "users: {attributes: [{path: userName, type: string, filterable: true}]}\n"

    load_text(needed + example)


def test_the_whole_example_uses_most_of_the_keys(load_text) -> None:
    example = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)[0]
    profile = load_text(example)

    assert profile.users.matching == ("userName", "externalId")
    assert profile.limits.resources == 8
    assert profile.assumed() == ("limits.resources",)


def test_a_profile_s_facts_are_of_the_schema_s_words() -> None:
    features = SCHEMA["properties"]["features"]["properties"]

    assert set(features) == {"patch", "bulk", "filter", "sort", "etag", "changePassword", "me"}
    assert set(load("entra", cwd=Path("/")).features) <= set(features)
