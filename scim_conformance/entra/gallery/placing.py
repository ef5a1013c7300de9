"""Where the template puts a value into a body, and where it looks for one.

It takes paths apart as text, and not as RFC 7644 reads them: the quoted word of any filter is a type to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from scim_conformance.wire import USER

_PICKED = re.compile(
    r'^(?P<array>[^\[.]+)\[\s*(?P<name>\w+)\s+eq\s+"?(?P<word>[^"\]]*?)"?\s*\](?:\.(?P<sub>.+))?$', re.I
)


def placed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body in which each path has its value, everything but booleans as a text."""
    body: dict[str, Any] = {}
    elements: dict[tuple[str, str], dict[str, Any]] = {}
    for path, given in values.items():
        value = given if isinstance(given, bool) else str(given)
        if is_extended(path):
            urn, _, name = path.rpartition(":")
            body.setdefault(urn, {})[name] = value
        elif picked := _PICKED.match(path):
            array, word = picked["array"], picked["word"]
            if (array, word) not in elements:
                beside = body.setdefault(array, [])
                elements[array, word] = {"type": word, "primary": not beside}
                beside.append(elements[array, word])
            elements[array, word][picked["sub"] or "value"] = value
        elif "." in path:
            holder, _, name = path.partition(".")
            body.setdefault(holder, {})[name] = value
        else:
            body[path] = value
    return body


def schemas_of(paths: Iterable[str]) -> list[str]:
    """Return the schemas that a body with these paths names."""
    return list(dict.fromkeys([USER, *(path.rpartition(":")[0] for path in paths if is_extended(path))]))


def is_extended(path: str) -> bool:
    """Tell whether a path begins with the URN of a schema."""
    return path.casefold().startswith("urn:")


def picks_by_type(path: str) -> bool:
    """Tell whether a path names the element of one type."""
    picked = _PICKED.match(path)
    return picked is not None and picked["name"].casefold() == "type"


def array_of(path: str) -> str | None:
    """Return the name of the array whose element a path picks; None where it picks none."""
    picked = _PICKED.match(path)
    return picked["array"] if picked else None


def top_of(path: str) -> str:
    """Return the name of the top-level attribute, or the last part of a path with a URN."""
    return path.rpartition(":")[2] if is_extended(path) else re.split(r"[.\[]", path, maxsplit=1)[0]


def value_at(resource: Mapping[str, Any], path: str) -> Any:
    """Return what the template finds at a path; None where there is nothing."""
    if is_extended(path):
        urn, _, name = path.rpartition(":")
        return _of(resource.get(urn), name)
    if picked := _PICKED.match(path):
        elements = resource.get(picked["array"])
        for element in elements if isinstance(elements, list) else ():
            if str(_of(element, "type")).casefold() == picked["word"].casefold():
                return _of(element, picked["sub"] or "value")
        return None
    holder, _, name = path.partition(".")
    return _of(resource.get(holder), name) if name else resource.get(holder)


def _of(holder: Any, name: str) -> Any:
    return holder.get(name) if isinstance(holder, dict) else None
