"""RFC 7644 section 3.4.1: reading a known resource."""

from __future__ import annotations

from scim_conformance import check, expect, expect_schema, needs
from scim_conformance.checks.rows import kinds_of_resource
from scim_conformance.client import NOBODY


@check("read.answers-with-resource", verifies="RFC7644-3.4.1-01", each={"kind": kinds_of_resource})
def test_a_resource_is_read_by_its_id(scim, newborn, kind):
    """A read of a resource that exists is answered with 200 and that resource."""
    resource = newborn(kind)

    reply = scim.read(resource)

    expect.status(reply, 200)
    expect.equal(expect.json_object(reply).get("id"), resource.id, "The id")


@check("read.unknown-id-is-no-success", verifies="RFC7644-3.4.1-02")
def test_an_unknown_id_is_never_a_success(look, document, users, standing_user):
    """A read of an id that nobody has is declined, where a read of a user's id is answered."""
    control, reply = look(standing_user), document(f"{users}/{NOBODY}")

    needs.success(control, see="read.answers-with-resource")
    expect.no_success(reply)


@check("read.unknown-id-404", verifies="RFC7644-3.12-09")
def test_an_unknown_id_is_not_found(document, users):
    """A read of an id that nobody has is answered with 404."""
    reply = document(f"{users}/{NOBODY}")

    expect.status(reply, 404)


@check("read.user-is-listed-as-it-is-read", verifies="RFC7644-3.4-01", needs="filter")
def test_a_user_is_listed_as_it_is_read(scim, look, standing_user, users, schemas):
    """A user is in a search what it is when it is read by its id, extensions and lists included."""
    alone = look(standing_user)

    reply = scim.search(users, filter=f'userName eq "{standing_user.sent["userName"]}"')

    needs.success(alone, see="read.answers-with-resource")
    item = needs.item(reply, standing_user, see="filter.user-name-finds")
    expect_schema.same(expect.json_object(alone), item.body, schemas)


@check("read.odd-name-breaks-no-list", verifies="RFC7644-3.4.2-03", needs="filter")
def test_a_user_name_with_odd_signs_breaks_no_list(scim, people, users, answered, names_are_found):
    """Users are listed and found while one of them has an apostrophe and a dollar sign in its userName."""
    name = people.user_name("o'dollar$")
    created = scim.create(users, {**people.user(), "userName": name})

    replies = [scim.search(users), scim.search(users, filter=f'userName eq "{name}"')]

    answered(created)
    user = needs.resource(created, see="create.answers-201")
    for reply in replies:
        expect.no_server_error(reply)
    expect.finds(replies[1], user.id)
