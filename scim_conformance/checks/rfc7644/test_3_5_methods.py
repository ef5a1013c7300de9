"""RFC 7644 section 3.5: the two methods that change a resource."""

from __future__ import annotations

from scim_conformance import check, expect, replace


@check("replace.put-is-there", verifies="RFC7644-3.5-01")
def test_a_user_can_be_replaced(scim, new_user, people):
    """A PUT of a user is not answered as a method that does not exist."""
    user = new_user()

    reply = scim.replace(user, people.user())

    for missing in (404, 405, 501):
        expect.not_status(reply, missing)


@check("patch-user.method-is-there", verifies="RFC7644-3.5-02")
def test_a_user_can_be_changed_in_part(scim, patient, people, changeable):
    """A PATCH of a user is not answered as a method that does not exist."""
    reply = scim.patch(patient, replace(changeable, people.value(changeable)))

    for missing in (404, 405, 501):
        expect.not_status(reply, missing)
