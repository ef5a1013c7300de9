"""Times are told by method and endpoint, with percentiles, and drawn on one scale."""

from __future__ import annotations

import re
from typing import Any

import pytest
from page_by_hand import Page, exchange, run_of

from scim_conformance.report.latency import asked, latency, times
from scim_conformance.report.picture import picture, section_of

BASE = "https://api.example.com/scim"


@pytest.mark.parametrize(
    ("url", "method", "name"),
    [
        ("/Users", "POST", "POST /Users"),
        ("/Users/17", "PATCH", "PATCH /Users/{id}"),
        ("/Users?filter=userName%20eq%20%22a%22&count=1", "GET", "GET /Users?filter"),
        ("/Users?count=1", "GET", "GET /Users"),
        ("/Users/.search", "POST", "POST /Users/.search"),
        ("/Schemas/urn:ietf:params:scim:schemas:core:2.0:User", "GET", "GET /Schemas/{id}"),
        ("/Devices/1", "GET", "GET /Devices/{id}"),
        ("/Nothing-17", "GET", "GET another address"),
        ("/Users", "<b>", "another method /Users"),
    ],
)
def test_requests_are_told_apart_by_method_and_endpoint(url: str, method: str, name: str) -> None:
    assert asked(exchange(1, url, method), BASE, ("Users", "Schemas", "Devices")) == name


def measured(seconds: list[float]) -> dict[str, Any]:
    found = run_of([], [exchange(n, seconds=second) for n, second in enumerate(seconds, 1)])
    found["provider"]["url"] = BASE
    return found


def test_percentiles_are_the_times_within_which_so_many_answers_came() -> None:
    (found,) = times(measured([n / 1000 for n in range(1, 101)]))

    assert [found.at(percent) for percent in (50, 95, 99, 100)] == [0.05, 0.095, 0.099, 0.1]


def test_what_got_no_answer_is_counted_and_not_timed() -> None:
    document = measured([0.001, 0.002, 0.003])
    document["exchanges"].append(exchange(4, status=None, seconds=30.0))
    page = Page("".join(latency(document)))

    assert "3 and 1 without" in page.text
    assert "30,000" not in page.text


def test_each_answer_is_in_the_histogram_and_the_highest_bar_is_as_high_as_the_picture() -> None:
    html = "".join(latency(measured([0.001] * 8 + [0.02] * 4 + [0.3])))
    bars = re.findall(r"<rect class='(bar[ \w]*)' x='(\d+)' y='[\d.]+' width='8' height='([\d.]+)'", html)

    # The first row is for all requests, the second for the only kind of request there is.
    assert len(bars) == 6
    assert [float(height) for _, _, height in bars[:3]] == [34.0, 17.0, 4.2]
    assert [kind for kind, _, _ in bars[:3]] == ["bar", "bar", "bar slow"]
    assert re.findall(r"<text[^>]*>([^<]*)</text>", html)[:3] == ["1 ms", "10 ms", "100 ms"]


def test_a_run_without_exchanges_has_no_times() -> None:
    assert list(latency(run_of([]))) == []


@pytest.mark.parametrize(
    ("id", "section"),
    [
        ("RFC7644-3.5.2.3-02", "RFC7644-3.5.2"),
        ("RFC7644-3.4.2.2-01", "RFC7644-3.4.2.2"),
        ("RFC7644-3.4.2.1-01", "RFC7644-3.4.2"),
        ("RFC7644-3.14-01", "RFC7644-3.14"),
        ("RFC7644-3.1-01", "RFC7644-3.1"),
        ("ENTRA-CREATE-02", "ENTRA"),
        ("VENDOR-X-1", "VENDOR-X"),
    ],
)
def test_a_requirement_stands_in_its_section(id: str, section: str) -> None:
    assert section_of(id) == section


def test_the_picture_has_a_square_for_each_requirement_and_the_same_in_numbers() -> None:
    document = run_of([])
    outcomes = ["failed", "passed", "passed", "blocked", "omitted"]
    document["requirements"] = [
        {"id": f"RFC7644-3.6-0{n}", "outcome": outcome, "link": "https://www.rfc-editor.org/rfc/rfc7644#section-3.6"}
        for n, outcome in enumerate(outcomes)
    ]
    html = "".join(picture(document))
    drawn = html[html.index("<table class='sections'>") :]

    assert re.findall(r"<g class='(\w+)'", drawn) == ["failed", "blocked", "passed", "passed", "omitted"]
    assert "3 of 5 decided, 1 failed, 1 blocked" in Page(html).text
    # A colour is never alone: what is no plain pass has a mark or another outline.
    assert drawn.count("<path") == 2
