"""How Entra finds the account of a person, and whether somebody is the manager."""

from __future__ import annotations

from scim_conformance import check, entra, expect, expect_query, wire
from scim_conformance.checks.entra.rows import matched_by
from scim_conformance.client import NOBODY


@check("entra.matching-finds", verifies="ENTRA-MATCHING-01", each={"attribute": matched_by})
def test_a_matching_attribute_finds_its_user(scim, users, crew, carried, attribute):
    """A query by a matching attribute finds the one user who has the value."""
    carried(attribute)
    user = crew[0]
    value = wire.AttributePath.parse(attribute).read(user.sent)

    reply = scim.search(users, filter=entra.matching(attribute, value))

    expect.finds(reply, user.id)


@check("entra.query-answers-list-response", verifies="ENTRA-MATCHING-02", needs="filter")
def test_a_match_is_answered_with_a_list_response(standing_search):
    """The answer to a query with one match is a valid list response with its match in Resources."""
    expect.status(standing_search, 200)
    listed = expect.document(standing_search, "list-response")
    expect.that("Resources" in listed, "The list has no Resources", expected="Resources", actual=sorted(listed))


@check("entra.guest-is-somebody-else", verifies="ENTRA-MATCHING-03")
def test_a_guest_is_not_taken_for_a_member_whose_name_begins_alike(scim, users, crew, names_are_found):
    """A query for a guest does not find the user whose name is what stands before the number sign."""
    guest = f"{crew[0].sent['userName']}#EXT#@example.com"

    reply = scim.search(users, filter=entra.matching("userName", guest))

    expect_query.nobody_or_declined(reply)


@check("entra.read-by-id", verifies="ENTRA-READ-01")
def test_a_user_is_read_by_its_id(scim, users, crew):
    """A user is read by its id, and an id that nobody has is answered with 404."""
    expect.status(scim.read(crew[0]), 200)
    expect.status(scim.get(f"{users}/{NOBODY}"), 404)


@check("entra.manager-is-found", verifies="ENTRA-MATCHING-04")
def test_a_user_is_found_by_its_id_and_manager(scim, users, crew, employee):
    """A query by a user's id and its manager finds the user, and nobody where the manager is another."""
    user, manager, other = employee, crew[0], crew[1]

    reply = scim.search(users, filter=entra.managed_by(user.id, manager.id), **entra.NAMES_ONLY)

    expect.finds(reply, user.id)
    expect.finds_nobody(scim.search(users, filter=entra.managed_by(user.id, other.id), **entra.NAMES_ONLY))


@check("entra.deleted-is-not-found", verifies="ENTRA-DELETE-01", needs="filter")
def test_a_deleted_user_is_not_found_as_an_active_one(scim, users, deletion):
    """The deletion of a user is answered with 204, and a query by its name then finds no active user."""
    gone, reply = deletion("User")

    expect.status(reply, 204)
    found = expect.items(scim.search(users, filter=entra.matching("userName", gone.sent["userName"])))
    active = [each.get("id") for each in found if each.get("active") is not False]
    expect.that(not active, "A query finds a deleted user as an active one", expected=[], actual=active)
