"""A PATCH of a group goes wrong beside its members: names, answers, refusals, and what is shown of it."""

from __future__ import annotations

from typing import Any

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .membership import (
    added,
    also,
    by_operation,
    changes_group,
    each_group,
    path,
    stored,
    target,
    within,
    without,
)
from .patch_tools import kind, pretended
from .tools import (
    each_resource,
    error,
    is_for,
    is_user,
    operations,
    place,
    plain,
    read_back,
    succeeded,
    with_query,
)

AREA = "patch-group"


def _renames(operation: dict[str, Any]) -> bool:
    value = operation.get("value")
    return kind(operation) != "remove" and (
        path(operation) == "displayname" or (not path(operation) and isinstance(value, dict) and "displayName" in value)
    )


@fault("group-rename-wipes-members", "MUST", area=AREA, seen_by="patch-group.rename")
def a_renamed_group_is_empty(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace of displayName puts all members out of the group."""
    answer, group = behind(request), str(place(request)[1])
    asked = operations(request) if changes_group(request) else []
    if succeeded(answer) and any(map(_renames, asked)) and not any(map(added, asked)) and within(behind, group):
        also(request, behind, group, {"op": "remove", "path": "members"})
    return answer


@fault("group-rename-without-path-ignored", "MUST", area=AREA, seen_by="patch-group.rename")
def a_group_is_not_renamed_without_a_path(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace whose value holds the displayName, without a path, is answered with success, and the name stays."""
    return without(request, behind, lambda each: _renames(each) and not path(each))


# RFC 7644, section 3.5.2.3 has a replace give a single-valued attribute its value, whoever asks.
@fault("group-externalid-ignored", "MUST", area=AREA, seen_by="patch-group.replace-external-id", wild=True)
def the_external_id_of_a_group_stays(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace of the externalId of a group is answered with success, and the old one stays."""

    def kept(operation: dict[str, Any]) -> dict[str, Any] | None:
        value = operation.get("value")
        if path(operation) == "externalid":
            return None
        if path(operation) or not isinstance(value, dict) or "externalId" not in value:
            return operation
        rest = {name: each for name, each in value.items() if name != "externalId"}
        return {**operation, "value": rest} if rest else None

    return by_operation(request, behind, kept)


# Answers.


@fault("group-patch-answers-old-state", "MUST", area=AREA, seen_by="patch-group.answers-with-resource-or-nothing")
def the_answer_shows_the_group_before_the_change(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH of a group is answered with 200 and the group as it was before."""
    if not changes_group(request) or not stored(behind, "Group", place(request)[1]):
        return behind(request)
    before = behind(read_back(request, "Groups", str(place(request)[1])))
    answer = behind(request)
    return plain(200, before.body) if int(answer.status) == 204 else answer


@fault("group-patch-attributes-204", "MUST", area=AREA, seen_by="patch-group.attributes-answers-200")
def attributes_are_not_answered(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH of a group that asks for attributes is answered with 204."""
    return behind(with_query(request, attributes=None) if changes_group(request) else request)


@fault("group-patch-unknown-id-400", "SHOULD", area=AREA, seen_by="patch-group.unknown-id-404")
def a_group_that_is_not_there_is_a_bad_request(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH of a group that does not exist is answered with 400."""
    answer = behind(request)
    return error(400) if changes_group(request) and int(answer.status) == 404 else answer


# What has to be refused.


@fault("group-remove-without-path-ignored", "MUST", area=AREA, seen_by="patch-group.remove-without-path")
def a_remove_without_path_succeeds(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove without path is answered with success, and removes nothing."""
    return without(request, behind, lambda each: kind(each) == "remove" and not path(each))


@fault("group-remove-without-path-wipes-members", "MUST", area=AREA, seen_by="patch-group.remove-without-path")
def a_remove_without_path_empties_the_group(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove without path empties the group."""
    return by_operation(
        request, behind, lambda each: each if path(each) or kind(each) != "remove" else {**each, "path": "members"}
    )


@fault("group-patch-unknown-path-ignored", "MUST", area=AREA, seen_by="patch-group.unknown-path-refused")
def a_path_that_names_nothing_succeeds(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A PATCH of a group at a path that does not exist is answered with success."""
    answer = behind(request)
    unknown = isinstance(answer.body, dict) and answer.body.get("scimType") == "invalidPath"
    return pretended(request, behind) if changes_group(request) and unknown else answer


@fault("group-patch-id-ignored", "MUST", area=AREA, seen_by="patch-group.read-only-refused")
def a_new_id_is_accepted_and_ignored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace of the id of a group is answered with success, and the id stays."""
    return without(request, behind, lambda each: path(each) == "id")


@fault("group-patch-loses-name", "MUST", area=AREA, seen_by="patch-group.remove-name-refused")
def a_group_can_lose_its_name(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove of the displayName is carried out, though the schema requires it."""
    group = target(request)
    asked = operations(request) if changes_group(request) else []
    answer = without(request, behind, lambda each: kind(each) == "remove" and path(each) == "displayname")
    if succeeded(answer) and asked:
        behind.memory[group] = any(kind(each) == "remove" and path(each) == "displayname" for each in asked)
    return each_group(answer, lambda shown: behind.memory.get(shown["id"]) and shown.pop("displayName", None))


# What is shown of groups and members.


@fault("group-add-again-moves-date", "MUST", area=AREA, seen_by="patch-group.no-change-keeps-last-modified")
def what_changes_nothing_is_a_change(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add of a member that is there moves the group's date of last modification."""
    group = str(place(request)[1])
    inside = {*within(behind, group)} if changes_group(request) else set()
    answer = behind(request)
    if succeeded(answer) and any({*added(each)} & inside for each in operations(request)):
        behind.memory[group] = behind.provider.storage.clock().isoformat().replace("+00:00", "Z")

    def touched(shown: dict[str, Any]) -> None:
        if "meta" in shown and shown["id"] in behind.memory:
            shown["meta"]["lastModified"] = max(behind.memory[shown["id"]], shown["meta"]["lastModified"])

    return each_group(answer, touched)


@fault("group-members-capped-on-read", "MUST", area=AREA, seen_by="patch-group.add-many")
def a_hundred_members_are_shown(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of the members of a group the first hundred are shown, and nothing tells that there are more."""

    def cut(shown: dict[str, Any]) -> None:
        if "members" in shown:
            shown["members"] = shown["members"][:100]

    return each_group(behind(request), cut)


@fault(
    "group-member-ref-wrong",
    "MUST",
    area=AREA,
    seen_by=("patch-group.member-ref-leads-to-member", "schema.member-ref-leads-to-member"),
)
def the_reference_of_a_member_leads_to_no_user(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The $ref of a member that is a user is an address among the groups."""

    def bend(shown: dict[str, Any]) -> None:
        for member in shown.get("members", ()):
            if "$ref" in member:
                member["$ref"] = member["$ref"].replace("/Users/", "/Groups/")

    return each_group(behind(request), bend)


@fault("group-member-value-is-username", "MUST", area=AREA, seen_by="patch-group.add-several")
def a_member_is_shown_by_its_name(request: ScimRequest, behind: Behind) -> ScimResponse:
    """The value of a member is the userName instead of the id."""

    def name(shown: dict[str, Any]) -> None:
        for member in shown.get("members", ()):
            user = stored(behind, "User", member.get("value"))
            member["value"] = user.user_name if user is not None else member.get("value")

    return each_group(behind(request), name)


@fault("group-patch-user-groups-stale", "MUST", area=AREA, seen_by="patch-group.user-s-groups-follow")
def a_user_shows_groups_that_it_left(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A user who has left a group shows it still."""
    if changes_group(request):
        for id in within(behind, place(request)[1]):
            user = stored(behind, "User", id)
            behind.memory.setdefault(id, {}).update(
                {each.value: each.display for each in getattr(user, "groups", None) or ()}
            )
    return each_resource(behind(request), lambda shown: _remember(shown, behind.memory.get(shown["id"], {}), "direct"))


@fault(
    "group-delete-leaves-user-groups",
    "MUST",
    area=AREA,
    seen_by=(
        "patch-group.user-s-groups-follow",
        "read.user-forgets-groups-it-left",
    ),
    wild=True,
)
def a_user_shows_a_group_that_is_gone(request: ScimRequest, behind: Behind) -> ScimResponse:
    """After a group was deleted its members show it still, as one that they are in indirectly."""
    if is_for(request, "DELETE", "Groups", one=True):
        group = str(place(request)[1])
        for id in within(behind, group):
            behind.memory.setdefault(id, {})[group] = stored(behind, "Group", group).display_name
    return each_resource(
        behind(request), lambda shown: _remember(shown, behind.memory.get(shown["id"], {}), "indirect")
    )


def _remember(shown: dict[str, Any], groups: dict[str, str], type: str) -> None:
    """Put groups back into what is shown of a user."""
    known = {each["value"] for each in shown.get("groups", ())}
    lost = [{"value": id, "display": name, "type": type} for id, name in groups.items() if id not in known]
    if is_user(shown) and lost:
        shown["groups"] = [*shown.get("groups", ()), *lost]
