"""RFC 7644 section 7: what protects those whose data a provider holds."""

from __future__ import annotations

from urllib.parse import urljoin

from scim_conformance import check, expect, needs
from scim_conformance.checks.failing import SECRET

ELSEWHERE = "elsewhere.scim-conformance.example.com"


@check("security.tls", verifies="RFC7644-7.2-01")
def test_the_provider_is_reached_by_tls(public_url):
    """The base URL is one of https."""
    expect.that(
        public_url.startswith("https://"),
        "The provider is reached without TLS",
        expected="https://…",
        actual=public_url,
    )


@check("security.no-guessing-of-passwords", verifies="RFC7644-7.5.2-01")
def test_no_search_tells_whether_a_password_is_right(scim, guarded_user, users):
    """A search by password, with the right one, is declined or finds nobody."""
    name, password = guarded_user.sent["userName"], guarded_user.sent["password"]
    control = scim.search(users, filter=f'userName eq "{name}"')

    wrong, reply = (
        scim.search(users, filter=f'userName eq "{name}" and password eq "{text}"') for text in ("wrong", password)
    )

    needs.only(control, guarded_user, see="filter.user-name-finds")
    needs.that(
        guarded_user.id not in wrong.text, "A search by a wrong password finds the user too", see="filter.and-narrows"
    )
    expect.that(
        not reply.ok or guarded_user.id not in reply.text,
        "A search by password finds who has it",
        expected="403, or nobody",
        actual=reply.status,
    )


@check("security.errors-keep-secrets", verifies="RFC7644-3.12-16")
def test_no_error_repeats_a_password_or_somebody_s_data(scim, users, standing_user, people):
    """The error for a userName in use has neither the password that was sent nor data of the user that has it."""
    sent = {**people.user(), "userName": standing_user.sent["userName"], "password": SECRET}
    theirs = [value for value in standing_user.sent.values() if isinstance(value, str) and len(value) > 5]
    ours = str(sent)

    reply = scim.create(users, sent)

    needs.refusal(reply, see="create.duplicate-conflicts")
    expect.that(SECRET not in reply.text, "The error repeats a password", expected="no password", actual="a password")
    expect.equal([value for value in theirs if value in reply.text and value not in ours], [], "The list of their data")


@check("security.host-is-not-believed", verifies="RFC7644-7-02")
def test_no_header_changes_the_address_of_a_user(scim, look, standing_user):
    """A read with forwarding headers that name another host is answered with the address below the base URL."""
    named = {"X-Forwarded-Host": ELSEWHERE, "Forwarded": f"host={ELSEWHERE}", "X-Original-Host": ELSEWHERE}

    reply = scim.read(standing_user, headers=named)

    needs.success(look(standing_user), see="read.answers-with-resource")
    needs.success(reply, see="read.answers-with-resource")
    expect.that(
        ELSEWHERE not in reply.text and ELSEWHERE not in str(dict(reply.headers)),
        "The address of a user is one that a header has named",
        expected=scim.base_url,
        actual=reply.shown,
    )


@check("security.location-below-base", verifies="RFC7644-7-02")
def test_the_address_of_a_new_user_is_below_the_base_url(scim, creation):
    """The Location of a creation lies below the base URL."""
    reply = creation("User")

    needs.success(reply, see="create.answers-201")
    location = urljoin(reply.url, needs.header(reply, "Location", see="create.location-header"))
    expect.that(
        location.startswith(f"{scim.base_url}/"),
        "The Location of a creation is not below the base URL",
        expected=f"{scim.base_url}/…",
        actual=location,
    )


@check("security.not-for-every-website", verifies="RFC7644-7-01")
def test_no_website_may_read_users(scim, standing_user):
    """A read that a website has sent is not offered to it, and is kept by no shared cache."""
    reply = scim.read(standing_user, headers={"Origin": f"https://{ELSEWHERE}"})

    allowed = reply.headers.get("Access-Control-Allow-Origin", "")
    expect.that(
        allowed != "*" and ELSEWHERE not in allowed,
        "Every website may read users",
        expected="no Access-Control-Allow-Origin",
        actual=allowed,
    )
    expect.that(
        "public" not in reply.headers.get("Cache-Control", "").lower(),
        "Shared caches may keep users",
        expected="private or no-store",
        actual=reply.headers.get("Cache-Control"),
    )
