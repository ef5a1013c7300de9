"""RFC 6750 section 3: how a provider asks for a bearer token."""

from __future__ import annotations

from scim_conformance import check, expect, needs, wire
from scim_conformance.checks.rows import bearer_token
from scim_conformance.client import NOBODY


@check("auth.challenge", verifies=("RFC6750-3-01", "RFC7644-2-01"), each={"scheme": bearer_token})
def test_a_refusal_says_how_to_sign_in(scim, standing_user, scheme):
    """The 401 to a request without token has a WWW-Authenticate header."""
    reply = scim.get(standing_user.path, auth=False)

    needs.status(reply, 401, see="auth.refusal-is-401")
    expect.header(reply, "WWW-Authenticate")


@check("auth.token-in-header", verifies="RFC6750-2.1-01", each={"scheme": bearer_token})
def test_a_token_in_the_header_is_accepted(scim, users, scheme):
    """A request with the token in its Authorization header is not answered with 401, as one without is."""
    # An id that nobody has: it can be asked for where nobody could be created.
    signed_in, anonymous = scim.get(f"{users}/{NOBODY}"), scim.get(f"{users}/{NOBODY}", auth=False)

    needs.that(not anonymous.ok, "The request was accepted", see="auth.without-credentials")
    expect.not_status(signed_in, 401)


CHALLENGE = "auth.challenge"

WRONG = {"Authorization": "Bearer never-issued-by-this-provider"}


@check("auth.challenge-scheme", verifies="RFC6750-3-02", each={"scheme": bearer_token})
def test_the_challenge_is_for_a_bearer_token(scim, standing_user, scheme):
    """Among the challenges of a 401 is one with the scheme Bearer."""
    reply = scim.get(standing_user.path, auth=False)

    found = wire.challenges(needs.header(reply, "WWW-Authenticate", see=CHALLENGE))
    expect.that(
        scheme.casefold() in [each.scheme.casefold() for each in found],
        "No challenge is for a bearer token",
        expected=scheme,
        actual=[each.scheme for each in found],
    )


@check("auth.challenge-parameter", verifies="RFC6750-3-03", each={"scheme": bearer_token})
def test_the_challenge_has_a_parameter(scim, standing_user, scheme):
    """The challenge for a bearer token has at least one parameter."""
    reply = scim.get(standing_user.path, auth=False)

    header = needs.header(reply, "WWW-Authenticate", see=CHALLENGE)
    bare = [each.scheme for each in wire.challenges(header) if not each.parameters]
    expect.that(
        scheme.casefold() not in [name.casefold() for name in bare],
        "The challenge for a bearer token has no parameter",
        expected='such as Bearer realm="scim"',
        actual=header,
    )


@check("auth.challenge-without-error", verifies="RFC6750-3.1-02", each={"scheme": bearer_token})
def test_the_challenge_to_nobody_names_no_error(scim, standing_user, scheme):
    """The challenge to a request without credentials has no error code."""
    reply = scim.get(standing_user.path, auth=False)

    header = needs.header(reply, "WWW-Authenticate", see=CHALLENGE)
    named = [name for each in wire.challenges(header) for name in ("error", "error_description") if each.named(name)]
    expect.that(not named, "The challenge to nobody names an error", expected="no error", actual=header)


@check("auth.challenge-error", verifies="RFC6750-3-04", each={"scheme": bearer_token})
def test_the_challenge_to_a_wrong_token_names_the_error(scim, standing_user, scheme):
    """The challenge to a token that was never issued has an error code."""
    reply = scim.get(standing_user.path, auth=False, headers=WRONG)

    header = needs.header(reply, "WWW-Authenticate", see=CHALLENGE)
    named = [value for each in wire.challenges(header) for value in each.named("error")]
    expect.that(bool(named), "The challenge to a wrong token has no error", expected="invalid_token", actual=header)


@check("auth.wrong-token-401", verifies="RFC6750-3.1-01", each={"scheme": bearer_token})
def test_a_wrong_token_is_answered_with_401(scim, standing_user, scheme):
    """A request with a token that was never issued is answered with 401."""
    reply = scim.get(standing_user.path, auth=False, headers=WRONG)

    needs.that(not reply.ok, "The request was accepted", see="auth.wrong-token")
    expect.status(reply, 401)


@check("auth.challenge-is-well-formed", verifies=("RFC6750-3-05", "RFC6750-3-06"), each={"scheme": bearer_token})
def test_the_parameters_of_a_challenge_are_well_formed(scim, standing_user, scheme):
    """No parameter of a challenge stands twice, and none holds a character that is not allowed in it."""
    reply = scim.get(standing_user.path, auth=False, headers=WRONG)

    found = wire.challenges(needs.header(reply, "WWW-Authenticate", see=CHALLENGE))
    expect.equal([name for each in found for name in each.repeated()], [], "The list of what stands twice")
    expect.equal([name for each in found for name in each.strange()], [], "The list of what holds other characters")
