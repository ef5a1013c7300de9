"""RFC 7644 section 3.6: deleting resources."""

from __future__ import annotations

from scim_conformance import check, expect, needs, replace
from scim_conformance.checks.requests import on
from scim_conformance.checks.rows import kinds_of_resource, read_and_written
from scim_conformance.client import NOBODY


@check("delete.answers-204", verifies="RFC7644-3.6-01", each={"kind": kinds_of_resource})
def test_a_deletion_is_answered_with_204(deletion, kind):
    """A successful DELETE is answered with 204 and no body."""
    _, reply = deletion(kind)

    expect.status(reply, 204)
    expect.equal(reply.text, "", "The body of the answer")


@check("delete.then-404", verifies="RFC7644-3.6-02", each={"method": read_and_written})
def test_a_deleted_user_is_not_found(scim, deletion, people, method):
    """After its deletion a request for a user is answered with 404, be it to read, replace or delete it."""
    user, deleted = deletion("User")

    reply = scim.request(**on(user, method, people.user()))

    needs.success(deleted, see="delete.answers-204")
    expect.status(reply, 404)


@check("delete.then-patch-404", verifies="RFC7644-3.6-02", needs="patch")
def test_a_deleted_user_can_not_be_changed(scim, deletion, changeable, people):
    """After its deletion a PATCH of a user is answered with 404."""
    user, deleted = deletion("User")

    reply = scim.patch(user, replace(changeable, people.value(changeable)))

    needs.success(deleted, see="delete.answers-204")
    needs.implemented(reply, see="patch-user.method-is-there")
    expect.status(reply, 404)


@check("delete.gone-from-searches", verifies="RFC7644-3.6-03", needs="filter")
def test_a_deleted_user_is_not_found_by_a_search(scim, new_user, users):
    """A search that found a user finds nobody after its deletion."""
    user = new_user()
    question = {"filter": f'userName eq "{user.sent["userName"]}"'}
    before = scim.search(users, **question)

    deletion = scim.delete(user)

    needs.only(before, user, see="filter.user-name-finds")
    needs.success(deletion, see="delete.answers-204")
    expect.finds_nobody(scim.search(users, **question))


@check("delete.frees-the-user-name", verifies="RFC7644-3.6-04")
def test_the_user_name_of_a_deleted_user_is_free(scim, new_user, users):
    """A user can be created with the userName of one that was deleted."""
    user = new_user()
    deletion = scim.delete(user)

    needs.success(deletion, see="delete.answers-204")
    expect.success(scim.create(users, user.sent))


@check("delete.leaves-others", verifies="RFC7644-3.4.1-01")
def test_a_deletion_leaves_other_users_alone(scim, new_user, fresh, schemas):
    """After a user is deleted, another one is read as it was."""
    user, other = new_user(), new_user()
    before = fresh(other)

    deletion = scim.delete(user)

    needs.success(deletion, see="delete.answers-204")
    needs.success(before, see="read.answers-with-resource")
    expect.unchanged(before, scim.read(other), schemas)


@check("delete.unknown-id-404", verifies="RFC7644-3.12-09")
def test_a_deletion_of_nobody_is_not_found(scim, users):
    """A DELETE of an id that nobody has is answered with 404."""
    reply = scim.request("DELETE", f"{users}/{NOBODY}")

    expect.status(reply, 404)
