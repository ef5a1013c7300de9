"""RFC 7644 sections 3.4, 3.4.2 and 3.4.2.1: what a list holds, and where queries are answered."""

from __future__ import annotations

from scim_conformance import check, expect, expect_query, needs, wire
from scim_conformance.checks.rows import kinds_of_resource


@check("filter.resources-hold-the-matches", verifies="RFC7644-3.4.2-03", needs="filter")
def test_a_list_holds_its_matches(crowd):
    """A list response with a match holds it in an array named Resources."""
    reply = crowd.search(filter=crowd.design.filled("userName eq {ada}"))

    held = expect.json_object(reply).get("Resources")
    expect.that(isinstance(held, list) and bool(held), "Resources is missing", expected="an array", actual=held)


@check("filter.listed-as-read", verifies="RFC7644-3.4-01", needs="filter")
def test_a_list_shows_resources_as_they_are_read(crowd, schemas):
    """A resource in a list has the attributes that it has when it is read by its id."""
    reply = crowd.search(filter=crowd.design.filled("userName eq {ada}"))

    expect_query.as_read(reply, crowd.stored["ada"], schemas)


@check("filter.unknown-parameter-ignored", verifies="RFC7644-3.4.2-07", needs="filter")
def test_an_unknown_parameter_changes_nothing(crowd):
    """A query with a parameter that does not exist finds what it finds without."""
    asked = crowd.ask("userName eq {ada}", finds="ada", scimconfNoSuchParameter="1")

    expect_query.exactly(asked)


@check("filter.with-attributes", verifies="RFC7644-3.4.2.2-01")
def test_a_filter_counts_beside_attributes(crowd):
    """A query with filter and attributes finds those who match the filter."""
    asked = crowd.ask("userName eq {ada}", finds="ada", attributes="userName")

    expect_query.exactly(asked)


@check("filter.on-an-attribute-not-returned", verifies="RFC7644-3.4.2.2-01")
def test_a_filter_looks_at_attributes_that_are_not_returned(crowd):
    """A filter by an attribute that the answer leaves out finds those who match."""
    control = crowd.ask("userName eq {ada}", finds="ada", attributes="userName")

    asked = crowd.ask('{text} eq "{a}lima{z}"', finds="fay", attributes="id")

    expect_query.sure(control, see="filter.with-attributes")
    expect_query.exactly(asked)


@check("pagination.users-are-no-groups", verifies="RFC7644-3.4.2.1-04", needs=("filter", "groups"))
def test_the_list_of_users_holds_no_group(scim, crowd, standing_group, users):
    """A query of users never answers with a group, even where a group matches the filter."""
    asked = f"id eq {wire.quoted(standing_group.id)}"
    reply = scim.search(users, filter=asked)

    crowd.declining.leave_out(reply, asked)
    needs.not_status(reply, 404, see="filter.nobody-is-success")
    found = [item.get("id") for item in expect.items(reply)]
    expect.that(standing_group.id not in found, "A query of users returns a group", expected=[], actual=found)


@check("filter.at-the-base-address", verifies="RFC7644-3.4.2.1-01")
def test_a_query_at_the_base_address_is_answered(root, crowd):
    """A query at the base address is answered."""
    asked = crowd.ask("userName eq {ada}", finds="ada", send=root)

    expect_query.exactly(asked)


@check("filter.root-finds-every-type", verifies="RFC7644-3.4.2.1-02", needs=("filter", "groups"))
def test_a_query_at_the_base_address_finds_every_type(root, crowd, standing_group):
    """A query at the base address finds a user by its userName, and a group by its displayName."""
    user_found = crowd.ask("userName eq {ada}", finds="ada", send=root)
    group_found = root(filter=f'displayName eq "{standing_group.sent["displayName"]}"')

    expect_query.exactly(user_found)
    expect.finds(group_found, standing_group.id)


@check("filter.root-attribute-of-another-type", verifies="RFC7644-3.4.2.1-03", needs="groups")
def test_at_the_base_address_an_attribute_that_a_type_lacks_has_no_value(root, standing_group, crowd):
    """At the base address a group has no userName, and a filter that asks for both finds nobody."""
    crowd.need("and")

    asked = f'displayName eq "{standing_group.sent["displayName"]}" and userName pr'
    reply = root(filter=asked)

    crowd.declining.leave_out(reply, asked)
    expect.finds_nobody(reply)


@check("filter.root-filters-as-elsewhere", verifies="RFC7644-3.4.2.1-03")
def test_at_the_base_address_a_filter_means_the_same(root, crowd):
    """At the base address a filter by type and name finds the user, and nobody under another type."""
    crowd.need("and")

    of_users = crowd.ask('meta.resourceType eq "User" and userName eq {ada}', alone=True, send=root)
    of_groups = crowd.ask('meta.resourceType eq "Group" and userName eq {ada}', alone=True, send=root)

    kind = crowd.value("ada", "meta.resourceType")
    needs.that(kind == "User", "No meta.resourceType says that somebody is a user", see="schema.meta-names-the-type")
    expect_query.exactly(of_users)
    expect_query.exactly(of_groups)


@check("projection.query-attributes", verifies="RFC7644-3.4.2.5-01", needs="filter")
def test_a_query_returns_the_attributes_that_were_asked_for(crowd, schemas):
    """A query with attributes returns these and what is always returned, and no other."""
    everything, named = crowd.just("ada"), crowd.just("ada", attributes="userName")

    expect_query.projected(everything, named, schemas, only="userName")


