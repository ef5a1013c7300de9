"""What the profile says of required attributes: what becomes of a user without one."""

from __future__ import annotations

from scim_conformance import check, expect, needs
from scim_conformance.checks.rows import required_attributes


@check("profile.missing-is-refused", verifies="PROFILE-REQUIRED-02", each={"attribute": required_attributes})
def test_a_user_without_a_required_attribute_is_refused(lacking, declared_required, attribute):
    """A user without an attribute that /Schemas, too, calls required is refused, and nothing is created."""
    tried = declared_required(lacking(attribute), attribute)

    expect.refused(tried.reply)
    expect.that(not tried.left, "A user who was refused is there", expected="nobody of this name", actual=tried.left)


@check("profile.missing-is-named", verifies="PROFILE-REQUIRED-03", each={"attribute": required_attributes})
def test_the_refusal_names_what_is_missing(lacking, declared_required, answer_names, attribute):
    """The refusal of a user without a required attribute is a 400 that names the attribute."""
    tried = declared_required(lacking(attribute), attribute)

    needs.refusal(tried.reply, see="profile.missing-is-refused")
    expect.status(tried.reply, 400)
    expect.that(
        answer_names(tried.reply, attribute),
        f"The refusal does not name {attribute}",
        expected=attribute,
        actual=tried.reply.shown,
    )


@check("profile.missing-is-missed", verifies="PROFILE-REQUIRED-04", each={"attribute": required_attributes})
def test_a_user_without_what_only_the_profile_requires_is_refused(lacking, profile_required, attribute):
    """A user without an attribute that only the profile calls required is refused."""
    tried = profile_required(lacking(attribute), attribute)

    expect.refused(tried.reply)
