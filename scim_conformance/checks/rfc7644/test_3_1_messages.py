"""RFC 7644 sections 3.1 and 3.2: messages, methods and endpoints."""

from __future__ import annotations

from urllib.parse import quote

from scim_conformance import check, expect, needs

MESSAGES = "urn:ietf:params:scim:api:"


@check("schema.messages-are-named", verifies="RFC7644-3.1-03", needs="filter")
def test_a_list_names_the_schema_of_a_message(standing_search, standing_user):
    """The list that answers a search names a schema whose URN is one of a message."""
    needs.found(standing_search, standing_user, see="filter.user-name-finds")
    named = expect.json_object(standing_search).get("schemas")
    expect.that(
        isinstance(named, list) and any(str(urn).casefold().startswith(MESSAGES) for urn in named),
        "A list does not name the schema of a message",
        expected=f"{MESSAGES}…",
        actual=named,
    )


@check("schema.messages-are-not-served", verifies="RFC7644-3.1-02")
def test_no_schema_of_a_message_is_served(listed):
    """No schema that /Schemas lists is one of a message."""
    urns = [str(schema.get("id")) for schema in listed("Schemas")]

    expect.equal([urn for urn in urns if urn.casefold().startswith(MESSAGES)], [], "The list of schemas of messages")


@check("discovery.endpoints-are-plural", verifies="RFC7644-3.2-02")
def test_the_endpoint_of_another_type_is_its_plural(extended_types):
    """The endpoint of each resource type besides users and groups is another word than its name."""
    singular = [
        str(each.get("name"))
        for each in extended_types
        if str(each.get("endpoint")).rpartition("/")[2].casefold() == str(each.get("name")).casefold()
    ]

    expect.equal(singular, [], "The list of types whose endpoint is no plural")


@check("security.get-stays-a-get", verifies="RFC7644-3.2-04")
def test_no_header_turns_a_read_into_a_deletion(scim, look, sheltered, schemas):
    """A GET with a header that asks to take it for a DELETE deletes nobody."""
    before = look(sheltered)

    for name in ("X-HTTP-Method-Override", "X-HTTP-Method"):
        scim.read(sheltered, headers={name: "DELETE"})

    needs.success(before, see="read.answers-with-resource")
    expect.unchanged(before, scim.read(sheltered), schemas)


@check("security.only-the-id-addresses", verifies="RFC7644-3.2-06")
def test_no_name_of_a_user_is_its_address(scim, look, standing_user):
    """Neither the userName nor the externalId of a user is an address under which it is read."""
    named = {standing_user.sent.get("userName"), standing_user.sent.get("externalId")} - {None, standing_user.id}

    answers = [scim.get(f"{standing_user.endpoint}/{quote(str(name), safe='')}") for name in named]

    needs.success(look(standing_user), see="read.answers-with-resource")
    for reply in answers:
        expect.no_success(reply)


@check("case-sensitivity.id-in-other-case", verifies="RFC7644-3.2-06")
def test_an_id_in_other_case_is_another_id(scim, look, standing_user, recased):
    """A user is not read under its id with capitals and small letters exchanged."""
    reply = scim.get(f"{standing_user.endpoint}/{quote(recased(standing_user.id), safe='')}")

    needs.success(look(standing_user), see="read.answers-with-resource")
    expect.no_success(reply)
