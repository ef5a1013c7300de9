"""How Okta renames groups and lets users join them."""

from __future__ import annotations

from scim_conformance import check, expect, expect_patch


@check("okta.rename-group-with-its-id", verifies="OKTA-GROUPS-01", needs="groups")
def test_a_group_is_renamed_by_a_value_that_repeats_its_id(scim, new_group, people, patch):
    """A replace without path whose value holds the group's own id and another displayName renames the group."""
    group, name = new_group(), people.name("renamed")

    reply = patch(group, {"op": "replace", "value": {"id": group.id, "displayName": name}})

    expect.status(reply, 200, 204)
    expect.attribute(scim.read(group), "displayName", equals=name)


@check("okta.add-members-by-name", verifies="OKTA-GROUPS-02", needs="groups")
def test_members_join_with_their_names(fresh, crew, team, patch, roster, schemas):
    """An add of a member with its display name makes the user a member."""
    first, second, _ = crew
    group = team(first)
    before = fresh(group)

    reply = patch(group, {"op": "add", "path": "members", "value": [{"value": second.id, "display": "Ada Member"}]})

    expect.status(reply, 200, 204)
    expect_patch.regrouped(before, roster(group), schemas, first.id, second.id)
