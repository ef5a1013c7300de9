"""RFC 7644 section 3.9: asking for a part of a resource."""

from __future__ import annotations

from scim_conformance import check, expect, expect_schema, needs, replace, wire
from scim_conformance.checks.rows import kinds_of_resource


@check("projection.attributes", verifies="RFC7644-3.9-01")
def test_attributes_narrow_a_read(scim, look, standing_user, unasked):
    """A read with attributes holds what was asked for, and not what was not."""
    whole, reply = look(standing_user), scim.read(standing_user, attributes="userName")

    needs.success(whole, see="read.answers-with-resource")
    expect.status(reply, 200)
    expect_schema.narrowed(reply, has="userName", lacks=unasked)


@check("projection.excluded-attributes", verifies="RFC7644-3.9-02")
def test_excluded_attributes_narrow_a_read(scim, look, standing_user, unasked, schemas):
    """A read with excludedAttributes holds everything but what was excluded."""
    whole, reply = look(standing_user), scim.read(standing_user, excludedAttributes=unasked)

    expect.status(reply, 200)
    expect.attribute(reply, unasked, equals=None)
    expect.unchanged(whole, reply, schemas, save=(unasked,))


@check("projection.several-attributes", verifies="RFC7644-3.9-01")
def test_several_attributes_are_asked_for_at_once(scim, standing_user, unasked):
    """A read with two names in attributes holds both."""
    reply = scim.read(standing_user, attributes=f"userName,{unasked}")

    expect.status(reply, 200)
    expect.part(reply, "userName")
    expect.part(reply, unasked)


@check("projection.several-excluded", verifies="RFC7644-3.9-02", each={"kind": kinds_of_resource})
def test_what_is_always_returned_can_not_be_excluded(scim, standing, kind):
    """A read whose excludedAttributes name id still has the id."""
    resource = standing(kind)

    reply = scim.read(resource, excludedAttributes="id,meta")

    expect.status(reply, 200)
    expect.equal(expect.json_object(reply).get("id"), resource.id, "The id")


@check("projection.always-has-id", verifies="RFC7644-3.9-01", each={"kind": kinds_of_resource})
def test_the_id_is_there_unasked(scim, standing, kind):
    """A read with attributes holds the id, though it was not asked for."""
    resource = standing(kind)

    reply = scim.read(resource, attributes={"User": "userName", "Group": "displayName"}[kind])

    expect.status(reply, 200)
    expect.equal(expect.json_object(reply).get("id"), resource.id, "The id")


@check("projection.sub-attribute", verifies="RFC7644-3.9-04")
def test_a_sub_attribute_is_asked_for(scim, standing_user, named, attributes_work):
    """A read that asks for one sub-attribute holds it, and not the one beside it."""
    asked, other = named

    reply = scim.read(standing_user, attributes=asked)

    expect.status(reply, 200)
    expect_schema.narrowed(reply, has=asked, lacks=other)


@check("projection.excluded-sub-attribute", verifies="RFC7644-3.9-04")
def test_a_sub_attribute_is_excluded(scim, standing_user, named, excluding_works):
    """A read that excludes one sub-attribute lacks it, and holds the one beside it."""
    excluded, other = named

    reply = scim.read(standing_user, excludedAttributes=excluded)

    expect.status(reply, 200)
    expect_schema.narrowed(reply, has=other, lacks=excluded)


@check("projection.in-other-case", verifies="RFC7644-3.9-04")
def test_names_may_be_in_any_case(scim, standing_user, unasked, attributes_work):
    """A read with attributes in capitals holds what was asked for, and not what was not."""
    reply = scim.read(standing_user, attributes="USERNAME")

    expect.status(reply, 200)
    expect_schema.narrowed(reply, has="userName", lacks=unasked)


@check("projection.excluded-in-other-case", verifies="RFC7644-3.9-04")
def test_excluded_names_may_be_in_any_case(scim, standing_user, unasked, excluding_works):
    """A read with excludedAttributes in capitals lacks what was excluded."""
    reply = scim.read(standing_user, excludedAttributes=unasked.upper())

    expect.status(reply, 200)
    expect_schema.narrowed(reply, has="userName", lacks=unasked)


