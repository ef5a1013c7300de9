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


@check("auth.unknown-scheme", verifies="RFC6750-2.1-02", each={"scheme": bearer_token})
def test_a_token_counts_under_no_made_up_scheme(scim, look, standing_user, bearing, scheme):
    """A token that is sent under a scheme that nobody knows, or under none at all, opens nothing."""
    made_up = scim.get(standing_user.path, headers=bearing("Scimconf"))
    bare = scim.get(standing_user.path, headers=bearing(""))

    needs.success(look(standing_user), see="read.answers-with-resource")
    opened = {"a made-up scheme": made_up.ok, "no scheme": bare.ok}
    expect.equal([name for name, ok in opened.items() if ok], [], "The list of what opens besides Bearer")


@check("auth.token-in-address", verifies="RFC6750-2.3-02", each={"scheme": bearer_token})
def test_a_token_in_the_address_opens_nothing(look, standing_user, by_address, scheme):
    """A read with the token in the query of its address, and none in a header, is declined."""
    reply = by_address(standing_user)

    needs.success(look(standing_user), see="read.answers-with-resource")
    expect.that(
        not reply.ok, "A token in the address opens what it opens in a header", expected="401", actual=reply.status
    )


@check("auth.token-in-address-is-private", verifies="RFC6750-2.3-01", each={"scheme": bearer_token})
def test_what_a_token_in_the_address_opens_is_kept_by_no_shared_cache(scim, standing_user, opened_by_address, scheme):
    """Where a token in the address opens something, the answer has Cache-Control with private, or no-store."""
    anonymous = scim.get(standing_user.path, auth=False)

    needs.that(not anonymous.ok, "The request was accepted", see="auth.without-credentials")
    control = opened_by_address.headers.get("Cache-Control", "")
    expect.that(
        any(word in control.lower() for word in ("private", "no-store")),
        "Shared caches may keep what a token in the address has opened",
        expected="private",
        actual=control,
    )
