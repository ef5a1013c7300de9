"""How a place in a profile is written: ``limits.page_size``, ``users.attributes[userName].required``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from scim_conformance.wire import GROUP, USER, AttributePath

Steps = tuple[str | int, ...]
"""A place in plain data: the keys of mappings and the indexes of lists, from the top."""

_PLAIN_KEY = re.compile(r"[\w-]+\Z")
_LABELS = ("path", "attribute")


def parse(text: str) -> tuple[str, ...]:
    """Return the parts of a written place, keys and what is in brackets; ValueError says what is wrong."""
    parts: list[str] = []
    rest = text
    while rest:
        if rest.startswith("["):
            end = _closing(rest)
            parts.append(rest[1:end].strip())
            rest = rest[end + 1 :]
        else:
            key = re.match(r"[^.\[\]]*", rest)
            assert key is not None
            parts.append(key.group().strip())
            rest = rest[key.end() :]
        if rest.startswith("."):
            rest = rest[1:] or " "
        elif rest and not rest.startswith("["):
            raise ValueError(f"`{text}` needs a dot or a bracket before `{rest}`.")
    if not parts or not all(parts):
        raise ValueError(f"`{text}` has an empty part.")
    return tuple(parts)


def _closing(text: str) -> int:
    depth, quoted = 0, False
    for position, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif not quoted:
            depth += (character == "[") - (character == "]")
            if depth == 0:
                return position
    raise ValueError(f"`{text}` has a bracket or a quote that is not closed.")


def written(data: Any, steps: Sequence[str | int]) -> str:
    """Return how a place in plain data is written."""
    text = ""
    for step in steps:
        if isinstance(step, int):
            item = data[step] if isinstance(data, list) and step < len(data) else None
            text += f"[{label(item) or f'#{step + 1}'}]"
            data = item
        else:
            plain = _PLAIN_KEY.match(step)
            text += f".{step}" if plain and text else step if plain else f"[{step}]"
            data = data.get(step) if isinstance(data, dict) else None
    return text


def label(item: Any) -> str | None:
    """Return the attribute path by which an entry of a list is called, if it has one."""
    if isinstance(item, dict):
        for key in _LABELS:
            if isinstance(item.get(key), str):
                return str(item[key])
    return None


def identity(path: str) -> object:
    """Return what is equal for two spellings of one attribute path; names and URNs are case-insensitive."""
    try:
        target = AttributePath.parse(path)
    except ValueError:
        return " ".join(path.split()).casefold()
    urn = (target.urn or "").casefold()
    selector = tuple(
        (key.casefold(), value.casefold() if isinstance(value, str) else value) for key, value in target.selector or ()
    )
    core = urn in (USER.casefold(), GROUP.casefold())
    return ("" if core else urn, target.name.casefold(), selector, (target.sub or "").casefold())


def is_same_attribute(one: str, other: str) -> bool:
    """Return whether two texts are spellings of one attribute path."""
    return one == other or identity(one) == identity(other)


def covers(place: str, other: str) -> bool:
    """Return whether a written place is another one or holds it."""
    outer, inner = parse(place), parse(other)
    return len(outer) <= len(inner) and all(map(is_same_attribute, outer, inner))
