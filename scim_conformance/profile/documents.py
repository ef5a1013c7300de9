"""A profile put on top of the one that it extends."""

from __future__ import annotations

from collections.abc import Iterable

from .paths import identity, is_same_attribute, label, parse
from .yaml_lines import Node

# Half a token and half a password are no way to sign in: whoever changes this says it whole.
_REPLACED_WHOLE = (("auth",),)
_MERGED_BY_PATH = ("attributes",)


def merge(base: Node, own: Node, at: tuple[str, ...] = ()) -> Node:
    """Return a document with another one on top of it."""
    if isinstance(base.value, dict) and isinstance(own.value, dict) and at not in _REPLACED_WHOLE:
        inherited = _still_true(base.value, own) if at == () else base.value
        merged = dict(inherited)
        for key, node in own.value.items():
            merged[key] = merge(inherited[key], node, (*at, key)) if key in inherited else node
        return Node(merged, own.mark)
    if isinstance(base.value, list) and isinstance(own.value, list) and at[-1:] == _MERGED_BY_PATH:
        return Node(_merge_rows(base.value, own.value, at), own.mark)
    return own


def _merge_rows(base: list[Node], own: list[Node], at: tuple[str, ...]) -> list[Node]:
    rows = list(base)
    places = {identity(name): i for i, row in enumerate(base) if (name := label(row.plain())) is not None}
    for row in own:
        name = label(row.plain())
        place = None if name is None else places.get(identity(name))
        if place is None:
            rows.append(row)
        else:
            rows[place] = merge(rows[place], row, (*at, "#"))
    return rows


def _still_true(base: dict[str, Node], own: Node) -> dict[str, Node]:
    """Drop the recorded sources of facts that the document on top states anew."""
    facts = base.get("facts")
    if facts is None or not isinstance(facts.value, dict):
        return base
    kept = {key: node for key, node in facts.value.items() if not _states(own, key)}
    return {**base, "facts": Node(kept, facts.mark)}


def _states(document: Node, place: str) -> bool:
    try:
        return find(document, parse(place)) is not None
    except ValueError:
        return False


def find(document: Node, parts: Iterable[str]) -> Node | None:
    """Return what stands at a place in a document, if anything does."""
    node = document
    for part in parts:
        if isinstance(node.value, dict):
            inner = node.value.get(part)
        elif isinstance(node.value, list):
            row = row_of(node.value, part)
            inner = None if row is None else node.value[row]
        else:
            inner = None
        if inner is None:
            return None
        node = inner
    return node


def row_of(rows: list[Node], name: str) -> int | None:
    """Return the index of the row that is called by an attribute path, or by its number as in `#2`."""
    if name.startswith("#") and name[1:].isdecimal():
        return int(name[1:]) - 1 if 0 < int(name[1:]) <= len(rows) else None
    labels = (label(row.plain()) for row in rows)
    return next((i for i, known in enumerate(labels) if known and is_same_attribute(known, name)), None)
