"""RFC 7644 section 3.6: what a deletion leaves behind, in groups and elsewhere."""

from __future__ import annotations

from scim_conformance import check, expect, expect_patch, needs
from scim_conformance.checks.endpoints import on_group


@check("delete.group-then-404", verifies="RFC7644-3.6-02", needs="groups")
def test_a_deleted_group_is_not_found(scim, deletion, people):
    """After its deletion a request for a group is answered with 404, be it to read, replace or delete it."""
    group, deleted = deletion("Group")

    answers = [scim.request(**on_group(group, method, people.group())) for method in ("GET", "PUT", "DELETE")]

    needs.success(deleted, see="delete.answers-204")
    for reply in answers:
        expect.status(reply, 404)


@check("delete.group-gone-from-searches", verifies="RFC7644-3.6-03", needs=("groups", "filter"))
def test_a_deleted_group_is_not_found_by_a_search(scim, new_group, groups):
    """A search that found a group does not find it after its deletion."""
    group = new_group()
    question = {"filter": f'displayName eq "{group.sent["displayName"]}"'}
    before = scim.search(groups, **question)

    deletion = scim.delete(group)

    needs.only(before, group, see="filter.group-name-finds")
    needs.success(deletion, see="delete.answers-204")
    expect.finds_nobody(scim.search(groups, **question))


@check("delete.group-leaves-users", verifies="RFC7644-3.6-05", needs="groups")
def test_the_members_of_a_deleted_group_stay(scim, crew, new_group, fresh, schemas):
    """After a group is deleted its members are read as they were, but for their groups."""
    user = crew[0]
    group = new_group(members=[user.id])
    before = fresh(user)

    deletion = scim.delete(group)

    needs.success(deletion, see="delete.answers-204")
    expect.unchanged(before, scim.read(user), schemas, save=("groups",))


@check("delete.group-leaves-no-membership", verifies="RFC7644-3.6-06", needs="groups")
def test_nobody_is_in_a_deleted_group(scim, crew, new_group):
    """After a group is deleted, the groups of its members do not name it."""
    user = crew[0]
    group = new_group(members=[user.id])

    deletion = scim.delete(group)

    needs.success(deletion, see="delete.answers-204")
    listed = expect.json_object(scim.read(user)).get("groups") or []
    named = [each.get("value") for each in listed if isinstance(each, dict)]
    expect.that(group.id not in named, "A user is in a deleted group", expected="not among them", actual=named)


@check("delete.user-leaves-no-membership", verifies="RFC7644-3.6-06", needs="groups")
def test_a_deleted_user_is_no_member(scim, new_user, crew, new_group, roster):
    """After a user is deleted, the group that held two users holds the other one alone."""
    user, other = new_user(), crew[0]
    group = new_group(members=[user.id, other.id])
    before = roster(group)

    deletion = scim.delete(user)

    needs.success(deletion, see="delete.answers-204")
    needs.members(before.ids, user.id, other.id, see="patch-group.add-member")
    expect_patch.members(roster(group), other.id)


@check("delete.name-comes-back-new", verifies="RFC7643-3.1-04")
def test_a_name_that_comes_back_belongs_to_a_new_user(scim, new_user, users, people, schemas):
    """A user created with the userName of a deleted one has another id and nothing of the old user."""
    user = new_user()
    deletion = scim.delete(user)
    sent = {**people.user(), "userName": user.sent["userName"]}

    reply = scim.create(users, sent)

    needs.success(deletion, see="delete.answers-204")
    made = needs.resource(reply, see="delete.frees-the-user-name")
    expect.differs(made.id, user.id, "The id of the new user")
    expect.holds(scim.read(made), sent, schemas)


@check("delete.body-is-no-matter", verifies="RFC7644-3.6-07")
def test_a_deletion_with_a_body_is_done_or_declined(scim, new_user):
    """A DELETE with an empty object as its body is carried out, or declined with a 4xx."""
    user = new_user()

    reply = scim.request("DELETE", user.path, json={})

    expect.that(
        reply.status is not None and reply.status < 500,
        "A DELETE with a body fails inside the provider",
        expected="2xx or 4xx",
        actual=reply.status or reply.problem,
    )
    expect.status(scim.read(user), 404 if reply.ok else 200)
