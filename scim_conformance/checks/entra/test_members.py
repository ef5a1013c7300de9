"""How Entra lets users join and leave groups, in each of its dialects."""

from __future__ import annotations

from scim_conformance import check, expect, expect_patch
from scim_conformance.checks.entra.rows import dialects


@check("entra.add-member", verifies="ENTRA-MEMBERS-01", needs="groups", each={"dialect": dialects})
def test_a_member_joins(team, fresh, crew, patch, speak, roster, schemas, dialect):
    """After an add of one member, which has no type, the group has it and those it had before."""
    first, second, _ = crew
    group = team(first)
    before = fresh(group)

    reply = patch(group, speak(dialect).add_members(second.id))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, first.id, second.id)


@check("entra.add-member-again", verifies="ENTRA-MEMBERS-02", needs="groups", each={"dialect": dialects})
def test_a_member_who_is_there_is_not_doubled(team, fresh, crew, patch, speak, roster, schemas, dialect):
    """An add of a member who is there already is a success, and the member is there once."""
    first, second, _ = crew
    group = team(first, second)
    before = fresh(group)

    reply = patch(group, speak(dialect).add_members(first.id))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, first.id, second.id)


@check("entra.remove-members", verifies="ENTRA-MEMBERS-03", needs="groups", each={"dialect": dialects})
def test_those_who_are_named_leave_and_no_others(team, fresh, crew, patch, speak, roster, schemas, dialect):
    """A remove of two of three members leaves the third."""
    first, second, third = crew
    group = team(first, second, third)
    before = fresh(group)

    reply = patch(group, *speak(dialect).remove_members(first.id, third.id))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, second.id)


@check("entra.remove-one-member", verifies="ENTRA-MEMBERS-03", needs="groups", each={"dialect": dialects})
def test_one_member_leaves_and_the_others_stay(team, fresh, crew, patch, speak, roster, schemas, dialect):
    """A remove of one of two members leaves the other."""
    first, second, _ = crew
    group = team(first, second)
    before = fresh(group)

    reply = patch(group, *speak(dialect).remove_members(first.id))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, second.id)


@check("entra.add-members-at-once", verifies="ENTRA-MEMBERS-04", needs="groups", each={"dialect": dialects})
def test_several_members_join_at_once(team, fresh, crew, patch, speak, roster, schemas, dialect):
    """An add of three members to a group that has none gives it all three."""
    ids = [user.id for user in crew]
    group = team()
    before = fresh(group)

    reply = patch(group, speak(dialect).add_members(*ids))

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, *ids)
