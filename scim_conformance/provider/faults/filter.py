"""Searches that take no notice of a filter, or answer in another way than with a list of those who match."""

from __future__ import annotations

from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .searching import (
    NOBODY,
    asked,
    asking,
    conditions,
    filter_of,
    is_search,
    is_search_by_post,
    listed,
    parsed,
    refiltered,
    reread,
    searched,
    unquoted,
)
from .tools import Json, altered, error, rewritten, succeeded


@fault("filter-ignored", "MUST", seen_by="filter.user-name-finds")
def filter_is_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search with a filter returns everybody."""
    return behind(refiltered(request, lambda text: None))


@fault("filter-no-match-404", "MUST", seen_by="filter.nobody-is-success", wild=True)
def nobody_is_not_found(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search that finds nobody answers 404."""
    answer = behind(request)
    found_none = filter_of(request) is not None and succeeded(answer) and not listed(answer)
    return error(404) if found_none and _total(answer) == 0 else answer


def _total(answer: ScimResponse) -> Json:
    body: Json = answer.body
    return body.get("totalResults") if isinstance(body, dict) else None


@fault("filter-attributes-param-disables-filter", "MUST", seen_by="filter.with-attributes", wild=True)
def attributes_switch_the_filter_off(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search with attributes beside the filter returns everybody."""
    return behind(refiltered(request, lambda text: None if asked(request).get("attributes") else text))


@fault("filter-unknown-attr-500", "MUST", seen_by="filter.unknown-attribute-finds-nobody", wild=True)
def unknown_attribute_crashes(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter by an attribute that does not exist is answered with 500."""
    return error(500) if _names_the_unknown(filter_of(request), behind) else behind(request)


def _names_the_unknown(text: str | None, behind: Behind) -> bool:
    return any(not _is_known(node, behind) for node in conditions(text))


def _is_known(node: Any, behind: Behind) -> bool:
    """Tell whether a condition is about an attribute that some schema has."""
    schemas = behind.provider.shape.schemas
    names = {str(each["name"]).casefold() for schema in schemas for each in schema["attributes"]}
    return node.attr_path.attr.casefold() in names | {"id", "externalid", "meta", "schemas"}


@fault("filter-invalid-500", "MUST", seen_by="filter.broken-text-refused", wild=True)
def broken_filter_crashes(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A text that is no filter is answered with 500."""
    text = filter_of(request)
    return error(500) if text is not None and parsed(text) is None else behind(request)


@fault(
    "filter-broken-ignored",
    "MUST",
    seen_by=("filter.garbage-is-no-filter", "filter.broken-text-refused", "errors.unknown-operator-is-invalid-filter"),
)
def broken_filter_is_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A text that is no filter is answered with everybody."""
    return behind(refiltered(request, lambda text: text if parsed(text) else None))


@fault("filter-broken-finds-nobody", "SHOULD", seen_by="filter.garbage-400")
def broken_filter_finds_nobody(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter that ends where a value should stand is answered with an empty list, as if nobody matched."""
    return behind(refiltered(request, lambda text: NOBODY if text.endswith(UNFINISHED) else text))


UNFINISHED = tuple(f" {operator}" for operator in ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"))


@fault("filter-broken-value-path-ignored", "MUST", seen_by="filter.broken-text-in-square-brackets-refused")
def broken_square_brackets_are_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter whose square brackets hold no condition is answered as if there were no filter."""
    return behind(refiltered(request, lambda text: text if parsed(text) or "[" not in text else None))


@fault(
    "filter-unknown-operator-400-without-type",
    "MUST",
    area="errors",
    seen_by="errors.unknown-operator-is-invalid-filter",
)
def unknown_operator_is_a_syntax_error(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter that can't be read is declined as invalidSyntax, as if the body were wrong."""
    answer = behind(request)
    if filter_of(request) is not None and int(answer.status) == 400:
        return rewritten(answer, lambda body: body.update(scimType="invalidSyntax"))
    return answer


@fault(
    "filter-unknown-operator-cut-off",
    "MUST",
    seen_by="filter.unknown-operator-in-a-group-declined",
)
def condition_with_an_unknown_operator_is_cut_off(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Where the last of several conditions has an unknown operator, the others are answered."""

    def cut(text: str) -> str:
        first = text[: max(unquoted(text).rfind(" or "), 0)]
        return first if parsed(text) is None and parsed(first) else text

    return behind(refiltered(request, cut))


@fault(
    "filter-unknown-attribute-dropped",
    "MUST",
    seen_by=("filter.unknown-attribute-joined-by-and", "filter.unknown-attribute-finds-nobody"),
)
def condition_on_an_unknown_attribute_is_left_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A condition on an attribute that does not exist is taken for true."""

    def told(node: Any) -> Any:
        unknown = hasattr(node, "op") and hasattr(node, "value") and not _is_known(node, behind)
        return parsed("id pr") if unknown else node

    return behind(reread(request, told, brackets=False))


@fault("filter-unknown-parameter-400", "SHOULD", seen_by="filter.unknown-parameter-ignored")
def unknown_parameter_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search with a parameter that does not exist is declined."""
    known = {"filter", "attributes", "excludedAttributes", "sortBy", "sortOrder", "startIndex", "count", "cursor"}
    strange = set(asked(request)) - known - {"schemas"}
    return error(400, "invalidValue") if is_search(request) and strange else behind(request)


@fault("filter-list-without-schema", "MUST", seen_by="filter.answers-list-response")
def list_names_no_schema(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The answer to a search does not say that it is a list response."""
    answer = behind(request)
    is_list = is_search(request) and succeeded(answer)
    return rewritten(answer, lambda body: body.pop("schemas", None) and body) if is_list else answer


@fault("filter-total-as-text", "MUST", seen_by="filter.answers-list-response")
def total_is_a_text(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The totalResults of a search is a text."""
    answer = behind(request)
    if is_search(request) and succeeded(answer):
        return rewritten(answer, lambda body: body.update(totalResults=str(body["totalResults"])))
    return answer


@fault("filter-resources-in-small-letters", "MUST", seen_by="filter.resources-hold-the-matches")
def resources_are_under_another_name(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list has its matches under the name resources, with a small letter."""

    def renamed(body: Json) -> None:
        if "Resources" in body:
            body["resources"] = body.pop("Resources")

    answer = behind(request)
    return rewritten(answer, renamed) if is_search(request) and succeeded(answer) else answer


@fault("filter-lists-less-than-read", "MUST", seen_by="filter.listed-as-read")
def lists_show_fewer_attributes(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user in a list has no name, which a read of it has."""

    def shortened(body: Json) -> None:
        for each in body.get("Resources", ()):
            each.pop("name", None)

    answer = behind(request)
    return rewritten(answer, shortened) if is_search(request) and succeeded(answer) else answer


@fault("filter-users-and-groups", "MUST", area="pagination", seen_by="pagination.users-are-no-groups")
def users_are_listed_with_groups(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search of users by filter is answered with groups, too."""
    everywhere = searched(request) == "Users" and filter_of(request) is not None and not is_search_by_post(request)
    return behind(altered(request, path="/")) if everywhere else behind(request)


@fault("filter-none-finds-nobody", "MUST", seen_by="filter.none-lists-everybody")
def without_a_filter_nobody_is_listed(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search without a filter is answered with an empty list."""
    bare = is_search(request) and not is_search_by_post(request) and filter_of(request) is None
    return behind(asking(request, filter=NOBODY)) if bare else behind(request)
