"""Runs on the embedded provider: every bundled profile, every way in which pytest can be told to run."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scim_conformance.files import read_json
from scim_conformance.profile import bundled

Suite = Callable[..., Any]

QUICK = ("-k", "discovery or read")


# Four are run as a whole elsewhere: by make demo, from the wheel, with the lower bounds, and where the budget is held.
@pytest.mark.long
@pytest.mark.parametrize("name", sorted(bundled()))
def test_the_suite_is_green_on_the_provider_shaped_by(suite: Suite, name: str) -> None:
    done = suite("--profile", name, "--demo", "-n", "2", "--scim-seed", "7")

    red = {check: outcome for check, outcome in done.outcomes.items() if outcome not in ("passed", "omitted")}
    assert not red, done.output
    assert done.code == 0, done.output
    assert set(done.results["verdicts"].values()) <= {"conformant", "not-asked"}
    assert done.results["leftovers"] == []
    jsonschema.Draft202012Validator(read_json("results.schema.json")).validate(done.results)


def test_the_demo_is_never_silent(suite: Suite) -> None:
    done = suite("--profile", "rhombus", "--demo", *QUICK)

    assert "embedded provider (demo)" in done.output
    assert done.results["provider"]["demo"] is True
    assert "This was the embedded provider" in (done.folder / "scim-report" / "report.html").read_text("utf-8")


@pytest.mark.long
def test_workers_say_the_same_as_one_process(suite: Suite, tmp_path: Path) -> None:
    some = ("-k", "create or filter or profile or every-")
    alone = suite("--profile", "kpifire", "--demo", *some)
    together = suite(
        "--profile", "kpifire", "--demo", *some, "-n", "4", "--scim-report-dir", "n4", "--junit-xml", "n4.xml"
    )

    results = json.loads((tmp_path / "n4" / "results.json").read_text(encoding="utf-8"))
    assert together.code == alone.code == 0, together.output
    assert {(c["id"], c["on"], c["outcome"]) for c in results["checks"]} == {
        (c["id"], c["on"], c["outcome"]) for c in alone.results["checks"]
    }
    assert results["verdicts"] == alone.results["verdicts"]
    numbers = [exchange["n"] for exchange in results["exchanges"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert results["run"]["requests"] == len(numbers)
    cases = ET.parse(tmp_path / "n4.xml").getroot().iter("testcase")
    assert len(list(cases)) == len(results["checks"])


def test_a_check_is_selected_by_its_id_and_the_verdict_is_partial(suite: Suite) -> None:
    done = suite("--profile", "generic", "--demo", "-k", "patch-user.replace-scalar")

    assert list(done.outcomes) == ["patch-user.replace-scalar"]
    assert done.results["verdicts"]["rfc"] == "partial"
    assert done.code == 0


@pytest.mark.parametrize(
    "marker",
    [
        pytest.param("SHOULD", marks=pytest.mark.long),
        pytest.param("profile", marks=pytest.mark.long),
        pytest.param("patch-user", marks=pytest.mark.long),
        "auth",
    ],
)
def test_checks_are_selected_by_their_markers(suite: Suite, marker: str) -> None:
    done = suite("--profile", "generic", "--demo", "-m", marker)

    chosen = done.results["checks"]
    assert chosen
    assert all(marker in (check["level"], check["standard"], check["area"]) for check in chosen)


def test_junit_and_html_go_where_they_are_asked_to(suite: Suite, tmp_path: Path) -> None:
    suite("--profile", "rhombus", "--demo", *QUICK, "--junit-xml", "j.xml", "--html", "own.html")

    assert (tmp_path / "own.html").is_file()
    assert not (tmp_path / "scim-report" / "report.html").exists()
    assert ET.parse(tmp_path / "j.xml").getroot().find("testsuite") is not None


class Page(HTMLParser):
    """The text of a page as it reads without JavaScript, and the data from which its table is made."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.data, self._in_code = "", {}, False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_code = self._in_code or tag in ("script", "style", "template")
        if "data-jsonblob" in dict(attrs):
            self.data = json.loads(dict(attrs)["data-jsonblob"] or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_code = self._in_code and tag not in ("script", "style", "template")

    def handle_data(self, data: str) -> None:
        self.text += "" if self._in_code else data


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.long)], ids=["alone", "workers"])
def test_the_page_reads_without_javascript_and_has_one_row_a_check(suite: Suite, workers: tuple[str, ...]) -> None:
    done = suite("--profile", "rhombus", "--demo", "-k", "discovery or profile or patch-user", *workers)

    page = Page((done.folder / "scim-report" / "report.html").read_text(encoding="utf-8"))
    rows = [row for rows in page.data["tests"].values() for row in rows]
    assert len(rows) == len(done.results["checks"])
    assert "Rhombus Systems on the embedded provider" in page.text
    for standard, verdict in (("RFC 7643/7644", "partial"), ("Microsoft Entra", "not asked")):
        assert standard in page.text
        assert verdict in page.text
    omitted = next(check for check in done.results["checks"] if check["outcome"] == "omitted")
    assert omitted["message"] in page.text


