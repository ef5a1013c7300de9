"""RFC 7644 section 3.2: changes of one resource that are made at the same moment."""

from __future__ import annotations

from functools import partial
from typing import Any

from scim_conformance import add, check, expect, needs, replace, wire
from scim_conformance.client import Reply

ROUNDS = 2


@check("concurrency.parallel-members", verifies="RFC7644-3.2-05", needs=("groups", "patch"))
def test_members_that_are_added_side_by_side_are_all_there(scim, at_once, crew, sheltered, new_group, roster):
    """Of users that are added to a group at once, each whose PATCH succeeded is a member of it."""
    people = [*crew, sheltered]
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
def test_attributes_that_are_changed_side_by_side_all_change(scim, at_once, patient, people, two_changeable, schemas):
    """Of two attributes of a user that are changed at once, each whose PATCH succeeded has its new value."""
    user = patient
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
def test_a_version_lets_one_change_through(scim, at_once, look, replaceable, alter, replacing, versioned):
    """Of changes under the same version that are sent at once, one succeeds and no other."""
    user = replaceable
    tag = versioned(look(user))
    bodies = [alter(user) for _ in range(6)]

    answers = at_once(*(partial(scim.replace, user, body, headers={"If-Match": tag}) for body in bodies))

    needs.that(any(reply.ok for reply in answers), "No change succeeded", see="etag.current-version")
    expect.equal(sum(reply.ok for reply in answers), 1, "The number of changes under one version")


@check("concurrency.change-is-read-at-once", verifies="RFC7644-3.2-05", needs="patch")
def test_a_change_is_read_at_once(scim, look, patient, anew, changeable, until):
    """A read right after a PATCH that succeeded shows the new value, and not only a later one does."""
    value = anew(changeable, look(patient))

    reply = scim.patch(patient, replace(changeable, value))

    first, last = until(partial(scim.read, patient), lambda read: held(read, changeable) == value)
    needs.success(reply, see="patch-user.replace-scalar")
    needs.that(held(last, changeable) == value, "The change is read at no time", see="patch-user.replace-scalar")
    expect.that(
        held(first, changeable) == value,
        "A read right after a PATCH shows what was there before, and a later one the change",
        expected=value,
        actual=held(first, changeable),
    )


@check("concurrency.creation-is-found-at-once", verifies="RFC7644-3.3-13", needs="filter")
def test_a_creation_is_found_at_once(scim, new_user, users, until):
    """A search right after a create finds the user, and not only a later one does."""
    user = new_user()
    search = partial(scim.search, users, filter=f'userName eq "{user.sent["userName"]}"')

    first, last = until(search, lambda reply: user.id in found(reply))

    needs.only(last, user, see="filter.user-name-finds")
    expect.that(
        user.id in found(first),
        "A search right after a create does not find the user, and a later one does",
        expected=[user.id],
        actual=found(first),
    )


def held(reply: Reply, path: str) -> Any:
    """Return the value that an attribute has in an answer."""
    return wire.AttributePath.parse(path).read(reply.json) if isinstance(reply.json, dict) else None


def found(reply: Reply) -> list[str]:
    """Return the ids of the resources in a list."""
    return [str(item.get("id")) for item in wire.list_items(reply.json) or []]
