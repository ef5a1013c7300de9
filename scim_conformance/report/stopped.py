"""Why nothing was run, with the exchanges that show it."""

from __future__ import annotations

from collections.abc import Iterator

from .exchanges import Manner, one
from .shown import line
from .words import NOTHING_RAN, Document, numbered


def stopped(document: Document) -> Iterator[str]:
    """Yield what the first requests have found in the way, where they have stopped the run."""
    found = document["run"].get("stopped")
    if not found:
        return
    exchanges = numbered(document)
    yield f"<section id='stopped' aria-labelledby='stopped-title'><h2 id='stopped-title'>{line(NOTHING_RAN)}</h2>"
    for part in (found["says"], f"To do: {found['todo']}", found["note"]):
        yield f"<p>{line(part)}</p>"
    yield from (one(exchanges[n], Manner(1)) for n in found["exchanges"] if n in exchanges)
    yield "</section>"
