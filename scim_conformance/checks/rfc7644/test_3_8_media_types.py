"""RFC 7644 section 3.8: what requests and answers are labelled as, and how they are encoded."""

from __future__ import annotations

import json

from scim_conformance import check, expect, needs
from scim_conformance.checks.rows import labels, wide_accepts


@check("content-negotiation.answers-scim-json", verifies="RFC7644-3.8-04")
def test_answers_are_labelled_as_scim(scim, standing_user):
    """The answer to a read is labelled application/scim+json."""
    reply = scim.read(standing_user, headers={"Accept": "application/scim+json"})

    needs.success(reply, see="read.answers-with-resource")
    label = expect.header(reply, "Content-Type").partition(";")[0].strip().lower()
    expect.equal(label, "application/scim+json", "The media type of the answer")


@check("content-negotiation.accepts-json", verifies="RFC7644-3.8-03")
def test_a_client_that_accepts_json_gets_json(scim, standing_user):
    """A read that accepts application/json is answered with JSON."""
    reply = scim.read(standing_user, headers={"Accept": "application/json"})

    expect.success(reply)
    expect.json_object(reply)


@check("content-negotiation.every-script", verifies="RFC7644-3.8-01")
def test_characters_of_every_script_come_back(scim, new_user, changeable, schemas):
    """A value with letters of several scripts is read as it was sent."""
    value = "Zoë Łukasz 李雷 Ωμέγα"
    user = new_user(having={changeable: value})

    expect.attribute(scim.read(user), changeable, equals=value, schemas=schemas)


@check("content-negotiation.accepts-scim-json", verifies="RFC7644-3.8-02")
def test_a_client_that_accepts_scim_gets_json(scim, standing_user):
    """A read that accepts application/scim+json is answered with JSON, and under no label of anything else."""
    reply = scim.read(standing_user, headers={"Accept": "application/scim+json"})

    expect.success(reply)
    expect.json_object(reply)
    label = reply.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    expect.that(
        label in ("", "application/json", "text/json") or label.endswith("+json"),
        "The answer is labelled as something else than JSON",
        expected="application/scim+json",
        actual=label,
    )


@check("content-negotiation.accepts-anything", verifies="RFC7644-3.8-07", each={"accept": wide_accepts})
def test_a_client_that_accepts_anything_gets_json(scim, standing_user, accept):
    """A read that accepts JSON among others, or says nothing of it, is answered with JSON."""
    reply = scim.read(standing_user, headers={"Accept": None if accept == "none" else accept})

    expect.success(reply)
    expect.json_object(reply)


@check("content-negotiation.reads-scim-json", verifies="RFC7644-3.8-05", each={"label": labels})
def test_a_body_labelled_as_scim_is_read(scim, users, creatable, schemas, label):
    """A create whose body is labelled application/scim+json, with or without its charset, is accepted and stored."""
    reply = scim.create(users, creatable, headers={"Content-Type": label})

    expect.success(reply)
    needs.body(reply, see="create.answers-with-resource")
    expect.attribute(reply, "userName", equals=creatable["userName"], schemas=schemas)


@check("content-negotiation.reads-plain-json", verifies="RFC7644-3.8-06")
def test_a_body_labelled_as_json_is_read(scim, replaceable, rewrite, replacing):
    """A PUT whose body is labelled application/json is accepted like any other."""
    user = replaceable

    reply = scim.replace(user, rewrite(user), headers={"Content-Type": "application/json"})

    expect.success(reply)


@check("content-negotiation.answers-in-utf8", verifies="RFC7644-3.8-01")
def test_no_answer_names_another_encoding(look, standing_user):
    """The answer to a read is in UTF-8: its label names no other encoding."""
    reply = look(standing_user)

    needs.success(reply, see="read.answers-with-resource")
    _, named, encoding = reply.headers.get("Content-Type", "").lower().partition("charset=")
    expect.that(
        not named or encoding.strip('" ') in ("utf-8", "utf8", "us-ascii"),
        "The answer names another encoding than UTF-8",
        expected="utf-8",
        actual=encoding,
    )


@check("content-negotiation.every-plane", verifies="RFC7644-3.8-01")
def test_characters_of_every_plane_come_back(scim, new_user, changeable, schemas):
    """A value with emoji, ideographs beyond the first plane and combining marks is read as it was sent."""
    value = "q\u0303 𝒜𠀋 👩\u200d👧 \u05d0\u200f z\u0331"
    user = new_user(having={changeable: value})

    expect.attribute(scim.read(user), changeable, equals=value, schemas=schemas)


@check("content-negotiation.escaped-characters", verifies="RFC7644-3.8-01")
def test_escaped_characters_are_read(scim, replaceable, rewrite, changeable, schemas, replacing):
    """A value whose letters are written as escapes of JSON, in pairs where it takes two, is read as any other."""
    user, value = replaceable, "Zoë 李 😀"
    body = json.dumps(rewrite(user, having={changeable: value}), ensure_ascii=True)

    reply = scim.put(user.path, content=body)

    needs.success(reply, see="replace.put-is-there")
    expect.attribute(scim.read(user), changeable, equals=value, schemas=schemas)


@check("content-negotiation.byte-order-mark", verifies="RFC7644-3.12-06")
def test_a_byte_order_mark_is_passed_over_or_refused(scim, replaceable, rewrite):
    """A body that begins with a byte order mark is read, or refused with 400."""
    user = replaceable
    body = json.dumps(rewrite(user)).encode()

    reply = scim.put(user.path, content=b"\xef\xbb\xbf" + body)
    control = scim.put(user.path, content=body)

    needs.success(control, see="replace.put-is-there")
    expect.status(reply, 200, 204, 400)
