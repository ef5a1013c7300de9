"""The report page is made of results.json: every finding is reached, told in full, and read without a mouse."""

from __future__ import annotations

import re
from typing import Any

import pytest
from page_by_hand import Page, check, exchange, row, run_of

from scim_conformance.report.page import panel
from scim_conformance.report.words import anchor_of


@pytest.fixture
def document() -> dict[str, Any]:
    """A run with something of everything."""
    waiver = {"message": "m", "reason": "The nightly job", "ticket": "PROV-1", "until": "2027-01-31"}
    document = run_of(
        [
            check("delete.then-404", "failed", on='a "row"', exchanges=[1, 2, 3], about=2,
                  faults=["delete-then-get-200"], message="GET /Users/{id} answered 200, expected 404",
                  expected={"userName": "bo", "active": True}, actual={"userName": "Bo", "active": True}),
            check("delete.still-listed", "failed", message="The deleted user is listed", exchanges=[3],
                  requirements=["RFC7644-3.6-03"]),
            check("delete.stale", "stale", message="The check passes: its waiver has served", waiver=waiver),
            check("read.gone", "blocked", message="nothing to look at", cause="delete.then-404"),
            check("read.alone", "blocked", message="nobody there", cause="me.there", exchanges=[4]),
            check("read.broken", "broken", message="The suite itself failed", actual="KeyError: 'x'"),
            check("create.soft", "warned", level="SHOULD", message="soft"),
            check("create.waived", "waived", message="known", waiver=waiver, exchanges=[5]),
            check("me.there", "omitted", message="me is out of scope: two witnesses."),
            check("filter.fine", "passed", exchanges=[3, 6]),
            check("filter.shared", "passed"),
            check("filter.drawn", "failed", message="A property does not hold", exchanges=[7],
                  drawn={"examples": 10, "found_after": 4, "example": {"userName": "smallest"}},
                  story=[{"says": "Create the user", "repeat": "curl -X POST $URL"}, {"says": "Look", "repeat": ""}]),
        ],
        [exchange(n, status=500 if n == 2 else 200) for n in range(1, 9)],
    )  # fmt: skip
    document["requirements"].append(row("RFC7644-3.6-03", says="It is not listed."))
    document["leftovers"] = [{"endpoint": "Users", "id": "17", "why": "answered 500"}]
    document["profile"]["features"] = {"patch": True, "bulk": True}
    return document


@pytest.fixture
def page(document: dict[str, Any]) -> Page:
    return Page(panel(document))


def test_the_page_is_balanced_and_no_id_stands_twice(page: Page) -> None:
    assert page.open == []
    assert sorted(page.ids) == sorted(set(page.ids))


def test_every_link_within_the_page_leads_somewhere(page: Page) -> None:
    assert len(page.links("#")) > 20
    assert {link[1:] for link in page.links("#")} <= set(page.ids)


def test_every_check_is_reached_from_the_matrix(document: dict[str, Any]) -> None:
    html = panel(document)
    matrix = Page(html[html.index("<table id='matrix'>") : html.index("</table>", html.index("<table id='matrix'>"))])
    index = {}
    for area in re.findall(r"<li id='(area-[\w-]+)'>(.*?)</li>", html):
        index[area[0]] = Page(area[1]).links("#check-")
    reached = {link[1:] for link in matrix.links("#check-")}
    reached |= {link[1:] for area in matrix.links("#area-") for link in index.get(area[1:], [])}

    for each in document["checks"]:
        if each["outcome"] != "passed":
            assert anchor_of(each) in reached, each["id"]
    assert "#area-filter-passed" in matrix.links() or "#check-filter.fine" in matrix.links()
    assert matrix.within["matrix"].count("failed") == 1


def test_each_failure_says_what_is_asked_why_it_matters_how_to_mend_it_and_how_to_repeat_it(page: Page) -> None:
    failures = [str(attrs["id"]) for attrs in page.of_class("failure")]

    assert len(failures) == 4
    told = page.within[next(id for id in failures if id.startswith("check-delete.then-404"))]
    for words in (
        "GET /Users/{id} answered 200, expected 404", "It is gone.", "Entra creates a duplicate.", "Answer 404.",
        "RFC7644-3.6-02", "Expected", "Actual", "They differ in: userName",
        "curl -sSi -X GET https://api.example.com/scim/Users/1", "$SCIM_TOKEN",
        "pytest --profile app.yaml --demo -k delete.then-404 --scim-demo-fault delete-then-get-200",
    ):  # fmt: skip
        assert words in told, words


def test_a_bundled_profile_is_named_in_the_line_for_the_demo(document: dict[str, Any]) -> None:
    document["profile"]["path"] = "/usr/lib/python3/scim_conformance/data/profiles/app.yaml"

    assert "pytest --profile app --demo -k delete.then-404" in panel(document)


def test_the_exchange_that_a_failure_is_about_is_shown_first_and_open(document: dict[str, Any]) -> None:
    html = panel(document)
    article = html[html.index(f"<article class='finding failure' id='{anchor_of(document['checks'][0])}'") :]

    first = article[article.index("<details class='exchange'") :]
    assert first.startswith("<details class='exchange' id='exchange-2' open>")
    assert first.index("exchange 2<") < first.index("exchange 1<")


