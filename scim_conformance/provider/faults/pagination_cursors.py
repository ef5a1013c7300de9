"""Pages that are followed by cursors are cut wrongly, by a provider that says that it has them."""

from __future__ import annotations

from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .searching import asked, asking, is_search, is_search_by_post, searched
from .tools import Json, error, is_for, rewritten


def _cursor(request: ScimRequest) -> str | None:
    """Return the cursor of a search of users."""
    found = asked(request).get("cursor") if is_search(request) and searched(request) == "Users" else None
    return found if isinstance(found, str) else None


def _by_cursor(request: ScimRequest, behind: Behind, *, default: str = "index") -> ScimResponse:
    """Answer as a provider that has cursors, which the embedded one has not: a cursor names the place it leads to."""
    if is_for(request, "GET", "ServiceProviderConfig"):
        pagination = {"cursor": True, "index": True, "defaultPaginationMethod": default, "maxPageSize": 1000}
        return rewritten(behind(request), lambda body: {**body, "pagination": pagination})
    cursor = _cursor(request)
    if cursor is None:
        return behind(request)
    if cursor and not cursor.isdecimal():
        return error(400, "invalidCursor")
    start, count = int(cursor or 1), int(asked(request).get("count") or 100)
    place: Json = start if is_search_by_post(request) else str(start)

    def linked(body: dict[str, Any]) -> dict[str, Any]:
        next_one = start + len(body.get("Resources") or ())
        body.pop("startIndex", None)
        if next_one == start:
            return body
        links = {"nextCursor": str(next_one)} if next_one <= body["totalResults"] else {}
        return {**body, **links, **({"previousCursor": str(max(1, start - count))} if start > 1 else {})}

    return rewritten(behind(asking(request, cursor=None, startIndex=place)), linked)


def _relinked(request: ScimRequest, behind: Behind, name: str, cursor: str) -> ScimResponse:
    """Answer a search by cursor with another cursor in the place of one; ``{}`` stands for the right one."""
    answer = _by_cursor(request, behind)
    if _cursor(request) is None or not isinstance(answer.body, dict) or name not in answer.body:
        return answer
    return rewritten(answer, lambda body: {**body, name: cursor.format(body[name])})


@fault("cursor-skips-one", "MUST", area="pagination", seen_by="pagination.cursor-every-match-once")
def cursor_leads_too_far(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The cursor to the next page leads one resource too far."""
    cursor = _cursor(request)
    led = asking(request, cursor=str(int(cursor) + 1)) if cursor and cursor.isdecimal() else request
    return _by_cursor(led, behind)


@fault("cursor-never-ends", "MUST", area="pagination", seen_by="pagination.cursor-every-match-once")
def cursor_behind_the_last_page(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The last page has a cursor to a next one, which is empty and has a cursor, too."""
    answer = _by_cursor(request, behind)
    if _cursor(request) is None or not isinstance(answer.body, dict) or "totalResults" not in answer.body:
        return answer
    return rewritten(answer, lambda body: {"nextCursor": str(body["totalResults"] + 1), **body})


@fault("cursor-count-exceeded", "MUST", area="pagination", seen_by="pagination.cursor-count-limits")
def cursor_ignores_count(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A page that a cursor leads to holds one resource more than count asks for."""
    count = asked(request).get("count")
    more = _cursor(request) is not None and isinstance(count, str) and count.isdecimal() and count != "0"
    return _by_cursor(asking(request, count=str(int(str(count)) + 1)) if more else request, behind)


@fault("cursor-count-zero-returns-rows", "MUST", area="pagination", seen_by="pagination.cursor-count-zero")
def cursor_takes_zero_for_no_count(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Beside a cursor count=0 is taken for no count, so the page holds resources."""
    none = _cursor(request) is not None and asked(request).get("count") == "0"
    return _by_cursor(asking(request, count=None) if none else request, behind)


@fault("cursor-before-the-first", "MUST", area="pagination", seen_by="pagination.cursor-none-before-the-first")
def cursor_to_nowhere(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The first page has a cursor to one before it."""
    answer = _by_cursor(request, behind)
    return rewritten(answer, lambda body: {**body, "previousCursor": "1"}) if _cursor(request) == "" else answer


@fault("cursor-leads-back-too-far", "MUST", area="pagination", seen_by="pagination.cursor-leads-back")
def cursor_back_leads_elsewhere(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The cursor to the page before leads into the middle of it."""
    return _relinked(request, behind, "previousCursor", "2")


@fault("cursor-with-signs-of-addresses", "SHOULD", area="pagination", seen_by="pagination.cursor-fits-into-address")
def cursor_does_not_fit_into_an_address(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Cursors end in signs that have to be escaped in an address."""
    cursor = _cursor(request)
    return _relinked(
        asking(request, cursor=cursor.removesuffix("+/=")) if cursor else request, behind, "nextCursor", "{}+/="
    )


@fault("cursor-unknown-starts-anew", "SHOULD", area="pagination", seen_by="pagination.cursor-unknown")
def unknown_cursor_is_the_first(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A cursor that was never given is answered with the first page."""
    cursor = _cursor(request)
    return _by_cursor(asking(request, cursor="") if cursor and not cursor.isdecimal() else request, behind)


@fault("cursor-ignored-by-post", "MUST", area="pagination", seen_by="pagination.cursor-by-post")
def cursor_is_for_queries_only(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by POST knows no cursor, and has no next one in its answer."""
    return _by_cursor(asking(request, cursor=None) if is_search_by_post(request) else request, behind)


@fault("cursor-default-is-another", "MUST", area="pagination", seen_by="pagination.cursor-by-default")
def cursor_is_no_default(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Cursors are announced as the default, and only who asks for one gets one."""
    return _by_cursor(request, behind, default="cursor")


@fault("cursor-loses-the-order", "SHOULD", area="sort", seen_by="sort.by-cursor")
def cursor_ignores_the_order(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Pages that a cursor leads to are not in the order that was asked for."""
    sorts = _cursor(request) is not None and "sortBy" in asked(request)
    return _by_cursor(asking(request, sortBy=None, sortOrder=None) if sorts else request, behind)
