"""RFC 7644 section 3.2: changes of one resource that are made at the same moment."""

from __future__ import annotations

from functools import partial

from scim_conformance import add, check, expect, needs, replace

ROUNDS = 2


@check("concurrency.parallel-members", verifies="RFC7644-3.2-05", needs=("groups", "patch"))
def test_members_that_are_added_side_by_side_are_all_there(scim, at_once, crew, new_user, new_group, roster):
    """Of users that are added to a group at once, each whose PATCH succeeded is a member of it."""
    people = [*crew, new_user()]
    group = new_group()

    answers = at_once(*(partial(scim.patch, group, add("members", [{"value": who.id}])) for who in people))

    added = [who.id for who, reply in zip(people, answers, strict=True) if reply.ok]
    needs.that(bool(added), "No PATCH of a group succeeded", see="patch-group.add-member")
    found = roster(group).ids or []
    expect.that(
        set(added) <= set(found),
        "A member that was added while others were is not there",
        expected=sorted(added),
        actual=sorted(found),
    )


@check("concurrency.parallel-attributes", verifies="RFC7644-3.2-05", needs="patch")
def test_attributes_that_are_changed_side_by_side_all_change(scim, at_once, new_user, people, two_changeable, schemas):
    """Of two attributes of a user that are changed at once, each whose PATCH succeeded has its new value."""
    user = new_user()
    for _ in range(ROUNDS):
        wanted = {path: people.value(path) for path in two_changeable}

        answers = at_once(*(partial(scim.patch, user, replace(path, value)) for path, value in wanted.items()))

        after = scim.read(user)
        needs.that(any(reply.ok for reply in answers), "No PATCH succeeded", see="patch-user.replace-scalar")
        for (path, value), reply in zip(wanted.items(), answers, strict=True):
            if reply.ok:
                expect.attribute(after, path, equals=value, schemas=schemas)


@check("concurrency.one-user-name-one-user", verifies="RFC7643-4.1.1-02")
def test_a_user_name_is_given_once(scim, at_once, people, users):
    """Of creations with one userName that are sent at once, one succeeds and no other."""
    name = people.user_name("once")
    bodies = [{**people.user(), "userName": name} for _ in range(6)]

    answers = at_once(*(partial(scim.create, users, body) for body in bodies))

    needs.that(any(reply.ok for reply in answers), "No creation succeeded", see="create.answers-201")
    expect.equal(sum(reply.ok for reply in answers), 1, "The number of users with one userName")


@check("concurrency.one-version-one-change", verifies="RFC7644-3.14-04")
def test_a_version_lets_one_change_through(scim, at_once, new_user, alter, versioned):
    """Of changes under the same version that are sent at once, one succeeds and no other."""
    user = new_user()
    tag = versioned(scim.read(user))
    bodies = [alter(user) for _ in range(6)]

    answers = at_once(*(partial(scim.replace, user, body, headers={"If-Match": tag}) for body in bodies))

    needs.that(any(reply.ok for reply in answers), "No change succeeded", see="etag.current-version")
    expect.equal(sum(reply.ok for reply in answers), 1, "The number of changes under one version")
