"""Members are added to groups and removed from them wrongly, or not at all."""

from __future__ import annotations

from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse

from .fault import Behind, fault
from .membership import (
    added,
    all_groups,
    also,
    by_operation,
    changes_group,
    each_group,
    exists,
    given,
    giving,
    named,
    path,
    refusing,
    takes_away,
    target,
    within,
    without,
)
from .patch_tools import kind
from .tools import Json, error, operations, patched, place, succeeded, with_header

# Removing.


@fault(
    "group-remove-valuepath-ignored",
    "MUST",
    seen_by=("patch-group.remove-member", "patch-group.remove-two", "patch-group.remove-last-member"),
    wild=True,
)
def a_named_member_is_not_removed(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove of one member by a value path is answered with success, and the member stays."""
    return without(request, behind, takes_away)


@fault("group-remove-member-wipes-all", "MUST", seen_by=("patch-group.remove-member", "patch-group.remove-then-add"))
def everybody_goes_with_one_member(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove of one member by a value path empties the group."""
    return by_operation(request, behind, lambda each: {**each, "path": "members"} if takes_away(each) else each)


@fault("group-remove-valuepath-or-filter", "MUST", seen_by="patch-group.remove-two")
def only_the_first_of_two_conditions_counts(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of a value path that names two members the first one alone is removed."""

    def cut(operation: dict[str, str]) -> dict[str, str]:
        first, found, _ = str(operation.get("path")).partition(" or ")
        return {**operation, "path": f"{first}]"} if takes_away(operation) and found else operation

    return by_operation(request, behind, cut)


@fault("group-remove-nonmember-error", "MUST", seen_by="patch-group.remove-absent", wild=True)
def who_is_no_member_breaks_the_server(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove of a user who is not in the group is answered with 500."""
    inside = within(behind, place(request)[1])
    return refusing(request, behind, lambda each: takes_away(each) and not {*named(each)} <= {*inside}, error(500))


@fault("group-remove-all-ignored", "MUST", seen_by="patch-group.remove-all")
def a_remove_of_all_members_does_nothing(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove of members without filter and value is answered with success, and everybody stays."""
    return without(request, behind, lambda each: kind(each) == "remove" and path(each) == "members")


@fault("group-remove-last-member-fails", "MUST", seen_by="patch-group.remove-last-member")
def the_last_member_has_to_stay(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A remove of the only member is answered with 400; of two members one can be removed."""
    inside = within(behind, place(request)[1])
    return refusing(
        request,
        behind,
        lambda each: takes_away(each) and len(inside) == 1 and named(each) == inside,
        error(400, "invalidValue"),
    )


@fault("group-leaving-one-leaves-all", "MUST", seen_by="patch-group.other-groups-stay")
def who_leaves_a_group_leaves_all(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Who is removed from one group is removed from every other one too."""
    answer = behind(request)
    gone = [id for each in operations(request) if takes_away(each) for id in named(each)]
    if changes_group(request) and succeeded(answer) and gone:
        for group in all_groups(behind):
            for id in {*gone} & {*within(behind, group)}:
                also(request, behind, group, {"op": "remove", "path": f'members[value eq "{id}"]'})
    return answer


# Adding.


@fault(
    "group-add-replaces-members",
    "MUST",
    seen_by=("patch-group.add-member", "patch-group.remove-then-add", "patch-group.rename-and-add"),
    wild=True,
)
def a_new_member_is_alone(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add of a member puts all the others out of the group."""
    return by_operation(request, behind, lambda each: {**each, "op": "replace"} if added(each) else each)


@fault("group-add-without-path-ignored", "MUST", seen_by="patch-group.add-member")
def members_are_not_added_without_a_path(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add whose value holds the members, without a path, is answered with success, and nobody joins."""
    return without(request, behind, lambda each: added(each) and not path(each))


@fault("group-add-first-only", "MUST", seen_by="patch-group.add-several")
def only_the_first_of_several_is_added(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of several members in one add the first one alone joins."""
    return by_operation(request, behind, lambda each: giving(each, given(each)[:1]) if added(each) else each)


# RFC 7644, section 3.5.2.1: that nothing changes and that the answer is a success are both a SHOULD.
@fault("group-add-duplicate-stored-twice", "SHOULD", seen_by="patch-group.add-again", wild=True)
def a_member_is_there_twice(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A member that is added again is in the group twice."""
    group = target(request)
    inside = within(behind, group) if changes_group(request) else []
    answer = behind(request)
    if inside and succeeded(answer):
        again = [id for each in operations(request) for id in added(each) if id in inside]
        behind.memory.setdefault(group, []).extend(again)

    def doubled(resource: dict[str, Json]) -> None:
        twice = behind.memory.get(resource["id"], ())
        resource.get("members", []).extend([each for each in resource.get("members", ()) if each["value"] in twice])

    return each_group(answer, doubled)


def _all_there(request: ScimRequest, behind: Behind, answer: ScimResponse) -> ScimResponse:
    inside = within(behind, place(request)[1])
    return refusing(request, behind, lambda each: added(each) and {*added(each)} <= {*inside}, answer)


# RFC 7644, section 3.5.2.1: a success is a SHOULD.
@fault("group-add-existing-409", "SHOULD", seen_by="patch-group.add-again", wild=True)
def a_member_that_is_there_conflicts(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add of nobody but members that the group has is answered with 409."""
    return _all_there(request, behind, error(409, "uniqueness"))


# RFC 7644, section 3.5.2.1: a success is a SHOULD.
@fault("group-add-existing-500", "SHOULD", seen_by="patch-group.add-again", wild=True)
def a_member_that_is_there_breaks_the_server(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add of nobody but members that the group has is answered with 500."""
    return _all_there(request, behind, error(500))


@fault("group-add-mixed-existing-aborts", "MUST", seen_by="patch-group.add-known-and-new")
def one_known_member_keeps_the_new_one_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add of a member that is there and of a new one is answered with success, and the new one does not join."""
    inside = {*within(behind, place(request)[1])}
    return without(request, behind, lambda each: inside & {*added(each)} and {*added(each)} - inside)


@fault("group-add-moves-between-groups", "MUST", seen_by="patch-group.other-groups-stay")
def nobody_is_in_two_groups(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Who joins a group is put out of every other one."""
    answer, here = behind(request), place(request)[1]
    new = [id for each in operations(request) for id in added(each)]
    if changes_group(request) and succeeded(answer) and new:
        for group in all_groups(behind):
            for id in {*new} & {*within(behind, group)} if group != here else ():
                also(request, behind, group, {"op": "remove", "path": f'members[value eq "{id}"]'})
    return answer


# RFC 7643, section 4.2 says what a member's value is, and not what happens to another one.
@fault("group-add-ghost-accepted", "ADVICE", seen_by="patch-group.add-nobody-refused")
def nobody_becomes_a_member(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A member whose id no resource has is stored."""
    answer, ghosts = _without_ghosts(request, behind)
    if succeeded(answer):
        behind.memory.setdefault(target(request), []).extend(ghosts)

    def haunted(resource: dict[str, Json]) -> None:
        if behind.memory.get(resource["id"]):
            resource.setdefault("members", []).extend({"value": id} for id in behind.memory[resource["id"]])

    return each_group(answer, haunted)


@fault("group-add-ghost-dropped-silently", "ADVICE", seen_by="patch-group.add-nobody-refused", wild=True)
def nobody_is_left_out_without_a_word(request: ScimRequest, behind: Behind) -> ScimResponse:
    """An add of a member whose id no resource has is answered with success, and leaves it out."""
    return _without_ghosts(request, behind)[0]


def _without_ghosts(request: ScimRequest, behind: Behind) -> tuple[ScimResponse, list[str]]:
    ghosts: list[str] = []

    def cleaned(operation: dict[str, str]) -> dict[str, str] | None:
        gone = [id for id in added(operation) if not exists(behind, id)]
        ghosts.extend(gone)
        kept = [each for each in given(operation) if str(each.get("value")) not in gone]
        return (giving(operation, kept) if kept else None) if gone else operation

    return by_operation(request, behind, cleaned), ghosts


@fault("group-member-bad-type-accepted", "ADVICE", seen_by="patch-group.add-of-no-type", wild=True)
def a_member_is_of_a_type_that_does_not_exist(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A member is stored with a type that no resource has."""
    answer = behind(request)
    if changes_group(request) and succeeded(answer):
        for each in operations(request):
            for member in given(each):
                if member.get("type", "User") not in ("User", "Group"):
                    behind.memory[member.get("value")] = member["type"]

    def typed(resource: dict[str, Json]) -> None:
        for member in resource.get("members", ()):
            member["type"] = behind.memory.get(member["value"], member.get("type"))

    return each_group(answer, typed)


@fault("group-members-capped-on-write", "MUST", seen_by="patch-group.add-many")
def a_hundred_members_are_stored(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of the members in one add the first hundred are stored, and the answer is a success."""
    return by_operation(
        request, behind, lambda each: giving(each, given(each)[:100]) if len(added(each)) > 100 else each
    )


# Replacing.


@fault("group-replace-members-appends", "MUST", seen_by="patch-group.replace-all")
def new_members_come_beside_the_old_ones(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace of members adds the new ones and keeps those that were there."""
    return by_operation(
        request, behind, lambda each: {**each, "op": "add"} if kind(each) == "replace" and given(each) else each
    )


@fault("group-replace-of-no-members-refused", "MUST", seen_by="patch-group.first-member")
def an_empty_group_takes_no_replacement(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace of the members of a group that has none is answered with 400."""
    empty = not within(behind, place(request)[1])
    return refusing(
        request, behind, lambda each: empty and kind(each) == "replace" and given(each), error(400, "noTarget")
    )


@fault("group-member-becomes-another", "MUST", seen_by="patch-group.member-value-immutable")
def a_member_becomes_somebody_else(request: ScimRequest, behind: Behind) -> ScimResponse:
    """A replace of the id in a member puts another user in its place."""
    swaps = [each for each in operations(request) if path(each).endswith("].value") and kind(each) == "replace"]
    if not changes_group(request) or not swaps:
        return behind(request)
    made = [
        operation
        for each in swaps
        for operation in (
            {"op": "remove", "path": str(each["path"]).removesuffix(".value")},
            {"op": "add", "path": "members", "value": [{"value": each["value"]}]},
        )
    ]
    return behind(patched(request, made))


# Several operations.


@fault("group-nonatomic", "MUST", seen_by="patch-group.all-or-nothing")
def the_first_operation_stays_when_the_second_fails(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of a PATCH that fails the operations before the one that failed have taken effect."""
    asked = operations(request)
    if not changes_group(request) or len(asked) < 2:
        return behind(request)
    answer = behind(patched(request, asked[:1]))
    alone = with_header(request, "If-Match", None)
    for each in asked[1:]:
        if succeeded(answer):
            answer = behind(patched(alone, [each]))
    return answer


@fault(
    "group-patch-first-operation-only", "MUST", seen_by=("patch-group.remove-then-add", "patch-group.rename-and-add")
)
def only_the_first_operation_is_carried_out(request: ScimRequest, behind: Behind) -> ScimResponse:
    """Of several operations on a group the first one alone is carried out."""
    asked = operations(request)
    return behind(patched(request, asked[:1]) if changes_group(request) and len(asked) > 1 else request)
