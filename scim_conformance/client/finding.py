"""Looks on a provider for resources by how their names begin, page by page, and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Protocol

from scim_conformance.wire import list_items

from .reply import Reply, id_in
from .target import kind

PAGE = 100

MOST_PAGES = 200
"""A listing that has not ended after so many pages is not read on."""


class Searching(Protocol):
    """Whoever can search an endpoint."""

    def search(self, endpoint: str, **params: Any) -> Reply:
        """Search an endpoint, with parameters such as ``filter`` and ``count``."""


class CanNotLook(Exception):
    """The provider does not say what it holds; the message says how it answered."""


def named_by(endpoint: str) -> str:
    """Return the attribute by which the resources of an endpoint are known."""
    return "displayName" if kind(endpoint) == "group" else "userName"


def beginning_with(scim: Searching, endpoint: str, prefix: str) -> Iterator[dict[str, Any]]:
    """Yield what may bear a name that begins so, found by a filter or, where none is taken, in the whole listing.

    A provider that ignores the filter yields everybody: whoever asks looks at each name.
    """
    filtered = {"filter": f"{named_by(endpoint)} sw {json.dumps(prefix, ensure_ascii=False)}"}
    reply = scim.search(endpoint, **filtered, startIndex=1, count=PAGE)
    if reply.ok:
        yield from _pages(scim, endpoint, reply, filtered)
        return
    # No operator is one that all providers have.
    yield from _pages(scim, endpoint, scim.search(endpoint, startIndex=1, count=PAGE), {})


def _pages(scim: Searching, endpoint: str, reply: Reply, asked: dict[str, str]) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    start = 1
    for _ in range(MOST_PAGES):
        items = _items(endpoint, reply)
        new = [item for item in items if (id_in(item) or "") not in seen]
        yield from new
        seen.update(found for item in new if (found := id_in(item)))
        start += len(items)
        # A provider that knows no pages gives the same one for ever.
        if not new or start > total_of(reply):
            return
        reply = scim.search(endpoint, **asked, startIndex=start, count=PAGE)
    raise CanNotLook(f"/{endpoint}: the listing does not end within {MOST_PAGES} pages")


def _items(endpoint: str, reply: Reply) -> list[dict[str, Any]]:
    items = list_items(reply.json) if reply.ok else None
    if items is None:
        said = "gave no answer" if reply.status is None else f"answered {reply.status}"
        raise CanNotLook(f"/{endpoint}: a listing {said}, so nobody can see what is left there")
    return [item for item in items if isinstance(item, dict)]


def total_of(reply: Reply) -> int:
    """Return how many resources an answer says that there are, 0 where it does not say."""
    total = reply.json.get("totalResults") if isinstance(reply.json, dict) else None
    return total if isinstance(total, int) else 0
