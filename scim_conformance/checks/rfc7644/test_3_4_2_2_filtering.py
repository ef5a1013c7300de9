"""RFC 7644 sections 3.4.2 and 3.4.2.2: searching with filters."""

from __future__ import annotations

from scim_conformance import check, expect, needs


@check("filter.user-name-finds", verifies="RFC7644-3.4.2.2-01")
def test_a_user_is_found_by_its_name(scim, crew, users):
    """A filter by userName finds the user who has it, and nobody else."""
    user = crew[0]

    reply = scim.search(users, filter=f'userName eq "{user.sent["userName"]}"')

    expect.finds(reply, user.id)


@check("filter.nobody-is-success", verifies="RFC7644-3.4.2-05", needs="filter")
def test_a_search_without_match_is_a_success(scim, people, users):
    """A search for a userName that nobody has is answered with 200 and an empty list."""
    reply = scim.search(users, filter=f'userName eq "{people.user_name("nobody")}"')

    expect.status(reply, 200)
    expect.finds_nobody(reply)


@check("filter.answers-list-response", verifies=("RFC7644-3.4.2-01", "RFC7644-3.4.2-02"), needs="filter")
def test_a_search_is_answered_with_a_list_response(standing_search, standing_user):
    """The answer to a search is a list response that counts the matches."""
    expect.status(standing_search, 200)
    listed = expect.document(standing_search, "list-response")
    needs.only(standing_search, standing_user, see="filter.user-name-finds")
    expect.equal(listed["totalResults"], 1, "totalResults of a search that matches one user")


@check("case-sensitivity.filter-operator", verifies="RFC7644-3.4.2.2-02")
def test_an_operator_means_the_same_in_capitals(scim, crew, users, names_are_found):
    """A filter whose operator is written in capitals finds the same user."""
    user = crew[0]

    reply = scim.search(users, filter=f'userName EQ "{user.sent["userName"]}"')

    expect.finds(reply, user.id)


@check("case-sensitivity.filter-attribute", verifies="RFC7644-3.4.2.2-03")
def test_an_attribute_means_the_same_in_other_letter_case(scim, crew, users, names_are_found):
    """A filter whose attribute is written in other letter case finds the same user."""
    user = crew[0]

    reply = scim.search(users, filter=f'USERNAME eq "{user.sent["userName"]}"')

    expect.finds(reply, user.id)


@check("case-sensitivity.filter-value", verifies="RFC7644-3.4.2.2-06")
def test_a_value_is_compared_as_the_schema_says(scim, crew, users, schemas, names_are_found):
    """A filter with the userName in capitals finds the user, unless the schema says that case matters."""
    user = crew[0]
    definition = schemas.find("userName")

    reply = scim.search(users, filter=f'userName eq "{user.sent["userName"].upper()}"')

    expect.finds(reply, *(() if definition and definition.case_exact else (user.id,)))


@check("filter.and-or", verifies="RFC7644-3.4.2.2-05")
def test_and_and_or_mean_what_they_say(scim, crew, users, names_are_found):
    """Two names joined by or find two users, joined by and they find nobody."""
    first, second, _ = crew
    one, two = (f'userName eq "{user.sent["userName"]}"' for user in (first, second))

    either, both = scim.search(users, filter=f"{one} or {two}"), scim.search(users, filter=f"{one} and {two}")

    expect.finds(either, first.id, second.id)
    expect.finds_nobody(both)


@check("errors.unknown-operator-is-invalid-filter", verifies="RFC7644-3.4.2.2-07")
def test_an_unknown_operator_is_declined(scim, users):
    """A filter with an operator that does not exist is declined with 400 and invalidFilter."""
    reply = scim.search(users, filter='userName like "a"')

    expect.error(reply, 400, scim_type="invalidFilter")


@check("filter.garbage-is-no-filter", verifies="RFC7644-3.4.2.2-08")
def test_text_that_is_no_filter_finds_nobody(scim, crew, users):
    """A text that is no filter is not answered as a search without filter."""
    reply = scim.search(users, filter="userName eq", count="1")

    # An empty answer is a poor one, which another check warns of; it is not everybody.
    if reply.ok:
        expect.finds_nobody(reply)


@check("filter.garbage-400", verifies="RFC7644-3.12-11")
def test_text_that_is_no_filter_is_refused(scim, users):
    """A text that is no filter is answered with 400."""
    reply = scim.search(users, filter="userName eq")

    expect.status(reply, 400)
