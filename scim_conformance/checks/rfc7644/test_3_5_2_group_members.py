"""RFC 7644 section 3.5.2: changing who is in a group."""

from __future__ import annotations

from scim_conformance import add, check, expect, expect_patch, needs, remove, replace, wire
from scim_conformance.checks.definitions import below, elements
from scim_conformance.checks.rows import joining_and_leaving, with_and_without_path
from scim_conformance.client import NOBODY


@check("patch-group.add-member", verifies="RFC7644-3.5.2.1-07", needs="groups", each={"form": with_and_without_path})
def test_a_member_is_added_beside_the_others(team, fresh, crew, patch, roster, schemas, form):
    """After an add of one member the group has it and those it had before."""
    first, second, _ = crew
    group = team(first)
    before, new = fresh(group), [{"value": second.id}]

    reply = patch(group, add("members", new) if form == "path" else add(None, {"members": new}))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, first.id, second.id)


@check("patch-group.add-several", verifies="RFC7644-3.5.2.1-01", needs="groups")
def test_several_members_are_added_at_once(team, fresh, crew, patch, roster, schemas):
    """After an add of three members the group, which had none, has all three."""
    ids = [user.id for user in crew]
    group = team()
    before = fresh(group)

    reply = patch(group, add("members", [{"value": id} for id in ids]))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, *ids)


@check("patch-group.add-many", verifies="RFC7644-3.5.2.1-07", needs=("groups", "bulk"))
def test_a_group_has_as_many_members_as_it_was_given(multitude, new_group, patch, roster):
    """After an add of 101 members, at once or where that is refused in parts, the group has them all."""
    group, new = new_group(), [{"value": id} for id in multitude]

    reply = patch(group, add("members", new))
    parts = [] if reply.ok else [patch(group, add("members", new[start : start + 20])) for start in range(0, 101, 20)]

    for part in parts:
        needs.success(part, see="patch-group.add-several")
    there = len({*multitude} & {*(roster(group).ids or ())})
    expect.that(there == len(multitude), "The group lacks some of its members", expected=len(multitude), actual=there)


@check("patch-group.add-again", verifies="RFC7644-3.5.2.1-05", needs="groups")
def test_a_member_that_is_there_is_not_doubled(team, fresh, crew, patch, roster, schemas):
    """An add of a member that the group has is a success, and the member is there once."""
    first, second, _ = crew
    group = team(first, second)
    before = fresh(group)

    reply = patch(group, add("members", [{"value": first.id}]))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, first.id, second.id)


@check("patch-group.add-known-and-new", verifies="RFC7644-3.5.2.1-07", needs="groups")
def test_a_new_member_is_added_beside_one_that_is_there(team, fresh, crew, patch, roster, schemas):
    """An add of two members, of whom the group has one, adds the other."""
    first, second, _ = crew
    group = team(first)
    before = fresh(group)

    reply = patch(group, add("members", [{"value": first.id}, {"value": second.id}]))

    expect.status(reply, 200, 204)
    after = roster(group)
    expect_patch.members(after, first.id, second.id, once=False)
    expect.unchanged(before, after.reply, schemas, save=("members",))


@check("patch-group.add-nobody-refused", verifies="RFC7644-3.5.2.1-11", needs="groups")
def test_nobody_is_no_member(club, crew, patch):
    """An add of a member whose id no resource has is refused."""
    control = patch(club, add("members", [{"value": crew[0].id}]))
    reply = patch(club, add("members", [{"value": NOBODY}]))

    needs.success(control, see="patch-group.add-several")
    expect_patch.declined(reply)


@check("patch-group.add-of-no-type", verifies="RFC7643-4.2-03", needs=("groups", "patch"))
def test_no_member_is_of_a_type_that_does_not_exist(scim, club, crew, patch):
    """An add of a member with a type that no resource has is refused, or the member is not shown with it."""
    reply = patch(club, add("members", [{"value": crew[1].id, "type": "NoSuchType"}]))

    expect.no_server_error(reply)
    shown = [each for each in elements(scim.read(club).json, "members") if each.get("type") == "NoSuchType"]
    expect.that(not shown, "A member has a type that does not exist", expected="User, or none", actual=shown)


@check("patch-group.member-ref-leads-to-member", verifies="RFC7643-2.3.7-02", needs=("groups", "patch"))
def test_the_reference_of_an_added_member_leads_to_it(scim, club, crew, patch, shows):
    """The $ref that a group shows of a member which was added without one can be read and gives that member."""
    reply = patch(club, add("members", [{"value": crew[0].id}]))
    shown = elements(scim.read(club).json, "members")
    member = next((each for each in shown if each.get("value") == crew[0].id), {})

    needs.success(reply, see="patch-group.add-member")
    found = scim.get(below(scim.base_url, shows(member.get("$ref"), "$ref of a member")))
    expect.status(found, 200)
    expect.equal(expect.json_object(found).get("id"), crew[0].id, "The id of the resource that $ref leads to")


@check("patch-group.remove-member", verifies="RFC7644-3.5.2.2-07", needs="groups")
def test_one_member_is_removed_and_the_others_stay(team, fresh, crew, patch, roster, schemas):
    """After a remove of one member by a value path the group has the others."""
    first, second, third = crew
    group = team(first, second, third)
    before = fresh(group)

    reply = patch(group, remove(f"members[value eq {wire.quoted(second.id)}]"))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, first.id, third.id)


