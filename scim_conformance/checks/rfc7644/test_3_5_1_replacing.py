"""RFC 7644 section 3.5.1: replacing users and groups."""

from __future__ import annotations

import copy

from scim_conformance import check, expect, expect_patch, expect_schema, needs, wire
from scim_conformance.client import NOBODY


@check("replace.answers-200", verifies="RFC7644-3.5.1-02")
def test_a_replacement_is_answered_with_200(scim, replaceable, rewrite):
    """A successful PUT is answered with 200 and a body."""
    user = replaceable

    reply = scim.replace(user, rewrite(user))

    expect.status(reply, 200)
    expect.json_object(reply)


@check("replace.answer-is-what-is-stored", verifies="RFC7644-3.5.1-02")
def test_the_answer_to_a_replacement_is_what_is_stored(scim, replaceable, rewrite, schemas, replacing):
    """The user in the answer to a PUT is the one that a later read shows."""
    user = replaceable

    reply = scim.replace(user, rewrite(user))

    needs.status(reply, 200, see="replace.answers-200")
    needs.body(reply, see="replace.answers-200")
    expect.unchanged(reply, scim.read(user), schemas)


@check("replace.same-again", verifies="RFC7644-3.5.1-10")
def test_a_replacement_by_the_same_body_changes_nothing(scim, new_user, fresh, schemas):
    """A PUT of the body that created the user changes nothing."""
    user = new_user()
    before = fresh(user)

    reply = scim.replace(user, user.sent)

    needs.success(reply, see="replace.answers-200")
    expect.unchanged(before, scim.read(user), schemas)


@check("replace.sets-what-is-sent", verifies="RFC7644-3.5.1-01")
def test_a_replacement_sets_every_value_that_is_sent(scim, replaceable, rewrite, schemas, accepting):
    """After a PUT with other values for all attributes the user has these values."""
    user = replaceable
    body = rewrite(user)

    reply = scim.replace(user, body)

    expect.success(reply)
    expect.holds(scim.read(user), body, schemas)


@check("replace.sets-one", verifies="RFC7644-3.5.1-01")
def test_a_replacement_that_differs_in_one_value_changes_that(
    scim, new_user, fresh, people, changeable, schemas, accepting
):
    """A PUT that differs from the user in one value changes that value and nothing else."""
    user, value = new_user(), people.value(changeable)
    before, body = fresh(user), copy.deepcopy(user.sent)
    wire.AttributePath.parse(changeable).write(body, value)

    reply = scim.replace(user, body)

    expect.success(reply)
    expect.changed(before, scim.read(user), schemas, path=changeable, to=value)


@check("replace.switches-a-boolean", verifies="RFC7644-3.5.1-01")
def test_a_replacement_switches_a_boolean(scim, new_user, fresh, switch, schemas, accepting):
    """A PUT that gives false for a boolean that is true makes it false and changes nothing else."""
    user = new_user(having={switch: True})
    before, body = fresh(user), copy.deepcopy(user.sent)
    wire.AttributePath.parse(switch).write(body, False)

    reply = scim.replace(user, body)

    expect.success(reply)
    after = scim.read(user)
    needs.success(after, see="soft-delete.stays-readable")
    expect.changed(before, after, schemas, path=switch, to=False)


@check("replace.what-was-read", verifies="RFC7644-3.5.1-10")
def test_a_replacement_by_what_was_read_changes_nothing(scim, new_user, schemas, replacing):
    """A PUT of a user as it was read succeeds and changes nothing."""
    user = new_user()
    before = scim.read(user)

    needs.success(before, see="read.answers-with-resource")
    reply = scim.replace(user, before.json)

    expect.success(reply)
    expect.unchanged(before, scim.read(user), schemas)


@check("replace.elements-as-a-whole", verifies="RFC7644-3.5.1-01")
def test_a_replacement_replaces_all_elements(scim, new_user, fresh, plural, schemas, replacing):
    """A PUT with one value of a multi-valued attribute leaves none of the two that were there."""
    user = new_user(having=plural.holding(plural.new(plural.one), plural.new(plural.other)))
    before, element = fresh(user), plural.new(plural.one)

    reply = scim.replace(user, {**user.sent, plural.name: [element]})

    expect.success(reply)
    stored = scim.read(user)
    expect_schema.holds_elements(stored, plural.name, [element], schemas)
    expect.unchanged(before, stored, schemas, save=(plural.name,))


