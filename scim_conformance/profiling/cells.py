"""What the cells of a table of attributes say: types and ticks, however they are written."""

from __future__ import annotations

import re

from scim_conformance.wire import AttributePath

from .slips import core

TYPES = {
    "string": "string",
    "text": "string",
    "boolean": "boolean",
    "bool": "boolean",
    "integer": "integer",
    "int": "integer",
    "number": "integer",
    "decimal": "decimal",
    "datetime": "dateTime",
    "date": "dateTime",
    "reference": "reference",
    "binary": "binary",
    "complex": "complex",
    "object": "complex",
}
"""The words of type columns, in small letters without blanks."""

_YES = re.compile(
    r"[\u2713\u2714\u2611\u2705\u221a]|\A(yes|true|x|y|required|mandatory|:heavy_check_mark:|:white_check_mark:)\Z",
    re.I,
)
_NO = re.compile(r"\A(|no|false|n|-|\u2013|\u2014|n/a|none|optional|not supported|[\u2717\u2718\u274c])\Z", re.I)


def type_word(cell: str) -> str | None:
    """Return the type that a word names, None where it names none."""
    return TYPES.get(re.sub(r"[\s_-]", "", cell).casefold())


def type_of(cell: str, target: AttributePath, base: str, notes: list[str]) -> str:
    """Return the type that a cell gives an attribute of a schema; what is odd in it is added to the notes."""
    standard = _standard_type(target, base)
    is_list = standard == "complex" or target.name.casefold() == "members"
    if standard is not None and is_list and type_word(cell) == "string":
        # Entra fills roles by AppRoleAssignmentsComplex and the like, which send objects; of members it sends the ids.
        notes.append(f"The page calls its type {cell}; RFC 7643 has objects there.")
        return standard
    if not cell:
        notes.append(
            "The page gives it no type; this is the one of RFC 7643." if standard else "The page gives it no type."
        )
        return standard or "string"
    known = type_word(cell)
    if known is None:
        notes.append(f"The page calls its type {cell}.")
        return standard or "string"
    return known


def _standard_type(target: AttributePath, base: str) -> str | None:
    found = core().attribute(target.name, base, target.urn)
    if found is not None and target.sub is not None:
        found = found.sub(target.sub)
    if found is None:
        return None
    return "reference" if found.name == "members" or found.name == "manager" else found.type


def tick_of(cell: str, word: str, notes: list[str]) -> bool | None:
    """Return whether a cell is ticked, None where that is not clear; what is odd in it is added to the notes."""
    bare = cell.strip(" ;,.()")
    if _YES.search(bare):
        odd = re.sub(r"[\s\ufe0f]", "", _YES.sub("", cell))
        if odd:
            notes.append(f"Beside the tick for {word} stands {odd}.")
        return True
    if _NO.match(bare):
        if cell and not bare:
            notes.append(f"Where the tick for {word} would be, stands {cell}; it was read as no tick.")
        return False
    notes.append(f"Whether it is {word} is not clear: the page says {cell}.")
    return None
