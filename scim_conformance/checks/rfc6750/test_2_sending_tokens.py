"""RFC 6750 section 2: where a provider takes a token from."""

from __future__ import annotations

from scim_conformance import check, expect, needs
from scim_conformance.checks.rows import bearer_token


@check("auth.scheme-in-any-case", verifies="RFC6750-2.1-03", each={"scheme": bearer_token})
def test_the_scheme_is_understood_in_any_case(scim, standing_user, bearing, scheme):
    """A token is accepted under the scheme in small letters too, and no request is accepted without one."""
    reply = scim.get(standing_user.path, headers=bearing(scheme.lower()))
    anonymous = scim.get(standing_user.path, auth=False)

    needs.that(not anonymous.ok, "The request was accepted", see="auth.without-credentials")
    expect.success(reply)


@check("auth.other-scheme", verifies="RFC6750-2.1-02", each={"scheme": bearer_token})
def test_a_token_counts_under_its_own_scheme_only(scim, look, standing_user, bearing, scheme):
    """A token that is sent under the scheme Basic opens nothing."""
    reply = scim.get(standing_user.path, headers=bearing("Basic"))

    needs.success(look(standing_user), see="read.answers-with-resource")
    expect.no_success(reply)
