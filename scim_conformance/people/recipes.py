"""Recipes: users and groups as plain JSON without any name of the run, to be printed, saved, replayed and made smaller.

A recipe is ``{"attributes": {path: value}}``. Markers inside its texts stand for what is known only when it is sent.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

from scim_conformance.wire import AttributePath

Recipe = dict[str, Any]
"""A user or a group that is not named yet: plain JSON, with the key ``attributes``."""

NAME = "⟨name⟩"
"""Stands for the unique name of the run."""

FULL_NAME = "⟨name 64⟩"
"""Stands for the unique name, made 64 characters long: no local part of an e-mail address may be longer."""

NUMBER = "⟨number⟩"
"""Stands for ten digits made of what is behind the run's mark in the unique name: a seed makes the same again."""

_MARKERS = re.compile(r"⟨(name|name 64|number|user (\d+))⟩")
_ANOTHER = re.compile(r"⟨user \d+⟩")


def user(index: int) -> str:
    """Return the marker that stands for the id of another user of the example."""
    return f"⟨user {index}⟩"


def filled(part: Any, name: str, others: Sequence[str] = ()) -> Any:
    """Return a part of a recipe with the unique name, and the ids of the other users, in the place of the markers."""

    def meant(marker: re.Match[str]) -> str:
        if marker[2]:
            return others[int(marker[2])]
        return {"name": name, "name 64": name.ljust(64, "x"), "number": _digits(name)}[marker[1]]

    if isinstance(part, str):
        return _MARKERS.sub(meant, part)
    if isinstance(part, Mapping):
        return {filled(key, name, others): filled(value, name, others) for key, value in part.items()}
    if isinstance(part, list):
        return [filled(value, name, others) for value in part]
    return part


def _digits(name: str) -> str:
    """Return ten digits made of a name, but for the mark of the run: scimconf, when it began, and four by chance."""
    return f"{crc32(name.split('-', 3)[-1].encode()):010d}"


def written(recipe: Mapping[str, Any], schema: str, name: str, others: Sequence[str] = ()) -> dict[str, Any]:
    """Return the body that a recipe makes of a resource with this schema, under a name that nobody has yet."""
    body: dict[str, Any] = {"schemas": [schema]}
    for path, value in filled(recipe["attributes"], name, others).items():
        AttributePath.parse(path).write(body, value)
    return body


def told(recipe: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the body of a recipe is to be read back as it was sent.

    Which element is marked as the primary one, no profile has a row for; in which form a manager is shown has checks
    of its own.
    """
    kept = copy.deepcopy(dict(body))
    for path, value in recipe["attributes"].items():
        target = AttributePath.parse(path)
        marks = (target.sub or "").casefold() == "primary" and "type" in dict(target.selector or ())
        names_another = isinstance(value, dict) and _ANOTHER.fullmatch(str(value.get("value")))
        if marks or names_another:
            target.remove(kept)
    return kept