def test_results_and_report_have_places_of_their_own(suite: Suite, tmp_path: Path) -> None:
    suite("--profile", "rhombus", "--demo", *QUICK, "--scim-results", "r/x.json", "--scim-report-dir", "d")

    assert (tmp_path / "r" / "x.json").is_file()
    assert (tmp_path / "d" / "report.html").is_file()


def test_the_same_seed_makes_the_same_people(suite: Suite) -> None:
    def bodies() -> list[Any]:
        done = suite("--profile", "generic", "--demo", "-k", "test_3_3_creating.py", "--scim-seed", "7")
        sent = [e["request"]["body"] for e in done.results["exchanges"] if e["method"] == "POST"]
        # What is the provider's choice is left out: ids.
        told = [json.dumps(body).replace(done.results["run"]["id"], "RUN-") for body in sent]
        return [json.loads(re.sub(r"[0-9a-f]{32}", "ID", each)) for each in told]

    first, second = bodies(), bodies()
    assert first == second
    assert len(first) > 10


@pytest.mark.long
def test_nothing_stays_on_the_provider_and_no_ledger_either(suite: Suite, tmp_path: Path) -> None:
    suite("--profile", "kpifire", "--demo", "--scim-ledger", "ledger", "-k", "create or delete")

    assert list((tmp_path / "ledger").glob("*.jsonl")) == []


def test_what_is_kept_stays_in_the_ledger(suite: Suite, tmp_path: Path) -> None:
    done = suite("--profile", "rhombus", "--demo", "--scim-keep", "--scim-ledger", "ledger", "-k", "read.answers")

    assert done.code == 0
    assert not [e for e in done.results["exchanges"] if e["method"] == "DELETE"]
    assert list((tmp_path / "ledger").glob("*.jsonl"))


@pytest.mark.long
def test_accounts_that_a_deactivating_application_keeps_are_counted(suite: Suite) -> None:
    done = suite("--profile", "promapp", "--demo", "-k", "read")

    assert done.results["run"]["accounts_that_stay"] > 0
    assert "accounts stay on the provider, deactivated" in " ".join(done.output.split())


def test_one_key_of_the_profile_is_set(suite: Suite) -> None:
    done = suite(
        "--profile",
        "rhombus",
        "--demo",
        "--scim-set",
        "delete=deactivates",
        "-k",
        "profile.deletes-as-stated",
    )

    assert done.outcomes == {"profile.deletes-as-stated[deactivates]": "passed"}


def test_the_summary_fits_80_columns(suite: Suite) -> None:
    done = suite("--profile", "kpifire", "--demo", "-k", "discovery or profile")

    summary = done.output.partition("= SCIM conformance =")[2]
    assert summary
    assert [line for line in summary.splitlines() if len(line) > 80 and "file://" not in line] == []
