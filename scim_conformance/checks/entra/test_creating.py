"""The bodies by which Entra creates users."""

from __future__ import annotations

from scim_conformance import check, entra, expect, needs, wire
from scim_conformance.checks.entra.rows import delicate_texts

SEE = "entra.create-user"


@check("entra.create-user", verifies="ENTRA-CREATE-01")
def test_a_user_is_created_from_entra_s_body(scim, users, people, schemas):
    """A create with meta.resourceType and the enterprise schema is accepted, and its attributes are stored."""
    attributes = people.user()

    reply = scim.create(users, entra.user_body(attributes, roles=False))

    expect.status(reply, 200, 201)
    expect.holds(scim.read(needs.resource(reply, see=SEE)), attributes, schemas)


@check("entra.create-with-empty-roles", verifies="ENTRA-CREATE-02")
def test_an_empty_list_of_roles_is_accepted(scim, users, without_roles, schemas):
    """A create with an empty list of roles is accepted, and its other attributes are stored."""
    reply = scim.create(users, entra.user_body(without_roles))

    expect.status(reply, 200, 201)
    expect.holds(scim.read(needs.resource(reply, see=SEE)), without_roles, schemas)


@check("entra.create-with-nulls", verifies="ENTRA-CREATE-03")
def test_attributes_that_are_null_are_accepted(scim, users, required_only, schemas):
    """A create with null for attributes that the user lacks is accepted, and its other attributes are stored."""
    reply = scim.create(users, entra.with_nulls(entra.user_body(required_only, roles=False)))

    expect.status(reply, 200, 201)
    expect.holds(scim.read(needs.resource(reply, see=SEE)), required_only, schemas)


@check("entra.create-with-custom-extension", verifies="ENTRA-CREATE-04")
def test_a_custom_extension_needs_no_schema(scim, users, people, customs, schemas):
    """Attributes of a custom extension are stored although the schemas of the create do not name it."""
    attributes = people.user()
    body = entra.without_custom_schemas(entra.user_body(attributes, roles=False))

    reply = scim.create(users, body)

    expect.status(reply, 200, 201)
    after = scim.read(needs.resource(reply, see=SEE))
    for path in customs:
        value = wire.AttributePath.parse(path).read(attributes)
        expect.attribute(after, path, equals=value, schemas=schemas)


@check("entra.create-with-manager-as-text", verifies="ENTRA-MANAGER-05")
def test_a_manager_that_is_a_text_breaks_no_create(scim, users, people, crew, managed):
    """A create whose manager is a bare id is answered with something else than an error of the server."""
    having = {managed: crew[0].id}

    reply = scim.create(users, entra.user_body(people.user(having=having), roles=False))

    expect.no_server_error(reply)


@check("entra.values-as-sent", verifies="ENTRA-VALUES-01", each={"text": delicate_texts})
def test_a_value_is_stored_as_it_was_sent(scim, users, people, changeable, delicate, text):
    """A text that a provider may be tempted to change is stored as it was sent, or refused."""
    value = delicate(text)

    reply = scim.create(users, people.user(having={changeable: value}))

    if reply.ok:
        expect.equal(expect.part(scim.read(needs.resource(reply, see=SEE)), changeable), value, changeable)
    else:
        expect.refused(reply)
