"""RFC 7644 section 3.3: creating resources."""

from __future__ import annotations

from scim_conformance import check, expect, needs
from scim_conformance.checks.rows import kinds_of_resource


@check("create.answers-201", verifies="RFC7644-3.3-01", each={"kind": kinds_of_resource})
def test_a_creation_is_answered_with_201(creation, kind):
    """A successful create is answered with 201."""
    reply = creation(kind)

    expect.status(reply, 201)


@check("create.location-header", verifies="RFC7644-3.3-02", each={"kind": kinds_of_resource})
def test_a_creation_names_the_address_of_the_resource(creation, kind):
    """The answer to a create carries the address of the new resource in its Location header."""
    reply = creation(kind)

    needs.success(reply, see="create.answers-201")
    expect.header(reply, "Location")


@check("create.location-is-where-it-is", verifies="RFC7644-3.3-03")
def test_the_location_header_is_the_meta_location(creation):
    """The Location header of a create equals meta.location."""
    reply = creation("User")

    needs.success(reply, see="create.answers-201")
    location = needs.header(reply, "Location", see="create.location-header")
    expect.same_address(reply, expect.part(reply, "meta.location"), location, "meta.location")


@check("create.answers-with-resource", verifies="RFC7644-3.3-04")
def test_the_answer_to_a_creation_is_the_resource(creation, newborn, schemas):
    """The answer to a create contains the new user."""
    reply = creation("User")

    needs.success(reply, see="create.answers-201")
    expect.attribute(reply, "userName", equals=newborn("User").sent["userName"], schemas=schemas)


@check("create.answer-is-what-is-stored", verifies="RFC7644-3.1-01")
def test_the_answer_to_a_creation_is_what_a_read_shows(scim, creation, schemas):
    """The user in the answer to a create is the one that a later read shows."""
    reply = creation("User")

    user = needs.resource(reply, see="create.answers-201")
    needs.body(reply, see="create.answers-with-resource")
    expect.unchanged(reply, scim.read(user), schemas)


@check("create.read-only-ignored", verifies=("RFC7644-3.3-05", "RFC7643-3.1-05"))
def test_read_only_attributes_of_a_creation_are_ignored(scim, people, users, schemas):
    """An id and a meta in the body of a create are ignored: the provider gives its own."""
    sent = people.user()

    reply = scim.create(users, {**sent, "id": "chosen-by-client", "meta": {"resourceType": "Thing"}})

    expect.success(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    expect.attribute(stored, "userName", equals=sent["userName"], schemas=schemas)
    expect.differs(expect.part(stored, "id"), "chosen-by-client", "The id")
    needs.assigned(stored, "meta", see="schema.meta-is-assigned")
    expect.differs(expect.part(stored, "meta.resourceType"), "Thing", "meta.resourceType")


@check("create.duplicate-conflicts", verifies=("RFC7644-3.3-06", "RFC7643-4.1.1-02"))
def test_a_user_name_in_use_conflicts(scim, people, look, sheltered, users, schemas):
    """A create with a userName in use is answered with 409, and the first user stays as it was."""
    before = look(sheltered)

    reply = scim.create(users, {**people.user(), "userName": sheltered.sent["userName"]})

    expect.status(reply, 409)
    expect.unchanged(before, scim.read(sheltered), schemas)


@check("create.duplicate-says-uniqueness", verifies="RFC7644-3.3-07")
def test_the_error_for_a_user_name_in_use_says_uniqueness(scim, people, sheltered, users):
    """The error for a userName in use has the scimType uniqueness."""
    reply = scim.create(users, {**people.user(), "userName": sheltered.sent["userName"]})

    needs.status(reply, 409, see="create.duplicate-conflicts")
    expect.error(reply, 409, scim_type="uniqueness")


@check("create.without-user-name", verifies="RFC7643-4.1.1-01")
def test_no_user_lacks_a_user_name(scim, people, users):
    """A create without userName makes no user that lacks one."""
    reply = scim.create(users, people.user(without="userName"))

    # A provider that derives a userName of its own leaves nobody without one.
    if reply.resource is not None:
        expect.text(expect.json_object(scim.read(reply.resource)), "userName")


@check("create.without-user-name-400", verifies="RFC7644-3.12-07")
def test_a_creation_that_lacks_the_user_name_is_refused(scim, creation, people, users):
    """A create without userName is answered with 400, as a body that breaks the schema."""
    control = creation("User")
    reply = scim.create(users, people.user(without="userName"))

    needs.success(control, see="create.answers-201")
    expect.status(reply, 400)


@check("create.reads-back-equal", verifies="PROFILE-ATTRIBUTES-01")
def test_what_is_created_is_read_back_equal(scim, people, users, newborn, schemas, examples):
    """Whatever the user, what was sent to create it is what is read back, or it is refused with 4xx."""
    other = newborn("User")

    @examples(recipe=people.users(1))
    def is_stored_as_sent(recipe):
        sent = people.body(recipe, [other.id])
        reply = scim.create(users, sent)
        if not reply.ok:
            # A value may be refused that the provider can't take. That a name is in use is never true.
            expect.refused(reply)
            expect.not_status(reply, 409)
            return
        made = needs.resource(reply, see="create.answers-201")
        expect.holds(scim.read(made), people.told(recipe, sent), schemas)
        scim.delete(made)
