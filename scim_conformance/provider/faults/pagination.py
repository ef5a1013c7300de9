"""Lists are cut into wrong pages, miscounted, or are no lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .tools import altered, error, is_for, is_listing, place, rewritten, succeeded, with_query

PAGE = 100
"""The most that a page of a faulty provider holds."""


def _listed(answer: ScimResponse, request: ScimRequest, change: Callable[[dict[str, Any]], Any]) -> ScimResponse:
    """Return an answer whose list of users or groups is changed; any other answer stays."""
    holds = isinstance(answer.body, dict) and "totalResults" in answer.body and succeeded(answer)
    return rewritten(answer, change) if holds and place(request)[0] in ("Users", "Groups", ".search") else answer


def _number(request: ScimRequest, name: str) -> int | None:
    """Return a number of a query, or None where it has none that can be read."""
    text = request.query.get(name, "")
    return int(text) if text.removeprefix("-").isdecimal() else None


@fault(
    "page-totalresults-is-page-length",
    "MUST",
    seen_by=("pagination.total-is-constant", "pagination.start-past-the-end"),
    wild=True,
)
def total_of_the_page(request: ScimRequest, behind: Behind) -> ScimResponse:
    """totalResults counts the resources on the page, not those that match."""
    return _listed(
        behind(request), request, lambda body: body.update(totalResults=len(body.get("Resources") or ())) or body
    )


@fault("page-totalresults-capped", "MUST", seen_by="pagination.nothing-behind-the-total", strangers=PAGE + 10)
def total_no_larger_than_a_page(request: ScimRequest, behind: Behind) -> ScimResponse:
    """totalResults never goes beyond 100, the size of the largest page, however many match."""
    return _listed(
        behind(request), request, lambda body: body.update(totalResults=min(body["totalResults"], PAGE)) or body
    )


@fault("page-totalresults-string", "MUST", seen_by="pagination.every-list-is-valid")
def total_as_text(request: ScimRequest, behind: Behind) -> ScimResponse:
    """totalResults is a text instead of a number."""
    return _listed(behind(request), request, lambda body: body.update(totalResults=str(body["totalResults"])) or body)


@fault("page-totalresults-missing", "MUST", seen_by="pagination.every-list-is-valid")
def list_without_total(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Lists have no totalResults."""
    return _listed(behind(request), request, lambda body: {k: v for k, v in body.items() if k != "totalResults"})


