"""RFC 7643 section 5: what stands in the configuration."""

from __future__ import annotations

from difflib import get_close_matches

from scim_conformance import check, expect, expect_schema, needs, replace, wire
from scim_conformance.checks.definitions import elements


@check(
    "discovery.config-is-complete",
    verifies=("RFC7643-5-01", "RFC7643-5-02", "RFC7643-5-03", "RFC7643-5-04"),
)
def test_the_configuration_has_what_is_required(document):
    """The configuration has every attribute that is required of it, with the right type."""
    reply = document("ServiceProviderConfig")

    needs.status(reply, 200, see="discovery.config-answers")
    expect.document(reply, "service-provider-config")


@check("discovery.anonymous-config-has-schemes", verifies="RFC7643-5-05")
def test_who_has_no_token_is_told_how_to_get_one(scim):
    """A read of the configuration without credentials is refused, or answered with the authentication schemes."""
    reply = scim.get("ServiceProviderConfig", auth=False)

    if reply.ok:
        schemes = expect.json_object(reply).get("authenticationSchemes")
        expect.that(
            isinstance(schemes, list) and bool(schemes),
            "The configuration that anybody can read lacks the authentication schemes",
            expected="authenticationSchemes: a list that is not empty",
            actual=schemes,
        )


KINDS = ("oauth", "oauth2", "oauthbearertoken", "httpbasic", "httpdigest")


@check("discovery.known-authentication-types", verifies="RFC7643-5-06")
def test_authentication_schemes_are_of_known_types(document):
    """The type of each authentication scheme is one of the five of the standard."""
    reply = document("ServiceProviderConfig")

    needs.status(reply, 200, see="discovery.config-answers")
    schemes = expect.json_object(reply).get("authenticationSchemes")
    kinds = [each.get("type") for each in schemes if isinstance(each, dict)] if isinstance(schemes, list) else []
    expect_schema.none_of(
        [kind for kind in kinds if kind not in KINDS],
        "An authentication scheme has a type that the standard does not know",
        expected=list(KINDS),
    )


NAMES = ("type", "name", "description", "specUri", "documentationUri", "primary")


@check("discovery.scheme-names-are-spelled-right", verifies="RFC7643-5-08")
def test_what_a_scheme_says_stands_under_the_right_names(document):
    """No authentication scheme has a name in it that is nearly one of the standard."""
    reply = document("ServiceProviderConfig")

    needs.status(reply, 200, see="discovery.config-answers")
    schemes = elements(reply.json, "authenticationSchemes")
    known = {name.casefold() for name in NAMES}
    odd = {name for scheme in schemes for name in scheme if name.casefold() not in known}
    expect_schema.none_of(
        sorted(name for name in odd if get_close_matches(name.casefold(), known, 1, cutoff=0.8)),
        "An authentication scheme has a name that is nearly one of the standard",
        expected=list(NAMES),
    )


@check("discovery.advertised-patch-works", verifies="RFC7643-5-07", needs="patch")
def test_an_advertised_patch_works(scim, patient, people, changeable, configuration):
    """A provider that advertises PATCH does not answer that it has none."""
    if configuration("patch") is True:
        reply = scim.patch(patient, replace(changeable, people.value(changeable)))

        expect_schema.not_missing(reply)


@check("discovery.advertised-filter-works", verifies="RFC7643-5-07", needs="filter")
def test_an_advertised_filter_works(standing_search, configuration):
    """A provider that advertises filters finds a user by its name."""
    if configuration("filter") is True:
        expect.status(standing_search, 200)


@check("discovery.advertised-etag-works", verifies="RFC7643-5-07", needs="etag")
def test_an_advertised_etag_is_there(look, standing_user, configuration):
    """A provider that advertises entity tags gives a user one, in the header or as meta.version."""
    reply = look(standing_user)

    needs.success(reply, see="read.answers-with-resource")
    version = wire.AttributePath.parse("meta.version").read(expect.json_object(reply))
    if configuration("etag") is True:
        expect.that(
            bool(reply.headers.get("ETag") or version),
            "Entity tags are advertised, and a user has none",
            expected="an ETag header or meta.version",
            actual="neither",
        )


@check("discovery.advertised-sort-works", verifies="RFC7643-5-07", needs=("sort", "filter"))
def test_an_advertised_sort_sorts(scim, crew, users, configuration):
    """A provider that advertises sorting answers the same two users in two orders."""
    names = [user.sent["userName"] for user in crew[:2]]
    question = {"filter": " or ".join(f'userName eq "{name}"' for name in names), "sortBy": "userName"}

    replies = [scim.search(users, **question, sortOrder=order) for order in ("ascending", "descending")]

    found = [[each.get("userName") for each in wire.list_items(reply.json) or []] for reply in replies]
    if configuration("sort") is True:
        needs.success(replies[0], see="filter.and-or")
        expect.that(
            len(found[0]) != 2 or found[0] == list(reversed(found[1])),
            "Sorting is advertised, and ascending and descending are one order",
            expected="the reverse of the other order",
            actual=found,
        )


@check("discovery.advertised-bulk-works", verifies="RFC7643-5-07", needs="bulk")
def test_an_advertised_bulk_is_there(scim, new_user, configuration):
    """A provider that advertises bulk requests does not answer that it has none."""
    user = new_user()
    operation = {"method": "DELETE", "path": f"/{user.path}"}

    if configuration("bulk") is True:
        reply = scim.post("Bulk", json={"schemas": [wire.BULK_REQUEST], "Operations": [operation]})

        expect_schema.not_missing(reply)


@check("discovery.documentation-is-a-url", verifies="RFC7643-5-09")
def test_the_documentation_has_an_address(document):
    """The documentationUri of the configuration, where there is one, begins with http:// or https://."""
    reply = document("ServiceProviderConfig")

    needs.status(reply, 200, see="discovery.config-answers")
    address = expect.json_object(reply).get("documentationUri")
    expect.that(
        address is None or str(address).lower().startswith(("http://", "https://")),
        "The documentationUri is no address that a browser opens",
        expected="https://…",
        actual=address,
    )
