"""RFC 7644 section 3.8: what requests and answers are labelled as, and how they are encoded."""

from __future__ import annotations

from scim_conformance import check, expect, needs


@check("content-negotiation.answers-scim-json", verifies="RFC7644-3.8-04")
def test_answers_are_labelled_as_scim(scim, new_user):
    """The answer to a read is labelled application/scim+json."""
    reply = scim.read(new_user(), headers={"Accept": "application/scim+json"})

    needs.success(reply, see="read.answers-with-resource")
    label = expect.header(reply, "Content-Type").partition(";")[0].strip().lower()
    expect.equal(label, "application/scim+json", "The media type of the answer")


@check("content-negotiation.accepts-json", verifies="RFC7644-3.8-03")
def test_a_client_that_accepts_json_gets_json(scim, new_user):
    """A read that accepts application/json is answered with JSON."""
    reply = scim.read(new_user(), headers={"Accept": "application/json"})

    expect.success(reply)
    expect.json_object(reply)


@check("content-negotiation.every-script", verifies="RFC7644-3.8-01")
def test_characters_of_every_script_come_back(scim, new_user, changeable, schemas):
    """A value with letters of several scripts is read as it was sent."""
    value = "Zoë Łukasz 李雷 Ωμέγα"
    user = new_user(having={changeable: value})

    expect.attribute(scim.read(user), changeable, equals=value, schemas=schemas)
