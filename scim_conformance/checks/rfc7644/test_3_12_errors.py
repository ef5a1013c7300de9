"""RFC 7644 section 3.12: how a provider says no."""

from __future__ import annotations

from scim_conformance import check, expect, needs, wire
from scim_conformance.checks.failing import is_error, odd_requests, refusals
from scim_conformance.checks.rows import sign_in
from scim_conformance.client import NOBODY


@check("errors.body-is-scim-error", verifies=("RFC7644-3.12-01", "RFC7644-3.12-02", "RFC7644-3.12-03"))
def test_an_error_has_the_body_of_an_error(document, users):
    """The answer to a request that is refused has a JSON body in the form of a SCIM error."""
    reply = document(f"{users}/{NOBODY}")

    needs.refusal(reply, see="read.unknown-id-is-no-success")
    body = expect.document(reply, "error")
    expect.equal(body["status"], str(reply.status), "The status in the body")


@check("errors.broken-json-400", verifies="RFC7644-3.12-06")
def test_a_body_that_is_no_json_is_refused(scim, users):
    """A body that is no JSON is answered with 400."""
    reply = scim.request("POST", users, content=b'{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"')

    expect.status(reply, 400)


@check("errors.wrong-type-400", verifies="RFC7644-3.12-07")
def test_a_value_of_the_wrong_type_is_refused(scim, people, users):
    """A create whose userName is an object is answered with 400."""
    reply = scim.create(users, {**people.user(), "userName": {"value": "a"}})

    expect.status(reply, 400)


@check("errors.body-on-every-path", verifies="RFC7644-3.12-01")
def test_every_way_to_fail_has_a_body(scim, users, standing_user, people):
    """Whatever is wrong with a request, its refusal has a JSON body that names the schema of errors."""
    answers = refusals(scim, users, standing_user, people)

    needs.error_body(answers.pop("an id that nobody has"), see="errors.body-is-scim-error")
    without = [what for what, reply in answers.items() if reply.status and reply.status >= 400 and not is_error(reply)]
    expect.equal(without, [], "The list of refusals without the body of an error")


@check("auth.refusal-has-a-body", verifies="RFC7644-3.12-01", each={"scheme": sign_in})
def test_a_request_without_credentials_is_refused_with_a_body(scim, users, scheme):
    """The refusal of a request without credentials has a JSON body that names the schema of errors."""
    reply, control = scim.get(f"{users}/{NOBODY}", auth=False), scim.get(f"{users}/{NOBODY}")

    needs.refusal(reply, see="auth.refusal-is-401")
    needs.error_body(control, see="errors.body-is-scim-error")
    expect.names_schema(reply, wire.ERROR)


@check("security.odd-ids-not-found", verifies="RFC7644-3.12-09")
def test_an_odd_id_is_not_found(scim, users):
    """An id with quotes, a path or a zero byte in it is answered like any other that nobody has."""
    answers = odd_requests(scim, users)

    others = {what: reply.status for what, reply in answers.items() if reply.status not in (400, 404, 414)}
    expect.equal(others, {}, "The list of odd ids that are not answered with 404 or 400")


@check("errors.empty-body-400", verifies="RFC7644-3.12-06")
def test_an_empty_body_is_refused(scim, users):
    """A create without body is answered with 400."""
    reply = scim.request("POST", users, content=b"")

    expect.status(reply, 400)


@check("errors.no-object-400", verifies="RFC7644-3.12-07")
def test_a_body_that_is_no_object_is_refused(scim, users):
    """A create whose body is an array, a text or a number is answered with 400."""
    answers = [scim.request("POST", users, content=text) for text in (b"[]", b'"user"', b"5")]

    for reply in answers:
        expect.status(reply, 400)


@check("errors.form-is-refused", verifies="RFC7644-3.12-06")
def test_a_form_is_refused(scim, users, people):
    """A create whose body is a form is answered with 400, or with 415 for its media type."""
    form = f"userName={people.user_name('form')}"

    reply = scim.post(users, content=form, headers={"Content-Type": "application/x-www-form-urlencoded"})

    expect.status(reply, 400, 415)


@check("errors.unknown-method", verifies="RFC7644-3.12-17")
def test_a_method_that_an_endpoint_lacks_is_declined(scim, users, people):
    """A PUT to the endpoint of users, instead of to one of them, is answered with 404, 405 or 501."""
    reply = scim.request("PUT", users, json=people.user())

    expect.status(reply, 400, 404, 405, 501)


@check("errors.unknown-group-404", verifies="RFC7644-3.12-09", needs="groups")
def test_an_unknown_group_is_not_found(scim, groups, people):
    """A read, a PUT and a DELETE of a group that does not exist are answered with 404."""
    path = f"{groups}/{NOBODY}"

    answers = scim.get(path), scim.put(path, json=people.group()), scim.request("DELETE", path)

    for reply in answers:
        expect.status(reply, 404)
