"""RFC 7643 section 4: users, groups and the enterprise extension."""

from __future__ import annotations

from urllib.parse import unquote

from scim_conformance import check, expect, expect_schema, needs, wire
from scim_conformance.checks.definitions import below, elements

WORK = 'addresses[type eq "work"]'


@check("create.empty-user-name", verifies="RFC7643-4.1.1-01")
def test_no_user_has_an_empty_user_name(scim, creation, people, users):
    """A create with an empty userName makes no user whose userName is empty."""
    control = creation("User")

    reply = scim.create(users, {**people.user(), "userName": ""})

    needs.success(control, see="create.answers-201")
    if reply.resource is not None:
        expect.text(expect.json_object(scim.read(reply.resource)), "userName")


@check("case-sensitivity.user-name-in-use", verifies=("RFC7643-4.1.1-02", "RFC7643-4.1.1-03"))
def test_a_user_name_in_use_conflicts_in_any_case(scim, people, users, look, sheltered, schemas):
    """A create with a userName in use, in capitals, is refused, and the first user stays as it was."""
    before = look(sheltered)

    reply = scim.create(users, {**people.user(), "userName": sheltered.sent["userName"].upper()})

    expect.no_success(reply)
    expect.unchanged(before, scim.read(sheltered), schemas)


@check("schema.password-never-returned", verifies=("RFC7643-4.1.1-04", "RFC7643-7-11"))
def test_a_password_is_in_no_answer(scim, people, users, declaring, schemas):
    """A password that is sent is in no answer: not to create, read, search, replace, nor where it is asked for."""
    declaring(name="password")
    body = {**people.user(), "password": "Pw-7f3a-Conformance-x9!"}
    created = scim.create(users, body)
    user = needs.resource(created, see="create.answers-201") if created.ok else None

    replies = [created]
    if user is not None:
        replies += [scim.read(user), scim.read(user, attributes="userName,password"), scim.replace(user, body)]
        replies.append(scim.search(users, filter=f'userName eq "{body["userName"]}"'))

    shown = [f"{reply.method} {reply.route}" for reply in replies if body["password"] in reply.text]
    expect_schema.none_of(shown, "An answer holds the password", expected="no password in any answer")


@check("schema.password-key-never-returned", verifies="RFC7643-4.1.1-04")
def test_no_user_has_a_password_to_read(scim, look, standing_user):
    """A user that is read has no password, not even a hashed one, also where it is asked for."""
    replies = [look(standing_user), scim.read(standing_user, attributes="userName,password")]

    needs.success(replies[0], see="read.answers-with-resource")
    for reply in replies:
        if reply.ok:
            expect.attribute(reply, "password", equals=None)


@check("create.formatted-name-agrees", verifies="RFC7643-4.1.1-05")
def test_the_formatted_name_is_that_of_the_components(scim, carried, new_user):
    """A formatted name that the provider composes holds the family name."""
    carried("name.familyName")
    user = new_user(without="name.formatted")

    reply = scim.read(user)

    needs.success(reply, see="read.answers-with-resource")
    family = wire.AttributePath.parse("name.familyName").read(user.sent)
    formatted = wire.AttributePath.parse("name.formatted").read(expect.json_object(reply))
    expect.that(
        formatted is None or str(family).casefold() in str(formatted).casefold(),
        "name.formatted does not hold the family name",
        expected=family,
        actual=formatted,
    )


