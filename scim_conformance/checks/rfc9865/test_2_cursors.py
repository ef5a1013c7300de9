"""RFC 9865 section 2: pages that are followed by a cursor."""

from __future__ import annotations

from scim_conformance import check, expect, expect_query


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
