"""RFC 7643 section 7: what a schema says of an attribute holds in behaviour."""

from __future__ import annotations

import copy

from scim_conformance import check, expect, expect_schema, needs, wire
from scim_conformance.checks.rows import user_attributes, whole_attributes


@check("schema.attribute-is-declared", verifies="RFC7643-7-14", each={"attribute": user_attributes})
def test_an_attribute_of_the_application_is_declared(declaring, schemas, attribute):
    """The attribute is declared by the schema that its path names."""
    declaring()
    target = wire.AttributePath.parse(attribute)
    common = {each.name.casefold() for each in wire.COMMON_ATTRIBUTES}

    found = target.name.casefold() in common or schemas.find(target)

    expect.that(bool(found), "No schema declares the attribute", expected=attribute, actual="not declared")


@check("schema.case-exact-in-filters", verifies="RFC7643-7-07")
def test_a_filter_tells_letter_case_where_it_matters(scim, carried, new_user, people, users, listing):
    """A filter with an externalId in other letter case does not find the user whom the right case finds."""
    carried("externalId")
    sent = f"{people.user_name('Case')}-AbC"
    user = new_user(having={"externalId": sent})

    exact, other = (scim.search(users, filter=f'externalId eq "{text}"') for text in (sent, sent.swapcase()))

    listing.declining.leave_out(exact, f'externalId eq "{sent}"')
    needs.only(exact, user, see="filter.user-name-finds")
    if other.ok:
        expect_schema.none_of(
            [each.get("id") for each in expect.items(other)],
            "A filter finds a case exact value in other letter case",
            expected="nobody",
        )


@check("replace.read-only-ignored", verifies=("RFC7644-3.5.1-04", "RFC7643-7-09"))
def test_read_only_attributes_of_a_replacement_are_ignored(scim, new_user, fresh, schemas, replacing):
    """A PUT with another id and with groups succeeds, and neither the id nor the groups of the user change."""
    user = new_user()
    before = fresh(user)

    reply = scim.replace(user, {**user.sent, "id": "chosen-by-client", "groups": [{"value": user.id}]})

    expect.success(reply)
    stored = scim.read(user)
    expect.unchanged(before, stored, schemas)
    expect.attribute(stored, "groups", equals=None)


@check("replace.immutable-stays", verifies=("RFC7644-3.5.1-06", "RFC7643-7-10"))
def test_an_immutable_attribute_keeps_its_value(scim, new_user, fresh, people, unchanging, schemas, replacing):
    """A PUT with another value of an immutable attribute is refused, or leaves the value as it was."""
    user = new_user()
    before, body = fresh(user), copy.deepcopy(user.sent)
    wire.AttributePath.parse(unchanging).write(body, people.value(unchanging))

    scim.replace(user, body)

    expect.unchanged(before, scim.read(user), schemas)


@check("replace.immutable-says-mutability", verifies="RFC7644-3.5.1-07")
def test_another_immutable_value_is_refused_with_mutability(scim, new_user, people, unchanging, replacing):
    """A PUT with another value of an immutable attribute is answered with 400 and mutability."""
    user = new_user()
    body = copy.deepcopy(user.sent)
    wire.AttributePath.parse(unchanging).write(body, people.value(unchanging))

    reply = scim.replace(user, body)

    expect.error(reply, 400, scim_type="mutability")


@check("replace.immutable-is-set-once", verifies="RFC7644-3.5.1-08")
def test_an_immutable_attribute_without_value_takes_one(scim, new_user, people, settable_once, schemas, replacing):
    """A PUT gives an immutable attribute that has no value the one in its body."""
    user, value = new_user(without=settable_once), people.value(settable_once)
    body = copy.deepcopy(user.sent)
    wire.AttributePath.parse(settable_once).write(body, value)

    reply = scim.replace(user, body)

    expect.success(reply)
    expect.attribute(scim.read(user), settable_once, equals=value, schemas=schemas)


@check("schema.write-only-never-returned", verifies="RFC7643-7-11")
def test_what_is_write_only_is_never_returned(scim, look, standing_user, declaring):
    """No attribute that the schema calls write-only is in a user, not even where it is asked for by name."""
    hidden = [each.name for each in declaring(mutability="writeOnly")]

    replies = [look(standing_user), scim.read(standing_user, attributes=",".join(["userName", *hidden]))]

    needs.success(replies[0], see="read.answers-with-resource")
    for reply in replies:
        for name in hidden if reply.ok else ():
            expect.attribute(reply, name, equals=None)


