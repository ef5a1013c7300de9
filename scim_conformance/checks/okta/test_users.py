"""How Okta creates users, looks for one that is not there, and deactivates them."""

from __future__ import annotations

from scim_conformance import check, expect, needs, wire
from scim_conformance.client import NOBODY


@check("okta.create-with-empty-groups", verifies="OKTA-USERS-01")
def test_a_user_is_created_with_an_empty_list_of_groups(scim, users, people, schemas):
    """A create of a user whose list of groups is empty is accepted and stored."""
    wanted = people.user()

    reply = scim.create(users, {**wanted, "groups": []})

    expect.status(reply, 200, 201)
    expect.holds(scim.read(needs.resource(reply, see="create.answers-201")), wanted, schemas)


@check("okta.create-with-a-manager-by-name", verifies="OKTA-USERS-02")
def test_a_user_is_created_whose_manager_has_a_name_only(scim, users, people, managed):
    """A create of a user of whose manager only the display name is given is accepted."""
    reply = scim.create(users, people.user(having={managed: {"displayName": "Ada Boss"}}))

    expect.status(reply, 200, 201)


@check("okta.deactivate-by-put", verifies="OKTA-USERS-03")
def test_a_user_is_deactivated_by_put(scim, new_user, reactivating):
    """A PUT of what was read, with active false, deactivates the user."""
    user = new_user(having={"active": True})
    before = expect.json_object(scim.read(user))
    wire.AttributePath.parse("active").write(before, False)

    reply = scim.replace(user, before)

    expect.success(reply)
    expect.attribute(scim.read(user), "active", equals=False)


@check("okta.unknown-user-is-told-as-scim", verifies="OKTA-USERS-04")
def test_an_unknown_user_is_answered_with_the_error_of_scim(scim, users):
    """A GET of a user who does not exist is answered with 404 and a SCIM error that names its status."""
    reply = scim.get(f"{users}/{NOBODY}")

    expect.status(reply, 404)
    expect.equal(expect.document(reply, "error")["status"], "404", "The status in the body")
