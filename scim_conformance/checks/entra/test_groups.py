"""The groups that Entra creates, reads, renames and deletes."""

from __future__ import annotations

from scim_conformance import check, entra, expect, expect_patch, needs, wire
from scim_conformance.checks.definitions import elements
from scim_conformance.checks.entra.rows import dialects, names_of_groups

SEE = "entra.create-group"


@check("entra.create-group", verifies="ENTRA-GROUPS-01", needs="groups")
def test_a_group_is_created_from_entra_s_body(scim, groups, group_attributes, schemas):
    """A create of a group that names a schema of Microsoft's is accepted and stored."""
    reply = scim.create(groups, entra.group_body(group_attributes))

    expect.status(reply, 200, 201)
    expect.holds(scim.read(needs.resource(reply, see=SEE)), group_attributes, schemas)


@check("entra.create-group-with-empty-members", verifies="ENTRA-GROUPS-02", needs="groups")
def test_a_group_is_created_with_an_empty_list_of_members(scim, groups, group_attributes, schemas):
    """A create of a group whose list of members is empty is accepted and stored."""
    reply = scim.create(groups, entra.group_body(group_attributes, members=True))

    expect.status(reply, 200, 201)
    expect.holds(scim.read(needs.resource(reply, see=SEE)), group_attributes, schemas)


@check("entra.group-names-are-unique", verifies="ENTRA-GROUPS-03", needs="groups", each={"name": names_of_groups})
def test_a_second_group_of_a_name_is_refused(scim, groups, newborn, name):
    """A create of a group with the displayName of another group is refused."""
    first = newborn("Group")

    # Written as plainly as can be: whether Entra's own body is accepted is another check's matter.
    reply = scim.create(groups, {"schemas": [wire.GROUP], name: first.sent[name]})

    expect.refused(reply)


@check("entra.group-without-members", verifies="ENTRA-GROUPS-04", needs="groups")
def test_a_group_is_read_without_its_members(scim, crew, team):
    """A group that is read without its members shows none."""
    group = team(crew[0])

    reply = scim.read(group, **entra.GROUP_PROJECTION)

    expect.status(reply, 200)
    expect.attribute(reply, "members", equals=None)


@check("entra.group-is-found", verifies="ENTRA-GROUPS-05", needs="groups")
def test_a_group_is_found_by_its_name_without_its_members(scim, groups, crew, team):
    """A query by displayName that leaves out members finds the group and shows none."""
    group = team(crew[0])
    name = wire.AttributePath.parse("displayName").read(scim.read(group).json)

    reply = scim.search(groups, filter=entra.matching("displayName", str(name)), **entra.GROUP_PROJECTION)

    expect.finds(reply, group.id)
    shown = [each for found in expect.items(reply) for each in elements(found, "members")]
    expect.that(not shown, "A query that leaves out members shows some", expected="no members", actual=shown)


@check("entra.rename-group", verifies="ENTRA-GROUPS-06", needs="groups", each={"dialect": dialects})
def test_a_group_is_renamed(people, patch, speak, crew, team, fresh, roster, schemas, dialect):
    """A replace of the displayName of a group gives it the new name and keeps its members."""
    group, name = team(crew[0]), people.name("renamed")
    before = fresh(group)

    reply = patch(group, speak(dialect).replace("displayName", name))

    expect.status(reply, 200, 204)
    after = roster(group)
    expect.attribute(after.reply, "displayName", equals=name)
    expect_patch.regrouped(before, after, schemas, crew[0].id, save=("displayName",))


@check("entra.deleted-group-is-not-found", verifies="ENTRA-GROUPS-07", needs=("groups", "filter"))
def test_a_deleted_group_is_not_found(scim, groups, deletion):
    """The deletion of a group is answered with 204, and a query by its name then finds nothing."""
    gone, reply = deletion("Group")

    expect.status(reply, 204)
    question = entra.matching("displayName", gone.sent["displayName"])
    expect.finds_nobody(scim.search(groups, filter=question, **entra.GROUP_PROJECTION))
