"""The bundled profiles as a list of 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from scim_conformance.profile.finding import bundled, gallery

WIDTHS = (24, 26, 5, 6)
HEADER = ("profile", "application", "users", "groups", "from")


def listing(words: Sequence[str] = ()) -> list[str]:
    """Return a line for each bundled profile that has all of the words, and a header; nothing where there is none."""
    wanted = [word.casefold() for word in words]
    found = []
    for slug, path in sorted({**gallery(), **bundled()}.items()):
        cells = _cells(slug, path)
        said = " ".join((slug, *cells)).casefold()
        if all(word in said for word in wanted):
            found.append((slug, *cells))
    if not found:
        return []
    lines = [line for cells in (HEADER, *found) for line in _lines(cells)]
    count = f"{len(found)} profile{'s' if len(found) != 1 else ''}"
    return [*lines, "", f"{count}; pytest --profile NAME takes one."]


def _cells(slug: str, path: Path) -> tuple[str, str, str, str]:
    # Read without being checked: they are valid, as the tests of this project see to, and there are many.
    document = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return str(document["name"]), _count(document, "users"), _count(document, "groups"), _origin(document)


def _count(document: dict[str, Any], kind: str) -> str:
    section = document.get(kind) or {}
    if section.get("supported") is False:
        return "none"
    return str(len(section.get("attributes", ()))) if section.get("attributes") else "?"


def _origin(document: dict[str, Any]) -> str:
    sources = document.get("sources") or {}
    first: dict[str, Any] = next(iter(sources.values()), {})
    who = str(first.get("title", "")).partition(":")[0]
    date = str(first.get("date", ""))[:4]
    return " ".join(filter(None, (who if len(who) <= 12 else "", date))) or "its own"


def _lines(cells: Sequence[str]) -> list[str]:
    slug, name, users, groups, origin = cells
    name = name if len(name) <= WIDTHS[1] else f"{name[: WIDTHS[1] - 1]}…"
    rest = f"{name:<{WIDTHS[1]}} {users:>{WIDTHS[2]}} {groups:>{WIDTHS[3]}}  {origin}".rstrip()
    # A long name of a profile has a line of its own: it must stand there whole, to be copied.
    if len(slug) > WIDTHS[0]:
        return [slug, f"{'':<{WIDTHS[0]}} {rest}"]
    return [f"{slug:<{WIDTHS[0]}} {rest}"]
