"""A plan is counted in the results of a run."""

from __future__ import annotations

from typing import Any

from scim_conformance.report.plan import AFTER, BEFORE, plan_lines, plan_of

BASE = "https://provider.example/v2"


def exchange(n: int, method: str, path: str, status: int, body: Any = None, **headers: str) -> dict[str, Any]:
    return {
        "n": n,
        "method": method,
        "url": BASE + path,
        "status": status,
        "request": {"headers": {"Authorization": "Bearer [secret]"} if not headers else {}, "body": None},
        "response": {"headers": {}, "body": body},
    }


def bulk(*operations: tuple[str, int, str]) -> dict[str, Any]:
    return {
        "Operations": [
            {"method": method, "status": str(status), "location": BASE + at} for method, status, at in operations
        ]
    }


DOCUMENT: dict[str, Any] = {
    "provider": {"url": BASE},
    "run": {"id": "scimconf-abc-", "accounts_that_stay": 0},
    "checks": [
        {"area": "create", "exchanges": [2, 3], "requests": 2},
        {"area": "bulk", "exchanges": [5], "requests": 1},
        {"area": "errors", "exchanges": [1, 2, 3], "requests": 0},
    ],
    "exchanges": [
        exchange(1, "GET", "/Schemas", 200),
        exchange(2, "POST", "/Users", 201, {"id": "u1"}),
        exchange(3, "POST", "/Groups", 400, None, unsigned="yes"),
        exchange(4, "DELETE", "/Users/u1", 204),
        exchange(
            5, "POST", "/Bulk", 200, bulk(("POST", 201, "/Users/u2"), ("POST", 201, "/Groups/g1"), ("POST", 409, ""))
        ),
        exchange(6, "DELETE", "/Users/u2", 500),
        exchange(7, "POST", "/Bulk", 200, bulk(("DELETE", 204, "/Groups/g1"))),
        exchange(8, "POST", "/Users/.search", 200, {"id": "no resource"}),
        exchange(9, "GET", "/Users/u2?attributes=userName", 200),
        exchange(10, "GET", "/scimconf-abc-nothing", 404),
    ],
}


def test_requests_creations_and_deletions_are_counted_by_area() -> None:
    areas = plan_of(DOCUMENT).areas

    assert (areas["create"].checks, areas["create"].requests, areas["create"].users, areas["create"].groups) == (
        1,
        2,
        1,
        0,
    )
    assert (areas["bulk"].users, areas["bulk"].groups) == (1, 1)
    assert areas[BEFORE].requests == 1
    assert (areas[AFTER].requests, areas[AFTER].deletions) == (6, 2)
    assert (areas["errors"].checks, areas["errors"].requests) == (1, 0), "a watcher sends nothing"


def test_what_lives_at_once_and_what_does_not_sign_in_are_counted() -> None:
    plan = plan_of(DOCUMENT)

    assert plan.most == 2
    assert plan.unsigned == 1
    assert plan.whole.requests == 10


def test_endpoints_stand_without_ids() -> None:
    endpoints = plan_of(DOCUMENT).endpoints

    assert set(endpoints) == {"/Schemas", "/Users", "/Groups", "/Users/{id}", "/Bulk", "/Users/.search", "others"}
    assert endpoints["/Users/{id}"] == {"DELETE": 2, "GET": 1}


def test_the_lines_keep_to_the_width_and_name_the_time() -> None:
    lines = [each.text for each in plan_lines(DOCUMENT, 80, delete="removes", rate=0.05)]

    assert max(map(len, lines)) <= 80
    assert "At 0.05 requests a second, it takes 3 minutes at least." in lines