def test_an_exchange_stands_once_and_is_linked_from_where_else_it_counts(page: Page) -> None:
    assert page.ids.count("exchange-3") == 1
    assert "#exchange-3" in page.links()
    assert "#exchange-8" not in page.links()


def test_a_story_is_told_step_by_step_with_the_lines_that_repeat_it(page: Page) -> None:
    told = page.within["check-filter.drawn"]

    assert "The smallest example that fails, found after 4" in told
    assert '"userName": "smallest"' in told
    assert told.index("Create the user") < told.index("curl -X POST $URL") < told.index("Look")


def test_the_first_lines_give_the_verdicts_the_facts_and_what_was_decided(page: Page) -> None:
    assert "4 failed and 3 could not be exercised; 8 of 12 checks were decided." in page.within["verdicts"]
    facts = page.within["tested"]
    for words in ("https://api.example.com/scim", "8 of 12 checks", "9 requests in 1.5 s, seed 7", "1 differ: bulk"):
        assert words in facts, words
    assert "answered 500" in page.within["leftovers"]
    assert "The nightly job (PROV-1), until 2027-01-31." in page.within["waived"]
    assert "two witnesses" in page.within["omitted"]


def test_where_the_profile_s_claims_are_not_known_nothing_is_said_of_them(document: dict[str, Any]) -> None:
    del document["profile"]["features"]
    facts = Page(panel(document)).within["tested"]

    assert "Features advertised" in facts
    assert "claim" not in facts


def test_a_waiver_that_has_served_is_shown_with_its_reason_and_date(page: Page) -> None:
    assert "Waiver: The nightly job (PROV-1), until 2027-01-31." in page.within["check-delete.stale"]


def test_only_what_failed_is_offered_as_a_fault_of_the_demo(document: dict[str, Any]) -> None:
    for each in document["checks"]:
        each["faults"] = ["a-fault"] if each["outcome"] in ("blocked", "broken", "passed") else []

    assert "--scim-demo-fault" not in panel(document)


def test_what_is_blocked_stands_with_its_cause(page: Page, document: dict[str, Any]) -> None:
    first = page.within[f"{anchor_of(document['checks'][0])}"]
    assert "delete.then-404" in first

    html = panel(document)
    cause = html[html.index("id='cause-1'") : html.index("id='cause-2'")]
    assert "id='check-read.gone'" in cause
    assert "1 could not be exercised because of it" in cause


def test_passed_checks_can_be_opened_with_their_exchanges(page: Page) -> None:
    told = page.within["check-filter.fine"]

    assert "user 6" in told
    assert "Also looked at, by their number in results.json: 3." in told
    assert "check-filter.fine" in page.ids
    assert "It looked at what other checks" in page.within["check-filter.shared"]


def test_headings_go_down_by_one_step_at_a_time(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]

    # The h1 is the title of the page around the panel.
    for before, after in zip([1, *levels], levels, strict=False):
        assert after <= before + 1
    assert min(levels) == 2


def test_what_is_drawn_is_also_told_in_words(page: Page) -> None:
    assert all(attrs.get("aria-hidden") == "true" for tag, attrs in page.tags if tag == "svg")
    assert "8 of 12" in page.text
    assert "2 of 2 decided, 2 failed" in page.within["coverage"]
    for cell in ("GET /Users/{id}", "8", "100"):
        assert cell in page.within["latency"]


def test_landmarks_and_tables_have_names(page: Page) -> None:
    assert [tag for tag, _ in page.tags].count("main") == 1
    for tag, attrs in page.tags:
        if tag in ("main", "nav", "section"):
            assert attrs.get("aria-label") or attrs.get("aria-labelledby") in page.ids, (tag, attrs)
        if tag == "th":
            assert attrs.get("scope") in ("row", "col")
        if "wide" in (attrs.get("class") or ""):
            assert attrs.get("tabindex") == "0"


def test_nothing_is_loaded_and_nothing_runs(page: Page) -> None:
    for tag, attrs in page.tags:
        assert tag not in ("script", "link", "img", "iframe", "object", "embed", "form", "base"), tag
        assert not [name for name in attrs if name.startswith("on") or name in ("src", "srcset", "style", "action")]


def test_a_green_run_has_nothing_to_mend() -> None:
    document = run_of([check("read.fine", "passed", exchanges=[1])], [exchange(1)])
    document["verdicts"]["rfc"] = "conformant"
    document["requirements"][0]["outcome"] = "passed"
    page = Page(panel(document))

    assert "Nothing failed: 1 of 1 checks were decided." in page.within["verdicts"]
    assert not {"findings", "mend"} & set(page.ids)
    assert not page.of_class("failure")


def test_an_interrupted_run_without_a_single_check_has_a_page() -> None:
    document = run_of([])
    document["run"]["interrupted"], document["requirements"], document["coverage"] = True, [], {}
    document["provider"]["discovered"] = {"config": None, "types": None, "schemas": None, "problems": {"x": "failed"}}
    page = Page(panel(document))

    assert "The run was interrupted" in page.text
    assert page.open == []
