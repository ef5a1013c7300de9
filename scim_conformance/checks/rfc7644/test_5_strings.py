"""RFC 7644 sections 5 and 7.8: strings are prepared before they are compared."""

from __future__ import annotations

from scim_conformance import check, expect, needs


@check("case-sensitivity.user-name-in-other-form", verifies="RFC7644-5-01")
def test_a_user_name_in_another_form_of_unicode_conflicts(scim, accented, fresh, two_forms, users, people, schemas):
    """A create is declined whose userName is in use, written with other characters for the same letters."""
    before = fresh(accented)
    same = scim.create(users, {**people.user(), "userName": two_forms[0]})

    reply = scim.create(users, {**people.user(), "userName": two_forms[1]})

    needs.refusal(same, see="create.duplicate-conflicts")
    expect.no_success(reply)
    expect.unchanged(before, scim.read(accented), schemas)


@check("filter.value-in-other-form", verifies="RFC7644-7.8-01")
def test_a_search_finds_a_user_name_in_another_form_of_unicode(scim, accented, two_forms, users):
    """A search by userName finds a user also where its letters are written with other characters."""
    same = scim.search(users, filter=f'userName eq "{two_forms[0]}"')

    reply = scim.search(users, filter=f'userName eq "{two_forms[1]}"')

    needs.only(same, accented, see="filter.user-name-finds")
    expect.finds(reply, accented.id)
