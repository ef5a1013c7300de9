"""RFC 7644 section 3.12: how a provider says no."""

from __future__ import annotations

from scim_conformance import check, expect, needs
from scim_conformance.checks.requests import NOBODY


@check("errors.body-is-scim-error", verifies=("RFC7644-3.12-01", "RFC7644-3.12-02", "RFC7644-3.12-03"))
def test_an_error_has_the_body_of_an_error(scim, users):
    """The answer to a request that is refused has a JSON body in the form of a SCIM error."""
    reply = scim.get(f"{users}/{NOBODY}")

    needs.refusal(reply, see="read.unknown-id-is-no-success")
    body = expect.document(reply, "error")
    expect.equal(body["status"], str(reply.status), "The status in the body")


@check("errors.broken-json-400", verifies="RFC7644-3.12-06")
def test_a_body_that_is_no_json_is_refused(scim, users):
    """A body that is no JSON is answered with 400."""
    reply = scim.request("POST", users, content=b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"')

    expect.status(reply, 400)


@check("errors.wrong-type-400", verifies="RFC7644-3.12-07")
def test_a_value_of_the_wrong_type_is_refused(scim, people, users):
    """A create whose userName is an object is answered with 400."""
    reply = scim.create(users, {**people.user(), "userName": {"value": "a"}})

    expect.status(reply, 400)