@fault(
    "page-startindex-response-zero",
    "MUST",
    seen_by=("pagination.page-says-where-it-is", "pagination.every-list-is-valid"),
    wild=True,
)
def start_counted_from_zero(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The startIndex of an answer is counted from 0."""
    return _listed(behind(request), request, lambda body: body.update(startIndex=body.get("startIndex", 1) - 1) or body)


@fault("page-startindex-response-wrong", "MUST", seen_by="pagination.page-says-where-it-is")
def start_is_always_one(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Every page says in startIndex that it is the first."""
    return _listed(behind(request), request, lambda body: body.update(startIndex=1) or body)


@fault("page-gap", "MUST", seen_by="pagination.every-match-once")
def one_is_lost_between_pages(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Between one page and the next a resource is passed over."""
    start = _number(request, "startIndex")
    if is_listing(request) and start is not None and start > 1:
        return behind(with_query(request, startIndex=str(start + 1)))
    return behind(request)


@fault("page-startindex-as-page-number", "MUST", seen_by="pagination.start-is-a-place")
def start_is_a_page_number(request: ScimRequest, behind: Behind) -> ScimResponse:
    """startIndex is taken for the number of the page, so 2 begins behind a whole page."""
    start, count = _number(request, "startIndex"), _number(request, "count")
    if is_listing(request) and start and count and start > 0 and count > 0:
        return behind(with_query(request, startIndex=str((start - 1) * count + 1)))
    return behind(request)


@fault("page-unstable-order", "ADVICE", seen_by="pagination.every-match-once", wild=True)
def order_changes(request: ScimRequest, behind: Behind) -> ScimResponse:
    """From one query to the next the order is turned round, so that pages overlap and miss."""
    behind.memory["queries"] = behind.memory.get("queries", 0) + 1
    if is_listing(request) and "sortBy" not in request.query and behind.memory["queries"] % 2:
        return behind(with_query(request, sortBy="id", sortOrder="descending"))
    return behind(request)


@fault("page-count-exceeded", "MUST", seen_by="pagination.count-limits")
def count_is_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A page holds more resources than count asks for."""
    if is_for(request, "GET", "Users", one=False) and (_number(request, "count") or 0) > 0:
        return behind(with_query(request, count=None))
    return behind(request)


@fault("page-count0-returns-rows", "MUST", seen_by="pagination.count-zero", wild=True)
def zero_is_no_count(request: ScimRequest, behind: Behind) -> ScimResponse:
    """count=0 is taken for no count, so the answer holds a page."""
    return behind(with_query(request, count=None) if request.query.get("count") == "0" else request)


@fault("page-negative-count-unbounded", "MUST", seen_by="pagination.negative-count", wild=True)
def negative_means_all(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A negative count is answered with everybody."""
    return behind(with_query(request, count=None) if (_number(request, "count") or 0) < 0 else request)


@fault("page-negative-count-500", "MUST", seen_by="pagination.negative-count")
def negative_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A negative count makes the provider fail with 500."""
    return error(500) if (_number(request, "count") or 0) < 0 else behind(request)


# RFC 7644 section 3.4.2.4 doesn't say what a text does, and table 8 names no error for it: it is advice.
@fault("page-nonnumeric-500", "ADVICE", seen_by="pagination.text-for-a-number", wild=True)
def text_for_a_number_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A startIndex or count that is no number makes the provider fail with 500."""
    given = [name for name in ("startIndex", "count") if name in request.query]
    return error(500) if any(_number(request, name) is None for name in given) else behind(request)


@fault(
    "page-itemsperpage-is-requested-count",
    "MUST",
    seen_by="pagination.items-per-page-counts-what-is-there",
    wild=True,
)
def items_per_page_is_the_count(request: ScimRequest, behind: Behind) -> ScimResponse:
    """itemsPerPage repeats the count that was asked for, not how many there are."""
    count = _number(request, "count")
    if count is None:
        return behind(request)
    return _listed(behind(request), request, lambda body: body.update(itemsPerPage=count) or body)


@fault("page-no-count-empty", "MUST", seen_by="pagination.default-page", wild=True)
def nothing_without_count(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Without count a list counts its matches and holds none of them, unless it was asked for one name."""
    of_one = " eq " in request.query.get("filter", "").lower()
    none = is_listing(request) and "count" not in request.query and not of_one
    return behind(with_query(request, count="0") if none else request)


@fault("page-last-partial-dropped", "MUST", seen_by="pagination.rest-on-the-last-page")
def rest_is_dropped(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A later page that isn't full is answered empty, so the rest is never seen."""
    answer, count, start = behind(request), _number(request, "count"), _number(request, "startIndex")
    if count is None or start is None or start < 2:
        return answer
    return _listed(
        answer, request, lambda body: body.update(Resources=[]) if len(body.get("Resources") or ()) < count else None
    )


@fault("page-groups-unpaginated", "MUST", seen_by="pagination.count-limits-groups")
def groups_in_one_piece(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Groups are listed in one piece, whatever startIndex and count say."""
    whole = is_for(request, "GET", "Groups", one=False)
    return behind(with_query(request, startIndex=None, count=None) if whole else request)


# RFC 7643 section 2.1 leaves the case of names open, so only a client that knows one spelling is hurt.
@fault(
    "list-resources-lowercase",
    "ENTRA",
    area="entra",
    seen_by=("entra.query-answers-list-response", "filter.resources-hold-the-matches"),
    profile="entra",
)
def resources_in_small_letters(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The resources of a list stand under "resources", in small letters."""
    return _listed(
        behind(request), request, lambda body: {"resources" if k == "Resources" else k: v for k, v in body.items()}
    )


@fault("list-schemas-missing", "MUST", seen_by="pagination.every-list-is-valid")
def list_without_schemas(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Lists don't name the schema of list responses."""
    return _listed(behind(request), request, lambda body: {k: v for k, v in body.items() if k != "schemas"})


@fault("list-bare-array", "MUST", seen_by="pagination.every-list-is-valid")
def list_without_envelope(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A query is answered with an array of resources, without an object around it."""
    return _listed(behind(request), request, lambda body: body.get("Resources") or [])


@fault("list-includes-groups", "MUST", seen_by="pagination.users-are-no-groups")
def groups_among_users(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A query of users finds groups, too."""
    answer = behind(request)
    if not is_for(request, "GET", "Users", one=False) or not succeeded(answer):
        return answer
    groups: Any = behind(altered(request, path="/Groups")).body or {}
    found = groups.get("Resources") or []
    return _listed(
        answer,
        request,
        lambda body: {
            **body,
            "totalResults": body["totalResults"] + len(found),
            "itemsPerPage": len(body.get("Resources") or ()) + len(found),
            "Resources": [*(body.get("Resources") or ()), *found],
        },
    )


@fault("page-start-below-one-refused", "MUST", seen_by="pagination.start-below-one")
def start_below_one_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A startIndex below 1 is refused with 400."""
    start = _number(request, "startIndex")
    return error(400, "invalidValue") if start is not None and start < 1 else behind(request)


@fault("page-past-the-end-404", "MUST", seen_by="pagination.start-past-the-end")
def nothing_past_the_end(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A page that begins behind the last match is answered with 404."""
    answer, start = behind(request), _number(request, "startIndex")
    total = answer.body.get("totalResults") if isinstance(answer.body, dict) else None
    return error(404) if start is not None and total is not None and start > total > 0 else answer


@fault("page-large-count-refused", "ADVICE", seen_by="pagination.large-count")
def large_count_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A count beyond the largest page is refused with 400, not cut down."""
    return error(400, "invalidValue") if (_number(request, "count") or 0) > 1000 else behind(request)
