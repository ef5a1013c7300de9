"""What the profile says of groups."""

from __future__ import annotations

from scim_conformance import check, expect, needs, wire
from scim_conformance.checks.rows import groups_claimed, groups_denied


@check("profile.groups-are-there", verifies="PROFILE-GROUPS-01", each={"endpoint": groups_claimed})
def test_groups_are_there(scim, people, groups, endpoint, schemas):
    """A group can be created and read where the profile says that there are groups."""
    sent = people.group()

    reply = scim.create(groups, sent)

    expect.success(reply)
    stored = scim.read(needs.resource(reply, see="create.answers-201"))
    expect.attribute(stored, "displayName", equals=sent["displayName"], schemas=schemas)


@check("profile.groups-are-absent", verifies="PROFILE-GROUPS-02", each={"endpoint": groups_denied})
def test_groups_are_absent(scim, discovered, endpoint):
    """There is no endpoint of groups where the profile says that there are none."""
    reply = scim.get(endpoint, params={"count": "1"})

    expect.no_success(reply)
    expect.that(
        not discovered.has_groups,
        "/ResourceTypes lists groups, which the profile says are not supported",
        expected="no resource type with the schema of groups",
        actual=discovered.resource_type(wire.GROUP),
    )
