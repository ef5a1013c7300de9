"""RFC 7644 section 3.4.2.4: pagination."""

from __future__ import annotations

from scim_conformance import check, expect, expect_query

COUNT = "RFC7644-3.4.2.4-01"
EVERYBODY_ONCE = "RFC7644-3.4.2.4-04"


@check("pagination.count-limits", verifies=COUNT)
def test_a_page_holds_no_more_than_asked_for(listing):
    """A page of two holds two resources at most, where there are more."""
    listing.need_rows(3)

    reply = listing.page(count="2")

    held = expect_query.page(reply, most=2)
    expect.that(bool(held), "A page of two is empty though more match", expected="1 or 2", actual=0)


@check("pagination.count-limits-groups", verifies=COUNT, needs="groups")
def test_a_page_of_groups_holds_no_more_than_asked_for(newborn, standing_group, groups, endpoint_page):
    """A page of one group holds one group at most, where there are two."""
    newborn("Group")

    reply = endpoint_page(groups, count="1")

    expect_query.page(reply, most=1)


@check("pagination.count-zero", verifies=COUNT)
def test_count_zero_gives_the_total_alone(listing):
    """A page of none is answered, and holds no resource."""
    control, reply = listing.page(count="2"), listing.page(count="0")

    expect_query.sure_limit(control, most=2)
    expect_query.page(reply, most=0)


@check("pagination.negative-count", verifies="RFC7644-3.4.2.4-03")
def test_a_negative_count_is_read_as_zero(listing):
    """A page of a negative size holds no resource, and is no error."""
    control, reply = listing.page(count="2"), listing.page(count="-1")

    expect_query.sure_limit(control, most=2)
    expect_query.page(reply, most=0)


@check("pagination.start-below-one", verifies="RFC7644-3.4.2.4-02")
def test_a_start_below_one_is_read_as_one(listing):
    """A page that starts at 0 or below is the page that starts at 1."""
    listing.need_rows(3)

    first, *below = [listing.page(count="2", startIndex=start) for start in ("1", "0", "-3")]

    for reply in below:
        expect_query.same_page(reply, first)


@check("pagination.start-past-the-end", verifies="RFC7644-3.4.2.4-06")
def test_past_the_end_a_page_is_empty(listing):
    """A page that starts behind the last match is empty and counts all matches."""
    listing.need_narrowing()

    reply = listing.page(count="2", startIndex="1000")

    expect_query.page(reply, most=0)
    expect.equal(expect_query.total(reply), len(listing.ids), "totalResults past the end")


@check("pagination.every-match-once", verifies=EVERYBODY_ONCE, needs="filter")
def test_pages_hold_every_match_once(listing):
    """Pages of two, read one behind the other, hold every match once."""
    listing.need_rows(5)

    pages = listing.walk(2)

    expect_query.covered(pages, listing.ids)


@check("pagination.rest-on-the-last-page", verifies=EVERYBODY_ONCE, needs="filter")
def test_the_last_page_holds_the_rest(listing):
    """A page that asks for more than are left holds all that are left."""
    listing.need_rows(5)

    control, pages = listing.walk(2), listing.walk(3)

    expect_query.sure_pages(control, listing.ids)
    expect_query.covered(pages, listing.ids)


@check("pagination.start-is-a-place", verifies=EVERYBODY_ONCE, needs="filter")
def test_the_start_is_a_place_and_no_page_number(listing):
    """A page that starts at 2 begins with the second resource of the page that starts at 1."""
    listing.need_rows(3)
    listing.need_narrowing()

    first, second = (listing.page(count="2", startIndex=start) for start in ("1", "2"))

    expect_query.next_after(first, second)


@check("pagination.total-is-constant", verifies="RFC7644-3.4.2-06", needs="filter")
def test_the_total_is_the_same_on_every_page(listing):
    """Each page counts all matches in totalResults, whatever it holds itself."""
    listing.need_narrowing()

    pages = [listing.page(count=size, startIndex=start) for size, start in (("2", "1"), ("2", "3"), ("0", "1"))]

    expect_query.constant_total(pages, len(listing.ids))


@check("pagination.nothing-behind-the-total", verifies="RFC7644-3.4.2-06")
def test_the_total_is_no_limit_of_pages(users, listing, endpoint_page):
    """A page that starts behind the total of a list of everybody holds nobody whom its own total leaves out."""
    listing.need_index()
    total = expect_query.total(endpoint_page(users, count="1"))

    reply = endpoint_page(users, count="1", startIndex=str(total + 1))

    expect_query.within_total(reply, start=total + 1)


@check("pagination.page-says-where-it-is", verifies="RFC7644-3.4.2-04")
def test_a_page_of_several_says_where_it_is(listing):
    """A page of several says its first place in startIndex, and how many it holds in itemsPerPage."""
    listing.need_rows(5)

    first, second = listing.page(count="2"), listing.page(count="2", startIndex="3")

    expect_query.counted(first, start=1)
    expect_query.counted(second, start=3)


@check("pagination.items-per-page-counts-what-is-there", verifies="RFC7644-3.4.2-04", needs="filter")
def test_items_per_page_counts_what_is_there(listing):
    """The last page says in itemsPerPage how many it holds, not how many were asked for."""
    listing.need_rows(5)
    listing.need_narrowing()

    reply = listing.page(count="50", startIndex="4")

    expect_query.items_counted(reply)


@check("pagination.default-page", verifies="RFC7644-3.4.2.4-05")
def test_without_count_a_page_is_not_empty(listing):
    """A query without count is answered with a page that holds a match."""
    reply = listing.page()

    held = expect.items(reply)
    expect.that(bool(held), "A query without count returns nobody", expected="a resource", actual=held)


@check("pagination.text-for-a-number", verifies="RFC7644-3.4.2.4-07")
def test_a_text_for_a_number_is_no_error_of_the_server(listing):
    """A startIndex or count that is no number is ignored or declined."""
    replies = listing.page(startIndex="abc", count="2"), listing.page(count="abc")

    for reply in replies:
        expect.no_server_error(reply)


@check("pagination.large-count", verifies="RFC7644-3.4.2.4-08", needs="filter")
def test_a_large_count_is_no_error(listing):
    """A query that asks for a page of a million is answered with a page."""
    listing.need_narrowing()

    reply = listing.page(count="1000000")

    expect.status(reply, 200)
    expect.items(reply)
