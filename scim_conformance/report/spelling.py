"""Spells out what the encoding of a terminal or of a log has no sign for: one place, for everything that is printed.

Python asks a handler of errors for each piece of text that a stream can't encode; the one here answers with plain
letters, where there are some, and else with an escape, so that nothing that is printed ever ends a run.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Any

PLAIN: Mapping[str, str] = {
    "…": "...",
    "—": "-",
    "–": "-",
    "−": "-",
    "«": '"',
    "»": '"',
    "“": '"',
    "”": '"',
    "„": '"',
    "‘": "'",
    "’": "'",
    "‹": "<",
    "›": ">",
    "⟨": "<",
    "⟩": ">",
    "→": "->",
    "←": "<-",
    "⇒": "=>",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "×": "x",
    "·": "-",
    "•": "*",
    "§": "section ",
    "✓": "ok",
    "✔": "ok",
    "✗": "no",
    "✘": "no",
    "\u00a0": " ",
    "\u202f": " ",
}
"""The signs of our own texts, and of documents of others, that plain letters can stand for."""

HANDLER = "scim_conformance.spelled"

_REPLACED = ("strict", "surrogateescape", "backslashreplace")
"""What Python chooses by itself; whoever has chosen another way in PYTHONIOENCODING keeps it."""


def spelled(text: str) -> str:
    """Return a text in plain letters: ``...`` for an ellipsis, ``\\u674e`` for what no letters stand for."""
    return "".join(each if each.isascii() else PLAIN.get(each) or _escaped(each) for each in text)


def spell_on(stream: Any) -> None:
    """Have a stream spell out what its encoding has no sign for; a stream that takes everything is left alone."""
    codecs.register_error(HANDLER, _handled)
    if getattr(stream, "errors", None) in _REPLACED and hasattr(stream, "reconfigure"):
        stream.reconfigure(errors=HANDLER)


def _handled(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return spelled(error.object[error.start : error.end]), error.end


def _escaped(sign: str) -> str:
    return sign.encode("ascii", "backslashreplace").decode("ascii")
