"""RFC 7643 sections 3, 3.1 and 3.3: schemas, id, externalId and meta, and where extensions stand."""

from __future__ import annotations

import copy

from scim_conformance import check, expect, expect_schema, needs, wire
from scim_conformance.checks.definitions import address, extensions_of, named_schemas
from scim_conformance.checks.rows import kinds_of_resource

FORGED = {
    "resourceType": "Thing",
    "created": "2001-02-03T04:05:06Z",
    "lastModified": "2001-02-03T04:05:06Z",
    "location": "https://example.com/forged",
    "version": 'W/"forged"',
}


@check("schema.only-declared-schemas", verifies="RFC7643-3-02", each={"kind": kinds_of_resource})
def test_a_resource_names_declared_schemas_alone(look, standing, listed, kind):
    """The schemas of a resource are the base schema and the extensions that its resource type declares."""
    reply = look(standing(kind))
    types = [item for item in listed("ResourceTypes") if str(item.get("name")).casefold() == kind.casefold()]
    urns = [item.get("schema") for item in types]
    urns += [each.get("schema") for item in types for each in extensions_of(item)]

    needs.success(reply, see="read.answers-with-resource")
    declared = {str(urn).casefold() for urn in urns} or set(named_schemas(reply.json))
    odd = [urn for urn in named_schemas(reply.json) if urn not in declared]
    expect_schema.none_of(odd, "A resource names a schema that its type does not declare", expected=sorted(declared))


@check("schema.no-duplicate-schemas", verifies="RFC7643-3-03")
def test_a_schema_that_is_sent_twice_is_named_once(scim, people, users):
    """A create that names its schema twice is refused, or makes a user that names each schema once."""
    sent = people.user()

    reply = scim.create(users, {**sent, "schemas": [*sent["schemas"], *sent["schemas"]]})

    if reply.resource is not None:
        named = named_schemas(expect.json_object(scim.read(reply.resource)))
        expect.equal(sorted(named), sorted(set(named)), "The list of schemas")


