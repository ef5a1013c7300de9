"""A run that was stopped, or that only read, says so wherever its results are told."""

from __future__ import annotations

from typing import Any

from page_by_hand import check, exchange, run_of

from scim_conformance.outcomes import Verdict, verdicts
from scim_conformance.preflight.stops import WHOSE, stop
from scim_conformance.report.annotations import annotated
from scim_conformance.report.page import panel
from scim_conformance.report.text import summary
from scim_conformance.report.words import notes

STOPPED = stop(
    "elsewhere", (1, 2), url="https://h.example", asked="GET /Users", status=404, found="https://h.example/v2"
)


def stopped_run() -> dict[str, Any]:
    document = run_of([])
    document["run"]["stopped"] = STOPPED.as_dict()
    document["provider"]["discovered"]["problems"] = {"schemas": "answered 404"}
    return document


def test_the_summary_begins_with_why_nothing_ran_and_what_to_do() -> None:
    lines = list(summary(stopped_run(), 80))

    assert lines[0].text.startswith("No check was run. There is no SCIM endpoint at https://h.example")
    assert lines[0].tone == "red"
    assert "To do: Run again with --url https://h.example/v2" in [line.text for line in lines]


def test_a_job_of_github_shows_why_nothing_ran() -> None:
    (line,) = annotated(stopped_run())

    assert line.startswith("::error title=No check was run.::There is no SCIM endpoint")
    assert "%0ATo do: Run again with" in line


def test_the_page_shows_the_exchanges_that_stopped_the_run() -> None:
    document = stopped_run()
    document["exchanges"] = [exchange(1, "/Users", status=404), exchange(2, "/<b>x</b>"), exchange(3)]
    page = panel(document)

    assert "<h2 id='stopped-title'>No check was run.</h2>" in page
    section = page.partition("<section id='stopped'")[2].partition("</section>")[0]
    assert "Run again with --url https://h.example/v2" in section
    assert section.count("<details") >= 2
    assert "<b>x</b>" not in section


def test_what_discovery_answered_is_not_told_beside_it() -> None:
    told = list(notes(stopped_run()))

    assert len(told) == 3
    assert told[2] == WHOSE["configuration"]


def test_what_a_run_that_only_reads_leaves_out_is_one_sentence() -> None:
    document = run_of([check("read.answers", "passed")])
    document["run"]["withheld"] = 837

    assert list(notes(document)) == [
        "837 checks need to write: left out by --scim-read-only. The verdicts are partial."
    ]


def test_a_stopped_run_is_incomplete_for_each_standard_that_was_asked() -> None:
    found = verdicts([], standards=("rfc", "profile"), complete=False, stopped=True)

    assert found == {
        "rfc": Verdict.INCOMPLETE,
        "entra": Verdict.NOT_ASKED,
        "okta": Verdict.NOT_ASKED,
        "profile": Verdict.INCOMPLETE,
    }
