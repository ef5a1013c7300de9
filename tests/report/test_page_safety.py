"""Whatever a server sends is shown as text in the page: nothing of it is obeyed, and nothing of it is lost."""

from __future__ import annotations

from typing import Any

import pytest
from page_by_hand import Page, check, exchange, row, run_of

from scim_conformance.report.page import LARGEST, panel
from scim_conformance.report.shown import cut, line, text

MARKUP = "</pre></code></details><script>window.pwned=1</script><img src=x onerror='alert(1)'>\"' onmouseover=\"x"


def everywhere(value: Any) -> dict[str, Any]:
    """Return a run with a text in every place to which a server, a profile or a waiver may bring one."""
    story = [{"says": value, "repeat": value}]
    waiver = {"message": value, "reason": value, "ticket": value, "until": value}
    hostile = exchange(1, f"/Users/{value}", method=value, curl=value)
    hostile["request"] = {"headers": {value: value}, "body": {value: value}}
    hostile["response"] = {"headers": {"Server": value, value: value}, "body": [value, {value: [value]}]}
    silent = exchange(2, f"/Users/{value}", status=None)
    silent["response"] = {"headers": {}, "body": value, "problem": value}
    document = run_of(
        [
            check("delete.a", "failed", on=value, message=value, expected=value, actual=[value], exchanges=[1],
                  title=value, story=story, drawn={"examples": 1, "found_after": 1, "example": value}, faults=[value]),
            check("delete.b", "failed", on=value, message=value, expected={value: 1}, actual={value: value},
                  exchanges=[2]),
            check("delete.c", "blocked", on=value, message=value, cause=value),
            check("delete.d", "waived", on=value, message=value, waiver=waiver, actual=value),
            check("delete.e", "omitted", on=value, message=value),
            check("delete.f", "passed", on=value, title=value, exchanges=[1, 2]),
            check("delete.g", "broken", on=value, message=value, actual=value),
        ],
        [hostile, silent],
    )  # fmt: skip
    document["requirements"] = [row(says=value, matters=value, mend=value)]
    document["leftovers"] = [{"endpoint": value, "id": value, "why": value}]
    document["run"]["notes"] = [value]
    document["profile"].update(name=value, features={value: True})
    document["provider"].update(url=value, dialect=value, unreachable=value)
    document["provider"]["discovered"] = {
        "config": {value: {"supported": True}, "x": value, "patch": value},
        "types": [{"name": value, "endpoint": value}],
        "schemas": value, "problems": {value: value},
    }  # fmt: skip
    document["provider"]["accepted"] = {"refused": [[value, value]], "user_name": "any"}
    return document


def test_markup_in_every_field_makes_no_element_and_no_attribute() -> None:
    harmless = {tag for tag, _ in Page(panel(everywhere("harmless"))).tags}
    page = Page(panel(everywhere(MARKUP)))

    assert page.open == []
    assert {tag for tag, _ in page.tags} <= harmless
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on") or name == "src"]
    assert page.text.count(MARKUP) > 25


def test_ids_stay_apart_and_in_one_word_whatever_a_row_is_called() -> None:
    document = everywhere(MARKUP)
    document["checks"].append(check("delete.g", "broken", on=MARKUP + "x"))
    page = Page(panel(document))

    assert sorted(page.ids) == sorted(set(page.ids))
    assert not [id for id in page.ids if not id.replace("-", "").replace(".", "").isalnum()]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("\x00\x1b[31mred\x07", "␀␛[31mred␇"),
        ("a\rb\x7f", "a␍b␡"),
        ("\x9b31m\x85", "\\x9b31m\\x85"),
        ("admin\u202ecod.exe\u2066", "admin\\u202ecod.exe\\u2066"),
        ("in\u200bvisible\ufeff", "in\\u200bvisible\\ufeff"),
        ("half \ud83d pair", "half \\ud83d pair"),
    ],
    ids=["terminal escapes", "returns", "eight-bit controls", "turned round", "unseen", "invalid UTF-8"],
)
def test_what_would_be_obeyed_or_not_be_seen_is_spelled_out(sent: str, shown: str) -> None:
    html = panel(everywhere(sent))

    assert not {c for c in html if c in sent and not c.isprintable()}
    html.encode("utf-8")
    assert shown in Page(html).text
    assert line(sent) == shown


def test_line_breaks_stay_in_bodies_and_nowhere_else() -> None:
    assert text("a\n\tb<c>") == "a\n\tb&lt;c&gt;"
    assert line("a\n\tb") == "a␊␉b"


def test_a_link_leads_to_the_web_or_nowhere() -> None:
    document = everywhere("x")
    document["requirements"] = [row(link="javascript:alert(1)")]
    page = Page(panel(document))

    assert not [link for link in page.links() if not link.startswith(("#", "https://"))]


def test_megabytes_in_any_field_are_cut() -> None:
    document = run_of(
        [check("delete.a", "failed", exchanges=[1, 2]), check("delete.f", "passed", exchanges=[2, 3])],
        [exchange(n) for n in (1, 2, 3)],
    )
    for each in document["exchanges"]:
        each["response"]["body"] = {"many": ["<&>" * 100] * 10_000}
        each["response"]["headers"]["X-Long"] = "y" * 1_000_000
    document["checks"][0].update(actual="z" * 2_000_000, expected="z" * 1_999_999)
    html = panel(document)

    assert len(html) < 150_000
    assert "cut here: all 2,000,000 characters of it are in results.json" in Page(html).text


def test_a_body_that_nests_without_end_is_no_obstacle() -> None:
    deep: Any = "x"
    for _ in range(600):
        deep = [deep]
    document = run_of([check("delete.a", "failed", exchanges=[1], actual=deep)], [exchange(1)])
    document["exchanges"][0]["response"]["body"] = deep

    assert len(panel(document)) < 60_000


@pytest.mark.parametrize("outcome", ["failed", "passed"])
def test_hundreds_of_checks_with_exchanges_stay_below_the_limit(outcome: str) -> None:
    body = {"userName": "&<>" * 300, "emails": [{"value": f"{n}@example.com"} for n in range(40)]}
    checks = [
        check("filter.x", outcome, on=str(n), exchanges=[3 * n, 3 * n + 1, 3 * n + 2], expected=body, actual=body)
        for n in range(1, 301)
    ]
    answer = {"headers": {}, "body": body}
    exchanges = [exchange(n, f"/Users?count={n}", response=answer) for n in range(1, 904)]
    html = panel(run_of(checks, exchanges))

    assert 100_000 < len(html.encode()) <= LARGEST
    assert "id='check-filter.x-" in html
    assert html.endswith("</main>")


def test_what_was_cut_says_how_long_it_was() -> None:
    assert cut("x" * 10, 10) == "x" * 10
    assert cut("x" * 11, 10) == "x" * 10 + "\n… cut here: all 11 characters of it are in results.json"
