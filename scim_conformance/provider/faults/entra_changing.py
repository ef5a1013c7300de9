"""What Entra's client sends to change somebody is refused, or has another effect than it is meant to have."""

from __future__ import annotations

from functools import partial

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from . import membership
from .entra_creating import ROLES
from .fault import Behind
from .fault import fault as of_any_area
from .patch_tools import Operation, by_operation, held, kind, path, picked, refusing, without
from .tools import ENTERPRISE, error, operations

fault = partial(of_any_area, area="entra", profile="entra")

REFUSED = error(400, "invalidValue")
MANAGER = f"{ENTERPRISE}:manager".casefold()


# Attributes.


@fault("entra-add-capital-noop", "ENTRA", seen_by="entra.add-one")
def a_capital_add_does_nothing(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An operation Add, written with a capital, is a success without effect."""
    return without(request, behind, lambda each: each.get("op") == "Add")


@fault("entra-replace-in-value-wipes-others", "ENTRA", seen_by="entra.replace-in-value")
def a_value_path_takes_the_others_away(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A Replace through the type of a value leaves that value alone of all."""
    user = held(request, behind)

    def alone(each: Operation) -> Operation:
        found = picked(each, user) if kind(each) == "replace" else None
        if not found or not path(each).endswith(".value"):
            return each
        return {"op": "replace", "path": path(each).partition("[")[0], "value": [{**found[0], "value": each["value"]}]}

    return by_operation(request, behind, alone)


@fault("entra-replace-unmatched-noop", "ENTRA", seen_by="entra.replace-in-missing-value")
def a_value_path_without_match_does_nothing(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A Replace through the type of a value that a user lacks is a success without effect."""
    user = held(request, behind)
    return without(request, behind, lambda each: kind(each) == "replace" and picked(each, user) == [])


@fault("entra-clearing-refused", "ADVICE", seen_by="entra.cleared-attribute")
def nothing_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH that replaces a text with an empty one or with null is answered with 400."""
    return refusing(
        request,
        behind,
        lambda each: kind(each) == "replace" and path(each).casefold() != MANAGER and each.get("value") in ("", None),
        REFUSED,
    )


# Managers.


@fault("entra-manager-empty-refused", "ENTRA", seen_by=("entra.manager-cleared", "entra.cycle-changes-managers"))
def an_empty_manager_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH that replaces the manager with an empty text is answered with 400."""
    return refusing(request, behind, lambda each: path(each).casefold() == MANAGER and each.get("value") == "", REFUSED)


@fault("entra-manager-list-refused", "ADVICE", seen_by="entra.manager-in-older-form")
def a_list_of_one_manager_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH that gives the manager as a list of one object is answered with 400."""
    return refusing(
        request,
        behind,
        lambda each: path(each).casefold() in ("manager", MANAGER) and isinstance(each.get("value"), list),
        REFUSED,
    )


# Roles.


@fault("entra-role-as-text-refused", "ENTRA", profile=ROLES, seen_by="entra.add-roles-as-text")
def a_role_that_is_a_document_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH that adds a role whose value is a JSON document is answered with 400."""
    return refusing(
        request,
        behind,
        lambda each: path(each) == "roles" and kind(each) == "add" and "displayName" in str(each.get("value")),
        REFUSED,
    )


@fault("entra-roles-replace-adds", "ENTRA", profile=ROLES, seen_by="entra.replace-roles")
def a_replace_of_roles_adds_them(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace of all roles keeps those that are not listed."""
    return by_operation(
        request,
        behind,
        lambda each: {**each, "op": "add"} if path(each) == "roles" and kind(each) == "replace" else each,
    )


@fault("entra-primary-as-text-refused", "ENTRA", profile=ROLES, seen_by="entra.replace-primary-role")
def a_boolean_is_not_compared_with_a_text(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A path that compares primary with the text True is answered with 400."""
    return refusing(request, behind, lambda each: 'primary eq "True"' in path(each), error(400, "invalidPath"))


# Groups.


@fault("entra-rename-wipes-members", "ENTRA", seen_by=("entra.rename-group", "entra.cycle-changes-groups"))
def who_renames_a_group_empties_it(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A Replace of the displayName of a group takes its members away."""
    renamed = membership.changes_group(request) and any(
        membership.path(each) == "displayname" for each in operations(request)
    )
    answer = behind(request)
    if renamed:
        membership.also(request, behind, membership.target(request), {"op": "remove", "path": "members"})
    return answer


@fault("entra-member-again-409", "ENTRA", seen_by="entra.add-member-again")
def a_member_who_is_there_is_a_conflict(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add of a member who is there already is answered with 409."""
    there = membership.within(behind, membership.target(request)) if membership.changes_group(request) else []
    return membership.refusing(
        request, behind, lambda each: set(membership.added(each)) & set(there), error(409, "uniqueness")
    )


@fault("entra-first-member-only", "ADVICE", seen_by=("entra.add-members-at-once", "entra.cycle-fills-groups"))
def only_the_first_of_several_joins(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of several members that are added at once the first alone joins."""
    return membership.by_operation(
        request,
        behind,
        lambda each: membership.giving(each, membership.given(each)[:1]) if len(membership.added(each)) > 1 else each,
    )
