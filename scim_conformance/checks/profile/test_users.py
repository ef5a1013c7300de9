"""What the profile says of users."""

from __future__ import annotations

from scim_conformance import check, expect, needs, wire
from scim_conformance.checks.rows import filterable_attributes, matching_attributes, stated_deletion


@check("profile.required-only-accepted", verifies="PROFILE-REQUIRED-01")
def test_a_user_of_exactly_the_required_attributes_is_accepted(scim, required_only, users, schemas):
    """A user with exactly the attributes that the profile requires is accepted and stored."""
    reply = scim.create(users, required_only)

    expect.success(reply)
    expect.holds(scim.read(needs.resource(reply, see="create.answers-201")), required_only, schemas)


@check("profile.attributes-accepted", verifies="PROFILE-ATTRIBUTES-01")
def test_a_user_of_all_attributes_is_accepted(scim, every_attribute, users, schemas):
    """A user with every attribute that the profile lists is accepted and stored."""
    reply = scim.create(users, every_attribute)

    expect.success(reply)
    expect.holds(scim.read(needs.resource(reply, see="create.answers-201")), every_attribute, schemas)


@check("profile.filterable-finds", verifies="PROFILE-FILTERABLE-01", each={"attribute": filterable_attributes})
def test_a_filterable_attribute_finds_its_user(scim, new_user, people, users, attribute):
    """A filter by an attribute that the profile calls filterable finds the user who has the value, and nobody else."""
    value, other_value = people.two_values(attribute)
    user, other = new_user(having={attribute: value}), new_user(having={attribute: other_value})

    reply = scim.search(users, filter=wire.AttributePath.parse(attribute).filter_text(value))

    expect.tells_apart(reply, match=user, other=other)


@check("profile.nobody-matches", verifies="PROFILE-MATCHING-01", each={"attribute": matching_attributes})
def test_a_matching_value_that_nobody_has_gives_an_empty_list(scim, people, users, attribute):
    """A search for a matching value that nobody has is answered with 200 and an empty list."""
    value = people.nobodys(attribute)

    reply = scim.search(users, filter=wire.AttributePath.parse(attribute).filter_text(value))

    expect.status(reply, 200)
    expect.finds_nobody(reply)


@check("profile.deletes-as-stated", verifies="PROFILE-DELETE-01", each={"means": stated_deletion})
def test_delete_does_what_the_profile_states(scim, new_user, means):
    """After DELETE the user is gone, or where the profile says so inactive."""
    user = new_user()

    expect.success(scim.delete(user))
    expect.deleted(scim.read(user), means)
