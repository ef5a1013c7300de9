"""What the profile says of changes: which attributes change by PATCH and by PUT, which can be cleared, which stay."""

from __future__ import annotations

from scim_conformance import check, expect, expect_patch, expect_schema, needs
from scim_conformance.checks.rows import (
    attributes_not_patched,
    attributes_to_clear,
    attributes_to_patch,
    attributes_to_patch_by_default,
    attributes_to_replace,
    creation_attributes,
    fixed_attributes,
    own_attributes,
)

COMPLIANT = "aadOptscim062020"


@check("profile.patch-changes", verifies="PROFILE-PATCH-01", needs="patch", each={"attribute": attributes_to_patch})
def test_a_patch_changes_the_attribute(by_patch, way_to_patch, attribute, schemas):
    """A PATCH, written as the standard has it, gives the attribute its new value."""
    course = by_patch(way_to_patch, attribute)

    expect.success(course.reply)
    needs.success(course.after, see=needs.READABLE)
    expect.attribute(course.after, attribute, equals=course.wanted[attribute], schemas=schemas)


@check(
    "profile.patch-by-default-changes",
    verifies="PROFILE-PATCH-02",
    needs="patch",
    each={"attribute": attributes_to_patch_by_default},
)
def test_a_patch_of_entra_s_default_changes_the_attribute(by_patch, capitals, patch, attribute, schemas):
    """A PATCH, written as Entra does by default, gives the attribute its new value."""
    course = by_patch("default", attribute)

    expect.success(course.reply)
    needs.success(course.after, see=needs.READABLE)
    expect.attribute(course.after, attribute, equals=course.wanted[attribute], schemas=schemas)


@check("profile.put-changes", verifies="PROFILE-PUT-01", each={"attribute": attributes_to_replace})
def test_a_put_changes_the_attribute(by_put, attribute, schemas):
    """A PUT gives the attribute its new value."""
    course = by_put(attribute)

    expect.success(course.reply)
    needs.success(course.after, see=needs.READABLE)
    expect.attribute(course.after, attribute, equals=course.wanted[attribute], schemas=schemas)


@check("profile.patch-clears", verifies="PROFILE-PATCH-03", needs="patch", each={"attribute": attributes_to_clear})
def test_a_patch_clears_the_attribute(by_removal, needed_after_all, patch, attribute):
    """A PATCH that removes an attribute which a user may lack leaves it without a value."""
    course = by_removal(attribute)

    needed_after_all(course.reply, attribute)
    expect.success(course.reply)
    needs.success(course.after, see=needs.READABLE)
    expect_schema.cleared(course.after, attribute)


@check(
    "profile.not-patchable-stays",
    verifies="PROFILE-PATCH-04",
    needs="patch",
    each={"attribute": attributes_not_patched},
)
def test_a_patch_leaves_what_the_profile_says(against, patch, attribute, schemas):
    """A PATCH of what the profile says it leaves is refused as a whole, or leaves it as it was."""
    attempt = against("PATCH", attribute)

    expect.no_server_error(attempt.reply)
    expect_patch.refused_or_kept(attempt.before, attempt.reply, attempt.after, attribute, schemas)


@check("profile.fixed-stays-on-patch", verifies="PROFILE-FIXED-01", needs="patch", each={"attribute": fixed_attributes})
def test_a_patch_leaves_what_is_fixed(against, patch, attribute, schemas):
    """A PATCH of what keeps its value is refused as a whole, or leaves it as it was."""
    attempt = against("PATCH", attribute)

    expect.no_server_error(attempt.reply)
    expect_patch.refused_or_kept(attempt.before, attempt.reply, attempt.after, attribute, schemas)


@check("profile.fixed-stays-on-put", verifies="PROFILE-FIXED-02", each={"attribute": fixed_attributes})
def test_a_put_leaves_what_is_fixed(against, attribute, schemas):
    """A PUT with another value of what keeps its value is refused as a whole, or leaves it as it was."""
    attempt = against("PUT", attribute)

    expect.no_server_error(attempt.reply)
    expect_patch.refused_or_kept(attempt.before, attempt.reply, attempt.after, attribute, schemas)


@check(
    "profile.create-only-stays-empty",
    verifies="PROFILE-FIXED-03",
    needs="patch",
    each={"attribute": creation_attributes},
)
def test_what_only_a_creation_sets_stays_empty(belated, patch, attribute, schemas):
    """A PATCH that gives a first value to what only a creation may set is refused as a whole, or has no effect."""
    attempt = belated(attribute)

    expect.no_server_error(attempt.reply)
    expect_patch.refused_or_kept(attempt.before, attempt.reply, attempt.after, attribute, schemas)


@check("profile.twins-stay-two", verifies="PROFILE-TWINS-01")
def test_two_who_are_alike_stay_two(twins, schemas):
    """Two users who differ only in what is unique of them are two, and the second leaves the first as it was."""
    expect.differs(twins.other.id, twins.one.id, "The id of the second user")
    expect.unchanged(twins.before, twins.between, schemas)


@check("profile.changes-one-of-two", verifies="PROFILE-TWINS-02", each={"attribute": own_attributes})
def test_a_change_is_of_one_user(twins, attribute):
    """Of two users who are alike, a change of one leaves the other's attribute as it was."""
    needs.differs(twins.other.id, twins.one.id, "The id of the second user", see="profile.twins-stay-two")

    expect_patch.kept(twins.between, twins.after, attribute)