@check("schema.order-of-schemas", verifies="RFC7643-3-04")
def test_the_order_of_schemas_makes_no_difference(scim, people, users, extended, schemas):
    """A create that names the schema of an extension first stores the same user."""
    sent = people.user()
    body = {**sent, "schemas": list(reversed(sent["schemas"]))}

    reply = scim.create(users, body)

    expect.success(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    expect.attribute(stored, extended, equals=wire.AttributePath.parse(extended).read(sent), schemas=schemas)
    expect.holds(stored, sent, schemas)


@check("schema.group-has-common-attributes", verifies=("RFC7643-3-05", "RFC7643-3.1-13"), needs="groups")
def test_groups_have_the_common_attributes_too(look, standing_group):
    """A group has schemas, an id and a meta, as a user has."""
    reply = look(standing_group)

    needs.success(reply, see="read.answers-with-resource")
    expect.names_schema(reply, wire.GROUP)
    expect.text(expect.json_object(reply), "id")
    expect.part(reply, "meta")


@check("schema.meta-names-the-type", verifies=("RFC7644-3.3.1-01", "RFC7643-6-08"), each={"kind": kinds_of_resource})
def test_meta_names_the_type_of_a_resource(look, standing, kind):
    """The meta.resourceType of a resource is the name of its type."""
    reply = look(standing(kind))

    needs.success(reply, see="read.answers-with-resource")
    expect.equal(expect.part(reply, "meta.resourceType"), kind, "meta.resourceType")


@check("create.ids-differ", verifies="RFC7643-3.1-03")
def test_no_two_resources_share_an_id(new_user, standing_user):
    """Three users that were created have three ids."""
    ids = [standing_user.id, new_user().id, new_user().id]

    expect.equal(len(set(ids)), len(ids), "The number of different ids of three users")


@check("create.group-id-is-no-users", verifies="RFC7643-3.1-03", needs="groups")
def test_a_group_and_its_member_have_different_ids(standing_group, standing_user):
    """A group has another id than its member."""
    expect.differs(standing_group.id, standing_user.id, "The id of the group")


@check("read.id-is-stable", verifies="RFC7643-3.1-04")
def test_an_id_stays_the_same(scim, replaceable, rewrite, replacing):
    """A user has the same id when it is created, read, replaced and read again."""
    replies = [scim.read(replaceable), scim.replace(replaceable, rewrite(replaceable)), scim.read(replaceable)]

    needs.success(replies[0], see="read.answers-with-resource")
    needs.success(replies[1], see="replace.answers-200")
    found = [str(reply.json.get("id")) for reply in replies if isinstance(reply.json, dict)]
    expect.equal(set(found), {replaceable.id}, "The set of ids that a user had")


@check("schema.id-without-bulk-id", verifies="RFC7643-3.1-06", each={"kind": kinds_of_resource})
def test_no_id_holds_the_word_that_bulk_reserves(standing, kind):
    """The id of a resource does not contain the word bulkId."""
    expect.that(
        "bulkId" not in standing(kind).id,
        "An id contains the reserved word bulkId",
        expected="any other text",
        actual=standing(kind).id,
    )


@check("create.external-id-not-invented", verifies="RFC7643-3.1-07")
def test_nobody_gets_an_external_id_that_was_not_sent(scim, new_user):
    """A user that was created without externalId has none."""
    reply = scim.read(new_user(without="externalId"))

    needs.success(reply, see="read.answers-with-resource")
    expect_schema.cleared(reply, "externalId")


@check("create.external-id-as-sent", verifies=("RFC7643-3.1-07", "RFC7643-3.1-14", "RFC7643-7-08"))
def test_an_external_id_is_kept_letter_by_letter(scim, carried, new_user, people):
    """An externalId with capitals comes back exactly as it was sent."""
    carried("externalId")
    sent = f"{people.user_name('Ext')}-AbC"

    reply = scim.read(new_user(having={"externalId": sent}))

    needs.success(reply, see="read.answers-with-resource")
    expect.equal(expect.part(reply, "externalId"), sent, "externalId")


@check("create.meta-ignored", verifies="RFC7643-3.1-08")
def test_a_meta_that_is_sent_is_ignored(scim, people, users, schemas):
    """A create whose meta is forged succeeds, and none of the forged values is stored."""
    sent = people.user()

    reply = scim.create(users, {**sent, "meta": FORGED})

    expect.success(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    expect.attribute(stored, "userName", equals=sent["userName"], schemas=schemas)
    for name, value in FORGED.items():
        expect.differs(wire.AttributePath.parse(f"meta.{name}").read(stored.json), value, f"meta.{name}")


@check("replace.meta-ignored", verifies=("RFC7643-3.1-08", "RFC7643-7-09"))
def test_a_meta_in_a_replacement_is_ignored(scim, new_user, fresh, schemas, replacing):
    """A PUT whose meta is forged succeeds, and none of the forged values is stored."""
    user = new_user()
    before = fresh(user)

    reply = scim.replace(user, {**user.sent, "meta": FORGED})

    expect.success(reply)
    stored = scim.read(user)
    expect.unchanged(before, stored, schemas)
    for name, value in FORGED.items():
        expect.differs(wire.AttributePath.parse(f"meta.{name}").read(stored.json), value, f"meta.{name}")


@check("create.dates-are-equal-at-first", verifies="RFC7643-3.1-10")
def test_a_new_user_was_modified_when_it_was_created(look, newborn, shows):
    """The two dates of a user that was never changed are the same, but for the moment that storing takes."""
    reply = look(newborn("User"))

    needs.success(reply, see="read.answers-with-resource")
    created, modified = (
        wire.AttributePath.parse(f"meta.{name}").read(reply.json) for name in ("created", "lastModified")
    )
    both = [shows(created, "meta.created"), shows(modified, "meta.lastModified")]
    needs.that(all(isinstance(each, str) for each in both), "A date is no text", see="schema.dates-are-date-times")
    expect_schema.same_moment(*both)


@check("replace.moves-last-modified", verifies="RFC7643-3.1-12")
def test_a_change_moves_the_date_of_modification(scim, new_user, fresh, anew, changeable, dated, shows, replacing):
    """A PUT that changes a user moves its date of last modification forward."""
    user = new_user()
    before, body = fresh(user), copy.deepcopy(user.sent)
    modified = shows(wire.AttributePath.parse("meta.lastModified").read(before.json), "meta.lastModified")
    needs.that(isinstance(modified, str), "meta.lastModified is no text", see="schema.dates-are-date-times")

    def change(held):
        wire.AttributePath.parse(changeable).write(body, anew(changeable, held))
        needs.success(scim.replace(user, body), see="replace.answers-200")
        return scim.read(user)

    expect_schema.later(expect.part(dated(change, before), "meta.lastModified"), modified)


@check("replace.keeps-created", verifies="RFC7643-3.1-17")
def test_a_change_keeps_the_date_of_creation(scim, replaceable, look, rewrite, pause, shows, replacing):
    """A PUT leaves the creation date of a user as it was."""
    user = replaceable
    before = look(user)
    pause(before)

    reply = scim.replace(user, rewrite(user))

    needs.success(reply, see="replace.answers-200")
    created = shows(wire.AttributePath.parse("meta.created").read(before.json), "meta.created")
    expect.equal(expect.part(scim.read(user), "meta.created"), created, "meta.created")


@check("read.content-location", verifies="RFC7643-3.1-11")
def test_the_content_location_is_the_location(look, standing_user, shows):
    """The Content-Location of a read, where there is one, is the meta.location of the user."""
    reply = look(standing_user)

    needs.success(reply, see="read.answers-with-resource")
    header = shows(reply.headers.get("Content-Location"), "Content-Location header")
    needs.assigned(reply, "meta", see="schema.meta-is-assigned")
    expect.same_address(reply, expect.part(reply, "meta.location"), header, "meta.location")


@check("schema.weak-version-mark", verifies="RFC7643-3.1-15", needs="etag")
def test_a_weak_version_is_marked_by_a_capital_letter(look, standing_user, shows):
    """A version that is marked as weak begins with W/ in a capital letter."""
    reply = look(standing_user)

    needs.success(reply, see="read.answers-with-resource")
    version = shows(wire.AttributePath.parse("meta.version").read(reply.json), "meta.version")
    expect.that(
        not str(version).startswith("w/"),
        "meta.version is marked as weak by a small letter",
        expected='W/"…" or "…"',
        actual=version,
    )


@check("create.location-answers", verifies="RFC7643-3.1-16", each={"kind": kinds_of_resource})
def test_the_location_of_a_resource_is_where_it_can_be_read(scim, look, standing, kind):
    """A read of the meta.location of a resource gives that resource."""
    resource = standing(kind)
    reply = look(resource)

    needs.success(reply, see="read.answers-with-resource")
    needs.assigned(reply, "meta", see="schema.meta-is-assigned")
    found = scim.get(address(reply, expect.part(reply, "meta.location")))
    expect.status(found, 200)
    expect.equal(expect.json_object(found).get("id"), resource.id, "The id of the resource at meta.location")


@check("schema.extension-in-own-object", verifies="RFC7643-3.3-02")
def test_attributes_of_an_extension_stand_under_its_urn(look, standing_user, declared_extension, schemas, shows):
    """The attributes of an extension stand in an object under its URN, which the schemas name, and not beside it."""
    reply = look(standing_user)
    target = wire.AttributePath.parse(declared_extension)
    value = shows(target.read(standing_user.sent), "attribute of an extension")

    needs.success(reply, see="read.answers-with-resource")
    stored = expect_schema.holds_somewhere(reply.json, value)
    needs.that(stored, "No value of an extension is stored", see="create.stores-extension")
    expect.attribute(reply, declared_extension, equals=value, schemas=schemas)
    expect.names_schema(reply, str(target.urn))
    if schemas.attribute(target.name) is None:
        expect.attribute(reply, target.name, equals=None)
