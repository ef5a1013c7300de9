"""Whatever a server has sent, as text in a page: nothing of it is obeyed, and nothing of it is hidden."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

from .visible import visible

LIMIT = 4000
"""How many characters of a body are shown; the full text is in results.json."""

WIDTH = 88
"""How wide a line of JSON may be before it is broken up."""

DEEPEST = 40
"""How deep JSON is laid out; what lies deeper stands in one line."""

_PLAIN = json.JSONEncoder(ensure_ascii=False).encode
_ORDERED = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode

_PICTURES = {code: chr(0x2400 + code) for code in range(32)} | {127: "␡"}
_KEPT = {code: picture for code, picture in _PICTURES.items() if chr(code) not in "\n\t"}


def flat(value: object) -> str:
    """Return a text in one line, its control characters as pictures of themselves."""
    given = str(value)
    return given if _is_plain(given) else visible(given.translate(_PICTURES))


def _is_plain(given: str) -> bool:
    """Tell of most texts quickly that there is nothing in them that would be obeyed or not be seen."""
    return given.isascii() and given.isprintable()


def line(value: object) -> str:
    """Return a text for one line of HTML."""
    return escape(flat(value), quote=False)


def text(value: object) -> str:
    """Return a text of several lines as HTML; line breaks and tabs stay what they are."""
    given = str(value)
    shown = given if _is_plain(given.replace("\n", "")) else visible(given.translate(_KEPT), keep="\n\t")
    return escape(shown, quote=False)


def attribute(value: object) -> str:
    """Return a text for an attribute in single or double quotes."""
    return escape(flat(value), quote=True)


def address(value: object) -> str:
    """Return a link's address, for an attribute; what is no page of the web leads nowhere."""
    return attribute(value) if re.match(r"https?://", str(value)) else "#"


def laid_out(value: Any, *, ordered: bool = False) -> str:
    """Return JSON over as many lines as it needs to be read, and a text as it is.

    ``ordered`` sorts the names of objects, in which order means nothing, so that two of them can be compared.
    """
    if isinstance(value, str):
        return value
    try:
        return _laid_out(value, ordered, 0)
    except RecursionError:
        return "nested too deep to be shown"


def _laid_out(value: Any, ordered: bool, depth: int) -> str:
    flat = _ORDERED(value) if ordered else _PLAIN(value)
    if not value or not isinstance(value, (dict, list)) or depth >= DEEPEST or len(flat) > 25 * LIMIT:
        return flat
    # At the top one line a value, so that two that are compared break at the same places.
    if len(flat) + 2 * depth <= WIDTH and (depth or len(value) == 1) and not (ordered and not depth):
        return flat
    inner = "  " * (depth + 1)
    if isinstance(value, list):
        parts = [_laid_out(each, ordered, depth + 1) for each in value]
    else:
        names = sorted(value) if ordered else value
        parts = [f"{_PLAIN(name)}: {_laid_out(value[name], ordered, depth + 1)}" for name in names]
    opening, closing = "[]" if isinstance(value, list) else "{}"
    return opening + "\n" + ",\n".join(inner + part for part in parts) + "\n" + "  " * depth + closing


def cut(value: str, limit: int = LIMIT) -> str:
    """Return a text that is no longer than a limit, and says so where it was cut."""
    if len(value) <= limit:
        return value
    return f"{value[:limit]}\n… cut here: all {len(value):,} characters of it are in results.json"


def block(value: Any, limit: int = LIMIT) -> str:
    """Return a value as the text of a ``pre``, JSON laid out, long ones cut."""
    return text(cut(laid_out(value), limit))
