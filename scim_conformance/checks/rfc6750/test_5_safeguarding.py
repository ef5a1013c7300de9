"""RFC 6750 section 5, and RFC 7644 sections 7.2 and 7.4: how a token is kept from others."""

from __future__ import annotations

from scim_conformance import check, expect, needs
from scim_conformance.checks.rows import bearer_token


@check("security.token-over-tls", verifies=("RFC7644-7.4-01", "RFC6750-5.2-01"), each={"scheme": bearer_token})
def test_tokens_cross_the_network_encrypted(public_url, scheme):
    """The address at which the provider takes tokens is one of https."""
    expect.that(
        public_url.startswith("https://"),
        "Tokens cross the network in the clear",
        expected="https://…",
        actual=public_url,
    )


@check("security.no-token-in-cookies", verifies=("RFC6750-5.2-02", "RFC6750-5.3-01"), each={"scheme": bearer_token})
def test_no_cookie_holds_the_token(look, standing_user, shows_token, scheme):
    """No cookie that could travel in the clear holds the token."""
    reply = look(standing_user)

    needs.success(reply, see="read.answers-with-resource")
    cookie = reply.headers.get("Set-Cookie", "")
    expect.that(
        not shows_token(cookie) or "secure" in cookie.lower(),
        "A cookie without Secure holds the token",
        expected="no token",
        actual="the token",
    )


@check("auth.refusal-keeps-token", verifies="RFC6750-5.3-02", each={"scheme": bearer_token})
def test_a_refusal_does_not_repeat_the_token(scim, look, standing_user, never_issued, scheme):
    """The refusal of a token that was never issued repeats it neither in its body nor in its headers."""
    reply = scim.get(standing_user.path, auth=False, headers=never_issued)

    needs.success(look(standing_user), see="read.answers-with-resource")
    needs.that(not reply.ok, "The request was accepted", see="auth.wrong-token")
    shown = never_issued["Authorization"].partition(" ")[2]
    expect.that(
        shown not in reply.text and shown not in str(dict(reply.headers)),
        "The refusal repeats the token",
        expected="no token",
        actual="the token",
    )
