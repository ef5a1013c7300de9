"""The terminal's summary and the page's panel are made of results.json, and show what is in it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from scim_conformance.report.page import panel
from scim_conformance.report.text import summary
from scim_conformance.report.words import findings

EVIL = "<script>alert(1)</script>"


def checked(id: str, outcome: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id, "on": None, "title": "It holds.", "area": id.partition(".")[0], "level": "MUST", "standard": "rfc",
        "outcome": outcome, "message": "", "expected": None, "actual": None, "requirements": ["RFC7644-3.6-02"],
        "exchanges": [], "requests": 0, "seconds": 0.0, "cause": None, "waiver": None, "faults": [], **more,
    }  # fmt: skip


@pytest.fixture
def document() -> dict[str, Any]:
    waiver = {"message": "m", "reason": "The nightly job", "ticket": "PROV-1", "until": "2027-01-31"}
    return {
        "run": {
            "id": "scimconf-1-", "started": "2026-11-20T12:00:00+00:00", "seconds": 1.5, "requests": 9, "seed": 7,
            "examples": 10, "interrupted": False, "left_out": 3, "strict": False, "accounts_that_stay": 2,
            "waits": [[429, 2.0]], "notes": ["A note."],
        },
        "provider": {
            "url": "https://api.example.com/scim", "demo": False, "dialect": None, "unreachable": None,
            "discovered": {
                "config": {"patch": {"supported": True}}, "types": [], "schemas": [],
                "problems": {"schemas": "answered 404"},
            },
            "accepted": {
                "attributes": [], "user_name": "email", "refusal": None, "refused": [["nickName", "400"]],
                "assumed": False,
            },
        },
        "profile": {"name": f"App {EVIL}", "slug": "app", "path": "app.yaml", "sha256": "0" * 64},
        "verdicts": {"rfc": "not-conformant", "entra": "not-asked", "okta": "not-asked", "profile": "partial"},
        "checks": [
            checked(
                "delete.then-404", "failed", on="GET", message="GET answered 200", expected="404", actual=EVIL,
                exchanges=[1],
            ),
            checked("delete.gone", "blocked", message="nothing", cause="delete.answers-204"),
            checked("delete.frees", "blocked", message="something else", cause="delete.answers-204"),
            checked("read.fine", "passed"),
            checked("read.waived", "waived", message="known", waiver=waiver),
            checked("me.there", "omitted", message="me is out of scope: two witnesses."),
            checked("create.soft", "warned", message="soft", level="SHOULD"),
        ],
        "requirements": [{
            "id": "RFC7644-3.6-02", "level": "MUST", "outcome": "failed", "says": "It is gone.",
            "matters": "It matters.", "mend": "Mend it.", "link": "https://www.rfc-editor.org/rfc/rfc7644#section-3.6",
        }],
        "exchanges": [{
            "n": 1, "method": "GET", "url": f"https://api.example.com/scim/Users/{EVIL}", "seconds": 0.1, "status": 200,
            "request": {"headers": {"Accept": "x"}, "body": None},
            "response": {"headers": {"X-Evil": EVIL}, "body": {"userName": EVIL}}, "curl": f"curl '{EVIL}'",
        }],
        "coverage": {},
        "leftovers": [{"endpoint": "Users", "id": "1", "why": "answered 500", "name": ""}],
    }  # fmt: skip


class Balanced(HTMLParser):
    """Collects text and tags, and holds that every tag is closed."""

    VOID = frozenset({"br", "meta", "link", "img", "input"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_panel_is_balanced_and_shows_everything_that_was_found(document: dict[str, Any]) -> None:
    page = Balanced(panel(document))

    assert page.open == []
    for words in (
        "not conformant", "delete.then-404[GET]", "GET answered 200", "It is gone.", "It matters.", "Mend it.",
        "The nightly job (PROV-1)", "2027-01-31", "me is out of scope: two witnesses.", "answered 500",
        "2 accounts stay", "Because of", "delete.frees", "3 checks were left out", "refuses or doesn't store nickName",
    ):  # fmt: skip
        assert words in page.text, words


def test_what_a_server_sends_stays_text_and_nothing_of_it_is_lost(document: dict[str, Any]) -> None:
    page = Balanced(panel(document))

    assert "script" not in page.tags
    assert page.text.count(EVIL) >= 5


def test_a_body_is_cut_where_it_is_long(document: dict[str, Any]) -> None:
    document["exchanges"][0]["response"]["body"] = "x" * 100_000

    assert len(panel(document)) < 40_000
    assert "all 100,000 characters of it are in results.json" in panel(document)


def test_checks_with_one_cause_are_one_finding(document: dict[str, Any]) -> None:
    (blocked,) = findings(document, "blocked")

    assert blocked.cause == "delete.answers-204"
    assert blocked.names == ["delete.gone", "delete.frees"]


@pytest.mark.parametrize("width", [60, 80])
def test_the_summary_keeps_to_its_width_and_names_what_failed(document: dict[str, Any], width: int) -> None:
    document["profile"]["name"] = "App"
    lines = [line.text for line in summary(document, width)]

    assert [line for line in lines if len(line) > width] == []
    text = " ".join(" ".join(lines).split())
    for words in ("not conformant", "delete.then-404[GET] GET answered 200", "because of delete.answers-204", "seed 7"):
        assert words in text
    assert "me.there" not in text