@check("projection.full-name", verifies="RFC7644-3.9-04")
def test_names_may_carry_the_urn_of_the_core_schema(scim, standing_user, unasked, attributes_work):
    """A read with attributes in their full form holds what was asked for, and not what was not."""
    reply = scim.read(standing_user, attributes=f"{wire.USER}:userName")

    expect.status(reply, 200)
    expect_schema.narrowed(reply, has="userName", lacks=unasked)


@check("projection.extension", verifies="RFC7644-3.9-04")
def test_an_attribute_of_an_extension_is_asked_for(scim, standing_user, extended, unasked, attributes_work):
    """A read that asks for an attribute of an extension holds it, and not what was not asked for."""
    reply = scim.read(standing_user, attributes=extended)

    expect.status(reply, 200)
    expect_schema.narrowed(reply, has=extended, lacks=unasked)


@check("projection.excluded-extension", verifies="RFC7644-3.9-04")
def test_an_attribute_of_an_extension_is_excluded(scim, standing_user, extended, excluding_works):
    """A read that excludes an attribute of an extension lacks it, and holds the userName."""
    reply = scim.read(standing_user, excludedAttributes=extended)

    expect.status(reply, 200)
    expect_schema.narrowed(reply, has="userName", lacks=extended)


@check("projection.both-parameters", verifies="RFC7644-3.9-01")
def test_both_parameters_together_never_lose_the_id(scim, standing_user, answered, unasked, attributes_work):
    """A read with both parameters, which exclude each other, is refused, or holds the id and not what was excluded."""
    reply = scim.read(standing_user, attributes="userName", excludedAttributes=unasked)

    expect.no_server_error(reply)
    answered(reply)
    expect.equal(expect.json_object(reply).get("id"), standing_user.id, "The id")
    expect.attribute(reply, unasked, equals=None)


@check("projection.unknown-name", verifies="RFC7644-3.9-05")
def test_an_unknown_name_is_ignored_or_refused(scim, standing_user):
    """A read that asks for a name nobody declares is refused with 400, or answered as if nothing was asked for."""
    reply = scim.read(standing_user, attributes="noSuchAttribute")

    expect.status(reply, 200, 400)


@check("projection.unknown-parameter", verifies="RFC7644-3.9-06")
def test_an_unknown_parameter_is_ignored(scim, standing_user):
    """A read with a query parameter that nobody knows is answered with the user."""
    reply = scim.read(standing_user, noSuchParameter="x")

    expect.status(reply, 200)
    expect.equal(expect.json_object(reply).get("id"), standing_user.id, "The id")


@check("projection.attributes-in-searches", verifies="RFC7644-3.9-03", needs="filter")
def test_attributes_narrow_a_search(scim, standing_user, users, unasked, attributes_work):
    """A search with attributes holds of each user what was asked for, and not what was not."""
    question = {"filter": f'userName eq "{standing_user.sent["userName"]}"'}

    reply = scim.search(users, **question, attributes="userName")

    item = needs.item(reply, standing_user, see="filter.user-name-finds")
    expect.equal(item.body.get("id"), standing_user.id, "The id")
    expect_schema.narrowed(item, has="userName", lacks=unasked)


@check("projection.excluded-in-searches", verifies="RFC7644-3.9-03", needs="filter")
def test_excluded_attributes_narrow_a_search(scim, standing_user, users, unasked, excluding_works):
    """A search with excludedAttributes holds each user without what was excluded."""
    question = {"filter": f'userName eq "{standing_user.sent["userName"]}"'}

    reply = scim.search(users, **question, excludedAttributes=unasked)

    item = needs.item(reply, standing_user, see="filter.user-name-finds")
    expect.equal(item.body.get("id"), standing_user.id, "The id")
    expect_schema.narrowed(item, has="userName", lacks=unasked)


