"""RFC 7644 section 3.4.2.3: sorting."""

from __future__ import annotations

from scim_conformance import check, expect, expect_query, needs, wire

ORDERED = "RFC7644-3.4.2.3-01"
MISSING_LAST = "RFC7644-3.4.2.3-04"


@check("sort.ascending", verifies=ORDERED)
def test_a_list_is_sorted_ascending(listing, schemas, ordering):
    """A list with sortBy and sortOrder ascending begins with the smallest value."""
    path = listing.path("text")

    replies = ordering(sortBy=path, sortOrder="ascending")

    expect_query.ordered(listing.listed(replies), path, schemas)


@check("sort.descending", verifies=ORDERED)
def test_a_list_is_sorted_descending(listing, schemas, ordering):
    """A list with sortOrder descending begins with the greatest value."""
    path = listing.path("text")

    replies = ordering(sortBy=path, sortOrder="descending")

    expect_query.ordered(listing.listed(replies), path, schemas, descending=True)


@check("sort.ascending-by-default", verifies="RFC7644-3.4.2.3-02")
def test_the_order_is_ascending_by_default(listing, schemas, in_order):
    """A list with sortBy alone begins with the smallest value."""
    path = listing.path("text")

    replies = in_order(sortBy=path)

    expect_query.ordered(listing.listed(replies), path, schemas)


@check("sort.case-as-the-schema-says", verifies="RFC7644-3.4.2.3-03")
def test_letter_case_counts_as_the_schema_says(listing, schemas, in_order):
    """Where case doesn't count, a capital letter stands beside the small one."""
    path = listing.path("second")

    replies = in_order(sortBy=path, sortOrder="ascending")

    expect_query.ordered(listing.listed(replies), path, schemas)


@check("sort.numbers-as-numbers", verifies="RFC7644-3.4.2.3-03")
def test_numbers_are_sorted_by_what_they_count(listing, schemas, in_order):
    """Integers are sorted by what they count, not by their digits."""
    path = listing.path("number")

    replies = in_order(sortBy=path, sortOrder="ascending")

    expect_query.ordered(listing.listed(replies), path, schemas)


@check("sort.by-date", verifies="RFC7644-3.4.2.3-03")
def test_dates_are_sorted_by_their_instants(listing, schemas, in_order):
    """Dates with offsets are sorted by the instants that they name."""
    path = listing.path("moment")

    replies = in_order(sortBy=path, sortOrder="ascending")

    expect_query.ordered(listing.listed(replies), path, schemas)


@check("sort.missing-last", verifies=MISSING_LAST)
def test_who_has_no_value_stands_last(listing, schemas, in_order):
    """Ascending, those without a value stand behind all others, and none of them is left out."""
    path = listing.path("gap")
    listing.need_narrowing()

    replies = in_order(sortBy=path, sortOrder="ascending")

    expect_query.covered(replies, listing.ids)
    expect_query.ordered(listing.listed(replies), path, schemas)


@check("sort.missing-first-descending", verifies=MISSING_LAST)
def test_who_has_no_value_stands_first_where_the_order_descends(listing, schemas, in_order):
    """Descending, those without a value stand before all others, and none of them is left out."""
    path = listing.path("gap")
    listing.need_narrowing()

    replies = in_order(sortBy=path, sortOrder="descending")

    expect_query.covered(replies, listing.ids)
    expect_query.ordered(listing.listed(replies), path, schemas, descending=True)


@check("sort.nobody-twice", verifies=ORDERED)
def test_sorting_by_several_values_lists_nobody_twice(listing, in_order):
    """A list sorted by an attribute of which some have several values holds everybody once."""
    path = f"{listing.path('typed')}.value"
    listing.need_narrowing()

    replies = in_order(sortBy=path)

    expect_query.covered(replies, listing.ids)


@check("sort.before-paging", verifies=ORDERED)
def test_the_order_goes_over_all_pages(listing, schemas, in_order):
    """Pages of a sorted list, one behind the other, are in order."""
    path = listing.path("text")

    expect_query.sure_pages(listing.walk(3), listing.ids)
    pages = listing.walk(3, sortBy=path, sortOrder="ascending")

    expect_query.ordered(listing.listed(pages), path, schemas)


@check("sort.sub-attribute", verifies=ORDERED)
def test_a_list_is_sorted_by_a_sub_attribute(listing, schemas, in_order):
    """A list is sorted by a sub-attribute that is named behind a dot."""
    path = listing.path("dotted")

    replies = in_order(sortBy=path, sortOrder="ascending")

    expect_query.ordered(listing.listed(replies), path, schemas)


@check("sort.unknown-attribute", verifies="RFC7644-3.4.2.3-05")
def test_an_unknown_attribute_to_sort_by_is_no_error_of_the_server(listing, in_order):
    """A sortBy that names no attribute is ignored or declined."""
    replies = in_order(sortBy="scimconfNoSuchAttribute")

    expect.no_server_error(replies[0])


@check("sort.finds-the-same", verifies=ORDERED)
def test_sorting_finds_whom_the_list_finds_without(listing, in_order):
    """A sorted list holds those whom the list holds without sorting."""
    listing.need_narrowing()

    replies = in_order(sortBy="userName")

    expect_query.covered(replies, listing.ids)


@check("sort.groups-by-name", verifies=ORDERED, needs=("groups", "filter"))
def test_groups_are_sorted_by_name(scim, new_group, groups, schemas):
    """A list of groups is sorted by displayName, in either order."""
    # Two names of one check differ in a digit, of which every collation knows the order.
    found = [new_group(), new_group()]
    asked = " or ".join(f'displayName eq "{group.sent["displayName"]}"' for group in found)

    up, down = (
        scim.search(groups, filter=asked, sortBy="displayName", sortOrder=order)
        for order in ("ascending", "descending")
    )

    for group in found:
        needs.found(up, group, see="filter.group-name-finds")
    expect_query.ordered(expect.items(up), "displayName", schemas, base=wire.GROUP)
    expect_query.ordered(expect.items(down), "displayName", schemas, descending=True, base=wire.GROUP)
