"""Searches by POST and at the base address that do something else than those at an endpoint by GET."""

from __future__ import annotations

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .searching import (
    NOBODY,
    asked,
    asking,
    compares,
    conditions,
    filter_of,
    found,
    is_search,
    is_search_by_post,
    page_of,
    parsed,
    rebuilt,
    refiltered,
    searched,
)
from .tools import altered, error, is_group, is_user, rewritten, succeeded, with_headers


@fault("search-405", "ADVICE", area="filter", seen_by="filter.post-is-offered")
def search_by_post_is_not_there(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by POST answers 405."""
    return with_headers(error(405), Allow="GET") if is_search_by_post(request) else behind(request)


@fault("search-creates-user", "MUST", area="filter", seen_by="filter.post-finds-the-same")
def search_by_post_creates(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by POST is taken for the creation of a user, who has no userName."""
    return behind(altered(request, path="/Users")) if is_search_by_post(request) else behind(request)


@fault("search-filter-ignored", "MUST", area="filter", seen_by="filter.post-finds-the-same", wild=True)
def search_by_post_takes_no_filter(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by POST returns everybody, where the same search by GET does not."""
    return behind(asking(request, filter=None)) if is_search_by_post(request) else behind(request)


@fault("search-no-count-500", "MUST", area="filter", seen_by="filter.post-answers-list-response", wild=True)
def search_by_post_without_count_crashes(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by POST that names no count is answered with 500."""
    return error(500) if is_search_by_post(request) and "count" not in asked(request) else behind(request)


@fault("search-one-page", "MUST", area="filter", seen_by="filter.post-pages")
def search_by_post_does_not_page(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by POST takes no notice of count and startIndex."""
    return behind(asking(request, count=None, startIndex=None)) if is_search_by_post(request) else behind(request)


@fault("search-all-attributes", "MUST", area="filter", seen_by="filter.post-with-attributes")
def search_by_post_returns_all_attributes(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by POST returns every attribute, whichever were asked for."""
    return behind(asking(request, attributes=None)) if is_search_by_post(request) else behind(request)


@fault("search-excludes-id", "MUST", area="filter", seen_by="filter.post-excluded-id-stays")
def search_by_post_leaves_the_id_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by POST returns no id where the client excludes it."""
    answer = behind(request)
    if is_search_by_post(request) and "id" in (asked(request).get("excludedAttributes") or ()) and succeeded(answer):
        return rewritten(answer, lambda body: [each.pop("id", None) for each in body.get("Resources", ())] and body)
    return answer


@fault("search-broken-filter-ignored", "MUST", area="filter", seen_by="filter.post-broken-text-refused")
def search_by_post_ignores_a_broken_filter(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by POST whose filter is broken returns everybody."""
    broken = is_search_by_post(request) and filter_of(request) is not None and parsed(filter_of(request)) is None
    return behind(asking(request, filter=None)) if broken else behind(request)


@fault("search-groups-finds-nobody", "MUST", area="filter", seen_by="filter.post-finds-groups")
def search_by_post_finds_no_groups(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search of groups by POST is answered with an empty list."""
    of_groups = is_search_by_post(request) and searched(request) == "Groups"
    return behind(asking(request, filter=NOBODY)) if of_groups else behind(request)


@fault("search-root-finds-nobody", "MUST", area="filter", seen_by="filter.post-at-the-root")
def search_by_post_at_the_base_address_finds_nobody(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by POST at the base address is answered with an empty list."""
    at_base = is_search_by_post(request) and not searched(request)
    return behind(asking(request, filter=NOBODY)) if at_base else behind(request)


@fault("filter-root-finds-users-only", "MUST", area="filter", seen_by="filter.root-finds-every-type")
def the_base_address_knows_users_only(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A query at the base address finds no groups."""
    at_base = is_search(request) and not is_search_by_post(request) and not searched(request)
    return behind(altered(request, path="/Users")) if at_base else behind(request)


@fault("filter-root-type-ignored", "MUST", area="filter", seen_by="filter.root-filters-as-elsewhere")
def the_base_address_does_not_know_types(request: ScimRequest, behind: Behind) -> ScimResponse:
    """At the base address, a condition on the type of resource is taken for true."""

    def loose(text: str) -> str:
        return rebuilt(
            text,
            lambda node: (
                parsed("id pr")
                if compares(node, "eq") and str(node.attr_path).casefold() == "meta.resourcetype"
                else node
            ),
        )

    return behind(refiltered(request, loose)) if is_search(request) and not searched(request) else behind(request)


@fault("filter-root-foreign-attribute-ignored", "MUST", area="filter", seen_by="filter.root-attribute-of-another-type")
def the_base_address_drops_what_a_type_lacks(request: ScimRequest, behind: Behind) -> ScimResponse:
    """At the base address, a condition on a userName is taken for true of groups."""
    foreign = any(node.attr_path.attr.casefold() == "username" for node in conditions(filter_of(request)))
    if not is_search(request) or searched(request) or not foreign:
        return behind(request)

    def loose(text: str) -> str:
        return rebuilt(
            text,
            lambda node: parsed("id pr") if hasattr(node, "attr_path") and node.attr_path.attr == "userName" else node,
        )

    users = [each for each in found(request, behind) if is_user(each)]
    groups = [each for each in found(request, behind, loose(filter_of(request) or "")) if is_group(each)]
    return page_of(request, behind(request), [*users, *groups])
