"""What the profile says of the attributes of groups."""

from __future__ import annotations

from scim_conformance import check, expect, wire
from scim_conformance.checks.rows import group_attributes, group_changes, group_filters


@check(
    "profile.group-attributes-stored",
    verifies="PROFILE-GROUPS-03",
    needs="groups",
    each={"attribute": group_attributes},
)
def test_a_group_s_attribute_is_stored(whole_group, attribute, group_shows, schemas):
    """A group is created with each attribute that the profile lists, and shows it as it was sent."""
    sent, stored = whole_group

    value = wire.AttributePath.parse(attribute).read(sent)
    expect.attribute(group_shows(stored, attribute), attribute, equals=value, schemas=schemas)


@check(
    "profile.group-patch-changes",
    verifies="PROFILE-GROUPS-04",
    needs=("groups", "patch"),
    each={"attribute": group_changes},
)
def test_a_patch_changes_a_group(group_by_patch, ways_to_patch, attribute, group_shows, schemas):
    """A PATCH gives a group's attribute its new value, in each dialect that the application is to understand."""
    for way in ways_to_patch:
        value, reply, after = group_by_patch(way, attribute)

        expect.success(reply)
        expect.attribute(group_shows(after, attribute), attribute, equals=value, schemas=schemas)


@check(
    "profile.group-filterable-finds", verifies="PROFILE-GROUPS-05", needs="groups", each={"attribute": group_filters}
)
def test_a_group_is_found(searched_groups, attribute):
    """A filter by a group's attribute that the profile calls filterable finds the group, and no other."""
    sought = searched_groups(attribute)

    expect.tells_apart(sought.reply, match=sought.user, other=sought.other)
