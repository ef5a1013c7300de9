"""What faults of searching are built of: reading and rewriting filters, and cutting lists anew."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scim2_models import SCIMException, ScimFilter
from scim2_models.path import Comparison, LogicalExpr, Not, Present, ValuePath
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.storage import SearchPage

from scim_conformance.wire import AttributePath

from .fault import Behind
from .tools import Json, altered, place, sent, succeeded

if TYPE_CHECKING:
    from scim_conformance.provider import Provider

Node = Any
"""A part of a filter as scim2-models reads it."""

NOBODY = 'id eq "-"'
"""A filter that no resource meets."""

TYPED = str(Path(__file__).with_name("typed.yaml"))
"""A profile with a number and a date, which those that come with the package lack."""

SEARCHED = ("Users", "Groups", "")
"""Where searches are answered."""


# Searches, by GET and by POST.


def is_search(request: ScimRequest) -> bool:
    """Tell whether a request searches users, groups, or both."""
    return (request.method == "GET" and request.path.strip("/") in SEARCHED) or is_search_by_post(request)


def is_search_by_post(request: ScimRequest) -> bool:
    """Tell whether a request searches by POST."""
    return request.method == "POST" and request.path.strip("/").rpartition("/")[2] == ".search"


def searched(request: ScimRequest) -> str:
    """Return the endpoint that a search is for; an empty text is the base address."""
    return place(request)[0].removeprefix(".search")


def asked(request: ScimRequest) -> dict[str, Json]:
    """Return the parameters of a search."""
    if not is_search(request):
        return {}
    found = dict(request.query) if request.method == "GET" else sent(request)
    return found if isinstance(found, dict) else {}


def asking(request: ScimRequest, **parameters: Json) -> ScimRequest:
    """Return a copy of a search with other parameters; one that is None is taken out."""
    kept = {name: value for name, value in {**asked(request), **parameters}.items() if value is not None}
    return replace(request, query=kept) if request.method == "GET" else altered(request, body=kept)


def filter_of(request: ScimRequest) -> str | None:
    """Return the filter of a search."""
    found = asked(request).get("filter")
    return found if isinstance(found, str) else None


def refiltered(request: ScimRequest, change: Callable[[str], str | None]) -> ScimRequest:
    """Return a copy of a search with another filter, or with none; whatever is no such search stays as it is."""
    text = filter_of(request)
    changed = change(text) if text is not None else None
    return request if changed == text else asking(request, filter=changed)


# Filters.


def parsed(text: str | None) -> Node:
    """Return a filter as it is read, or None where it is none."""
    try:
        return ScimFilter(text).ast if text else None
    except SCIMException:
        return None


def rebuilt(text: str, change: Callable[[Node], Node]) -> str:
    """Return a filter of which each part is what ``change`` makes of it, the inner ones first."""
    node = parsed(text)
    return text if node is None else str(_through(node, change))


def _through(node: Node, change: Callable[[Node], Node]) -> Node:
    if isinstance(node, Not):
        node = replace(node, expr=_through(node.expr, change))
    elif isinstance(node, LogicalExpr):
        node = replace(node, terms=tuple(_through(each, change) for each in node.terms))
    elif isinstance(node, ValuePath):
        node = replace(node, val_filter=_through(node.val_filter, change))
    return change(node)


def reread(request: ScimRequest, change: Callable[[Node], Node], *, brackets: bool = True) -> ScimRequest:
    """Return a copy of a search whose filter is rebuilt; without ``brackets`` one with square brackets stays."""
    return refiltered(request, lambda text: rebuilt(text, change) if brackets or "[" not in text else text)


def conditions(text: str | None) -> list[Node]:
    """Return the comparisons and the tests of presence in a filter, those in square brackets left out."""
    return list(_conditions(parsed(text)))


def _conditions(node: Node) -> Iterator[Node]:
    if isinstance(node, Not):
        yield from _conditions(node.expr)
    elif isinstance(node, LogicalExpr):
        for each in node.terms:
            yield from _conditions(each)
    elif isinstance(node, Comparison | Present):
        yield node


def compares(node: Node, *operators: str) -> bool:
    """Tell whether a part of a filter is a comparison with one of these operators."""
    return isinstance(node, Comparison) and node.op.value in operators


def with_operator(text: str, operator: str, other: str) -> str:
    """Return a filter that compares with another operator."""
    return rebuilt(
        text,
        lambda node: replace(node, op=type(node.op)(other)) if compares(node, operator) else node,
    )


def held(resource: dict[str, Json], node: Node) -> list[Json]:
    """Return the values of a resource that a condition is about."""
    found = AttributePath.parse(str(node.attr_path)).read(resource)
    return found if isinstance(found, list) else [] if found is None else [found]


_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')


def unquoted(text: str) -> str:
    """Return a filter in which blanks stand for quoted text, so that words are found where they mean something."""
    return _QUOTED.sub(lambda part: '"' + " " * (len(part[0]) - 2) + '"', text)


# Lists.


def found(request: ScimRequest, behind: Behind, text: str | None = None) -> list[dict[str, Json]]:
    """Return all whom a search finds, or whom another filter finds, with all that they have."""
    bare = asking(request, startIndex=None, count=None, attributes=None, excludedAttributes=None)
    return listed(behind(bare if text is None else asking(bare, filter=text)))


def listed(answer: ScimResponse) -> list[dict[str, Json]]:
    """Return what an answer lists."""
    body: Json = answer.body
    return list(body.get("Resources") or ()) if succeeded(answer) and isinstance(body, dict) else []


def page_of(request: ScimRequest, answer: ScimResponse, resources: list[dict[str, Json]]) -> ScimResponse:
    """Return the page of these resources that a search asks for, in the form of an answer."""
    wanted = asked(request)
    start, count = max(_number(wanted.get("startIndex"), 1), 1), max(_number(wanted.get("count"), len(resources)), 0)
    page = resources[start - 1 :][:count]
    counted = {"totalResults": len(resources), "itemsPerPage": len(page), "startIndex": start, "Resources": page}
    return replace(answer, body={**json.loads(json.dumps(answer.body)), **counted}, headers=dict(answer.headers))


def _number(value: Json, otherwise: int) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return otherwise


def leaving_out(request: ScimRequest, behind: Behind, unwanted: Callable[[dict[str, Json]], bool]) -> ScimResponse:
    """Answer a search as if those who are unwanted did not match."""
    if filter_of(request) is None:
        return behind(request)
    gone = {each["id"] for each in found(request, behind) if unwanted(each)}
    if not gone:
        return behind(request)
    answer = behind(asking(request, startIndex=None, count=None))
    return page_of(request, answer, [each for each in listed(answer) if each["id"] not in gone])


def looking_at(provider: Provider, effect: Callable[[], None], look: Callable[[Any], None]) -> None:
    """Make a provider compare a changed copy of each resource with the filter of a search."""
    search: Any = provider.storage.search

    def shortsighted(resource_types: Any, request: Any, *, position: Any = None) -> SearchPage:
        right: SearchPage = search(resource_types, request, position=position)
        if request.filter is None:
            return right
        whole = request.model_copy(update={"filter": None, "start_index": 1, "count": None})
        matching = [each for each in search(resource_types, whole).resources if request.filter.match(_seen(each, look))]
        start = request.start_index_0 or 0
        stop = None if request.count is None else start + request.count
        if [each.id for each in matching[start:stop]] != [each.id for each in right.resources]:
            effect()
        return SearchPage(len(matching), matching[start:stop])

    provider.storage.__dict__["search"] = shortsighted


def _seen(resource: Any, look: Callable[[Any], None]) -> Any:
    copy = resource.model_copy(deep=True)
    look(copy)
    return copy
