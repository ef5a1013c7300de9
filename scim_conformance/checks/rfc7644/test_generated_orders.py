"""RFC 7644 section 3: changes one after the other, in any order, leave what each of them says."""

from __future__ import annotations

from collections.abc import Sequence

from scim_conformance import check, expect
from scim_conformance.profile import Profile


def kinds(profile: Profile) -> Sequence[str]:
    """What is changed: accounts, and memberships where the application has groups."""
    return ["accounts"] if profile.groups.supported is False else ["accounts", "memberships"]


@check(
    "delete.any-order-ends-as-modelled",
    verifies=("RFC7644-3.6-05", "RFC7644-3.5.1-01"),
    each={"of": kinds},
)
def test_any_order_leaves_what_it_should(examples, orders_of, of):
    """In whichever order accounts and groups are created, changed and deleted, the end is what the changes say."""
    stage = orders_of(of)

    @examples(recipe=stage.recipes)
    def holds(recipe):
        told = stage.play(recipe)
        expect.that(
            not told.wrong,
            "After several changes the provider holds something else",
            expected=told.expected,
            actual=told.actual,
        )
