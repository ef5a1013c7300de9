"""RFC 7644 section 2: who may ask."""

from __future__ import annotations

from scim_conformance import check, expect, needs
from scim_conformance.checks.endpoints import asked, on_group
from scim_conformance.checks.requests import on
from scim_conformance.checks.rows import bearer_token, guarded_endpoints, guarded_requests, other_schemes, sign_in

WRONG = {"Authorization": "Bearer never-issued-by-this-provider"}


@check("auth.without-credentials", verifies="RFC7644-2-02", each={"method": guarded_requests})
def test_nothing_is_done_without_credentials(scim, look, sheltered, people, schemas, method):
    """A request without credentials is declined, whatever its method, and changes nothing."""
    before = look(sheltered)

    reply = scim.request(**on(sheltered, method, people.user()), auth=False)

    needs.success(before, see="read.answers-with-resource")
    expect.no_success(reply)
    expect.unchanged(before, look(sheltered), schemas)


@check("auth.wrong-token", verifies="RFC7644-2-03", each={"method": guarded_requests})
def test_nothing_is_done_for_a_token_that_was_never_issued(scim, look, sheltered, people, schemas, method):
    """A request with a token that was never issued is declined, whatever its method, and changes nothing."""
    before = look(sheltered)

    reply = scim.request(**on(sheltered, method, people.user()), auth=False, headers=WRONG)

    needs.success(before, see="read.answers-with-resource")
    expect.no_success(reply)
    expect.unchanged(before, look(sheltered), schemas)


@check("auth.refusal-is-401", verifies="RFC7644-3.12-08", each={"method": guarded_requests})
def test_a_request_without_credentials_is_answered_with_401(scim, sheltered, people, method):
    """A request without credentials is answered with 401."""
    reply = scim.request(**on(sheltered, method, people.user()), auth=False)

    needs.that(not reply.ok, "The request was accepted", see="auth.without-credentials")
    expect.status(reply, 401)


@check("auth.endpoints-without-credentials", verifies="RFC7644-2-02", each={"wanted": guarded_endpoints})
def test_no_endpoint_is_open(scim, look, standing_user, people, users, groups, wanted):
    """A search, a creation or a bulk request without credentials is declined, whichever endpoint it is for."""
    reply = scim.request(**asked(wanted, users, groups, people), auth=False)

    needs.success(look(standing_user), see="read.answers-with-resource")
    expect.no_success(reply)


@check("auth.groups-without-credentials", verifies="RFC7644-2-02", needs="groups", each={"scheme": sign_in})
def test_nothing_is_done_to_groups_without_credentials(scim, look, club, people, schemas, scheme):
    """A request for a group without credentials is declined, whatever its method, and changes nothing."""
    before = look(club)

    methods = ("GET", "POST", "PUT", "PATCH", "DELETE")
    answers = [scim.request(**on_group(club, method, people.group()), auth=False) for method in methods]

    needs.success(before, see="read.answers-with-resource")
    for reply in answers:
        expect.no_success(reply)
    expect.unchanged(before, scim.read(club), schemas)


@check("auth.endpoints-wrong-credentials", verifies="RFC7644-2-03", each={"wanted": guarded_endpoints})
def test_no_endpoint_opens_to_whom_nobody_knows(scim, look, standing_user, people, users, groups, never_issued, wanted):
    """A search, a creation or a bulk request with credentials that were never issued is declined."""
    reply = scim.request(**asked(wanted, users, groups, people), auth=False, headers=never_issued)

    needs.success(look(standing_user), see="read.answers-with-resource")
    expect.no_success(reply)


@check("auth.groups-wrong-credentials", verifies="RFC7644-2-03", needs="groups", each={"scheme": sign_in})
def test_nothing_is_done_to_groups_for_whom_nobody_knows(scim, look, club, people, schemas, never_issued, scheme):
    """A request for a group with credentials that were never issued is declined and changes nothing."""
    before = look(club)

    methods = ("GET", "POST", "PUT", "PATCH", "DELETE")
    answers = [
        scim.request(**on_group(club, method, people.group()), auth=False, headers=never_issued) for method in methods
    ]

    needs.success(before, see="read.answers-with-resource")
    for reply in answers:
        expect.no_success(reply)
    expect.unchanged(before, scim.read(club), schemas)


@check("auth.tampered-token", verifies="RFC7644-2-03", each={"scheme": bearer_token})
def test_a_token_that_nobody_has_signed_opens_nothing(scim, look, standing_user, tampered, scheme):
    """Where the token is a JWT, one with another signature, other claims, or the algorithm none is declined."""
    answers = {kind: scim.get(standing_user.path, headers=headers) for kind, headers in tampered.items()}
    never_issued = scim.get(standing_user.path, headers=WRONG)

    needs.success(look(standing_user), see="read.answers-with-resource")
    needs.that(not never_issued.ok, "The request was accepted", see="auth.wrong-token")
    expect.equal([kind for kind, reply in answers.items() if reply.ok], [], "The list of tampered tokens that open")


@check("auth.wrong-password", verifies="RFC7644-2-03", each={"scheme": other_schemes})
def test_a_password_that_is_not_quite_the_right_one_opens_nothing(scim, look, standing_user, wrong_passwords, scheme):
    """A request is declined whose password is empty, or differs from the right one in one letter or in their case."""
    answers = {kind: scim.get(standing_user.path, headers=headers) for kind, headers in wrong_passwords.items()}

    needs.success(look(standing_user), see="read.answers-with-resource")
    expect.equal([kind for kind, reply in answers.items() if reply.ok], [], "The list of wrong passwords that open")


@check("auth.spoiled-token", verifies="RFC7644-2-03", each={"scheme": bearer_token})
def test_a_token_that_is_not_quite_the_right_one_opens_nothing(scim, look, standing_user, forged, scheme):
    """A request is declined whose token is empty, or differs from the right one in one letter or in their case."""
    answers = {kind: scim.get(standing_user.path, headers=headers) for kind, headers in forged.items()}
    never_issued = scim.get(standing_user.path, headers=WRONG)

    needs.success(look(standing_user), see="read.answers-with-resource")
    needs.that(not never_issued.ok, "The request was accepted", see="auth.wrong-token")
    expect.equal([kind for kind, reply in answers.items() if reply.ok], [], "The list of spoiled tokens that open")


@check("auth.names-schemes", verifies="RFC7644-2-01", each={"scheme": other_schemes})
def test_a_refusal_names_the_schemes(scim, standing_user, scheme):
    """The 401 to a request without credentials names in WWW-Authenticate how to sign in."""
    reply = scim.get(standing_user.path, auth=False)

    needs.status(reply, 401, see="auth.refusal-is-401")
    expect.header(reply, "WWW-Authenticate")
