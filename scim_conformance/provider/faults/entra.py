"""What Entra's client sends is refused, ignored, or taken for something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from . import membership
from .fault import Behind, fault
from .patch_tools import Operation, kind
from .tools import (
    ENTERPRISE,
    Json,
    each_resource,
    error,
    is_for,
    new_user,
    operations,
    patched,
    place,
    read_back,
    rewritten,
    succeeded,
    with_query,
)

MANAGER = f"{ENTERPRISE}:manager".casefold()


def _refusing(
    request: ScimRequest, behind: Behind, wrong: Callable[[Operation], object], status: int, code: str | None
) -> ScimResponse:
    """Refuse a PATCH with an operation of this kind, where what it is for is there."""
    endpoint, id = place(request)
    hit = request.method == "PATCH" and any(map(wrong, operations(request)))
    there = hit and membership.stored(behind, endpoint.removesuffix("s"), id) is not None
    return error(status, code) if there else behind(request)


def _only(request: ScimRequest, behind: Behind, change: Callable[[Operation], Operation | None]) -> ScimResponse:
    """Carry out what ``change`` makes of each operation of a PATCH; where nothing is left, pretend."""
    asked = operations(request) if request.method == "PATCH" else []
    kept = [made for each in asked if (made := change(each)) is not None]
    if kept == asked:
        return behind(request)
    endpoint, id = place(request)
    return behind(patched(request, kept) if kept else read_back(request, endpoint, str(id)))


# Creating.


@fault("create-empty-roles-rejected", "ENTRA", seen_by="entra.create-with-empty-roles", profile="entra")
def an_empty_list_of_roles_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A create with an empty list of roles is answered with 400."""
    return error(400, "invalidValue") if new_user(request).get("roles") == [] else behind(request)


