"""RFC 7644 section 3.4.1: reading a known resource."""

from __future__ import annotations

from scim_conformance import check, expect, needs
from scim_conformance.checks.requests import NOBODY
from scim_conformance.checks.rows import kinds_of_resource


@check("read.answers-with-resource", verifies="RFC7644-3.4.1-01", each={"kind": kinds_of_resource})
def test_a_resource_is_read_by_its_id(scim, kinds, kind):
    """A read of a resource that exists is answered with 200 and that resource."""
    resource = needs.resource(scim.create(kinds[kind].endpoint, kinds[kind].body()), see="create.answers-201")

    reply = scim.read(resource)

    expect.status(reply, 200)
    expect.equal(expect.json_object(reply).get("id"), resource.id, "The id")


@check("read.unknown-id-is-no-success", verifies="RFC7644-3.4.1-02")
def test_an_unknown_id_is_never_a_success(scim, users, new_user):
    """A read of an id that nobody has is declined, where a read of a user's id is answered."""
    user = new_user()

    control, reply = scim.read(user), scim.get(f"{users}/{NOBODY}")

    needs.success(control, see="read.answers-with-resource")
    expect.no_success(reply)


@check("read.unknown-id-404", verifies="RFC7644-3.12-09")
def test_an_unknown_id_is_not_found(scim, users):
    """A read of an id that nobody has is answered with 404."""
    reply = scim.get(f"{users}/{NOBODY}")

    expect.status(reply, 404)
