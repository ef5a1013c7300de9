"""RFC 9865 section 2: pages that are followed by a cursor."""

from __future__ import annotations

from scim_conformance import check, expect, expect_query, needs

EVERYBODY_ONCE = "pagination.cursor-every-match-once"
LIMITS = "pagination.cursor-count-limits"


@check("pagination.cursor-every-match-once", verifies="RFC9865-2-01", needs="filter")
def test_cursors_lead_to_every_match_once(listing, cursors):
    """Pages of three that are followed by nextCursor hold every match once, and the last has no cursor."""
    pages = cursors(3)

    expect_query.covered(pages, listing.ids)
    expect_query.ends(pages)


@check("pagination.cursor-count-limits", verifies="RFC9865-2-02", needs="filter")
def test_a_page_by_cursor_holds_no_more_than_asked_for(cursors):
    """Each page that is followed by a cursor holds as many resources as asked for at most."""
    pages = cursors(2)

    for reply in pages:
        expect_query.page(reply, most=2)


@check("pagination.cursor-none-before-the-first", verifies="RFC9865-2-03", needs="filter")
def test_the_first_page_has_no_cursor_to_one_before(cursors):
    """The first page has no previousCursor."""
    first = cursors(3)[0]

    before = expect.json_object(first).get("previousCursor")
    expect.equal(before, None, "The previousCursor of the first page")


@check("pagination.cursor-unknown", verifies="RFC9865-2.1-01", needs="filter")
def test_an_unknown_cursor_is_refused(listing, cursors):
    """A cursor that the provider has never given is refused with 400."""
    cursors(3)

    reply = listing.search(**listing.narrow(), count="3", cursor="scimconf-no-such-cursor")

    expect.status(reply, 400)


@check("pagination.cursor-count-zero", verifies="RFC9865-2-04", needs="filter")
def test_a_page_of_none_by_cursor_is_empty(listing, cursors):
    """A page of none that is asked for with a cursor is answered, and holds no resource."""
    control = cursors(3)[0]

    reply = listing.search(**listing.narrow(), count="0", cursor="")

    expect_query.sure_limit(control, most=3, see=LIMITS)
    expect_query.page(reply, most=0)


@check("pagination.cursor-fits-into-address", verifies="RFC9865-2-05", needs="filter")
def test_a_cursor_can_stand_in_an_address_as_it_is(cursors):
    """A cursor has none but letters, digits and the four signs that an address leaves as they are."""
    pages = cursors(3)

    for reply in pages:
        expect_query.unreserved(reply, "nextCursor", "previousCursor")


@check("pagination.cursor-leads-back", verifies="RFC9865-2-06", needs="filter")
def test_a_previous_cursor_leads_back(listing, cursors, shows):
    """The previousCursor of the second page, where it has one, leads to those who are on the first."""
    pages = cursors(3)
    listing.need_rows(4)
    expect_query.sure_limit(pages[0], most=3, see=LIMITS)
    expect_query.sure_pages(pages, listing.ids, see=EVERYBODY_ONCE)
    back = shows(expect.json_object(pages[1]).get("previousCursor"), "previousCursor")

    reply = listing.search(**listing.narrow(), count="3", cursor=back)

    expect_query.covered([reply], [item["id"] for item in expect.items(pages[0])])


@check("pagination.cursor-by-post", verifies="RFC9865-3-01")
def test_a_cursor_is_taken_in_a_search_by_post(listing, cursors, post_search):
    """A search by POST with an empty cursor, and one with the cursor that it answers, give two pages."""
    control = cursors(3)
    asked = {**listing.narrow(), "count": "3"}

    first = post_search(**asked, cursor="")
    second = post_search(**asked, cursor=expect.part(first, "nextCursor"))

    expect_query.sure_pages(control, listing.ids, see=EVERYBODY_ONCE)
    expect_query.covered([first, second], [item["id"] for reply in control[:2] for item in expect.items(reply)])


@check("sort.by-cursor", verifies="RFC9865-2.2-01", needs="filter")
def test_pages_by_cursor_are_sorted(listing, cursors, in_order, schemas):
    """Pages that a cursor leads to are in the order that was asked for."""
    path = listing.path("text")
    asked = {**listing.narrow(), "count": "3", "sortBy": path, "sortOrder": "ascending"}

    first = listing.search(**asked, cursor="")
    second = listing.search(**asked, cursor=expect.part(first, "nextCursor"))

    expect_query.ordered(listing.listed([first, second]), path, schemas)


@check("pagination.cursor-by-default", verifies="RFC9865-2.4-01", needs="filter")
def test_cursors_are_the_default_where_that_is_said(listing, cursors, discovered, shows):
    """A first page that nobody asked a cursor for has one, where cursors are said to be the default."""
    cursors(3)
    says = (discovered.config or {})["pagination"].get("defaultPaginationMethod")
    shows("cursor" if says == "cursor" else None, "cursors as its default")

    reply = listing.search(**listing.narrow(), count="3")

    expect.part(reply, "nextCursor")


@check("discovery.pagination-is-complete", verifies="RFC9865-4-01")
def test_the_configuration_of_pagination_is_complete(scim, shows):
    """The pagination of the configuration, where it is there, says by booleans which methods there are."""
    reply = scim.get("ServiceProviderConfig")

    needs.status(reply, 200, see="discovery.config-answers")
    needs.body(reply, see="discovery.config-answers")
    expect_query.pagination(shows(reply.json.get("pagination"), "pagination in its configuration"))
