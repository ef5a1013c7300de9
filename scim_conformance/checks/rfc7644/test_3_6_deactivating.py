"""RFC 7644 section 3.6: only DELETE deletes; a user that is deactivated is still there."""

from __future__ import annotations

from scim_conformance import check, expect, expect_patch, needs, replace

OFF, ON = replace("active", False), replace("active", True)

SWITCHES = "patch-user.replace-scalar"


@check("soft-delete.stays-readable", verifies="RFC7644-3.6-08")
def test_a_deactivated_user_is_read(scim, new_user, fresh, schemas, reactivating):
    """A user that was deactivated is read with everything it had, and is inactive."""
    user = new_user(having={"active": True})
    before = fresh(user)

    reply = scim.patch(user, OFF)

    needs.success(reply, see=SWITCHES)
    expect.changed(before, scim.read(user), schemas, path="active", to=False)


@check("soft-delete.found-by-filter", verifies="RFC7644-3.6-08", needs="filter")
def test_a_deactivated_user_is_found(scim, new_user, users, reactivating):
    """A search by userName finds a user after it was deactivated as it did before."""
    user = new_user(having={"active": True})
    question = {"filter": f'userName eq "{user.sent["userName"]}"'}
    before = scim.search(users, **question)

    reply = scim.patch(user, OFF)

    needs.only(before, user, see="filter.user-name-finds")
    needs.success(reply, see=SWITCHES)
    expect.finds(scim.search(users, **question), user.id)


@check("soft-delete.comes-back", verifies="RFC7644-3.6-09")
def test_a_deactivated_user_comes_back(scim, new_user, fresh, schemas, reactivating):
    """A user that was deactivated and activated again is the one that it was."""
    user = new_user(having={"active": True})
    before = fresh(user)
    off = scim.patch(user, OFF)
    between = scim.read(user)

    reply = scim.patch(user, ON)

    needs.success(off, see=SWITCHES)
    needs.success(between, see="soft-delete.stays-readable")
    expect.success(reply)
    expect.changed(before, scim.read(user), schemas, path="active", to=True)


@check("soft-delete.keeps-its-name", verifies="RFC7643-4.1.1-02", needs="patch")
def test_the_name_of_a_deactivated_user_is_in_use(scim, new_user, users, people, reactivating):
    """A create with the userName of a deactivated user is declined."""
    user = new_user(having={"active": True})
    off = scim.patch(user, OFF)

    reply = scim.create(users, {**people.user(), "userName": user.sent["userName"]})

    needs.success(off, see=SWITCHES)
    expect.no_success(reply)


@check("soft-delete.keeps-memberships", verifies="RFC7644-3.6-10", needs="groups")
def test_a_deactivated_user_stays_in_its_groups(scim, new_user, new_group, roster, reactivating):
    """A user that was deactivated is a member of its group still."""
    user = new_user(having={"active": True})
    group = new_group(members=[user.id])
    before = roster(group)

    off = scim.patch(user, OFF)

    needs.success(off, see=SWITCHES)
    needs.members(before.ids, user.id, see="patch-group.add-member")
    expect_patch.members(roster(group), user.id)
