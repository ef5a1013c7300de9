"""Runs made by hand, and a reader of pages: what the tests of the report page share."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

VOID = frozenset({"br", "meta", "link", "img", "input"})


def check(id: str, outcome: str, **more: Any) -> dict[str, Any]:
    """Return one check as results.json has it."""
    return {
        "id": id, "on": None, "title": "It holds.", "area": id.partition(".")[0], "level": "MUST", "standard": "rfc",
        "outcome": outcome, "message": "" if outcome == "passed" else "It does not hold", "expected": None,
        "actual": None, "requirements": ["RFC7644-3.6-02"], "exchanges": [], "requests": 0, "seconds": 0.0,
        "cause": None, "waiver": None, "faults": [], **more,
    }  # fmt: skip


def exchange(
    n: int, url: str = "/Users/1", method: str = "GET", status: int | None = 200, **more: Any
) -> dict[str, Any]:
    """Return one exchange as results.json has it."""
    return {
        "n": n, "method": method, "url": f"https://api.example.com/scim{url}", "seconds": 0.1, "status": status,
        "request": {"headers": {"Accept": "application/scim+json"}, "body": None},
        "response": {"headers": {"Content-Type": "application/scim+json"}, "body": {"userName": f"user {n}"}},
        "curl": f"curl -sSi -X {method} https://api.example.com/scim{url} -H \"Authorization: Bearer $SCIM_TOKEN\"",
        **more,
    }  # fmt: skip


def row(id: str = "RFC7644-3.6-02", outcome: str = "failed", **more: Any) -> dict[str, Any]:
    """Return one requirement as results.json has it."""
    return {
        "id": id, "level": "MUST", "outcome": outcome, "says": "It is gone.", "matters": "Entra creates a duplicate.",
        "mend": "Answer 404.", "link": "https://www.rfc-editor.org/rfc/rfc7644#section-3.6", **more,
    }  # fmt: skip


def run_of(checks: list[dict[str, Any]], exchanges: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return a run with these checks and exchanges as results.json has it."""
    return {
        "version": 1,
        "suite": {"name": "scim-conformance", "version": "1.0"},
        "run": {
            "id": "scimconf-1-", "started": "2026-11-20T12:00:00+00:00", "seconds": 1.5, "requests": 9, "seed": 7,
            "examples": 10, "interrupted": False, "left_out": 0, "strict": False, "accounts_that_stay": 0,
            "waits": [], "notes": [],
        },
        "provider": {
            "url": "https://api.example.com/scim", "demo": False, "dialect": None, "unreachable": None, "faults": [],
            "discovered": {
                "config": {"patch": {"supported": True}, "bulk": {"supported": False}},
                "types": [{"name": "User", "endpoint": "/Users"}], "schemas": [], "problems": {},
            },
            "accepted": {
                "attributes": [], "user_name": "any", "refusal": None, "refused": [], "assumed": False,
            },
        },
        "profile": {"name": "App", "slug": "app", "path": "app.yaml", "sha256": "0" * 64},
        "verdicts": {"rfc": "not-conformant", "entra": "not-asked", "okta": "not-asked", "profile": "partial"},
        "checks": checks,
        "requirements": [row()],
        "exchanges": exchanges or [],
        "coverage": {"rfc": {"MUST": {"in_catalogue": 277, "with_check": 273, "decided": 250}}},
        "leftovers": [],
    }  # fmt: skip


class Page(HTMLParser):
    """Reads a page: its tags and ids, its text, and what stands in which element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.within: dict[str, str] = {}
        """The text below each element that has an id."""

        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(tag in ("style", "script") for tag, _ in self.open):
            return
        self.text += data
        for _, attrs in self.open:
            if attrs.get("id"):
                self.within[str(attrs["id"])] = self.within.get(str(attrs["id"]), "") + data

    @property
    def ids(self) -> list[str]:
        """All ids, in their order."""
        return [str(attrs["id"]) for _, attrs in self.tags if attrs.get("id")]

    def links(self, start: str = "") -> list[str]:
        """Return where the links lead that begin so."""
        found = [str(attrs.get("href")) for tag, attrs in self.tags if tag == "a"]
        return [link for link in found if link.startswith(start)]

    def of_class(self, name: str) -> list[dict[str, str | None]]:
        """Return the attributes of the elements of a class."""
        return [attrs for _, attrs in self.tags if name in (attrs.get("class") or "").split()]
