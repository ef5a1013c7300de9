"""The verifiers: what passes, what fails, and in which words. No message holds a generated value."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from scim_conformance import expect, needs
from scim_conformance.client import Headers, Reply, Resource
from scim_conformance.discovery import core_schemas
from scim_conformance.expect import ExpectationFailed
from scim_conformance.outcomes import Blocked

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
BEFORE = {"schemas": [USER], "id": "1", "userName": "ann", "nickName": "Ann", "title": "Owner"}


def answer(status: int | None = 200, body: Any = None, *, headers: dict[str, str] | None = None) -> Reply:
    text = "" if body is None else body if isinstance(body, str) else json.dumps(body)
    problem = "no answer within 10 s" if status is None else None
    parsed = body if not isinstance(body, str) else None
    return Reply(
        1, "GET", "http://x/Users/8f1c", "/Users/{id}", status, Headers((headers or {}).items()), text, parsed, problem,
        0.1, kept=body,
    )  # fmt: skip


def listing(*ids: str, total: int | None = None) -> Reply:
    resources = [{"id": id} for id in ids]
    return answer(
        200, {"schemas": [LIST], "totalResults": len(ids) if total is None else total, "Resources": resources}
    )


HOLDS: list[Callable[[], Any]] = [
    lambda: expect.status(answer(204), 200, 204),
    lambda: expect.success(answer(202)),
    lambda: expect.no_success(answer(302)),
    lambda: expect.refused(answer(404)),
    lambda: expect.error(answer(400, {"scimType": "noTarget"}), 400, scim_type="noTarget"),
    lambda: expect.document(answer(404, {"schemas": [ERROR], "status": "404"}), "error"),
    lambda: expect.document(answer(200, {"schemas": [LIST], "totalResults": 0}), "list-response"),
    lambda: expect.document(answer(200, {**BEFORE, "emails": None, "password": None}), "user"),
    lambda: expect.finds(listing("a", "b"), "b", "a"),
    lambda: expect.finds_nobody(listing()),
    lambda: expect.finds_nobody(answer(200, {"schemas": [LIST], "totalResults": 0})),
    lambda: expect.tells_apart(listing("a", "x"), match=Resource("Users", "a", {}), other=Resource("Users", "b", {})),
    lambda: expect.attribute(answer(200, BEFORE), "nickName", equals="Ann"),
    lambda: expect.attribute(answer(200, BEFORE), "displayName", equals=None),
    lambda: expect.unchanged(
        answer(200, BEFORE), answer(200, {**BEFORE, "emails": [], "meta": {"x": 1}}), core_schemas()
    ),
    lambda: expect.changed(
        answer(200, BEFORE), answer(200, {**BEFORE, "title": "B"}), core_schemas(), path="title", to="B"
    ),
    lambda: expect.holds(answer(200, {**BEFORE, "active": True}), {"userName": "ann"}, core_schemas()),
    lambda: expect.deleted(answer(404), "removes"),
    lambda: expect.deleted(answer(200, {**BEFORE, "active": False}), "deactivates"),
    lambda: expect.same_address(answer(), "/Users/1", "http://x/Users/1", "meta.location"),
    lambda: expect.names_schema(answer(200, {"schemas": [USER.upper()]}), USER),
]


@pytest.mark.parametrize("verify", HOLDS)
def test_what_is_allowed_passes(verify: Callable[[], Any]) -> None:
    verify()


FAILS: list[tuple[Callable[[], Any], str]] = [
    (lambda: expect.status(answer(500), 200, 204), "GET /Users/{id} answered 500, expected 200 or 204"),
    (lambda: expect.status(answer(None), 200), "GET /Users/{id} got no answer, expected 200"),
    (lambda: expect.success(answer(None)), "GET /Users/{id} got no answer, expected success"),
    (lambda: expect.no_success(answer(200)), "GET /Users/{id} answered 200, expected no success"),
    (lambda: expect.no_success(answer(None)), "GET /Users/{id} got no answer, expected no success"),
    (lambda: expect.refused(answer(200)), "GET /Users/{id} answered 200, expected a refusal"),
    (
        lambda: expect.refused(answer(500)),
        "GET /Users/{id} answered 500, the provider broke down where it should refuse",
    ),
    (lambda: expect.refused(answer(501)), "GET /Users/{id} answered 501, expected a refusal"),
    (lambda: expect.error(answer(400, {}), 400, scim_type="noTarget"), "lacks scimType noTarget"),
    (lambda: expect.error(answer(400, "<html>"), 400, scim_type="noTarget"), "lacks scimType noTarget"),
    (lambda: expect.document(answer(404, {"schemas": [ERROR], "status": 404}), "error"), "is not valid: see status"),
    (lambda: expect.document(answer(200, {"schemas": [LIST]}), "list-response"), "is not valid: see totalResults"),
    (lambda: expect.document(answer(200, "<html>"), "error"), "answered with no JSON object"),
    (lambda: expect.document(answer(200, {**BEFORE, "password": "x"}), "user"), "is not valid: see password"),
    (lambda: expect.document(answer(200, {**BEFORE, "active": "True"}), "user"), "is not valid: see active"),
    (lambda: expect.finds(listing("a"), "a", "b"), "does not find the resource that matches"),
    (lambda: expect.finds(listing("a", "x"), "a"), "returns resources that do not match"),
    (lambda: expect.finds(listing("a", "a"), "a"), "returns a resource twice"),
    (lambda: expect.finds_nobody(listing("a")), "finds what should match nobody"),
    (lambda: expect.finds_nobody(listing(total=3)), "totalResults is not 0 though nothing matches"),
    (
        lambda: expect.tells_apart(listing("a", "b"), match=Resource("U", "a", {}), other=Resource("U", "b", {})),
        "returns resources that do not match",
    ),
    (lambda: expect.attribute(answer(200, BEFORE), "nickName", equals="Bo"), "nickName has another value"),
    (lambda: expect.attribute(answer(200, BEFORE), "nickName", equals=None), "nickName is still assigned"),
    (lambda: expect.attribute(answer(200, BEFORE), "displayName", equals="x"), "displayName is unassigned"),
    (lambda: expect.attribute(answer(404), "nickName", equals="x"), "answered 404, expected success"),
    (
        lambda: expect.unchanged(answer(200, BEFORE), answer(200, {**BEFORE, "nickName": "Bo"}), core_schemas()),
        "What was not asked to change has changed: nickName",
    ),
    (
        lambda: expect.changed(
            answer(200, BEFORE),
            answer(200, {**BEFORE, "title": "B", "nickName": None}),
            core_schemas(),
            path="title",
            to="B",
        ),
        "What was not asked to change has changed: nickName",
    ),
    (
        lambda: expect.holds(answer(200, BEFORE), {"displayName": "x"}, core_schemas()),
        "does not hold what was sent: displayName",
    ),
    (lambda: expect.deleted(answer(200, BEFORE), "removes"), "answered 200, expected 404"),
    (lambda: expect.deleted(answer(200, {**BEFORE, "active": True}), "deactivates"), "active has another value"),
    (lambda: expect.header(answer(), "Location"), "has no Location header"),
    (lambda: expect.part(answer(200, BEFORE), "meta.location"), "meta.location is missing"),
    (lambda: expect.names_schema(answer(200, {"schemas": "x"}), USER), "doesn't name its schema"),
    (lambda: expect.text({"id": 7}, "id"), "id is missing or no text"),
    (lambda: expect.same_address(answer(), "/Users/2", "http://x/Users/1", "meta.location"), "meta.location differs"),
    (lambda: expect.same_address(answer(), None, "http://x/Users/1", "meta.location"), "meta.location differs"),
    (lambda: expect.differs("a", "a", "The id"), "The id is the one that was sent"),
    (lambda: expect.not_status(answer(404), 404), "answered 404"),
]


@pytest.mark.parametrize(("verify", "words"), FAILS)
def test_what_is_wrong_fails_in_these_words(verify: Callable[[], Any], words: str) -> None:
    with pytest.raises(ExpectationFailed) as caught:
        verify()

    assert words in caught.value.message
    assert "8f1c" not in caught.value.message
    assert caught.value.expected != caught.value.actual


def test_where_nobody_is_a_404_only_the_check_of_that_speaks() -> None:
    for verify in (lambda: expect.finds_nobody(answer(404)), lambda: expect.finds(answer(404))):
        with pytest.raises(Blocked) as caught:
            verify()
        assert caught.value.cause == "filter.nobody-is-success"


def test_a_need_that_is_not_met_names_the_check_that_speaks_of_it() -> None:
    for unmet in (
        lambda: needs.success(answer(500), see="a.b"),
        lambda: needs.success(answer(None), see="a.b"),
        lambda: needs.refusal(answer(200), see="a.b"),
        lambda: needs.status(answer(200), 401, see="a.b"),
        lambda: needs.header(answer(), "Location", see="a.b"),
        lambda: needs.body(answer(204), see="a.b"),
        lambda: needs.found(listing("x"), Resource("Users", "a", {}), see="a.b"),
        lambda: needs.only(listing("x"), Resource("Users", "a", {}), see="a.b"),
        lambda: needs.only(listing("a", "x"), Resource("Users", "a", {}), see="a.b"),
        lambda: needs.resource(answer(201), see="a.b"),
        lambda: needs.listed(answer(200, [{"id": "a"}]), see="a.b"),
    ):
        with pytest.raises(Blocked) as caught:
            unmet()
        assert caught.value.cause == "a.b"
        assert "8f1c" not in caught.value.message
