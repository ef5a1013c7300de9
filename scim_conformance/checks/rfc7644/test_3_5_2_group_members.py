"""RFC 7644 section 3.5.2: changing who is in a group."""

from __future__ import annotations

from scim_conformance import add, check, expect, expect_patch, needs, remove, replace
from scim_conformance.checks.requests import NOBODY
from scim_conformance.checks.rows import joining_and_leaving, with_and_without_path


@check("patch-group.add-member", verifies="RFC7644-3.5.2.1-07", needs="groups", each={"form": with_and_without_path})
def test_a_member_is_added_beside_the_others(new_team, fresh, crew, patch, roster, schemas, form):
    """After an add of one member the group has it and those it had before."""
    first, second, _ = crew
    group = new_team(first)
    before, new = fresh(group), [{"value": second.id}]

    reply = patch(group, add("members", new) if form == "path" else add(None, {"members": new}))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, first.id, second.id)


@check("patch-group.add-several", verifies="RFC7644-3.5.2.1-01", needs="groups")
def test_several_members_are_added_at_once(new_group, fresh, crew, patch, roster, schemas):
    """After an add of three members the group, which had none, has all three."""
    ids = [user.id for user in crew]
    group = new_group()
    before = fresh(group)

    reply = patch(group, add("members", [{"value": id} for id in ids]))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, *ids)


@check("patch-group.add-again", verifies="RFC7644-3.5.2.1-05", needs="groups")
def test_a_member_that_is_there_is_not_doubled(new_team, fresh, crew, patch, roster, schemas):
    """An add of a member that the group has is a success, and the member is there once."""
    first, second, _ = crew
    group = new_team(first, second)
    before = fresh(group)

    reply = patch(group, add("members", [{"value": first.id}]))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, first.id, second.id)


@check("patch-group.add-known-and-new", verifies="RFC7644-3.5.2.1-07", needs="groups")
def test_a_new_member_is_added_beside_one_that_is_there(new_team, fresh, crew, patch, roster, schemas):
    """An add of two members, of whom the group has one, adds the other."""
    first, second, _ = crew
    group = new_team(first)
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


@check("patch-group.remove-member", verifies="RFC7644-3.5.2.2-07", needs="groups")
def test_one_member_is_removed_and_the_others_stay(new_team, fresh, crew, patch, roster, schemas):
    """After a remove of one member by a value path the group has the others."""
    first, second, third = crew
    group = new_team(first, second, third)
    before = fresh(group)

    reply = patch(group, remove(f'members[value eq "{second.id}"]'))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, first.id, third.id)


@check("patch-group.remove-two", verifies="RFC7644-3.5.2.2-07", needs="groups")
def test_every_member_that_a_filter_matches_is_removed(new_team, fresh, crew, patch, roster, schemas):
    """A remove by a value path that two members match removes both and keeps the third."""
    first, second, third = crew
    group = new_team(first, second, third)
    before = fresh(group)

    reply = patch(group, remove(f'members[value eq "{first.id}" or value eq "{third.id}"]'))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, second.id)


@check("patch-group.remove-last-member", verifies="RFC7644-3.5.2.2-05", needs="groups")
def test_the_last_member_can_be_removed(new_team, fresh, crew, patch, roster, schemas):
    """After a remove of its only member by a value path the group has none."""
    group = new_team(crew[0])
    before = fresh(group)

    reply = patch(group, remove(f'members[value eq "{crew[0].id}"]'))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas)


@check("patch-group.remove-absent", verifies="RFC7644-3.5.2.2-08", needs="groups")
def test_who_is_no_member_can_be_removed_without_effect(new_team, fresh, crew, patch, roster, schemas):
    """A remove of a user who is not a member changes nothing, whether it is a success or refused."""
    first, second, third = crew
    group = new_team(first, second)
    before = fresh(group)

    reply = patch(group, remove(f'members[value eq "{third.id}"]'))

    after = roster(group)
    expect_patch.without_effect(reply, before, after.reply, schemas)
    expect_patch.members(after, first.id, second.id)


@check("patch-group.remove-all", verifies="RFC7644-3.5.2.2-04", needs="groups")
def test_all_members_can_be_removed_at_once(new_team, fresh, crew, patch, roster, schemas):
    """After a remove of members without filter the group has none."""
    group = new_team(*crew)
    before = fresh(group)

    reply = patch(group, remove("members"))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas)


@check("patch-group.replace-all", verifies="RFC7644-3.5.2.3-07", needs="groups", each={"form": with_and_without_path})
def test_all_members_can_be_replaced(new_team, fresh, crew, patch, roster, schemas, form):
    """After a replace of members the group has the new ones and none of the old ones."""
    first, second, third = crew
    group = new_team(first, second)
    before, new = fresh(group), [{"value": second.id}, {"value": third.id}]

    reply = patch(group, replace("members", new) if form == "path" else replace(None, {"members": new}))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, second.id, third.id)


@check("patch-group.first-member", verifies="RFC7644-3.5.2.3-02", needs="groups")
def test_replace_of_the_members_of_an_empty_group_sets_them(new_group, fresh, crew, patch, roster, schemas):
    """A replace of the members of a group that has none sets them."""
    group = new_group()
    before = fresh(group)

    reply = patch(group, replace("members", [{"value": crew[0].id}]))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, crew[0].id)


@check("patch-group.remove-then-add", verifies="RFC7644-3.5.2-05", needs="groups")
def test_members_are_exchanged_in_one_request(new_team, fresh, crew, patch, roster, schemas):
    """A remove of one member and an add of another in one request both take effect."""
    first, second, third = crew
    group = new_team(first, second)
    before = fresh(group)

    reply = patch(group, remove(f'members[value eq "{first.id}"]'), add("members", [{"value": third.id}]))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, second.id, third.id)


@check("patch-group.all-or-nothing", verifies="RFC7644-3.5.2-03", needs="groups")
def test_a_patch_that_fails_adds_nobody(new_team, fresh, crew, patch, roster, schemas):
    """When the second operation of a PATCH is refused, the member of the first one was not added."""
    first, second, _ = crew
    group = new_team(first)
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
def test_another_group_keeps_its_members(new_team, fresh, crew, patch, roster, schemas, operation):
    """Who joins or leaves one group stays in another one."""
    first, second, _ = crew
    group, other = new_team(second), new_team(first, second)
    before = fresh(other)
    joins, leaves = add("members", [{"value": first.id}]), remove(f'members[value eq "{second.id}"]')

    reply = patch(group, joins if operation == "add" else leaves)

    needs.success(reply, see="patch-group.add-member" if operation == "add" else "patch-group.remove-member")
    expect_patch.regrouped(before, roster(other), schemas, first.id, second.id)


@check("patch-group.user-s-groups-follow", verifies="RFC7644-3.5.2-23", needs="groups")
def test_the_groups_of_a_user_follow(new_team, crew, patch, groups_of, shown_in):
    """A user who leaves a group no longer shows it, and shows it again after joining."""
    user = crew[0]
    group = new_team(user)
    shown_in(user, group)

    left = patch(group, remove(f'members[value eq "{user.id}"]'))
    without = groups_of(user)
    joined = patch(group, add("members", [{"value": user.id}]))

    needs.success(left, see="patch-group.remove-member")
    needs.success(joined, see="patch-group.add-member")
    expect.equal([id for id in without if id == group.id], [], "What a user who has left shows of the group")
    expect.equal([id for id in groups_of(user) if id == group.id], [group.id], "What a user who has joined shows")
