"""The verifiers of schemas: what passes, what fails, and in which words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from scim_conformance import expect, expect_schema, wire
from scim_conformance.client import Headers, Reply
from scim_conformance.discovery import core_schemas
from scim_conformance.expect import ExpectationFailed

SCHEMAS = core_schemas()
EMAILS = SCHEMAS.find("emails")
ACTIVE = SCHEMAS.find("active")
assert EMAILS is not None
assert ACTIVE is not None


def answer(body: Any, status: int | None = 200) -> Reply:
    text = json.dumps(body)
    return Reply(1, "GET", "http://x/Users/8f1c", "/Users/{id}", status, Headers(), text, body, None, 0.1, kept=body)


def user_schema(**changed: Any) -> wire.Schema:
    document = {"id": wire.USER, "name": "User", "attributes": [{"name": "active", "type": "boolean", **changed}]}
    found = wire.SchemaSet.from_documents([document]).get(wire.USER)
    assert found is not None
    return found


HOLDS: list[Callable[[], Any]] = [
    lambda: expect_schema.typed([{"value": "a@b.c", "primary": True}], EMAILS),
    lambda: expect_schema.typed(None, EMAILS),
    lambda: expect_schema.names(["userName", "$ref", "x-y_1"], "A schema"),
    lambda: expect_schema.base64("MIIB", "x"),
    lambda: expect_schema.base64("MI-_", "x"),
    lambda: expect_schema.base64("MIIBsw", "x"),
    lambda: expect_schema.uri("../Users/1", "x"),
    lambda: expect_schema.uri("urn:x:y", "x"),
    lambda: expect_schema.same_moment("2026-01-31T08:15:00Z", "2026-01-31T09:15:00.5+01:00"),
    lambda: expect_schema.later("2026-01-31T08:15:00.1234567Z", "2026-01-31T08:15:00Z"),
    lambda: expect_schema.as_in_core(user_schema(), wire.USER),
    lambda: expect_schema.at_most_one_primary(answer({"emails": [{"primary": True}, {"primary": False}]}), "emails"),
    lambda: expect_schema.narrowed(answer({"userName": "a", "title": None}), has="userName", lacks="title"),
    lambda: expect_schema.cleared(answer({"title": ""}), "title"),
    lambda: expect_schema.cleared(answer({"title": "Boss"}), "title", default="Boss"),
    lambda: expect_schema.shown(answer({"x": [{"y": "Sales"}]}), "department", "sales"),
    lambda: expect.no_server_error(answer({}, 404)),
    lambda: expect_schema.not_missing(answer({}, 400)),
]
FAILS: list[tuple[Callable[[], Any], str]] = [
    (lambda: expect_schema.typed({"value": "a"}, EMAILS), "emails is no list, which its schema does not say"),
    (
        lambda: expect_schema.typed([{"primary": "True"}], EMAILS),
        "emails.primary has a value of another JSON type than its schema says",
    ),
    (
        lambda: expect_schema.typed("True", ACTIVE),
        "active has a value of another JSON type than its schema says",
    ),
    (lambda: expect_schema.names(["cost.center"], "A schema"), "A schema has a name that is no attribute name"),
    (lambda: expect_schema.base64("no base64!", "x"), "x is not base64"),
    (lambda: expect_schema.uri("no uri", "x"), "x is no URI"),
    (
        lambda: expect_schema.same_moment("2026-01-31T08:15:00Z", "2026-01-31T08:16:00Z"),
        "Two dates that name one moment lie apart",
    ),
    (
        lambda: expect_schema.later("2026-01-31T08:15:00Z", "2026-01-31T08:15:00Z"),
        "meta.lastModified has not moved forward",
    ),
    (
        lambda: expect_schema.later("2026-02-31T08:15:00Z", "2026-01-31T08:15:00Z"),
        "meta.lastModified is no dateTime",
    ),
    (
        lambda: expect_schema.as_in_core(user_schema(type="string"), wire.USER),
        "/Schemas declares another type or plurality than the standard: active",
    ),
    (
        lambda: expect_schema.at_most_one_primary(answer({"emails": [{"primary": True}] * 2}), "emails"),
        "More than one value of emails is primary",
    ),
    (
        lambda: expect_schema.nothing_undeclared(answer({"Colour": "blue"}), "colour", "urn:x"),
        "What no schema declares was stored",
    ),
    (lambda: expect_schema.cleared(answer({"title": "Boss"}), "title"), "title is still assigned"),
    (lambda: expect_schema.shown(answer({"x": "y"}), "department", "Sales"), "department is not stored"),
    (
        lambda: expect.no_server_error(answer({}, 500)),
        "GET /Users/{id} answered 500, expected no error of the server",
    ),
    (lambda: expect_schema.not_missing(answer({}, 501)), "GET /Users/{id} is advertised and answered 501"),
]


@pytest.mark.parametrize("verify", HOLDS)
def test_what_holds_passes(verify: Callable[[], Any]) -> None:
    verify()


@pytest.mark.parametrize(("verify", "message"), FAILS)
def test_what_does_not_hold_is_named(verify: Callable[[], Any], message: str) -> None:
    with pytest.raises(ExpectationFailed) as failure:
        verify()

    assert failure.value.message == message
