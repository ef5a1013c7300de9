"""RFC 7644 section 3.7: many operations in one request."""

from __future__ import annotations

from scim_conformance import check, expect, needs, replace, wire
from scim_conformance.checks.bulking import delete, patch, post, put
from scim_conformance.checks.requests import NOBODY

CREATES = "bulk.creates"


@check("bulk.answers-with-results", verifies=("RFC7644-3.7-01", "RFC7644-3.7.3-01"))
def test_a_bulk_request_is_answered_with_a_result_for_each_operation(bulk, users, people):
    """The answer to a bulk request is a BulkResponse with one result for each operation, failed or not."""
    reply = bulk.send(post(users, "one", people.user()), delete(f"{users}/{NOBODY}"))

    expect.success(reply)
    expect.names_schema(reply, wire.BULK_RESPONSE)
    listed = expect.json_object(reply).get("Operations")
    expect.that(
        isinstance(listed, list) and len(listed) == 2 and all(isinstance(each, dict) for each in listed),
        "The bulk response has not one result for each operation",
        expected="a list of 2 objects",
        actual=listed,
    )


@check("bulk.answers-200", verifies="RFC7644-3.7-05")
def test_a_bulk_request_is_answered_with_200(bulk, users):
    """A bulk request that was processed is answered with 200, also where an operation in it has failed."""
    reply = bulk.send(delete(f"{users}/{NOBODY}"))

    needs.success(reply, see="bulk.answers-with-results")
    expect.status(reply, 200)


@check("bulk.creates", verifies="RFC7644-3.7-11")
def test_a_creation_in_a_bulk_request_is_made(scim, bulk, behind, users, people, schemas):
    """Users whose creation a bulk response calls done are read as they were sent."""
    sent = [people.user(), people.user()]

    results = bulk.results(post(users, "one", sent[0]), post(users, "two", sent[1]))

    expect.equal([each.status for each in results], [201, 201], "The list of statuses")
    for result, body in zip(results, sent, strict=True):
        expect.holds(scim.read(behind(result, users)), body, schemas)


@check("bulk.replaces", verifies="RFC7644-3.7-11")
def test_a_replacement_in_a_bulk_request_is_made(scim, bulk, new_user, alter, schemas):
    """A user whose PUT a bulk response calls done is read as it was sent."""
    user = new_user()
    body = alter(user)

    result = bulk.results(put(user, body))[0]

    expect.that(result.ok, "The PUT in a bulk request failed", expected="2xx", actual=result.raw)
    expect.holds(scim.read(user), body, schemas)


@check("bulk.patches", verifies="RFC7644-3.7-11", needs="patch")
def test_a_patch_in_a_bulk_request_is_made(scim, bulk, new_user, people, changeable, schemas):
    """A user whose PATCH a bulk response calls done has the new value, and else is as it was."""
    user, value = new_user(), people.value(changeable)
    before = scim.read(user)

    result = bulk.results(patch(user, replace(changeable, value)))[0]

    expect.that(result.ok, "The PATCH in a bulk request failed", expected="2xx", actual=result.raw)
    expect.changed(before, scim.read(user), schemas, path=changeable, to=value)


@check("bulk.deletes", verifies="RFC7644-3.7-11")
def test_a_deletion_in_a_bulk_request_is_made(scim, bulk, new_user):
    """A user whose DELETE a bulk response calls done is not there any more."""
    user = new_user()

    result = bulk.results(delete(user.path))[0]

    expect.equal(result.status, 204, "The status of the deletion")
    expect.status(scim.read(user), 404)


@check("bulk.failure-changes-nothing", verifies="RFC7644-3.7-11")
def test_a_failed_operation_changes_nothing(scim, bulk, new_user, people, users, schemas):
    """A creation under a userName in use fails, and the user that has it stays as it was."""
    user = new_user()
    before = scim.read(user)

    result = bulk.results(post(users, "one", {**people.user(), "userName": user.sent["userName"]}))[0]

    expect.equal(result.status, 409, "The status of the creation")
    expect.unchanged(before, scim.read(user), schemas)


@check("bulk.goes-on-after-a-failure", verifies="RFC7644-3.7-07")
def test_operations_after_a_failed_one_are_carried_out(scim, bulk, new_user, behind, users, people, schemas):
    """Of three operations the last is carried out though the first two have failed."""
    user, sent = new_user(), people.user()
    duplicate = {**people.user(), "userName": user.sent["userName"]}

    reply = bulk.send(delete(f"{users}/{NOBODY}"), post(users, "one", duplicate), post(users, "two", sent))

    needs.success(reply, see="bulk.answers-with-results")
    results = bulk.in_answer(reply)
    expect.equal(len(results), 3, "The number of results")
    expect.holds(scim.read(behind(results[-1], users)), sent, schemas)


@check("bulk.stops-at-fail-on-errors", verifies="RFC7644-3.7-08")
def test_nothing_is_done_once_the_errors_are_too_many(scim, bulk, new_user, users):
    """With failOnErrors 1 the operations before the first failure are carried out, and those after it are not."""
    early, late = new_user(), new_user()

    reply = bulk.send(delete(early.path), delete(f"{users}/{NOBODY}"), delete(late.path), failOnErrors=1)

    needs.success(reply, see="bulk.answers-with-results")
    expect.status(scim.read(early), 404)
    expect.status(scim.read(late), 200)


@check("bulk.keeps-the-order", verifies="RFC7644-3.7-10")
def test_the_last_operation_on_a_user_has_the_last_word(scim, bulk, new_user, alter, schemas):
    """Of two PUTs of one user in a bulk request the later one is what is read afterwards."""
    user = new_user()
    early, late = alter(user), alter(user)

    results = bulk.results(put(user, early), put(user, late))

    needs.that(all(each.ok for each in results), "A PUT in a bulk request failed", see="bulk.replaces")
    expect.holds(scim.read(user), late, schemas)


@check("bulk.no-message-is-refused", verifies="RFC7644-3.7-06")
def test_what_is_no_bulk_request_is_refused(scim, bulk, users, people):
    """A bulk request whose Operations is no list is answered with an error."""
    control = bulk.send(delete(f"{users}/{NOBODY}"))

    reply = scim.post("Bulk", json={"schemas": [wire.BULK_REQUEST], "Operations": "none"})

    needs.success(control, see="bulk.answers-with-results")
    expect.refused(reply)


@check("bulk.stale-version", verifies="RFC7644-3.14-04", needs="bulk")
def test_an_operation_under_another_version_is_declined(scim, bulk, new_user, alter, versioned, schemas):
    """A PUT in a bulk request under a version that the user does not have is declined, and nothing of it is done."""
    user = new_user()
    before = scim.read(user)
    versioned(before)

    result = bulk.results({**put(user, alter(user)), "version": 'W/"never-a-version-of-anything"'})[0]

    expect.that(result.status in (412, 409), "The PUT was not declined", expected="412 or 409", actual=result.raw)
    expect.unchanged(before, scim.read(user), schemas)
