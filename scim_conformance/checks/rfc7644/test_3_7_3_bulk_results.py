"""RFC 7644 sections 3.7.3 and 3.7.4: the results of a bulk request, and its limits."""

from __future__ import annotations

from scim_conformance import check, expect, needs
from scim_conformance.checks.bulking import delete, post, put
from scim_conformance.checks.rows import bulk_limits


@check("bulk.result-names-method", verifies="RFC7644-3.7-02")
def test_each_result_names_its_method(bulk, mixed):
    """Each result names the method of its operation."""
    results = bulk.told(mixed, 2)

    expect.equal([each.raw.get("method") for each in results], ["POST", "DELETE"], "The list of methods")


@check("bulk.result-has-bulk-id", verifies="RFC7644-3.7-09")
def test_the_result_of_a_creation_has_its_bulk_id(bulk, mixed):
    """The result of a creation has the bulkId that was sent with it."""
    result = bulk.told(mixed, 2)[0]

    expect.equal(result.raw.get("bulkId"), "one", "The bulkId of a result")


@check("bulk.status-is-text", verifies="RFC7644-3.7.3-03")
def test_the_status_of_a_result_is_a_text(bulk, mixed):
    """The status of each result is the code of a single request, written as a text."""
    results = bulk.told(mixed, 2)

    expect.equal([each.raw.get("status") for each in results], ["201", "404"], "The list of statuses")


@check("bulk.result-has-location", verifies="RFC7644-3.7-03")
def test_each_result_has_a_location(bulk, new_user, rewrite, users, people):
    """The results of a creation, a replacement and a deletion that succeed have a location."""
    user, other = new_user(), new_user()

    results = bulk.results(post(users, "one", people.user()), put(user, rewrite(user)), delete(other.path))

    needs.that(all(each.ok for each in results), "An operation of a bulk request failed", see="bulk.creates")
    without = [each.raw.get("method") for each in results if not each.raw.get("location")]
    expect.equal(without, [], "The list of results without location")


@check("bulk.location-is-the-address", verifies="RFC7644-3.7.3-02")
def test_the_location_of_a_result_is_the_address_of_the_resource(scim, bulk, behind, users, people, schemas):
    """Under the location in the result of a creation the new user is read."""
    sent = people.user()

    result = bulk.results(post(users, "one", sent))[0]

    needs.that(result.ok and bool(result.raw.get("location")), "There is no location", see="bulk.result-has-location")
    needs.success(scim.read(behind(result, users)), see="bulk.creates")
    stored = scim.get(str(result.raw["location"]))
    expect.success(stored)
    expect.attribute(stored, "userName", equals=sent["userName"], schemas=schemas)


@check("bulk.failure-has-its-error", verifies="RFC7644-3.7-04")
def test_the_result_of_a_failure_contains_its_error(bulk, mixed):
    """The result of an operation that failed has the SCIM error of a single request in its response."""
    result = bulk.told(mixed, 2)[1]

    needs.that(not result.ok, "The deletion of nobody succeeded", see="bulk.status-is-text")
    expect.valid(result.raw.get("response"), "error", "The response of a failed operation")


@check("bulk.failure-is-explained", verifies="RFC7644-3.7.3-04")
def test_the_result_of_a_failure_explains_it(bulk, mixed):
    """The result of an operation that failed says in words why, in its error or in its status."""
    result = bulk.told(mixed, 2)[1]

    needs.that(not result.ok, "The deletion of nobody succeeded", see="bulk.status-is-text")
    holders = [each for each in (result.raw.get("response"), result.raw.get("status")) if isinstance(each, dict)]
    needs.that(bool(holders), "A failed operation has no error", see="bulk.failure-has-its-error")
    said = [each.get(name) for each in holders for name in ("detail", "description")]
    expect.that(any(said), "A failed operation is not explained", expected="a detail", actual=result.raw)


@check("bulk.limits-are-told", verifies="RFC7644-3.7.4-01", each={"limit": bulk_limits})
def test_the_limits_are_numbers(configured, limit):
    """The configuration tells how many operations and bytes a bulk request may have."""
    value = configured("bulk").get(limit)

    expect.that(
        isinstance(value, int | float) and not isinstance(value, bool) and value >= 1,
        f"{limit} is no number of at least one",
        expected="1 or more",
        actual=value,
    )


@check("bulk.too-large-413", verifies="RFC7644-3.7.4-02", each={"name": bulk_limits})
def test_a_bulk_request_beyond_a_limit_is_too_large(oversized, name):
    """A bulk request with one operation or one byte more than allowed is answered with 413."""
    reply = oversized(name)

    needs.not_status(reply, 404, see="bulk.answers-with-results")
    expect.status(reply, 413)


@check("bulk.too-large-names-limit", verifies="RFC7644-3.7.4-03", each={"name": bulk_limits})
def test_the_error_for_a_large_bulk_request_names_the_limit(limit, oversized, name):
    """The error for a bulk request that is too large names the limit, or how large it is."""
    reply = oversized(name)

    needs.status(reply, 413, see="bulk.too-large-413")
    expect.that(
        name.casefold() in reply.text.casefold() or str(limit(name)) in reply.text.replace(",", ""),
        "The error does not name the limit",
        expected=f"{name}, or {limit(name)}",
        actual=reply.shown,
    )
