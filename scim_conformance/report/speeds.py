"""Which requests have become slower from one run to another, made of their results.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from .words import Document

ENOUGH = 20
"""How many requests of one kind each of the runs must have: fewer say more of chance than of the provider."""

BY_FACTOR = 1.5
BY_SECONDS = 0.02
"""Slower is what takes half as long again, and longer by what a network alone does not add."""


@dataclass(frozen=True)
class Slower:
    """One kind of request that takes longer than before: the middle of its times, in seconds."""

    asks: str
    before: float
    after: float
    requests: tuple[int, int]
    """How many of them were sent, then and now."""


def slower(old: Document, new: Document) -> list[Slower]:
    """Return the kinds of request that have become slower, the one that lost most first."""
    before, after = times(old), times(new)
    found = [
        Slower(asks, median(before[asks]), median(after[asks]), (len(before[asks]), len(after[asks])))
        for asks in before.keys() & after.keys()
        if min(len(before[asks]), len(after[asks])) >= ENOUGH
    ]
    found = [each for each in found if each.after >= each.before * BY_FACTOR and each.after - each.before >= BY_SECONDS]
    return sorted(found, key=lambda each: (each.before - each.after, each.asks))


def times(document: Document) -> Mapping[str, Sequence[float]]:
    """Return the seconds of all requests that were answered, by what they ask: ``GET /Users/{id}``."""
    base = str(document["provider"]["url"]).rstrip("/")
    found: dict[str, list[float]] = {}
    for exchange in document["exchanges"]:
        seconds = exchange.get("seconds")
        if exchange.get("status") is not None and isinstance(seconds, int | float):
            found.setdefault(_asks(str(exchange.get("method")), str(exchange.get("url")), base), []).append(seconds)
    return found


def _asks(method: str, url: str, base: str) -> str:
    path, _, query = url.removeprefix(base).partition("?")
    first, *rest = path.strip("/").split("/")
    below = "" if not rest else f"/{rest[0]}" if rest[0].startswith(".") else "/{id}"
    # A filter may cost a provider what a read of one resource does not.
    return f"{method} /{first}{below}{'?filter' if 'filter=' in query else ''}"
