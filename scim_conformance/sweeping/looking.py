"""Looks on a provider for resources whose names only a run gives, page by page, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scim_conformance.client import Reply, Scim
from scim_conformance.client.reply import id_in
from scim_conformance.client.strangers import names_of
from scim_conformance.wire import list_items

from .marks import PREFIX, run_of

PAGE = 100

MOST_PAGES = 200
"""A listing that has not ended after so many pages is not read on."""

NAMED = {"users": "userName", "groups": "displayName"}


@dataclass(frozen=True)
class Found:
    """One resource that bears the name of a run."""

    endpoint: str
    id: str
    name: str
    run: str


class CanNotLook(Exception):
    """The provider does not say what it holds; the message says how it answered."""


def look(scim: Scim, endpoint: str, attribute: str) -> Iterator[Found]:
    """Yield what a run has named, found by a filter or, where none is taken, by reading the whole listing."""
    filtered = {"filter": f'{attribute} sw "{PREFIX}"'}
    reply = scim.search(endpoint, **filtered, startIndex=1, count=PAGE)
    if reply.ok:
        yield from _pages(scim, endpoint, reply, filtered)
        return
    # No operator is one that all providers have.
    yield from _pages(scim, endpoint, scim.search(endpoint, startIndex=1, count=PAGE), {})


def _pages(scim: Scim, endpoint: str, reply: Reply, asked: dict[str, str]) -> Iterator[Found]:
    seen: set[str] = set()
    start = 1
    for _ in range(MOST_PAGES):
        items = _items(endpoint, reply)
        new = [item for item in items if (id_in(item) or "") not in seen]
        yield from _ours(endpoint, new)
        seen.update(found for item in new if (found := id_in(item)))
        start += len(items)
        # A provider that knows no pages gives the same one for ever.
        if not new or start > _total(reply):
            return
        reply = scim.search(endpoint, **asked, startIndex=start, count=PAGE)
    raise CanNotLook(f"/{endpoint}: the listing does not end within {MOST_PAGES} pages")


def _items(endpoint: str, reply: Reply) -> list[dict[str, Any]]:
    items = list_items(reply.json) if reply.ok else None
    if items is None:
        said = "gave no answer" if reply.status is None else f"answered {reply.status}"
        raise CanNotLook(f"/{endpoint}: a listing {said}, so nobody can see what is left there")
    return [item for item in items if isinstance(item, dict)]


def _total(reply: Reply) -> int:
    total = reply.json.get("totalResults") if isinstance(reply.json, dict) else None
    return total if isinstance(total, int) else 0


def _ours(endpoint: str, items: list[dict[str, Any]]) -> Iterator[Found]:
    """Yield those that bear a run's name, whatever else the provider has listed."""
    for item in items:
        id = id_in(item)
        names = names_of(item).values()
        named = next(((name, run) for name in names if (run := run_of(name))), None)
        if id and named:
            yield Found(endpoint, id, *named)
