"""The small parts that all sections of a page share."""

from __future__ import annotations

from .shown import attribute, line


def badge(outcome: str, text: str | None = None) -> str:
    """Return an outcome or a verdict as a coloured word."""
    return f"<span class='o {attribute(outcome)}'>{line(text or outcome)}</span>"
