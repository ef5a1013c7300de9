"""RFC 7644 section 3.3: what a create stores, what it ignores, and what it leaves when it is refused."""

from __future__ import annotations

from scim_conformance import check, expect, expect_schema, needs

UNKNOWN = "urn:example:params:scim:schemas:none:2.0:User"


@check("create.stores-extension", verifies="RFC7644-3.3-10")
def test_a_creation_stores_the_extension(scim, people, users, declared_extension, answered):
    """A create with an attribute of an extension that /Schemas declares stores it."""
    value = people.value(declared_extension)

    reply = scim.create(users, people.user(having={declared_extension: value}))

    answered(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    expect_schema.shown(stored, declared_extension, value)


@check("create.stores-all-elements", verifies="RFC7644-3.3-10")
def test_a_creation_stores_all_elements(scim, people, users, two_elements, answered, schemas):
    """A create with two values of a multi-valued attribute stores both, where it is accepted."""
    name, elements = two_elements

    reply = scim.create(users, people.user(having={name: elements}))

    answered(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    expect_schema.holds_elements(stored, name, elements, schemas)


@check("create.stores-inactive", verifies="RFC7644-3.3-10")
def test_a_creation_stores_false(scim, carried, people, users, answered, schemas):
    """A create of a user who is not active stores a user who is not active, where it is accepted."""
    carried("active")

    reply = scim.create(users, people.user(having={"active": False}))

    answered(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    expect.attribute(stored, "active", equals=False, schemas=schemas)


@check("create.accepts-inactive", verifies="RFC7644-3.3-12")
def test_a_creation_of_an_inactive_user_is_accepted(scim, carried, people, users):
    """A create of a user who is not active is accepted."""
    carried("active")

    reply = scim.create(users, people.user(having={"active": False}))

    expect.success(reply)


@check("create.long-text", verifies="RFC7644-3.3-10")
def test_a_creation_stores_a_long_text_whole(scim, people, users, changeable, schemas):
    """A create with a text of 200 letters stores all of them, or is refused."""
    text = "Long-" * 40

    reply = scim.create(users, people.user(having={changeable: text}))

    if reply.resource is not None:
        expect.attribute(scim.read(reply.resource), changeable, equals=text, schemas=schemas)


@check("create.shared-values", verifies="RFC7644-3.3-10")
def test_two_users_may_share_what_is_not_unique(scim, people, users, plural, new_user, schemas):
    """Two users may have the same value in an attribute that is not unique, and both are stored."""
    declared = schemas.find(f"{plural.name}.value")
    one = plural.new(plural.one)
    new_user(having=plural.holding(one))

    reply = scim.create(users, people.user(having=plural.holding(one)))

    if declared is None or declared.uniqueness == "none":
        expect.success(reply)
        expect.success(scim.read(needs.resource(reply, see="create.answers-201")))


@check("create.default-values", verifies="RFC7644-3.3-08")
def test_a_creation_may_give_default_values(scim, new_user, people, run):
    """A user of the least attributes has one that nobody sent, such as active."""
    user = new_user(only=run.cast.required())

    reply = scim.read(user)

    needs.success(reply, see="read.answers-with-resource")
    added = set(expect.json_object(reply)) - set(user.sent) - {"id", "meta", "schemas"}
    expect.that(bool(added), "No attribute has a default value", expected="an attribute that was not sent", actual=[])


@check("create.refused-leaves-nothing", verifies="RFC7644-3.3-09", needs="filter")
def test_a_refused_creation_leaves_nothing_behind(scim, people, users, names_are_found):
    """A create that is refused for a value of the wrong type makes nobody whom a search finds."""
    sent = people.user()

    reply = scim.create(users, {**sent, "name": "no object", "emails": "no list"})

    needs.refusal(reply, see="create.wrong-types")
    expect.finds_nobody(scim.search(users, filter=f'userName eq "{sent["userName"]}"'))


@check("create.wrong-types", verifies="RFC7644-3.12-07")
def test_values_of_the_wrong_type_are_refused(scim, people, users, schemas):
    """A create whose name and emails are texts, or whose active is an object, is answered with 400."""
    # What no schema declares may be ignored, whatever its type.
    wrongs: list[dict[str, object]] = [{"name": "no object", "emails": "no list"}]
    wrongs += [{"active": {"value": True}}] if schemas.find("active") else []

    for wrong in wrongs:
        reply = scim.create(users, {**people.user(), **wrong})

        expect.status(reply, 400)


@check("create.duplicate-leaves-one", verifies="RFC7644-3.3-09", needs="filter")
def test_a_conflict_leaves_one_user(scim, people, users, sheltered):
    """After a create with a userName in use is refused, a search by that name finds the first user alone."""
    question = {"filter": f'userName eq "{sheltered.sent["userName"]}"'}
    before = scim.search(users, **question)

    reply = scim.create(users, {**people.user(), "userName": sheltered.sent["userName"]})

    needs.only(before, sheltered, see="filter.user-name-finds")
    needs.refusal(reply, see="create.duplicate-conflicts")
    expect.finds(scim.search(users, **question), sheltered.id)


@check("create.unknown-attribute-not-stored", verifies="RFC7644-3.3-11")
def test_an_unknown_attribute_is_not_stored(scim, people, users, answered, schemas):
    """A create with an attribute that no schema declares is refused, or stores everything else and not that."""
    sent = people.user()

    reply = scim.create(users, {**sent, "noSuchAttribute": "x"})

    answered(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    expect_schema.nothing_undeclared(stored, "noSuchAttribute", UNKNOWN)
    expect.holds(stored, sent, schemas)


@check("create.unknown-schema-not-stored", verifies="RFC7644-3.3-11")
def test_an_unknown_schema_is_not_stored(scim, people, users, answered, schemas):
    """A create with a schema that nobody declares is refused, or stores everything else and not that."""
    sent = people.user()
    body = {**sent, "schemas": [*sent["schemas"], UNKNOWN], UNKNOWN: {"colour": "blue"}}

    reply = scim.create(users, body)

    answered(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    expect_schema.nothing_undeclared(stored, "colour", UNKNOWN)
    expect.holds(stored, sent, schemas)


@check("read.group-is-listed-as-it-is-read", verifies="RFC7644-3.3-10", needs=("filter", "groups"))
def test_a_group_is_listed_as_it_is_read(scim, look, standing_group, groups, schemas):
    """A group is in a search what it is when it is read by its id, its members included."""
    alone = look(standing_group)

    reply = scim.search(groups, filter=f'displayName eq "{standing_group.sent["displayName"]}"')

    needs.success(alone, see="read.answers-with-resource")
    item = needs.item(reply, standing_group, see="filter.group-name-finds")
    expect_schema.same(expect.json_object(alone), item.body, schemas)


@check("read.malformed-id-404", verifies="RFC7644-3.12-09")
def test_an_id_of_another_form_is_not_found(scim, users):
    """A read of an id that has not the form of the provider's ids is answered with 404."""
    reply = scim.get(f"{users}/no-such-id")

    expect.status(reply, 404)
