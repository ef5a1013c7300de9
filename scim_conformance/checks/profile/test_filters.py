"""What the profile says of filters: what is filterable finds, and what is not finds nobody else."""

from __future__ import annotations

from scim_conformance import check, expect, expect_query
from scim_conformance.checks.rows import odd_values, text_filters, unfilterable_attributes


@check("profile.filterable-finds-odd-values", verifies="PROFILE-FILTERABLE-02", each={"value": odd_values})
def test_a_filterable_attribute_finds_odd_values(oddly_named, value):
    """A filter finds the user in whose value there is a sign that is easily lost on the way."""
    attribute, _, sign = value.rpartition(" with ")

    sought = oddly_named(attribute, sign)

    expect.tells_apart(sought.reply, match=sought.user, other=sought.other)


@check("profile.filterable-in-other-case", verifies="PROFILE-FILTERABLE-03", each={"attribute": text_filters})
def test_a_filterable_attribute_finds_in_other_case(in_other_case, attribute):
    """A filter with capitals and small letters exchanged finds the user, where /Schemas says that case is ignored."""
    sought = in_other_case(attribute)

    expect.tells_apart(sought.reply, match=sought.user, other=sought.other)


@check(
    "profile.not-filterable-is-honest", verifies="PROFILE-FILTERABLE-04", each={"attribute": unfilterable_attributes}
)
def test_an_attribute_that_is_not_filterable_is_declined_or_right(unpromised, attribute):
    """A filter by what the profile does not call filterable is declined as invalidFilter, or answered rightly."""
    sought = unpromised(attribute)

    expect_query.right_or_declined(sought.reply, match=sought.user, other=sought.other)