@check("create.active-by-default", verifies="RFC7643-4.1.1-07")
def test_a_new_user_is_not_inactive(scim, carried, people, users, answered):
    """A user that was created without active is not inactive."""
    carried("active")

    reply = scim.create(users, people.user(without="active"))

    answered(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    expect.differs(wire.AttributePath.parse("active").read(expect.json_object(stored)), False, "active")


@check("create.language-with-underscore", verifies="RFC7643-4.1.1-06")
def test_a_language_tag_with_underscore_is_accepted(scim, carried, people, users, schemas):
    """A create whose locale is written en_US is accepted, and the locale is stored."""
    carried("locale")

    reply = scim.create(users, people.user(having={"locale": "en_US"}))

    expect.success(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    expect.attribute(stored, "locale", equals="en_US", schemas=schemas)


@check("create.address-of-several-lines", verifies="RFC7643-4.1.2-02")
def test_a_street_may_have_several_lines(scim, carried, people, users, schemas):
    """A create whose street has two lines stores both."""
    path, lines = f"{WORK}.streetAddress", "100 Universal City Plaza\nBuilding 5"
    carried(path)

    reply = scim.create(users, people.user(having={path: lines}))

    expect.success(reply)
    expect.attribute(scim.read(needs.resource(reply, see="create.answers-201")), path, equals=lines, schemas=schemas)


@check("read.country-is-a-code", verifies="RFC7643-4.1.2-03")
def test_a_country_stays_a_code_of_two_letters(scim, carried, new_user):
    """The country of an address, sent as a code of two letters, is read as that code."""
    carried(f"{WORK}.country")

    reply = scim.read(new_user(having={f"{WORK}.country": "NL"}))

    needs.success(reply, see="read.answers-with-resource")
    expect.equal(expect.part(reply, f"{WORK}.country"), "NL", "The country")


@check("read.direct-membership", verifies="RFC7643-4.1.2-04", needs="groups")
def test_a_direct_membership_is_not_called_indirect(look, standing_group, standing_user, shows):
    """A user that a group lists itself does not show that group as an indirect one."""
    reply = look(standing_user)

    needs.success(reply, see="read.answers-with-resource")
    mine = [each for each in elements(reply.json, "groups") if each.get("value") == standing_group.id]
    kind = shows(mine[0].get("type") if mine else None, "type of a user's group")
    expect.differs(str(kind).casefold(), "indirect", "The type of the membership")


@check("read.user-knows-its-groups", verifies="RFC7643-4.1.2-05", needs="groups")
def test_a_group_of_a_user_is_named_by_its_id(scim, look, standing_group, standing_user, shows):
    """Each group that a user shows has the id of that group as value, and a $ref that leads to it."""
    reply = look(standing_user)

    needs.success(reply, see="read.answers-with-resource")
    held = shows(elements(reply.json, "groups"), "groups of a user")
    expect.that(
        standing_group.id in [each.get("value") for each in held],
        "No group of the user has the id of the group that lists it",
        expected=standing_group.id,
        actual=[each.get("value") for each in held],
    )
    for each in held:
        if each.get("$ref"):
            last = unquote(below(scim.base_url, each["$ref"]).rpartition("/")[2])
            expect.equal(last, each["value"], "The last part of a group's $ref")


@check("read.user-forgets-groups-it-left", verifies="RFC7643-4.1.2-05", needs="groups")
def test_a_user_does_not_show_a_group_that_it_left(scim, crew, new_group, shows):
    """A user shows a group while it is a member, and no longer after the group was deleted."""
    user = crew[0]
    group = new_group(members=[user.id])
    before = scim.read(user)
    deletion = scim.delete(group)

    after = scim.read(user)

    needs.success(deletion, see="delete.answers-204")
    shows(elements(before.json, "groups"), "groups of a user")
    left = [each.get("value") for each in elements(expect.json_object(after), "groups")]
    expect_schema.none_of(left, "A user shows a group that is gone", expected="no groups")


@check("create.groups-of-user-ignored", verifies="RFC7643-4.1.2-06", needs="groups")
def test_groups_in_the_body_of_a_user_change_no_membership(scim, people, users, newborn):
    """A create whose body says that the user is in a group succeeds, and the group has no member."""
    group = newborn("Group")

    reply = scim.create(users, {**people.user(), "groups": [{"value": group.id}]})

    expect.success(reply)
    needs.resource(reply, see="create.answers-201")
    shown = scim.read(group, attributes="displayName,members")
    needs.success(shown, see="read.answers-with-resource")
    expect_schema.none_of(elements(shown.json, "members"), "The group has gained a member", expected="no members")


@check("create.group-without-display-name", verifies="RFC7643-4.2-01", needs="groups")
def test_no_group_lacks_a_display_name(scim, creation, groups):
    """A create without displayName makes no group that lacks one."""
    control = creation("Group")

    reply = scim.create(groups, {"schemas": [wire.GROUP]})

    needs.success(control, see="create.answers-201")
    if reply.resource is not None:
        expect.text(expect.json_object(scim.read(reply.resource)), "displayName")


@check("create.manager-is-stored", verifies="RFC7643-4.3-02")
def test_a_manager_is_stored(scim, new_user, managed, standing_user):
    """A create with a manager makes a user whose manager is an object with that id as value."""
    user = new_user(having={managed: {"value": standing_user.id}})

    reply = scim.read(user)

    needs.success(reply, see="read.answers-with-resource")
    manager = expect.part(reply, managed)
    expect.that(isinstance(manager, dict), "The manager is no object", expected={"value": "…"}, actual=manager)
    expect.equal(manager.get("value"), standing_user.id, "The value of the manager")


@check("read.manager-has-value-and-ref", verifies="RFC7643-4.3-01")
def test_a_manager_has_a_value_and_a_reference(scim, new_user, managed, standing_user):
    """The manager of a user is read with value and $ref."""
    reply = scim.read(new_user(having={managed: {"value": standing_user.id}}))

    needs.success(reply, see="read.answers-with-resource")
    manager = wire.AttributePath.parse(managed).read(expect.json_object(reply))
    named = manager if isinstance(manager, dict) else {}
    needs.that(bool(named.get("value")), "The manager has no value", see="create.manager-is-stored")
    expect.that(bool(named.get("$ref")), "The manager lacks $ref", expected="value and $ref", actual=manager)


@check("create.group-in-a-group", verifies="RFC7643-4.2-02", needs="groups")
def test_a_group_may_be_a_member_of_a_group(scim, people, groups, standing_group, roster):
    """A group that is created with another group as its member has that member."""
    reply = scim.create(groups, people.group(members=[standing_group.id]))

    expect.status(reply, 201)
    held = roster(needs.resource(reply, see="create.answers-201")).ids
    expect.equal(held, [standing_group.id], "The list of members")


@check("read.member-type", verifies="RFC7643-4.2-03", needs="groups")
def test_the_type_of_a_member_is_what_it_is(look, standing_group, shows):
    """A member who is a user has the type User, where members have a type."""
    reply = look(standing_group)

    needs.success(reply, see="read.answers-with-resource")
    kinds = [each["type"] for each in elements(reply.json, "members") if each.get("type")]
    expect.equal([str(kind).casefold() for kind in shows(kinds, "type of members")], ["user"], "The type of members")