@check("replace.extension", verifies="RFC7644-3.5.1-01")
def test_a_replacement_sets_the_values_of_an_extension(scim, new_user, fresh, people, extended, schemas, replacing):
    """A PUT with another value in an extension sets that value and leaves the rest as it was."""
    user, value = new_user(), people.value(extended)
    before, body = fresh(user), copy.deepcopy(user.sent)
    wire.AttributePath.parse(extended).write(body, value)

    reply = scim.replace(user, body)

    expect.success(reply)
    expect.changed(before, scim.read(user), schemas, path=extended, to=value)


@check("replace.left-out-may-be-cleared", verifies="RFC7644-3.5.1-05")
def test_what_a_replacement_leaves_out_may_be_cleared(scim, new_user, people, optional, schemas, replacing):
    """A PUT that leaves an attribute out clears it."""
    user = new_user(having={optional: people.value(optional)})
    body = copy.deepcopy(user.sent)
    wire.AttributePath.parse(optional).remove(body)

    reply = scim.replace(user, body)

    expect.success(reply)
    expect.attribute(scim.read(user), optional, equals=None, schemas=schemas)


@check("replace.left-out-active", verifies="RFC7644-3.5.1-11")
def test_a_replacement_without_active_leaves_the_user_active(scim, carried, new_user, answered, replacing):
    """A user that is active still is after a PUT that does not mention it."""
    carried("active")
    user = new_user(having={"active": True})

    reply = scim.replace(user, {name: value for name, value in user.sent.items() if name != "active"})

    answered(reply)
    active = wire.AttributePath.parse("active").read(expect.json_object(scim.read(user)))
    expect.that(active is not False, "The user is not active any more", expected="true, or nothing", actual=active)


@check("replace.unknown-id-creates-nothing", verifies=("RFC7644-3.5.1-03", "RFC7644-3.2-03"))
def test_a_replacement_of_nobody_creates_nobody(scim, users, people, replaceable, rewrite):
    """A PUT to an id that nobody has is declined, where one to a user's id is accepted, and creates nobody."""
    user = replaceable

    control = scim.replace(user, rewrite(user))
    reply = scim.put(f"{users}/{NOBODY}", json=people.user())

    needs.success(control, see="replace.answers-200")
    expect.no_success(reply)
    expect.no_success(scim.get(f"{users}/{NOBODY}"))


@check("replace.unknown-id-404", verifies="RFC7644-3.12-09")
def test_a_replacement_of_nobody_is_not_found(scim, users, people):
    """A PUT to an id that nobody has is answered with 404."""
    reply = scim.put(f"{users}/{NOBODY}", json=people.user())

    expect.status(reply, 404)


@check("replace.duplicate-changes-nothing", verifies="RFC7643-4.1.1-02")
def test_a_replacement_takes_nobodys_user_name(scim, new_user, fresh, sheltered, renamable, schemas, replacing):
    """A PUT with the userName of another user is declined, and both users stay as they were."""
    user, other = new_user(), sheltered
    before, before_other = fresh(user), fresh(other)

    reply = scim.replace(user, {**user.sent, "userName": other.sent["userName"]})

    expect.no_success(reply)
    expect.unchanged(before, scim.read(user), schemas)
    expect.unchanged(before_other, scim.read(other), schemas)


@check("replace.duplicate-conflicts", verifies="RFC7644-3.12-10")
def test_a_replacement_by_a_user_name_in_use_conflicts(scim, new_user, sheltered, renamable, replacing):
    """A PUT with the userName of another user is answered with 409 or 400."""
    user, other = new_user(), sheltered

    reply = scim.replace(user, {**user.sent, "userName": other.sent["userName"]})

    needs.refusal(reply, see="replace.duplicate-changes-nothing")
    expect.status(reply, 409, 400)


