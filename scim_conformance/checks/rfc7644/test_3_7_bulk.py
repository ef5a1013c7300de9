"""RFC 7644 section 3.7: many operations in one request."""

from __future__ import annotations

from scim_conformance import check, expect, needs, replace, wire
from scim_conformance.checks.bulking import delete, patch, post, put
from scim_conformance.client import NOBODY

CREATES = "bulk.creates"


@check("bulk.answers-with-results", verifies=("RFC7644-3.7-01", "RFC7644-3.7.3-01"))
def test_a_bulk_request_is_answered_with_a_result_for_each_operation(mixed):
    """The answer to a bulk request is a BulkResponse with one result for each operation, failed or not."""
    expect.success(mixed)
    expect.names_schema(mixed, wire.BULK_RESPONSE)
    listed = expect.json_object(mixed).get("Operations")
    expect.that(
        isinstance(listed, list) and len(listed) == 2 and all(isinstance(each, dict) for each in listed),
        "The bulk response has not one result for each operation",
        expected="a list of 2 objects",
        actual=listed,
    )


@check("bulk.answers-200", verifies="RFC7644-3.7-05")
def test_a_bulk_request_is_answered_with_200(mixed):
    """A bulk request that was processed is answered with 200, also where an operation in it has failed."""
    needs.success(mixed, see="bulk.answers-with-results")
    expect.status(mixed, 200)


@check("bulk.creates", verifies="RFC7644-3.7-11")
def test_a_creation_in_a_bulk_request_is_made(scim, bulk, behind, users, people, schemas):
    """Users whose creation a bulk response calls done are read as they were sent."""
    sent = [people.user(), people.user()]

    results = bulk.results(post(users, "one", sent[0]), post(users, "two", sent[1]))

    expect.equal([each.status for each in results], [201, 201], "The list of statuses")
    for result, body in zip(results, sent, strict=True):
        expect.holds(scim.read(behind(result, users)), body, schemas)


@check("bulk.replaces", verifies="RFC7644-3.7-11")
def test_a_replacement_in_a_bulk_request_is_made(scim, bulk, replaceable, alter, schemas):
    """A user whose PUT a bulk response calls done is read as it was sent."""
    user = replaceable
    body = alter(user)

    result = bulk.results(put(user, body))[0]

    expect.that(result.ok, "The PUT in a bulk request failed", expected="2xx", actual=result.raw)
    expect.holds(scim.read(user), body, schemas)


@check("bulk.patches", verifies="RFC7644-3.7-11", needs="patch")
def test_a_patch_in_a_bulk_request_is_made(scim, bulk, patient, look, people, changeable, schemas):
    """A user whose PATCH a bulk response calls done has the new value, and else is as it was."""
    user, value = patient, people.value(changeable)
    before = look(user)

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
def test_a_failed_operation_changes_nothing(scim, bulk, look, sheltered, people, users, schemas):
    """A creation under a userName in use fails, and the user that has it stays as it was."""
    before = look(sheltered)

    result = bulk.results(post(users, "one", {**people.user(), "userName": sheltered.sent["userName"]}))[0]

    expect.equal(result.status, 409, "The status of the creation")
    expect.unchanged(before, scim.read(sheltered), schemas)


@check("bulk.goes-on-after-a-failure", verifies="RFC7644-3.7-07")
def test_operations_after_a_failed_one_are_carried_out(scim, bulk, sheltered, behind, users, people, schemas):
    """Of three operations the last is carried out though the first two have failed."""
    sent = people.user()
    duplicate = {**people.user(), "userName": sheltered.sent["userName"]}

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
def test_the_last_operation_on_a_user_has_the_last_word(scim, bulk, replaceable, alter, schemas):
    """Of two PUTs of one user in a bulk request the later one is what is read afterwards."""
    user = replaceable
    early, late = alter(user), alter(user)

    results = bulk.results(put(user, early), put(user, late))

    needs.that(all(each.ok for each in results), "A PUT in a bulk request failed", see="bulk.replaces")
    expect.holds(scim.read(user), late, schemas)


@check("bulk.no-message-is-refused", verifies="RFC7644-3.7-06")
def test_what_is_no_bulk_request_is_refused(scim, mixed):
    """A bulk request whose Operations is no list is answered with an error."""
    reply = scim.post("Bulk", json={"schemas": [wire.BULK_REQUEST], "Operations": "none"})

    needs.success(mixed, see="bulk.answers-with-results")
    expect.refused(reply)


@check("bulk.stale-version", verifies="RFC7644-3.14-04", needs="bulk")
def test_an_operation_under_another_version_is_declined(scim, bulk, look, replaceable, alter, versioned, schemas):
    """A PUT in a bulk request under a version that the user does not have is declined, and nothing of it is done."""
    user = replaceable
    before = look(user)
    versioned(before)

    result = bulk.results({**put(user, alter(user)), "version": 'W/"never-a-version-of-anything"'})[0]

    expect.that(result.status in (412, 409), "The PUT was not declined", expected="412 or 409", actual=result.raw)
    expect.unchanged(before, scim.read(user), schemas)


@check("bulk.changes-groups", verifies="RFC7644-3.7-11", needs="groups")
def test_groups_are_changed_in_a_bulk_request(scim, bulk, new_group, people):
    """Of two groups, one has the name of a PUT that a bulk response calls done, and one is not there any more."""
    kept, gone = new_group(), new_group()
    body = people.group()

    results = bulk.results(put(kept, body), delete(gone.path))

    expect.equal([each.ok for each in results], [True, True], "The list of successes")
    expect.attribute(scim.read(kept), "displayName", equals=body["displayName"])
    expect.status(scim.read(gone), 404)


@check("bulk.incomplete-operation-fails", verifies="RFC7644-3.7-12")
def test_an_operation_that_lacks_something_fails(scim, bulk, users, people):
    """A creation without path and one without data are not called done."""
    control = bulk.send(delete(f"{users}/{NOBODY}"))
    whole = post(users, "one", people.user())
    incomplete = [{name: whole[name] for name in whole if name != left} for left in ("path", "data")]

    reply = scim.post("Bulk", json={"schemas": [wire.BULK_REQUEST], "Operations": incomplete})

    needs.success(control, see="bulk.answers-with-results")
    done = [each.raw for each in bulk.in_answer(reply) if each.ok]
    expect.no_server_error(reply)
    expect.equal(done, [], "The list of incomplete operations that were called done")


@check("bulk.foreign-message-refused", verifies="RFC7644-3.7-13")
def test_a_message_of_another_kind_is_no_bulk_request(scim, bulk, users):
    """A bulk request whose body names the schema of another message is refused."""
    nothing = delete(f"{users}/{NOBODY}")
    control = bulk.send(nothing)

    reply = scim.post("Bulk", json={"schemas": [wire.SEARCH_REQUEST], "Operations": [nothing]})

    needs.success(control, see="bulk.answers-with-results")
    expect.refused(reply)
