"""RFC 7644 section 2: who may ask."""

from __future__ import annotations

from scim_conformance import check, expect, needs
from scim_conformance.checks.requests import on
from scim_conformance.checks.rows import guarded_requests

WRONG = {"Authorization": "Bearer never-issued-by-this-provider"}


@check("auth.without-credentials", verifies="RFC7644-2-02", each={"method": guarded_requests})
def test_nothing_is_done_without_credentials(scim, new_user, people, schemas, method):
    """A request without credentials is declined, whatever its method, and changes nothing."""
    user = new_user()
    before = scim.read(user)

    reply = scim.request(**on(user, method, people.user()), auth=False)

    needs.success(before, see="read.answers-with-resource")
    expect.no_success(reply)
    expect.unchanged(before, scim.read(user), schemas)


@check("auth.wrong-token", verifies="RFC7644-2-03", each={"method": guarded_requests})
def test_nothing_is_done_for_a_token_that_was_never_issued(scim, new_user, people, schemas, method):
    """A request with a token that was never issued is declined, whatever its method, and changes nothing."""
    user = new_user()
    before = scim.read(user)

    reply = scim.request(**on(user, method, people.user()), auth=False, headers=WRONG)

    needs.success(before, see="read.answers-with-resource")
    expect.no_success(reply)
    expect.unchanged(before, scim.read(user), schemas)


@check("auth.refusal-is-401", verifies="RFC7644-3.12-08", each={"method": guarded_requests})
def test_a_request_without_credentials_is_answered_with_401(scim, new_user, people, method):
    """A request without credentials is answered with 401."""
    reply = scim.request(**on(new_user(), method, people.user()), auth=False)

    needs.refusal(reply, see="auth.without-credentials")
    expect.status(reply, 401)
