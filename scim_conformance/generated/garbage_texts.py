"""Texts that break what reads them, and the bytes that they stand for."""

from __future__ import annotations

import re

ESCAPED = (
    "\\u0000",
    "\\ud800",
    "\\udc00",
    "\\ud83d",
    "\\udbff\\ud800",
    "\\u0007",
    "\\uffff",
    "\\ufeff",
    "\\u202e",
    "😀",
    "z\u0351\u036b",
    "a",
)
"""What may stand in a text of JSON, as it is written there, and is JSON still."""

SPOILED = (
    "⟨00⟩",
    "⟨0a⟩",
    "⟨1b⟩",
    "⟨ff⟩",
    "⟨c080⟩",
    "⟨eda080⟩",
    "⟨e282⟩",
    "⟨f4908080⟩",
    "\\x41",
    "\\u12",
    "\\",
)
"""What spoils a text of JSON: bytes, in hexadecimal digits, and escapes that there are none of."""

SIGNS = (
    "'",
    '"',
    "\\",
    "⟨00⟩",
    "%",
    "%25",
    "+",
    " ",
    ";v=1",
    "?",
    "#",
    "&",
    "=",
    "*",
    "$",
    "<",
    ">",
    "|",
    "é",
    "李",
    "😀",
    "𝒜",
    "\u202e",
    "\ufffe",
    "⟨0a⟩",
    "⟨1b⟩",
    "⟨7f⟩",
    "⟨ff⟩",
    "⟨c080⟩",
    "⟨eda080⟩",
    "/",
    "/..",
    "${7*7}",
    "{{a}}",
    "%n",
    "a",
)
"""What may stand in a filter or an id, before it is encoded for an address."""

_BYTES = re.compile("⟨((?:[0-9a-f]{2})+)⟩")


def raw(text: str) -> bytes:
    """Return a text as bytes, in UTF-8 but for those that its angle brackets name."""
    parts = _BYTES.split(text)
    return b"".join(bytes.fromhex(part) if place % 2 else part.encode() for place, part in enumerate(parts))
