"""RFC 7644 section 3.5.2: changing a group."""

from __future__ import annotations

from scim_conformance import add, check, expect, expect_patch, needs, remove, replace, wire
from scim_conformance.checks.patches import FORGED
from scim_conformance.checks.rows import with_and_without_path
from scim_conformance.client import NOBODY


@check("patch-group.rename", verifies="RFC7644-3.5.2-10", needs="groups", each={"form": with_and_without_path})
def test_a_renamed_group_keeps_its_members(team, fresh, people, crew, patch, roster, schemas, form):
    """After a replace of displayName the group has the new name and the same members."""
    first, second, _ = crew
    group, name = team(first, second), people.name("renamed")
    before = fresh(group)

    reply = patch(group, replace("displayName", name) if form == "path" else replace(None, {"displayName": name}))

    expect.status(reply, 200, 204)
    after = roster(group)
    expect.attribute(after.reply, "displayName", equals=name)
    expect_patch.regrouped(before, after, schemas, first.id, second.id, save=("displayName",))


@check("patch-group.rename-and-add", verifies="RFC7644-3.5.2-05", needs="groups")
def test_a_group_is_renamed_and_filled_in_one_request(team, fresh, people, crew, patch, roster, schemas):
    """A replace of displayName and an add of a member in one request both take effect."""
    first, second, _ = crew
    group, name = team(first), people.name("renamed")
    before = fresh(group)

    reply = patch(group, replace("displayName", name), add("members", [{"value": second.id}]))

    expect.status(reply, 200, 204)
    after = roster(group)
    expect.attribute(after.reply, "displayName", equals=name)
    expect_patch.regrouped(before, after, schemas, first.id, second.id, save=("displayName",))


@check("patch-group.replace-external-id", verifies="RFC7644-3.5.2.3-01", needs="groups")
def test_the_external_id_of_a_group_is_replaced(scim, groups, fresh, people, patch, answered, shows, schemas):
    """After a replace of its externalId a group that had one has the new one, and all else is as it was."""
    created = scim.create(groups, {**people.group(), "externalId": people.name("external")})
    answered(created)
    group, value = needs.resource(created, see="create.answers-201"), people.name("external")
    before = fresh(group)
    shows(wire.AttributePath.parse("externalId").read(before.json), "externalId of a group")

    reply = patch(group, replace("externalId", value))

    expect.status(reply, 200, 204)
    expect.changed(before, scim.read(group), schemas, path="externalId", to=value)


@check("patch-group.answers-with-resource-or-nothing", verifies="RFC7644-3.5.2-01", needs="groups")
def test_a_patch_is_answered_with_the_group_or_with_nothing(scim, club, people, patch, schemas):
    """A successful PATCH is answered with 200 and the whole group, or with 204 and no body."""
    reply = patch(club, replace("displayName", people.name("renamed")))

    needs.success(reply, see="patch-group.rename")
    expect.status(reply, 200, 204)
    if reply.status == 204:
        expect.equal(reply.text, "", "The body of a 204")
    else:
        expect.unchanged(reply, scim.read(club), schemas)


@check("patch-group.attributes-answers-200", verifies="RFC7644-3.5.2-02", needs="groups")
def test_a_patch_of_a_group_that_asks_for_attributes_is_answered_with_them(scim, club, people, patch):
    """A PATCH of a group with the parameter attributes is answered with 200 and the group."""
    name = people.name("renamed")
    body = wire.patch_body(replace("displayName", name))

    control = patch(club, replace("displayName", people.name("named")))
    reply = scim.request("PATCH", club.path, params={"attributes": "displayName"}, json=body)

    needs.success(control, see="patch-group.rename")
    expect.status(reply, 200)
    expect.attribute(reply, "displayName", equals=name)


