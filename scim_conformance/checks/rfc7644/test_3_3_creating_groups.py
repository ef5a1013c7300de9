"""RFC 7644 section 3.3: creating groups."""

from __future__ import annotations

from scim_conformance import check, expect_patch


@check("create.group-has-its-members", verifies="RFC7644-3.3-10", needs="groups")
def test_a_group_is_created_with_its_members(new_group, crew, roster):
    """A group that is created with two members has them both."""
    first, second, _ = crew

    group = new_group(members=[first.id, second.id])

    expect_patch.members(roster(group), first.id, second.id)