@check("schema.returned-never", verifies="RFC7643-7-11")
def test_what_is_returned_never_is_never_there(scim, look, standing_user, declaring):
    """No attribute that the schema calls returned never is in a user, not even where it is asked for by name."""
    hidden = [each.name for each in declaring(returned="never")]

    replies = [look(standing_user), scim.read(standing_user, attributes=",".join(["userName", *hidden]))]

    needs.success(replies[0], see="read.answers-with-resource")
    for reply in replies:
        for name in hidden if reply.ok else ():
            expect.attribute(reply, name, equals=None)


@check("schema.returned-request", verifies="RFC7644-3.9-01")
def test_what_is_returned_on_request_needs_a_request(look, standing_user, declaring):
    """No attribute that the schema calls returned on request is in a user that is read without parameters."""
    asked = [each.name for each in declaring(returned="request")]

    reply = look(standing_user)

    needs.success(reply, see="read.answers-with-resource")
    for name in asked:
        expect.attribute(reply, name, equals=None)


@check("schema.returned-always", verifies="RFC7644-3.9-02")
def test_what_is_returned_always_is_there_when_excluded(scim, look, standing_user, declaring):
    """Each attribute that the schema calls returned always and that the user has stays where it is excluded."""
    always = [each.name for each in declaring(returned="always")]

    whole, reply = look(standing_user), scim.read(standing_user, excludedAttributes=",".join(always))

    needs.success(whole, see="read.answers-with-resource")
    expect.success(reply)
    for name in always:
        if wire.AttributePath.parse(name).read(expect.json_object(whole)) is not None:
            expect.part(reply, name)


@check("schema.returned-default", verifies="RFC7643-7-16", each={"attribute": whole_attributes})
def test_what_is_returned_by_default_is_there(scim, look, carrier, declared, attribute):
    """An attribute that the schema calls returned by default is not shown only to who asks for it by name."""
    user = carrier(attribute)
    reply = look(user)

    needs.success(reply, see="read.answers-with-resource")
    target, definition = wire.AttributePath.parse(attribute), declared(attribute)
    promised = definition is not None and (definition.mutability, definition.returned) == ("readWrite", "default")
    # A provider may ignore what it is sent, so what it never shows is no matter of this check:
    # https://www.rfc-editor.org/rfc/rfc7644#section-3.3
    if promised and target.read(user.sent) and target.read(expect.json_object(reply)) is None:
        asked = scim.get(user.path, params={"attributes": attribute})
        needs.success(asked, see="projection.attributes")
        shown = target.read(expect.json_object(asked))
        expect.that(
            shown is None,
            f"{attribute} is returned only where it is asked for, though the schema says by default",
            expected=shown,
            actual="unassigned",
        )


@check("create.unique-as-declared", verifies="RFC7643-7-12")
def test_a_value_that_is_declared_unique_is_taken_once(scim, people, users, sheltered, declaring):
    """A create with the value of another user in an attribute that the schema calls unique is refused."""
    names = [each.name for each in (*declaring(uniqueness="server"),) if each.mutability == "readWrite"]

    for name in names:
        if name in sheltered.sent and name.casefold() != "id":
            reply = scim.create(users, {**people.user(), name: sheltered.sent[name]})
            expect.refused(reply)


@check("create.required-as-declared", verifies="RFC7643-7-13")
def test_no_user_lacks_what_the_schema_requires(scim, people, users, declaring):
    """A create without an attribute that the schema requires is refused, or the provider fills it in."""
    control = scim.create(users, people.user())
    required = [each.name for each in declaring(required=True) if each.mutability != "readOnly"]

    needs.success(control, see="create.answers-201")
    for name in required:
        reply = scim.create(users, {key: value for key, value in people.user().items() if key != name})
        if reply.resource is not None:
            expect.part(scim.read(reply.resource), name)


@check("replace.required-as-declared", verifies="RFC7643-7-13")
def test_a_replacement_leaves_what_the_schema_requires(scim, new_user, declaring, replacing):
    """A PUT without an attribute that the schema requires is refused, or the user still has it."""
    required = [each.name for each in declaring(required=True) if each.mutability != "readOnly"]
    user = new_user()

    for name in required:
        scim.replace(user, {key: value for key, value in user.sent.items() if key != name})
        expect.part(scim.read(user), name)
