"""Attributes that a filter doesn't find by some of their names: URNs, dots, letter case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scim2_models.path import Comparison, Present, ValuePath
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from scim_conformance.wire import ENTERPRISE, USER

from .fault import Behind, fault
from .searching import (
    NOBODY,
    Node,
    asked,
    asking,
    conditions,
    filter_of,
    is_search,
    parsed,
    refiltered,
    reread,
    searched,
)
from .tools import error


def _declined(request: ScimRequest, behind: Behind, unknown: Callable[[Node], bool]) -> ScimResponse:
    """Decline a filter that has such a condition."""
    nodes = conditions(filter_of(request))
    return error(400, "invalidFilter") if any(unknown(node) for node in nodes) else behind(request)


def _lost(request: ScimRequest, behind: Behind, unknown: Callable[[Node], Any]) -> ScimResponse:
    """Answer a search as if such a condition were never met."""

    def lost(node: Node) -> Node:
        return parsed(NOBODY) if isinstance(node, Comparison) and unknown(node) else node

    return behind(reread(request, lost, brackets=False))


def _names(behind: Behind) -> set[str]:
    """Return the names of all attributes and sub-attributes, in their letter case."""
    attributes: list[Any] = [each for one in behind.provider.shape.schemas for each in one["attributes"]]
    subs = [sub for each in attributes for sub in each.get("subAttributes", ())]
    common = {"id", "externalId", "meta", "schemas", "resourceType", "created", "lastModified", "location", "version"}
    return {str(each["name"]) for each in [*attributes, *subs]} | common


def _is_misspelled(name: str | None, behind: Behind) -> bool:
    names = _names(behind)
    return name is not None and name not in names and name.casefold() in {each.casefold() for each in names}


@fault("filter-urn-prefixed-400", "MUST", area="filter", seen_by="filter.core-attribute-by-urn", wild=True)
def urn_of_users_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter that names an attribute of users by the URN of its schema is declined."""
    return _declined(request, behind, lambda node: (node.attr_path.uri or "").casefold() == USER.casefold())


@fault("filter-extension-attr-400", "MUST", area="filter", seen_by="filter.extension-attribute-by-urn", wild=True)
def urn_of_the_extension_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter takes a dot between the URN of the enterprise extension and a name, and declines the colon."""
    text = filter_of(request) or ""
    if f"{ENTERPRISE}." in text:
        return behind(asking(request, filter=text.replace(f"{ENTERPRISE}.", f"{ENTERPRISE}:")))
    return _declined(request, behind, lambda node: (node.attr_path.uri or "").casefold() == ENTERPRISE.casefold())


@fault("filter-urn-case-counts", "MUST", area="filter", seen_by="filter.urn-in-other-case")
def letters_of_the_urn_of_users_count(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The URN of the schema of users is known only as the standard writes it."""
    return _declined(
        request,
        behind,
        lambda node: (node.attr_path.uri or "") != USER and (node.attr_path.uri or "").casefold() == USER.casefold(),
    )


@fault("filter-extension-urn-case-counts", "MUST", area="filter", seen_by="filter.extension-urn-in-other-case")
def letters_of_the_urn_of_the_extension_count(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The URN of the enterprise extension is known only as the standard writes it."""

    def misspelled(node: Node) -> bool:
        urn = node.attr_path.uri or ""
        return urn != ENTERPRISE and urn.casefold() == ENTERPRISE.casefold()

    return _declined(request, behind, misspelled)


@fault("filter-sub-attribute-case-counts", "MUST", area="filter", seen_by="filter.sub-attribute-in-other-case")
def letters_of_sub_attributes_count(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter by a sub-attribute is declined unless its name is written as in the schema."""
    return _declined(request, behind, lambda node: _is_misspelled(node.attr_path.sub_attr, behind))


@fault("filter-sub-attribute-finds-nobody", "MUST", area="filter", seen_by="filter.sub-attribute")
def a_dot_leads_nowhere(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter by a part of the name finds nobody."""
    return _lost(request, behind, lambda node: node.attr_path.sub_attr and node.attr_path.attr.casefold() == "name")


@fault("filter-id-finds-nobody", "MUST", area="filter", seen_by="filter.id-finds")
def the_id_is_no_attribute(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter by id finds nobody."""
    return _lost(request, behind, lambda node: str(node.attr_path) == "id")


@fault("filter-group-members-value", "MUST", area="filter", seen_by="filter.group-by-member")
def groups_are_not_found_by_member(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter of groups by the id of a member finds no group."""
    return _lost(request, behind, lambda node: node.attr_path.attr.casefold() == "members")


@fault("filter-users-by-group", "MUST", area="filter", seen_by="filter.user-by-group")
def users_are_not_found_by_group(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter of users by the id of a group finds nobody, though each user shows its groups."""
    return _lost(request, behind, lambda node: node.attr_path.attr.casefold() == "groups")


@fault("filter-groups-ignored", "MUST", area="filter", seen_by="filter.group-name-finds")
def groups_are_not_filtered(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search of groups returns all groups, whatever the filter."""
    return behind(refiltered(request, lambda text: None if searched(request) == "Groups" else text))


@fault("filter-looks-at-the-answer", "MUST", area="filter", seen_by="filter.on-an-attribute-not-returned")
def a_filter_sees_what_is_returned_only(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter finds nobody by an attribute that the answer leaves out."""
    shown = {name.strip().casefold() for name in str(asked(request).get("attributes") or "").split(",")} - {""}
    if not is_search(request) or not shown:
        return behind(request)

    def lost(node: Node) -> Node:
        compared = isinstance(node, Comparison | Present | ValuePath)
        left_out = compared and not {node.attr_path.attr.casefold(), str(node.attr_path).casefold()} & {*shown, "id"}
        return parsed(NOBODY) if left_out else node

    return behind(reread(request, lost, brackets=False))
