"""Lists that are in another order than was asked for, or that lose or repeat somebody by being sorted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.wire import AttributePath

from .fault import Behind, fault
from .searching import TYPED, asked, asking, found, is_search, is_search_by_post, listed, page_of, searched
from .tools import Json, error, rewritten

Resources = list[dict[str, Json]]


def _sort_by(request: ScimRequest) -> str | None:
    wanted = asked(request).get("sortBy") if is_search(request) else None
    return wanted if isinstance(wanted, str) else None


def _descends(request: ScimRequest) -> bool:
    return asked(request).get("sortOrder") == "descending"


def _arranged(request: ScimRequest, behind: Behind, arrange: Callable[[Resources], Resources]) -> ScimResponse:
    """Answer a search that is to be sorted with the whole of its matches in another order."""
    if not _sort_by(request):
        return behind(request)
    answer = behind(request)
    return page_of(request, answer, arrange(found(request, behind))) if listed(answer) else answer


def _value(resource: dict[str, Json], path: str) -> Any:
    found = AttributePath.parse(path).read(resource)
    return found[0] if isinstance(found, list) and found else found


def _sorted(request: ScimRequest, resources: Resources, key: Callable[[Any], Any]) -> Resources:
    """Return resources in the order of what a key makes of their values, those without one behind the others."""
    path = _sort_by(request) or ""
    given = [each for each in resources if _value(each, path) is not None]
    lacking = [each for each in resources if _value(each, path) is None]
    ordered = sorted(given, key=lambda each: key(_value(each, path)))
    return [*lacking, *reversed(ordered)] if _descends(request) else [*ordered, *lacking]


@fault("sort-ignored", "MUST", seen_by=("sort.ascending", "sort.descending"))
def sorting_is_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list is in the same order whatever sortBy says."""
    return behind(asking(request, sortBy=None, sortOrder=None)) if _sort_by(request) else behind(request)


@fault("sort-default-descending", "MUST", seen_by="sort.ascending-by-default")
def the_order_descends_by_default(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list with sortBy and without sortOrder begins with the greatest value."""
    silent = _sort_by(request) and "sortOrder" not in asked(request)
    return behind(asking(request, sortOrder="descending")) if silent else behind(request)


@fault("sort-order-ignored", "MUST", seen_by="sort.descending")
def the_order_never_descends(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list with sortOrder descending begins with the smallest value."""
    return behind(asking(request, sortOrder=None)) if _sort_by(request) else behind(request)


@fault("sort-order-reversed", "MUST", seen_by=("sort.ascending", "sort.descending"))
def the_order_is_the_other_one(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list that is asked for ascending descends, and the other way round."""
    other = "ascending" if _descends(request) else "descending"
    return behind(asking(request, sortOrder=other)) if _sort_by(request) else behind(request)


@fault("sort-case-sensitive", "MUST", seen_by="sort.case-as-the-schema-says")
def capitals_come_first(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A value with a capital letter stands before all with small ones, though case does not matter."""
    return _arranged(request, behind, lambda everybody: _sorted(request, everybody, str))


@fault("sort-numbers-as-texts", "MUST", seen_by="sort.numbers-as-numbers", profile=TYPED)
def numbers_are_sorted_by_their_digits(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Numbers are sorted digit by digit, so that 100 stands before 9."""
    path = _sort_by(request) or "id"

    def by_digits(everybody: Resources) -> Resources:
        numbers = any(isinstance(_value(each, path), int) for each in everybody)
        return _sorted(request, everybody, str) if numbers else everybody

    return _arranged(request, behind, by_digits)


@fault("sort-dates-as-texts", "MUST", seen_by="sort.by-date", profile=TYPED)
def dates_are_sorted_by_their_letters(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Dates are sorted by their letters, whatever offset they have."""
    return _arranged(request, behind, lambda everybody: _sorted(request, everybody, _plain))


def _plain(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


@fault("sort-within-page-only", "MUST", seen_by="sort.before-paging")
def pages_are_cut_before_they_are_sorted(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A page is cut from the list as it is, and sorted by itself."""
    if not _sort_by(request):
        return behind(request)
    answer = behind(asking(request, sortBy=None, sortOrder=None))
    return rewritten(answer, lambda body: body.update(Resources=_sorted(request, listed(answer), _plain)))


@fault("sort-duplicates-rows", "MUST", seen_by="sort.nobody-twice", wild=True)
def sorting_repeats_whoever_has_several_values(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list sorted by an attribute with several values holds a user once for each of them."""
    name = AttributePath.parse(_sort_by(request) or "id").name

    def repeated(everybody: Resources) -> Resources:
        return [each for each in everybody for _ in range(max(_several(each.get(name)), 1))]

    return _arranged(request, behind, repeated)


def _several(value: Any) -> int:
    return len(value) if isinstance(value, list) else 1


@fault("sort-drops-missing", "MUST", seen_by=("sort.missing-last", "sort.missing-first-descending"))
def sorting_loses_whoever_has_no_value(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list that is sorted does not hold those who lack the attribute."""
    path = _sort_by(request) or "id"
    return _arranged(request, behind, lambda everybody: [each for each in everybody if _value(each, path) is not None])


@fault("sort-missing-first", "MUST", seen_by=("sort.missing-last", "sort.missing-first-descending"))
def those_without_a_value_are_the_smallest(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Those who lack the attribute stand first where the order ascends, and last where it descends."""
    path = _sort_by(request) or "id"

    def smallest(everybody: Resources) -> Resources:
        lacking = [each for each in everybody if _value(each, path) is None]
        given = [each for each in everybody if each not in lacking]
        return [*given, *lacking] if _descends(request) else [*lacking, *given]

    return _arranged(request, behind, smallest)


@fault("sort-cuts-the-list", "MUST", seen_by="sort.finds-the-same")
def sorting_loses_the_last(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list that is sorted lacks its last resource."""
    return _arranged(request, behind, lambda everybody: everybody[:-1])


@fault("sort-sub-attribute-ignored", "MUST", seen_by="sort.sub-attribute")
def sub_attributes_sort_nothing(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list is not sorted where sortBy names a sub-attribute."""
    dotted = AttributePath.parse(_sort_by(request) or "id").sub is not None
    return behind(asking(request, sortBy=None, sortOrder=None)) if dotted else behind(request)


@fault("sort-unknown-500", "ADVICE", seen_by="sort.unknown-attribute")
def an_unknown_attribute_to_sort_by_crashes(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list with a sortBy that names no attribute is answered with 500."""
    schemas = behind.provider.shape.schemas
    names = {str(each["name"]).casefold() for schema in schemas for each in schema["attributes"]}
    name = AttributePath.parse(_sort_by(request) or "id").name.casefold()
    return behind(request) if name in names | {"id", "externalid", "meta"} else error(500)


@fault("sort-search-ignored", "MUST", seen_by="sort.post-orders")
def search_by_post_is_not_sorted(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search by POST takes no notice of sortBy."""
    by_post = is_search_by_post(request) and _sort_by(request)
    return behind(asking(request, sortBy=None, sortOrder=None)) if by_post else behind(request)


@fault("sort-groups-ignored", "MUST", seen_by="sort.groups-by-name")
def groups_are_not_sorted(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A list of groups is in the same order whatever sortBy says."""
    of_groups = _sort_by(request) and searched(request) == "Groups"
    return behind(asking(request, sortBy=None, sortOrder=None)) if of_groups else behind(request)
