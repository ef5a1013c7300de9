"""Conditions that are met by other values than they should be: operators, types, dates and letter case."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from scim2_models.path import Comparison, FilterNode, Not, Present
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault, planted
from .searching import (
    NOBODY,
    TYPED,
    Node,
    asked,
    compares,
    conditions,
    filter_of,
    found,
    held,
    leaving_out,
    looking_at,
    parsed,
    refiltered,
    reread,
    unquoted,
    with_operator,
)
from .tools import each_resource, error, is_user

if TYPE_CHECKING:
    from scim_conformance.provider import Provider


# Operators.


@fault("filter-eq-as-contains", "MUST", area="filter", seen_by="filter.eq-whole-value")
def eq_finds_parts(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The operator eq finds a text anywhere in the value."""

    def loose(node: Node) -> Node:
        return replace(node, op=type(node.op)("co")) if compares(node, "eq") and _is_text(node) else node

    return behind(reread(request, loose))


def _is_text(node: Node) -> bool:
    return isinstance(node.value, str) and node.attr_path.attr.casefold() not in ("id", "meta", "schemas")


@fault("filter-eq-wildcards", "MUST", area="filter", seen_by="filter.eq-takes-no-wildcards", wild=True)
def eq_knows_wildcards(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The operator eq takes an asterisk, a per cent sign and an underscore for any characters."""

    def pattern(node: Node) -> Node:
        if not compares(node, "eq") or not _is_text(node) or not re.search("[*%_]", node.value):
            return node
        first, *_, last = re.split("[*%_]", node.value)
        operator = type(node.op)
        begins, ends = replace(node, op=operator("sw"), value=first), replace(node, op=operator("ew"), value=last)
        return (begins if first else Present(node.attr_path)) & (ends if last else Present(node.attr_path))

    return behind(reread(request, pattern))


@fault("filter-ne-as-eq", "MUST", area="filter", seen_by="filter.ne-others")
def ne_means_eq(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The operator ne finds those who have the value."""
    return behind(refiltered(request, lambda text: with_operator(text, "ne", "eq")))


@fault("filter-co-as-sw", "MUST", area="filter", seen_by="filter.co-anywhere")
def co_looks_at_the_start(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The operator co finds a text at the start of the value only."""
    return behind(refiltered(request, lambda text: with_operator(text, "co", "sw")))


@fault("filter-sw-as-co", "MUST", area="filter", seen_by="filter.sw-at-the-start")
def sw_looks_anywhere(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The operator sw finds a text in the middle of the value, too."""
    return behind(refiltered(request, lambda text: with_operator(text, "sw", "co")))


@fault("filter-ew-as-co", "MUST", area="filter", seen_by="filter.ew-at-the-end")
def ew_looks_anywhere(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The operator ew finds a text in the middle of the value, too."""
    return behind(refiltered(request, lambda text: with_operator(text, "ew", "co")))


@fault("filter-gt-as-ge", "MUST", area="filter", seen_by="filter.gt-leaves-out-equal")
def gt_takes_the_equal(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The operator gt finds the equal value, too."""
    return behind(refiltered(request, lambda text: with_operator(text, "gt", "ge")))


@fault("filter-ge-as-gt", "MUST", area="filter", seen_by="filter.ge-takes-equal")
def ge_leaves_the_equal_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The operator ge does not find the equal value."""
    return behind(refiltered(request, lambda text: with_operator(text, "ge", "gt")))


@fault("filter-lt-as-le", "MUST", area="filter", seen_by="filter.lt-leaves-out-equal")
def lt_takes_the_equal(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The operator lt finds the equal value, too."""
    return behind(refiltered(request, lambda text: with_operator(text, "lt", "le")))


@fault("filter-le-as-lt", "MUST", area="filter", seen_by="filter.le-takes-equal")
def le_leaves_the_equal_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The operator le does not find the equal value."""
    return behind(refiltered(request, lambda text: with_operator(text, "le", "lt")))


@fault("filter-pr-always", "MUST", area="filter", seen_by="filter.pr-with-value")
def pr_finds_everybody(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The operator pr finds those who have no value, too."""

    def present(node: Node) -> Node:
        return parsed("id pr") if isinstance(node, Present) else node

    return behind(reread(request, present, brackets=False))


@fault("filter-pr-takes-false-for-nothing", "MUST", area="filter", seen_by="filter.pr-of-false")
def pr_does_not_find_false(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The operator pr does not find those whose boolean is false."""

    def present(node: Node) -> Node:
        boolean = isinstance(node, Present) and str(node.attr_path).casefold() == "active"
        return parsed("active eq true") if boolean else node

    return behind(reread(request, present))


@fault("filter-eq-finds-the-unassigned", "MUST", area="filter", seen_by="filter.absent-equals-nothing")
def nothing_equals_anything(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A comparison with a value finds those who have no value, too."""

    def loose(node: Node) -> Node:
        named = compares(node, "eq") and node.attr_path.attr.casefold() == "username"
        plain = compares(node, "eq") and node.attr_path.sub_attr is None and _is_text(node) and not named
        return node | Not(Present(node.attr_path)) if plain else node

    return behind(reread(request, loose, brackets=False))


@fault("filter-null-finds-all", "MUST", area="filter", seen_by="filter.null-is-a-value")
def null_equals_everything(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A comparison with null finds those who have a value."""

    def loose(node: Node) -> Node:
        return Present(node.attr_path) if compares(node, "eq") and node.value is None else node

    return behind(reread(request, loose))


@planted("filter-multivalued-first-only", "MUST", area="filter", seen_by="filter.any-of-several-values")
def only_the_first_value_is_compared(provider: Provider, effect: Callable[[], None]) -> None:
    """Of several values, a filter looks at the first only."""

    def first(resource: Any) -> None:
        for name in type(resource).model_fields:
            several = getattr(resource, name)
            if name != "schemas" and isinstance(several, list):
                setattr(resource, name, several[:1])

    looking_at(provider, effect, first)


# Booleans and numbers.


@fault("filter-boolean-quoted-only", "MUST", area="filter", seen_by=("filter.eq-true", "filter.eq-false"), wild=True)
def booleans_are_compared_with_texts(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A comparison with true or false finds nobody; only one with these words in quotes does."""

    def lost(node: Node) -> Node:
        return parsed(NOBODY) if compares(node, "eq", "ne") and isinstance(node.value, bool) else node

    return behind(reread(request, lost))


# The catalogue has it as a matter of Entra; that a filter finds whoever matches is section 3.4.2.2 of RFC 7644.
@fault("filter-active-false-hidden", "MUST", area="filter", seen_by="filter.eq-false")
def the_inactive_are_not_found(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search for those whose active is false finds nobody."""

    def lost(node: Node) -> Node:
        hidden = compares(node, "eq") and node.value is False and str(node.attr_path).casefold() == "active"
        return parsed(NOBODY) if hidden else node

    return behind(reread(request, lost))


@fault("filter-ne-of-booleans-finds-all", "MUST", area="filter", seen_by="filter.ne-true")
def ne_finds_every_boolean(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The operator ne finds a boolean whatever it is."""

    def loose(node: Node) -> Node:
        return Present(node.attr_path) if compares(node, "ne") and isinstance(node.value, bool) else node

    return behind(reread(request, loose))


@fault("filter-gt-boolean-200", "MUST", area="filter", seen_by="filter.order-of-booleans-declined")
def booleans_are_put_in_order(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter that asks whether a boolean is greater than true is answered with an empty list."""

    def lost(node: Node) -> Node:
        return parsed(NOBODY) if compares(node, "gt", "ge", "lt", "le") and isinstance(node.value, bool) else node

    return behind(reread(request, lost))


@fault("filter-gt-binary-200", "MUST", area="filter", seen_by="filter.order-of-binaries-declined")
def certificates_are_put_in_order(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter that asks whether a certificate is greater than another is answered with an empty list."""

    def lost(node: Node) -> Node:
        ordered = compares(node, "gt", "ge", "lt", "le") and node.attr_path.attr.casefold() == "x509certificates"
        return parsed(NOBODY) if ordered else node

    return behind(reread(request, lost))


@fault("filter-number-as-text", "MUST", area="filter", seen_by="filter.eq-number", profile=TYPED)
def numbers_are_compared_with_texts(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A comparison with a number finds nobody."""

    def lost(node: Node) -> Node:
        number = isinstance(node, Comparison) and isinstance(node.value, int) and not isinstance(node.value, bool)
        return parsed(NOBODY) if number and node.op.value == "eq" else node

    return behind(reread(request, lost))


@fault("filter-number-by-digits", "MUST", area="filter", seen_by="filter.gt-by-number", profile=TYPED)
def numbers_are_ordered_by_their_digits(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Numbers are compared digit by digit, so that 9 is greater than 10."""

    def by_digits(node: Node) -> Node:
        if not compares(node, "gt", "ge", "lt", "le") or not _is_number(node.value):
            return node
        numbers = {one for each in found(request, behind, f"{node.attr_path} pr") for one in held(each, node)}
        greater = node.op.value in ("gt", "ge")
        wanted = [one for one in numbers if (str(one) > str(node.value)) == greater and one != node.value]
        equal = [node.value] if node.op.value in ("ge", "le") else []
        return _either([replace(node, op=type(node.op)("eq"), value=one) for one in [*wanted, *equal]])

    return behind(reread(request, by_digits))


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


# Dates.


@fault("filter-date-lexicographic", "MUST", area="filter", seen_by="filter.created-with-offset", wild=True)
def offsets_of_dates_do_not_count(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Dates are compared by their letters, so that the offset of one does not count."""
    return behind(reread(request, _as_if_in_utc))


def _as_if_in_utc(node: Node) -> Node:
    dated = isinstance(node, Comparison) and isinstance(node.value, str) and _DATE.fullmatch(node.value)
    return replace(node, value=f"{dated[1]}Z") if dated else node


_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


@fault("filter-date-never-matches", "MUST", area="filter", seen_by="filter.created-since", wild=True)
def dates_are_never_found(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A comparison with a date finds nobody."""

    def lost(node: Node) -> Node:
        dated = isinstance(node, Comparison) and isinstance(node.value, str) and _DATE.fullmatch(node.value)
        return parsed(NOBODY) if dated else node

    return behind(reread(request, lost))


@fault("filter-last-modified-ignored", "MUST", area="filter", seen_by="filter.modified-since")
def the_last_change_is_no_condition(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A condition on meta.lastModified is taken for true."""

    def loose(node: Node) -> Node:
        changed = isinstance(node, Comparison) and str(node.attr_path).casefold() == "meta.lastmodified"
        return parsed("id pr") if changed else node

    return behind(reread(request, loose))


@fault(
    "filter-date-as-text",
    "MUST",
    area="filter",
    seen_by=("filter.eq-same-instant", "filter.gt-later-instant"),
    profile=TYPED,
)
def dates_are_compared_as_texts(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A date that a client has set is compared by its letters."""
    nodes = [node for node in conditions(filter_of(request)) if isinstance(node, Comparison) and _is_date(node)]

    def differs(resource: dict[str, Any]) -> bool:
        return any(_differs(str(one), node) for node in nodes for one in held(resource, node))

    return leaving_out(request, behind, differs)


def _is_date(node: Node) -> bool:
    return node.attr_path.attr != "meta" and isinstance(node.value, str) and bool(_DATE.fullmatch(node.value))


def _differs(one: str, node: Node) -> bool:
    return one != node.value if node.op.value == "eq" else node.op.value in ("gt", "ge") and one < node.value


# Texts.


@fault("filter-escaped-quote", "MUST", area="filter", seen_by="filter.text-as-it-is", wild=True)
def escapes_are_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter with an escaped quotation mark in its value is declined."""
    return error(400, "invalidFilter") if '\\"' in (filter_of(request) or "") else behind(request)


@fault("filter-keyword-inside-value", "MUST", area="filter", seen_by="filter.text-as-it-is", wild=True)
def words_in_a_value_are_read(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter is cut at the word and even where this is part of a value, and can't be read then."""

    def torn(text: str) -> str:
        return "-" if text.count(" and ") > unquoted(text).count(" and ") else text

    return behind(refiltered(request, torn))


@fault("filter-value-breaks-out", "MUST", area="filter", seen_by="filter.text-between-conditions")
def a_value_reaches_the_database(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An apostrophe in a value ends it, and what follows becomes part of the query of a database."""
    return behind(refiltered(request, lambda text: None if "' or '" in text else text))


@fault("filter-code-points-compared", "MUST", area="filter", seen_by="filter.value-in-other-form")
def forms_of_letters_count(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A userName is not found where its letters are written with other characters of Unicode."""
    nodes = [
        each for each in conditions(filter_of(request)) if compares(each, "eq") and each.attr_path.attr == "userName"
    ]
    wanted = {str(node.value).casefold() for node in nodes if not str(node.value).isascii()}

    def differs(resource: dict[str, Any]) -> bool:
        return str(resource.get("userName")).casefold() not in wanted

    return leaving_out(request, behind, differs) if wanted else behind(request)


@fault("filter-case-exact-ignored", "MUST", area="filter", seen_by="filter.exact-value-in-other-case")
def letters_of_an_external_id_do_not_count(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An externalId is found in other letter case, too."""

    def any_case(node: Node) -> Node:
        exact = compares(node, "eq") and str(node.attr_path).casefold() == "externalid"
        if not exact:
            return node
        spelled = [each for each in everybody if str(each.get("externalId")).casefold() == str(node.value).casefold()]
        others = [replace(node, value=each["externalId"]) for each in spelled]
        return _either([node, *others])

    everybody = found(request, behind, "externalId pr") if "externalid" in (filter_of(request) or "").casefold() else []
    return behind(reread(request, any_case))


def _either(nodes: list[Node]) -> Node:
    return reduce(FilterNode.__or__, nodes) if nodes else parsed(NOBODY)


@fault("filter-default-not-stored", "MUST", area="filter", seen_by="filter.default-is-what-was-answered")
def a_default_is_shown_and_not_found(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Whoever was created without active is shown as active, and a filter does not know it."""
    answer = behind(request)
    if {"attributes", "excludedAttributes"} & {*request.query, *asked(request)}:
        return answer
    return each_resource(answer, lambda resource: is_user(resource) and resource.setdefault("active", True))