@check("patch-group.remove-without-path", verifies=("RFC7644-3.5.2.2-02", "RFC7644-3.5.2-11"), needs="groups")
def test_remove_without_path_has_no_target_in_a_group(team, fresh, crew, patch, roster, schemas):
    """A remove without path from a group is refused with 400 and noTarget, and removes nobody."""
    group = team(crew[0])
    before = fresh(group)

    reply = patch(group, remove(None))

    expect_patch.regrouped(before, roster(group), schemas, crew[0].id)
    expect.error(reply, 400, scim_type="noTarget")


@check("patch-group.unknown-path-refused", verifies="RFC7644-3.5.2-08", needs="groups")
def test_a_path_that_names_nothing_of_a_group_is_refused(scim, look, club, patch_works, patch, schemas):
    """A replace at a path that names no attribute of a group is refused and changes nothing."""
    before = look(club)

    reply = patch(club, replace("nosuchAttribute", "x"))

    expect_patch.declined(reply)
    expect.unchanged(before, scim.read(club), schemas)


@check("patch-group.read-only-refused", verifies="RFC7644-3.5.2-06", needs="groups")
def test_what_belongs_to_the_provider_is_not_written_in_a_group(scim, club, look, patch_works, patch, schemas):
    """A replace of the id of a group is refused, and the id stays."""
    group = club
    before = look(group)

    reply = patch(group, replace("id", FORGED["id"]))

    expect.unchanged(before, scim.read(group), schemas)
    expect_patch.declined(reply)


@check("patch-group.remove-name-refused", verifies="RFC7644-3.5.2.2-03", needs="groups")
def test_a_group_keeps_its_name(scim, club, look, group_name_required, patch, schemas):
    """A remove of the displayName of a group, where it is required, is refused and changes nothing."""
    group = club
    before = look(group)

    reply = patch(group, remove("displayName"))

    expect_patch.declined(reply)
    expect.unchanged(before, scim.read(group), schemas)


@check("patch-group.unknown-id-404", verifies="RFC7644-3.12-09", needs=("groups", "patch"))
def test_a_patch_of_a_group_that_is_not_there_is_not_found(scim, patch_works, groups, people):
    """A PATCH of a group with an id that no group has is answered with 404."""
    body = wire.patch_body(replace("displayName", people.name("renamed")))

    reply = scim.request("PATCH", f"{groups}/{NOBODY}", json=body)

    expect.status(reply, 404)


@check("patch-user.joins-no-group", verifies="RFC7644-3.5.2-06", needs="groups")
def test_nobody_joins_a_group_by_a_patch_of_the_user(patient, team, fresh, patch_works, patch, roster, schemas):
    """An add of a group to the read-only groups of a user puts nobody into the group, be it refused or ignored."""
    group = team()
    before = fresh(group)

    patch(patient, add("groups", [{"value": group.id}]))

    expect_patch.regrouped(before, roster(group), schemas)


@check("patch-group.member-value-immutable", verifies="RFC7644-3.5.2-07", needs="groups")
def test_a_member_does_not_become_somebody_else(team, fresh, member_value_immutable, crew, patch, roster, schemas):
    """A replace of the id in a member, where it is immutable, is refused, and the same member stays."""
    first, second, _ = crew
    group = team(first)
    before = fresh(group)

    reply = patch(group, replace(f"members[value eq {wire.quoted(first.id)}].value", second.id))

    expect_patch.declined(reply)
    expect_patch.regrouped(before, roster(group), schemas, first.id)


@check("patch-group.no-change-keeps-last-modified", verifies="RFC7644-3.5.2.1-04", needs="groups")
def test_an_add_of_a_member_that_is_there_keeps_the_date(scim, team, fresh, crew, patch, pause):
    """An add of a member that the group has keeps its meta.lastModified."""
    group = team(crew[0])
    before = fresh(group)
    pause(before)

    reply = patch(group, add("members", [{"value": crew[0].id}]))

    needs.success(reply, see="patch-group.add-again")
    expect_patch.kept(before, scim.read(group), "meta.lastModified")