@check("patch-group.remove-two", verifies="RFC7644-3.5.2.2-07", needs="groups")
def test_every_member_that_a_filter_matches_is_removed(team, fresh, crew, patch, roster, schemas):
    """A remove by a value path that two members match removes both and keeps the third."""
    first, second, third = crew
    group = team(first, second, third)
    before = fresh(group)

    reply = patch(group, remove(f"members[value eq {wire.quoted(first.id)} or value eq {wire.quoted(third.id)}]"))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, second.id)


@check("patch-group.remove-last-member", verifies="RFC7644-3.5.2.2-05", needs="groups")
def test_the_last_member_can_be_removed(team, fresh, crew, patch, roster, schemas):
    """After a remove of its only member by a value path the group has none."""
    group = team(crew[0])
    before = fresh(group)

    reply = patch(group, remove(f"members[value eq {wire.quoted(crew[0].id)}]"))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas)


@check("patch-group.remove-absent", verifies="RFC7644-3.5.2.2-08", needs="groups")
def test_who_is_no_member_can_be_removed_without_effect(team, fresh, crew, patch, roster, schemas):
    """A remove of a user who is not a member changes nothing, whether it is a success or refused."""
    first, second, third = crew
    group = team(first, second)
    before = fresh(group)

    reply = patch(group, remove(f"members[value eq {wire.quoted(third.id)}]"))

    after = roster(group)
    expect_patch.without_effect(reply, before, after.reply, schemas)
    expect_patch.members(after, first.id, second.id)


@check("patch-group.remove-all", verifies="RFC7644-3.5.2.2-04", needs="groups")
def test_all_members_can_be_removed_at_once(team, fresh, crew, patch, roster, schemas):
    """After a remove of members without filter the group has none."""
    group = team(*crew)
    before = fresh(group)

    reply = patch(group, remove("members"))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas)


@check("patch-group.replace-all", verifies="RFC7644-3.5.2.3-07", needs="groups", each={"form": with_and_without_path})
def test_all_members_can_be_replaced(team, fresh, crew, patch, roster, schemas, form):
    """After a replace of members the group has the new ones and none of the old ones."""
    first, second, third = crew
    group = team(first, second)
    before, new = fresh(group), [{"value": second.id}, {"value": third.id}]

    reply = patch(group, replace("members", new) if form == "path" else replace(None, {"members": new}))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, second.id, third.id)


@check("patch-group.first-member", verifies="RFC7644-3.5.2.3-02", needs="groups")
def test_replace_of_the_members_of_an_empty_group_sets_them(team, fresh, crew, patch, roster, schemas):
    """A replace of the members of a group that has none sets them."""
    group = team()
    before = fresh(group)

    reply = patch(group, replace("members", [{"value": crew[0].id}]))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, crew[0].id)


@check("patch-group.remove-then-add", verifies="RFC7644-3.5.2-05", needs="groups")
def test_members_are_exchanged_in_one_request(team, fresh, crew, patch, roster, schemas):
    """A remove of one member and an add of another in one request both take effect."""
    first, second, third = crew
    group = team(first, second)
    before = fresh(group)

    reply = patch(group, remove(f"members[value eq {wire.quoted(first.id)}]"), add("members", [{"value": third.id}]))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, second.id, third.id)


@check("patch-group.all-or-nothing", verifies="RFC7644-3.5.2-03", needs="groups")
def test_a_patch_that_fails_adds_nobody(team, fresh, crew, patch, roster, schemas):
    """When the second operation of a PATCH is refused, the member of the first one was not added."""
    first, second, _ = crew
    group = team(first)
    before = fresh(group)

    reply = patch(group, add("members", [{"value": second.id}]), remove(None))

    needs.refusal(reply, see="patch-user.failing-operation-refused")
    expect_patch.regrouped(before, roster(group), schemas, first.id)


@check(
    "patch-group.other-groups-stay",
    verifies="RFC7644-3.5.2-10",
    needs="groups",
    each={"operation": joining_and_leaving},
)
def test_another_group_keeps_its_members(team, fresh, crew, patch, roster, schemas, operation):
    """Who joins or leaves one group stays in another one."""
    first, second, _ = crew
    group, other = team(second), team(first, second)
    before = fresh(other)
    joins, leaves = add("members", [{"value": first.id}]), remove(f"members[value eq {wire.quoted(second.id)}]")

    reply = patch(group, joins if operation == "add" else leaves)

    needs.success(reply, see="patch-group.add-member" if operation == "add" else "patch-group.remove-member")
    expect_patch.regrouped(before, roster(other), schemas, first.id, second.id)


@check("patch-group.user-s-groups-follow", verifies=("RFC7644-3.5.2-23", "RFC7643-4.1.2-05"), needs="groups")
def test_the_groups_of_a_user_follow(scim, team, crew, patch, groups_of, shown_in):
    """A user who leaves a group no longer shows it, shows it again after joining, and no longer once it is gone."""
    user = crew[0]
    group = team(user)
    shown_in(user, group)

    left = patch(group, remove(f"members[value eq {wire.quoted(user.id)}]"))
    without = groups_of(user)
    joined = patch(group, add("members", [{"value": user.id}]))

    needs.success(left, see="patch-group.remove-member")
    needs.success(joined, see="patch-group.add-member")
    expect.equal([id for id in without if id == group.id], [], "What a user who has left shows of the group")
    expect.equal([id for id in groups_of(user) if id == group.id], [group.id], "What a user who has joined shows")
    needs.success(scim.delete(group), see="delete.group-then-404")
    expect.equal([id for id in groups_of(user) if id == group.id], [], "What a user shows of a group that is gone")
