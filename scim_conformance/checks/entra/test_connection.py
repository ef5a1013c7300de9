"""What Entra asks before it provisions anybody, and how the answers look."""

from __future__ import annotations

from scim_conformance import check, entra, expect, wire
from scim_conformance.checks.entra.rows import searched_endpoints


@check("entra.nobody-is-an-empty-list", verifies="ENTRA-CONNECTION-01", each={"endpoint": searched_endpoints})
def test_a_query_for_nobody_is_answered_with_an_empty_list(nobody, endpoint):
    """A query for a name that nobody has is answered with 200 and an empty list."""
    reply = nobody(endpoint)

    expect.status(reply, 200)
    expect.finds_nobody(reply)


@check("entra.no-results-are-no-null", verifies="ENTRA-CONNECTION-02", each={"endpoint": searched_endpoints})
def test_an_empty_list_is_no_null(nobody, endpoint):
    """The Resources of a list without results are an array, or left out."""
    listed = expect.json_object(nobody(endpoint))

    expect.that(
        listed.get("Resources", []) is not None, "Resources is null where nothing was found", expected=[], actual=None
    )


@check("entra.answers-are-scim-json", verifies="ENTRA-CONNECTION-03")
def test_answers_are_labelled_as_scim(creation, nobody):
    """The answers to a create and to a query say that they are application/scim+json."""
    # Without a body there is nothing to label.
    for reply in filter(lambda each: each.text, (creation("User"), nobody("Users"))):
        label = expect.header(reply, "Content-Type").partition(";")[0].strip().casefold()
        expect.equal(label, "application/scim+json", f"The media type of {reply.method} {reply.route}")


@check("entra.schemas-are-listed", verifies="ENTRA-SCHEMAS-01")
def test_schemas_are_listed(document):
    """/Schemas is answered with a list response that holds the schema of users."""
    reply = document("Schemas")

    expect.status(reply, 200)
    expect.names_schema(reply, wire.LIST_RESPONSE)
    listed = [str(each.get("id")).casefold() for each in expect.items(reply)]
    expect.that(wire.USER.casefold() in listed, "/Schemas lacks users", expected=wire.USER, actual=listed)


@check("entra.schemas-are-spelled", verifies="ENTRA-SCHEMAS-02")
def test_the_words_of_schemas_are_spelled_as_the_standard_has_them(listed):
    """The words that /Schemas uses for types, mutability and uniqueness are spelled as in the standard."""
    wrong = entra.misspelled(listed("Schemas"))

    expect.that(not wrong, "Words in /Schemas are spelled otherwise", expected="as in RFC 7643", actual=wrong)


@check("entra.schemas-hold-no-null", verifies="ENTRA-SCHEMAS-03")
def test_schemas_hold_no_null(listed):
    """No property in /Schemas is null."""
    found = entra.nulls_in(listed("Schemas"))

    expect.that(not found, f"/Schemas has null for {', '.join(found)}", expected="no null", actual=found)