@fault("create-manager-string-500", "ENTRA", seen_by="entra.create-with-manager-as-text", profile="entra", wild=True)
def a_manager_that_is_a_text_breaks_a_create(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A create whose manager is a bare id is answered with 500."""
    extension = new_user(request).get(ENTERPRISE)
    return error(500) if isinstance(extension, dict) and _is_id(extension.get("manager")) else behind(request)


def _is_id(value: Json) -> bool:
    return isinstance(value, str) and bool(value)


# The words of an operation.


def _is_capital(operation: Operation) -> bool:
    op = str(operation.get("op"))
    return op != op.lower() and op.lower() in ("add", "remove", "replace")


@fault("patch-op-capital-rejected", "ENTRA", seen_by="entra.replace-one", profile="entra", wild=True)
def a_capital_op_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH whose op begins with a capital is answered with 400."""
    return _refusing(request, behind, _is_capital, 400, "invalidSyntax")


@fault("patch-op-capital-ignored", "ENTRA", seen_by="entra.replace-one", profile="entra")
def a_capital_op_does_nothing(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An operation whose op begins with a capital is answered with success, and does nothing."""
    return _only(request, behind, lambda each: None if _is_capital(each) else each)


# Booleans as texts.


def _active(operation: Operation) -> Json:
    """Return what an operation wants active to be, None where it says nothing of it."""
    path, value = str(operation.get("path") or "").casefold(), operation.get("value")
    if path == "active":
        return value
    return value.get("active") if not path and isinstance(value, dict) else None


@fault("patch-active-string-400", "ENTRA", seen_by=("entra.disable", "entra.enable"), profile="entra", wild=True)
def a_boolean_as_text_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH that sets active to the text False is answered with 400."""
    return _refusing(request, behind, lambda each: isinstance(_active(each), str), 400, "invalidValue")


@fault(
    "patch-active-string-stored",
    "ENTRA",
    seen_by=("entra.disable", "entra.enable", "entra.cycle-disables-leavers"),
    profile="entra",
)
def a_boolean_as_text_stays_a_text(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH that sets active to the text False stores the text."""
    answer = behind(request)
    if is_for(request, "PATCH", "Users", one=True) and succeeded(answer):
        for value in (_active(each) for each in operations(request)):
            if value is not None:
                behind.memory[membership.target(request)] = value

    def show(user: dict[str, Any]) -> None:
        if "active" in user and isinstance(behind.memory.get(user["id"]), str):
            user["active"] = behind.memory[user["id"]]

    return each_resource(answer, show)


# Keys with a dot.


def _dotted(operation: Operation) -> dict[str, Json]:
    """Return what the value of an operation without path holds under paths with a dot."""
    value = operation.get("value")
    if operation.get("path") or not isinstance(value, dict):
        return {}
    return {name: each for name, each in value.items() if "." in name and not name.casefold().startswith("urn:")}


def _undotted(operation: Operation) -> Operation | None:
    gone = _dotted(operation)
    if not gone:
        return operation
    rest = {name: each for name, each in operation["value"].items() if name not in gone}
    return {**operation, "value": rest} if rest else None


@fault("patch-nopath-dotted-ignored", "ENTRA", seen_by="entra.replace-several", profile="entra", wild=True)
def a_key_with_a_dot_is_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH without path takes no notice of keys such as name.givenName, and is a success."""
    return _only(request, behind, _undotted)


@fault("patch-nopath-dotted-literal", "ENTRA", seen_by="entra.replace-several", profile="entra")
def a_key_with_a_dot_becomes_an_attribute(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH without path stores a key such as name.givenName as an attribute of that name."""
    answer = _only(request, behind, _undotted)
    if is_for(request, "PATCH", "Users", one=True) and succeeded(answer):
        for each in operations(request):
            behind.memory.setdefault(membership.target(request), {}).update(_dotted(each))
    return each_resource(answer, lambda shown: shown.update(behind.memory.get(shown["id"], {})))


# Managers.


def _at_manager(operation: Operation) -> bool:
    return str(operation.get("path") or "").casefold() in (MANAGER, "manager")


@fault(
    "patch-manager-string-400",
    "ENTRA",
    seen_by=("entra.manager-as-text", "entra.cycle-links-managers"),
    profile="entra",
    wild=True,
)
def a_manager_that_is_a_text_is_refused(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH that sets the manager to a bare id is answered with 400."""
    return _refusing(request, behind, lambda each: _at_manager(each) and _is_id(each.get("value")), 400, "invalidValue")


@fault("patch-manager-remove-500", "ENTRA", seen_by="entra.manager-removed", profile="entra")
def the_removal_of_a_manager_breaks_the_server(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH that removes the manager is answered with 500."""
    return _refusing(
        request, behind, lambda each: _at_manager(each) and str(each.get("op")).casefold() == "remove", 500, None
    )


# Members.


def _removes_listed(operation: Operation) -> bool:
    return kind(operation) == "remove" and membership.path(operation) == "members" and bool(membership.given(operation))


@fault(
    "group-remove-value-array-wipes-all",
    "ENTRA",
    seen_by=("entra.remove-members", "entra.remove-one-member"),
    profile="entra",
    wild=True,
)
def everybody_goes_with_those_listed(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove of members that lists one of them in its value empties the group."""
    return membership.by_operation(
        request,
        behind,
        lambda each: {"op": each["op"], "path": each["path"]} if _removes_listed(each) else each,
    )


@fault(
    "group-remove-value-array-noop",
    "ENTRA",
    seen_by=("entra.remove-members", "entra.remove-one-member"),
    profile="entra",
    wild=True,
)
def those_listed_stay(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove of members that lists some in its value is answered with success, and removes nobody."""
    return membership.without(request, behind, _removes_listed)


@fault("group-remove-value-array-first-only", "ENTRA", seen_by="entra.remove-members", profile="entra")
def only_the_first_of_those_listed_goes(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of the members that a remove lists in its value the first one alone is removed."""
    return membership.by_operation(
        request,
        behind,
        lambda each: membership.giving(each, membership.given(each)[:1]) if _removes_listed(each) else each,
    )


@fault(
    "group-add-needs-type",
    "ENTRA",
    seen_by="entra.add-member",
    profile="entra",
    wild=True,
)
def a_member_without_type_is_left_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add of members that have no type is answered with success, and nobody joins."""

    def typed(operation: Operation) -> Operation | None:
        if not membership.added(operation):
            return operation
        kept = [each for each in membership.given(operation) if each.get("type")]
        return membership.giving(operation, kept) if kept else None

    return membership.by_operation(request, behind, typed)


# Searching and reading.


@fault("filter-externalid-400", "ENTRA", seen_by="entra.matching-finds", profile="entra", wild=True)
def nobody_is_found_by_external_id(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A filter by externalId is answered with 400."""
    answer = behind(request)
    asked = request.query.get("filter", "").casefold()
    return error(400, "invalidFilter") if "externalid" in asked and succeeded(answer) else answer


@fault(
    "filter-hash-guest-upn", "ENTRA", seen_by=("entra.guest-is-somebody-else", "filter.text-as-it-is"), profile="entra"
)
def a_filter_ends_at_a_hash(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The value in a filter ends at its first number sign, so that no guest is found."""
    asked = request.query.get("filter", "")
    before, found, rest = asked.partition("#")
    if request.method != "GET" or not found or '"' not in rest:
        return behind(request)
    return behind(with_query(request, filter=f'{before}"{rest.rpartition(chr(34))[2]}'))


@fault("list-resources-null", "ENTRA", seen_by="entra.no-results-are-no-null", profile="entra", wild=True)
def an_empty_list_is_null(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search that finds nothing is answered with Resources null."""

    def nothing(body: Json) -> None:
        if isinstance(body, dict) and body.get("Resources") == []:
            body["Resources"] = None

    return rewritten(behind(request), nothing)


def _without_members(request: ScimRequest) -> bool:
    asked = request.query.get("excludedAttributes", "").casefold().split(",")
    return is_for(request, "GET", "Groups") and "members" in asked


@fault(
    "proj-excluded-members-ignored",
    "ENTRA",
    seen_by=("entra.group-without-members", "projection.group-without-members"),
    profile="entra",
    wild=True,
)
def members_cannot_be_left_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A read of a group that excludes its members shows them."""
    if _without_members(request) and place(request)[1]:
        return behind(with_query(request, excludedAttributes=None))
    return behind(request)


@fault(
    "proj-excluded-members-ignored-with-filter",
    "ENTRA",
    seen_by=("entra.group-is-found", "projection.groups-without-members"),
    profile="entra",
)
def members_cannot_be_left_out_of_a_search(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A search of groups with a filter that excludes their members shows them."""
    if _without_members(request) and "filter" in request.query:
        return behind(with_query(request, excludedAttributes=None))
    return behind(request)


@fault(
    "proj-excluded-members-400",
    "ENTRA",
    seen_by=("entra.group-without-members", "entra.group-is-found", "projection.group-without-members"),
    profile="entra",
)
def members_must_not_be_left_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A request for groups that excludes their members is answered with 400."""
    answer = behind(request)
    return error(400) if _without_members(request) and succeeded(answer) else answer