@check("projection.on-create", verifies="RFC7644-3.9-03")
def test_attributes_narrow_the_answer_to_a_creation(scim, people, users, unasked, attributes_work):
    """The answer to a create with attributes holds what was asked for and the id, and not what was not."""
    reply = scim.post(users, json=people.user(), params={"attributes": "userName"})

    needs.success(reply, see="create.answers-201")
    needs.body(reply, see="create.answers-with-resource")
    expect.text(expect.json_object(reply), "id")
    expect_schema.narrowed(reply, has="userName", lacks=unasked)


@check("projection.excluded-on-create", verifies="RFC7644-3.9-03")
def test_excluded_attributes_narrow_the_answer_to_a_creation(scim, people, users, unasked, excluding_works):
    """The answer to a create with excludedAttributes lacks what was excluded."""
    reply = scim.post(users, json=people.user(), params={"excludedAttributes": unasked})

    needs.success(reply, see="create.answers-201")
    needs.body(reply, see="create.answers-with-resource")
    expect_schema.narrowed(reply, has="userName", lacks=unasked)


@check("projection.on-replace", verifies="RFC7644-3.9-03")
def test_attributes_narrow_the_answer_to_a_replacement(
    scim, new_user, fresh, unasked, schemas, attributes_work, replacing
):
    """The answer to a PUT with attributes holds what was asked for, and the user loses nothing by it."""
    user = new_user()
    before = fresh(user)

    reply = scim.put(user.path, json=user.sent, params={"attributes": "userName"})

    needs.status(reply, 200, see="replace.answers-200")
    expect_schema.narrowed(reply, has="userName", lacks=unasked)
    expect.unchanged(before, scim.read(user), schemas)


@check("projection.on-patch", verifies="RFC7644-3.9-03", needs="patch")
def test_attributes_narrow_the_answer_to_a_patch(scim, new_user, people, changeable, unasked, attributes_work):
    """The answer to a PATCH with attributes, where it has a body, holds what was asked for and not what was not."""
    user = new_user()
    body = wire.patch_body(replace(changeable, people.value(changeable)))

    reply = scim.request("PATCH", user.path, json=body, params={"attributes": "userName"})

    needs.success(reply, see="patch-user.replace-scalar")
    # Whether there has to be a body is another check's matter.
    if reply.status == 200:
        expect_schema.narrowed(reply, has="userName", lacks=unasked)


@check("projection.group-without-members", verifies="RFC7644-3.9-02", needs="groups")
def test_a_group_is_read_without_its_members(scim, standing_group, excluding_works):
    """A read of a group that excludes members holds the displayName and no members."""
    reply = scim.read(standing_group, excludedAttributes="members")

    expect.status(reply, 200)
    expect_schema.narrowed(reply, has="displayName", lacks="members")


@check("projection.group-name-alone", verifies="RFC7644-3.9-01", needs="groups")
def test_the_name_of_a_group_is_read_alone(scim, standing_group, attributes_work):
    """A read of a group that asks for displayName holds it and no members."""
    reply = scim.read(standing_group, attributes="displayName")

    expect.status(reply, 200)
    expect_schema.narrowed(reply, has="displayName", lacks="members")


@check("projection.member-values-alone", verifies="RFC7644-3.9-04", needs="groups")
def test_the_ids_of_members_are_read_alone(scim, standing_group, attributes_work):
    """A read of a group that asks for members.value holds the ids of its members and no displayName."""
    reply = scim.read(standing_group, attributes="members.value")

    expect.status(reply, 200)
    expect_schema.narrowed(reply, has="members.value", lacks="displayName")


@check("projection.groups-without-members", verifies="RFC7644-3.9-03", needs=("groups", "filter"))
def test_a_search_of_groups_leaves_members_out(scim, standing_group, groups, excluding_works):
    """A search of groups that excludes members holds the displayName and no members."""
    question = {"filter": f'displayName eq "{standing_group.sent["displayName"]}"'}

    reply = scim.search(groups, **question, excludedAttributes="members")

    item = needs.item(reply, standing_group, see="filter.group-name-finds")
    expect_schema.narrowed(item, has="displayName", lacks="members")