@check("replace.keeps-the-user-name-right", verifies="RFC7643-4.1.1-01")
def test_no_replacement_takes_the_user_name_away(scim, new_user, replacing):
    """A PUT without userName is refused, or the user still has one."""
    user = new_user()

    scim.replace(user, {name: value for name, value in user.sent.items() if name != "userName"})

    expect.text(expect.json_object(scim.read(user)), "userName")


@check("replace.refused-changes-nothing", verifies="RFC7644-3.5.1-09")
def test_a_refused_replacement_changes_nothing(scim, replaceable, look, rewrite, schemas, replacing):
    """A PUT that is refused for a value of the wrong type changes nothing."""
    user = replaceable
    before = look(user)

    reply = scim.replace(user, {**rewrite(user), "userName": {"value": "no text"}, "active": ["no boolean"]})

    needs.refusal(reply, see="replace.wrong-types")
    expect.unchanged(before, scim.read(user), schemas)


@check("replace.wrong-types", verifies="RFC7644-3.12-07")
def test_a_replacement_by_values_of_the_wrong_type_is_refused(scim, replaceable, rewrite, replacing):
    """A PUT whose userName is an object is answered with 400."""
    user = replaceable

    reply = scim.replace(user, {**rewrite(user), "userName": {"value": "no text"}, "active": ["no boolean"]})

    expect.status(reply, 400)


@check("replace.leaves-others", verifies="RFC7644-3.5.1-01")
def test_a_replacement_leaves_other_users_alone(scim, new_user, fresh, rewrite, schemas, replacing):
    """After a PUT of one user another one is read as it was."""
    user, other = new_user(), new_user()
    before = fresh(other)

    reply = scim.replace(user, rewrite(user))

    needs.success(reply, see="replace.answers-200")
    expect.unchanged(before, scim.read(other), schemas)


@check("replace.group-name", verifies="RFC7644-3.5.1-01", needs="groups")
def test_a_replacement_of_a_group_sets_its_name(scim, people, crew, new_group, roster, schemas, replacing):
    """A PUT of a group with another displayName and the same member sets the name and keeps the member."""
    user = crew[0]
    group, name = new_group(members=[user.id]), people.name("renamed")
    before = roster(group)

    reply = scim.replace(group, {**group.sent, "displayName": name})

    needs.members(before.ids, user.id, see="create.group-has-its-members")
    expect.success(reply)
    expect.attribute(scim.read(group), "displayName", equals=name, schemas=schemas)
    expect_patch.members(roster(group), user.id)


@check("replace.group-members", verifies="RFC7644-3.5.1-01", needs="groups")
def test_a_replacement_of_a_group_sets_its_members(scim, crew, new_group, roster, replacing):
    """A PUT of a group with another member leaves that one alone in the group."""
    user, other, _ = crew
    group = new_group(members=[user.id])
    before = roster(group)

    reply = scim.replace(group, {**group.sent, "members": [{"value": other.id}]})

    needs.members(before.ids, user.id, see="create.group-has-its-members")
    expect.success(reply)
    expect_patch.members(roster(group), other.id)


@check("replace.group-empties", verifies="RFC7643-2.5-01", needs="groups")
def test_a_replacement_of_a_group_by_no_members_empties_it(scim, crew, new_group, roster, replacing):
    """A PUT of a group with an empty list of members leaves nobody in the group."""
    user = crew[0]
    group = new_group(members=[user.id])
    before = roster(group)

    reply = scim.replace(group, {**group.sent, "members": []})

    needs.members(before.ids, user.id, see="create.group-has-its-members")
    expect.success(reply)
    expect_patch.members(roster(group))


@check("replace.group-member-named-twice", verifies="RFC7643-2.4-06", needs="groups")
def test_a_member_that_is_named_twice_is_a_member_once(scim, crew, new_group, roster, replacing):
    """A PUT of a group that names one member twice is refused, or leaves it in the group once."""
    user = crew[0]
    group = new_group(members=[user.id])
    before = roster(group)

    reply = scim.replace(group, {**group.sent, "members": [{"value": user.id}, {"value": user.id}]})

    needs.members(before.ids, user.id, see="create.group-has-its-members")
    expect.no_server_error(reply)
    expect_patch.members(roster(group), user.id)
