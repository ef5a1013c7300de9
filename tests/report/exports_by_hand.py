"""A results document by hand, for what is made of it, and what a server may send."""

from __future__ import annotations

from typing import Any

BEGUN = "2026-11-20T12:00:00+00:00"

Json = dict[str, Any]


def checked(id: str, outcome: str, **more: Any) -> Json:
    return {
        "id": id, "on": None, "title": "It holds.", "area": id.partition(".")[0], "level": "MUST", "standard": "rfc",
        "outcome": outcome, "message": "", "expected": None, "actual": None, "requirements": ["RFC7644-3.6-02"],
        "exchanges": [], "requests": 0, "seconds": 0.0, "cause": None, "waiver": None, "faults": [], **more,
    }  # fmt: skip


def exchanged(n: int, **more: Any) -> Json:
    return {
        "n": n, "method": "GET", "url": "https://api.example.com/scim/Users/1?a=b%20c&a=&count=1",
        "request": {"headers": {"Accept": "application/scim+json", "Authorization": "Bearer [secret]"}, "body": None},
        "status": 200,
        "response": {"headers": {"Content-Type": "application/scim+json"}, "body": {"userName": "bö"}},
        "started": "2026-11-20T12:00:01.250+00:00", "seconds": 0.0125, "curl": f"curl -sSi 'https://x/{n}'", **more,
    }  # fmt: skip


def documented(checks: list[Json], exchanges: list[Json] | None = None, **more: Any) -> Json:
    asked = {
        "id": "RFC7644-3.6-02", "level": "MUST", "outcome": "failed", "says": "It is gone.",
        "matters": "It matters to customers.", "mend": "Mend it.",
        "link": "https://www.rfc-editor.org/rfc/rfc7644#section-3.6",
    }  # fmt: skip
    return {
        "version": 1,
        "suite": {"name": "scim-conformance", "version": "0.1.0"},
        "run": {
            "id": "scimconf-1-", "started": BEGUN, "seconds": 1.5, "requests": 9, "seed": 7, "examples": 10,
            "interrupted": False, "left_out": 0, "strict": False, "accounts_that_stay": 0, "waits": [], "notes": [],
        },
        "provider": {
            "url": "https://api.example.com/scim", "demo": False, "faults": [], "dialect": None, "unreachable": None,
            "discovered": {"config": {}, "types": [], "schemas": [], "problems": {}},
            "accepted": {"attributes": [], "user_name": "name", "refusal": None, "refused": [], "assumed": False},
        },
        "profile": {"name": "App", "slug": "app", "path": "app.yaml", "sha256": "0" * 64},
        "verdicts": {"rfc": "not-conformant", "entra": "not-asked", "okta": "not-asked", "profile": "conformant"},
        "checks": checks, "requirements": [asked], "exchanges": exchanges or [], "coverage": {}, "leftovers": [],
        **more,
    }  # fmt: skip
