"""RFC 6750 section 3: how a provider asks for a bearer token."""

from __future__ import annotations

from scim_conformance import check, expect, needs
from scim_conformance.checks.rows import bearer_token


@check("auth.challenge", verifies="RFC6750-3-01", each={"scheme": bearer_token})
def test_a_refusal_says_how_to_sign_in(scim, new_user, scheme):
    """The 401 to a request without token has a WWW-Authenticate header."""
    reply = scim.get(new_user().path, auth=False)

    needs.status(reply, 401, see="auth.refusal-is-401")
    expect.header(reply, "WWW-Authenticate")


@check("auth.token-in-header", verifies="RFC6750-2.1-01", each={"scheme": bearer_token})
def test_a_token_in_the_header_is_accepted(scim, new_user, scheme):
    """A request with the token in its Authorization header is accepted, and one without is not."""
    user = new_user()

    signed_in, anonymous = scim.read(user), scim.get(user.path, auth=False)

    needs.refusal(anonymous, see="auth.without-credentials")
    expect.success(signed_in)
