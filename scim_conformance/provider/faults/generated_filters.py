"""Filters that are read wrongly where nobody looks by hand: in combinations, and with letters that are escaped."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import reduce
from typing import Any

from scim2_models.path import FilterNode, LogicalExpr, Not, ValuePath
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .searching import Node, filter_of, refiltered, reread
from .tools import error

SEEN_BY = "filter.any-filter-finds-the-set"

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def _joins(node: Node, word: str) -> bool:
    return isinstance(node, LogicalExpr) and node.op.value == word


@fault("filter-not-of-and-negates-each", "MUST", area="filter", seen_by=SEEN_BY, generated=True)
def not_of_and_is_handed_on(request: ScimRequest, behind: Behind) -> ScimResponse:
    """In not (a and b), each condition is negated, so that only those are found who meet neither."""

    def handed_on(node: Node) -> Node:
        group: Any = node.expr if isinstance(node, Not) else None
        return replace(group, terms=tuple(map(Not, group.terms))) if _joins(group, "and") else node

    return behind(reread(request, handed_on))


@fault("filter-and-before-or-once", "MUST", area="filter", seen_by=SEEN_BY, generated=True)
def and_binds_before_or_in_one_alternative(request: ScimRequest, behind: Behind) -> ScimResponse:
    """In a and b or c and d, the condition behind or belongs to what stands before it."""

    def joined(node: Node) -> Node:
        both = _joins(node, "or") and _joins(node.terms[0], "and") and _joins(node.terms[1], "and")
        if not both:
            return node
        first, (next_, *more) = node.terms[0], node.terms[1].terms
        loose = reduce(FilterNode.__and__, [*first.terms[:-1], first.terms[-1] | next_, *more])
        return reduce(FilterNode.__or__, [loose, *node.terms[2:]])

    return behind(reread(request, joined))


@fault("filter-closing-bracket-in-text-500", "MUST", area="filter", seen_by=SEEN_BY, generated=True)
def a_closing_bracket_in_a_text_ends_the_group(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A closing bracket within the quotes of a grouped condition is taken for the end of the group, which crashes."""
    text, depth, quoted = filter_of(request) or "", 0, False
    for at, sign in enumerate(text):
        if sign == '"' and text[at - 1] != "\\":
            quoted = not quoted
        elif sign == ")" and quoted and depth > 0:
            return error(500)
        elif sign in "()" and not quoted:
            depth += 1 if sign == "(" else -1
    return behind(request)


@fault("filter-escaped-letters-as-they-stand", "MUST", area="filter", seen_by=SEEN_BY, generated=True)
def letters_by_number_are_not_read(request: ScimRequest, behind: Behind) -> ScimResponse:
    r"""A letter that a value names by its number, as in \u006b, is compared as six signs."""
    return behind(refiltered(request, lambda text: _ESCAPED.sub(r"\\\\u\1", text)))


@fault("filter-not-before-square-brackets-inside", "MUST", area="filter", seen_by=SEEN_BY, generated=True)
def not_before_square_brackets_moves_into_them(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A not before square brackets is moved into them: it finds those who have any value that does not match."""

    def moved(node: Node) -> Node:
        inner = node.expr if isinstance(node, Not) else None
        return replace(inner, val_filter=Not(inner.val_filter)) if isinstance(inner, ValuePath) else node

    return behind(reread(request, moved))