@check("projection.query-excluded-attributes", verifies="RFC7644-3.4.2.5-01", needs="filter")
def test_a_query_leaves_out_the_attributes_that_are_excluded(crowd, schemas):
    """A query with excludedAttributes leaves out that attribute, and returns the others."""
    everything, without = crowd.just("ada"), crowd.just("ada", excludedAttributes="meta")

    expect_query.projected(everything, without, schemas, without="meta")


@check("projection.query-excluded-id-stays", verifies="RFC7644-3.4.2.5-02", needs="filter")
def test_a_query_returns_the_id_even_where_it_is_excluded(crowd):
    """A query that excludes the id returns it all the same."""
    reply = crowd.just("ada", excludedAttributes="id")

    expect.finds(reply, crowd.resources["ada"].id)


@check("filter.post-finds-the-same", verifies="RFC7644-3.4.3-01")
def test_a_search_by_post_finds_what_a_query_finds(crowd, by_post):
    """A search by POST finds those whom the same query by GET finds."""
    query = crowd.ask('{text} eq "{a}kilo{z}"', finds="ada")

    search = crowd.ask('{text} eq "{a}kilo{z}"', finds="ada", send=by_post)

    expect_query.same(query, search)


@check("filter.post-answers-list-response", verifies="RFC7644-3.4.2-01", needs="filter")
def test_a_search_by_post_is_answered_with_a_list_response(crowd, by_post):
    """The answer to a search by POST is a list response."""
    reply = by_post(filter=crowd.design.filled("userName eq {ada}"))

    expect.status(reply, 200)
    expect.names_schema(reply, wire.LIST_RESPONSE)


@check("filter.post-pages", verifies="RFC7644-3.4.3-01")
def test_a_search_by_post_is_cut_into_pages(crowd, post_search):
    """A search by POST obeys count and startIndex as a query does."""
    crowd.need_narrowing()
    crowd.need_rows(3)

    pages = [post_search(**crowd.narrow(), count="2", startIndex=start) for start in ("1", "3")]

    first, second = (expect_query.page(reply, most=2) for reply in pages)
    expect.equal(
        len({str(item.get("id")) for item in [*first, *second]}), len([*first, *second]), "The number of resources"
    )


@check("filter.post-at-the-root", verifies="RFC7644-3.4.3-01")
def test_a_search_by_post_at_the_base_address_finds_a_user(crowd, post_search):
    """A search by POST at the base address finds the user who matches."""
    reply = post_search("", filter=crowd.design.filled("userName eq {ada}"))

    expect.finds(reply, crowd.resources["ada"].id)


@check("filter.post-with-attributes", verifies="RFC7644-3.4.3-04")
def test_a_search_by_post_returns_the_attributes_that_were_asked_for(crowd, post_search, schemas):
    """A search by POST with attributes returns these and what is always returned, and no other."""
    wanted = {"filter": crowd.design.filled("userName eq {ada}")}

    everything, named = post_search(**wanted), post_search(**wanted, attributes=["userName"])

    expect_query.projected(everything, named, schemas, only="userName")


@check("filter.post-excluded-id-stays", verifies="RFC7644-3.4.3-02")
def test_a_search_by_post_returns_the_id_even_where_it_is_excluded(crowd, post_search):
    """A search by POST that excludes the id returns it all the same."""
    reply = post_search(filter=crowd.design.filled("userName eq {ada}"), excludedAttributes=["id"])

    expect.finds(reply, crowd.resources["ada"].id)


@check("filter.post-is-offered", verifies="RFC7644-3.4.3-05")
def test_a_search_by_post_is_offered(scim, users, crowd):
    """A search by POST is answered with a list or a refusal of its content, not as if there were nothing."""
    body = {"schemas": [wire.SEARCH_REQUEST], "filter": crowd.design.filled("userName eq {ada}")}

    reply = scim.post(f"{users}/.search", json=body)

    expect_query.offered(reply)


@check("sort.post-orders", verifies="RFC7644-3.4.3-03")
def test_a_search_by_post_is_ordered(crowd, post_search, schemas):
    """A search by POST with sortBy is ordered by that attribute."""
    path = crowd.path("text")
    crowd.need_narrowing()

    replies = [
        post_search(**crowd.narrow(), sortBy=path, sortOrder=order, count="20") for order in ("ascending", "descending")
    ]

    expect_query.ordered(crowd.listed(replies[:1]), path, schemas)
    expect_query.ordered(crowd.listed(replies[1:]), path, schemas, descending=True)


@check("filter.none-lists-everybody", verifies="RFC7644-3.4.2-08", each={"kind": kinds_of_resource})
def test_a_query_without_filter_lists_everybody(endpoint_page, standing, kind):
    """A query without filter lists a resource that is there, where the list fits on one page."""
    resource = standing(kind)

    reply = endpoint_page(resource.endpoint, count="200")

    expect_query.lists(reply, resource)


@check("filter.post-finds-groups", verifies="RFC7644-3.4.3-01", needs="groups")
def test_a_search_by_post_finds_a_group(scim, post_search, standing_group, groups):
    """A search of groups by POST finds the group that the same query by GET finds, and no other."""
    asked = {"filter": f'displayName eq "{standing_group.sent["displayName"]}"'}
    control = scim.search(groups, **asked)

    reply = post_search(groups, **asked)

    needs.only(control, standing_group, see="filter.group-name-finds")
    expect.finds(reply, standing_group.id)


@check("filter.post-broken-text-refused", verifies="RFC7644-3.4.2.2-08")
def test_a_broken_filter_in_a_search_by_post_is_refused(post_search):
    """A search by POST whose filter is broken is refused, or finds nobody."""
    reply = post_search(filter="userName eq", count="1")

    expect_query.nobody_or_declined(reply)
