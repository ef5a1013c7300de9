"""Filters of several conditions, or with brackets, that are read in another way than they are written."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import Any

from scim2_models.path import AttrPath, Comparison, FilterNode, LogicalExpr, Not, Present, ValuePath
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .searching import NOBODY, Node, filter_of, parsed, refiltered, reread, unquoted
from .tools import error


def _is(node: Node, word: str) -> bool:
    """Tell whether a part of a filter joins conditions by this word."""
    return isinstance(node, LogicalExpr) and node.op.value == word


@fault("filter-and-second-clause-dropped", "MUST", area="filter", seen_by="filter.and-narrows", wild=True)
def what_follows_and_is_dropped(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of conditions that are joined by and, only the first counts."""
    return behind(reread(request, lambda node: node.terms[0] if _is(node, "and") else node))


@fault("filter-and-first-clause-dropped", "MUST", area="filter", seen_by="filter.and-narrows")
def what_stands_before_and_is_dropped(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of conditions that are joined by and, only the last counts."""
    return behind(reread(request, lambda node: node.terms[-1] if _is(node, "and") else node))


@fault("filter-or-evaluated-as-and", "MUST", area="filter", seen_by=("filter.and-or", "filter.or-widens"))
def or_means_and(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Conditions that are joined by or have to be met all."""

    def joined(node: Node) -> Node:
        return reduce(FilterNode.__and__, node.terms) if _is(node, "or") else node

    return behind(reread(request, joined))


@fault("filter-or-last-clause-dropped", "MUST", area="filter", seen_by="filter.or-widens")
def or_knows_two_conditions(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of three conditions that are joined by or, the last does not count."""

    def shortened(node: Node) -> Node:
        return replace(node, terms=node.terms[:2]) if _is(node, "or") else node

    return behind(reread(request, shortened))


@fault("filter-left-to-right", "MUST", area="filter", seen_by="filter.and-before-or")
def conditions_are_joined_from_left_to_right(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The conditions in a or b and c are joined in the order in which they stand."""

    def leftmost(one: Node, other: Node) -> Node:
        first, *rest = other.terms if _is(other, "and") else [other]
        return reduce(FilterNode.__and__, rest, one | first)

    def joined(node: Node) -> Node:
        return reduce(leftmost, node.terms) if _is(node, "or") else node

    return behind(reread(request, joined))


@fault("filter-right-to-left", "MUST", area="filter", seen_by="filter.and-before-or-reversed")
def conditions_are_joined_from_right_to_left(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The conditions in a and b or c are joined beginning with the last two."""

    def rightmost(rest: Node, one: Node) -> Node:
        *before, last = one.terms if _is(one, "and") else [one]
        return reduce(FilterNode.__and__, [*before, last | rest])

    def joined(node: Node) -> Node:
        return reduce(rightmost, reversed(node.terms)) if _is(node, "or") else node

    return behind(reread(request, joined))


@fault("filter-parens-ignored", "MUST", area="filter", seen_by="filter.brackets-first", wild=True)
def round_brackets_do_not_count(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter of the form (a or b) and c is read as if it had no brackets."""

    def opened(node: Node) -> Node:
        grouped = _is(node, "and") and any(_is(term, "or") for term in node.terms)
        return parsed(" and ".join(map(str, node.terms))) if grouped else node

    return behind(reread(request, opened))


@fault("filter-single-parens-returns-all", "MUST", area="filter", seen_by="filter.brackets-around-all", wild=True)
def brackets_around_a_filter_hide_it(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter that stands in round brackets as a whole finds everybody."""
    return behind(refiltered(request, lambda text: None if text.startswith("(") and text.endswith(")") else text))


@fault("filter-not-ignored", "MUST", area="filter", seen_by="filter.not-finds-others")
def not_is_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The word not does not count."""
    return behind(reread(request, lambda node: node.expr if isinstance(node, Not) else node))


@fault("filter-not-of-all-that-follows", "MUST", area="filter", seen_by="filter.not-before-and")
def not_binds_last(request: ScimRequest, behind: Behind) -> ScimResponse:
    """In not (a) and b, the whole is negated."""

    def negated(node: Node) -> Node:
        greedy = _is(node, "and") and isinstance(node.terms[0], Not)
        return Not(reduce(FilterNode.__and__, (node.terms[0].expr, *node.terms[1:]))) if greedy else node

    return behind(reread(request, negated))


@fault("filter-not-of-the-first-only", "MUST", area="filter", seen_by="filter.not-of-a-group")
def not_negates_one_condition(request: ScimRequest, behind: Behind) -> ScimResponse:
    """In not (a or b), only the first condition is negated."""

    def negated(node: Node) -> Node:
        group = isinstance(node, Not) and isinstance(node.expr, LogicalExpr)
        return replace(node.expr, terms=(Not(node.expr.terms[0]), *node.expr.terms[1:])) if group else node

    return behind(reread(request, negated))


@fault("filter-not-counts-once", "MUST", area="filter", seen_by="filter.not-of-a-not")
def two_nots_are_one(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A not around another not changes nothing."""

    def once(node: Node) -> Node:
        return node.expr if isinstance(node, Not) and isinstance(node.expr, Not) else node

    return behind(reread(request, once))


@fault("filter-logic-in-capitals-400", "MUST", area="filter", seen_by="filter.logic-in-capitals")
def logic_in_capitals_is_unknown(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The words and, or and not are known in small letters only."""

    def broken(text: str) -> str:
        return "-" if any(word in unquoted(f" {text}") for word in (" AND ", " OR ", " NOT ")) else text

    return behind(refiltered(request, broken))


@fault("filter-valuepath-cross-match", "MUST", area="filter", seen_by="filter.value-path-same-value")
def square_brackets_are_met_by_several_values(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The conditions in square brackets may be met by one value each."""

    def spread(node: Node) -> Node:
        return _outside(node.val_filter, node.attr_path) if isinstance(node, ValuePath) else node

    return behind(reread(request, spread))


def _outside(node: Node, holder: AttrPath) -> Node:
    """Return what stands in square brackets as conditions outside them."""
    if isinstance(node, Not):
        return Not(_outside(node.expr, holder))
    if isinstance(node, LogicalExpr):
        return replace(node, terms=tuple(_outside(each, holder) for each in node.terms))
    return replace(node, attr_path=AttrPath(holder.attr, node.attr_path.attr, holder.uri))


@fault("filter-valuepath-type-ignored", "MUST", area="filter", seen_by="filter.value-path-type")
def square_brackets_do_not_count(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter with square brackets finds everybody who has any value of that attribute."""

    def emptied(node: Node) -> Node:
        return Present(node.attr_path) if isinstance(node, ValuePath) else node

    return behind(reread(request, emptied))


@fault("filter-valuepath-not-ignored", "MUST", area="filter", seen_by="filter.value-path-with-not")
def not_in_square_brackets_does_not_count(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A negated condition in square brackets is taken for met."""

    def without(node: Node) -> Node:
        inner: Node = node.val_filter if isinstance(node, ValuePath) else None
        kept = [term for term in inner.terms if not isinstance(term, Not)] if _is(inner, "and") else []
        return replace(node, val_filter=reduce(FilterNode.__and__, kept)) if kept else node

    return behind(reread(request, without))


@fault("filter-valuepath-rest-dropped", "MUST", area="filter", seen_by="filter.value-path-and-more")
def what_follows_square_brackets_is_dropped(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A condition that is joined to square brackets does not count."""

    def alone(node: Node) -> Node:
        return node.terms[0] if _is(node, "and") and isinstance(node.terms[0], ValuePath) else node

    return behind(reread(request, alone))


@fault("filter-valuepath-start-never-matches", "MUST", area="filter", seen_by="filter.value-path-operators")
def the_start_of_a_value_is_unknown_in_square_brackets(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A condition with sw in square brackets is met by nobody."""

    def lost(node: Node) -> Node:
        starts = isinstance(node, ValuePath) and isinstance(node.val_filter, Comparison)
        return parsed(NOBODY) if starts and node.val_filter.op.value == "sw" else node

    return behind(reread(request, lost))


@fault("filter-valuepath-500", "MUST", area="filter", seen_by="filter.value-path-type")
def square_brackets_crash(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter with square brackets is answered with 500."""
    return error(500) if "[" in unquoted(filter_of(request) or "") else behind(request)


@fault("filter-type-never-matches", "MUST", area="filter", seen_by="filter.type-of-several-values")
def types_of_values_are_unknown(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter by the type of a multi-valued attribute, in dotted form, finds nobody."""

    def lost(node: Node) -> Node:
        typed = isinstance(node, Comparison) and node.attr_path.sub_attr == "type"
        return parsed(NOBODY) if typed else node

    return behind(reread(request, lost))


@fault(
    "filter-multi-valued-needs-sub-attribute",
    "MUST",
    area="filter",
    seen_by="filter.multi-valued-without-sub-attribute",
)
def a_multi_valued_attribute_alone_finds_nobody(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter by a multi-valued attribute finds nobody unless it names a sub-attribute."""

    def lost(node: Node) -> Node:
        alone = isinstance(node, Comparison) and node.attr_path.sub_attr is None
        return parsed(NOBODY) if alone and node.attr_path.attr in _multi_valued(behind) else node

    return behind(reread(request, lost))


def _multi_valued(behind: Behind) -> set[Any]:
    return {each["name"] for one in behind.provider.shape.schemas for each in one["attributes"] if each["multiValued"]}
