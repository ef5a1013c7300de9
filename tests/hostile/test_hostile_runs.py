"""A whole run against a hostile provider goes on to its end, and tells one cause."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scim_conformance.report.causes import Cause, causes
from tests.hostile.catalogue import CATALOGUE
from tests.hostile.front import Front, Talk
from tests.hostile.odd_ids import ODD_IDS
from tests.hostile.runs import TOKEN, provider_behind
from tests.suite_process import Finished, environment, finished

SOME = (
    "filter.user-n or filter.eq-t or filter.nobody or filter.sw-at or read.user-is-l or create.answers or delete.gone"
)
EVERY = f"{SOME} or pagination.every or pagination.total or content-negotiation.every-body"

SHORT = ("a bomb of gzip in gzip", "an answer with a second one behind it")
"""Those that are tried each time."""

TIMEOUT = "1"

SIDES = 6
"""How many causes a list may have that can be read and is wrong in every respect."""


def run_on(front: Front, folder: Path, *arguments: str) -> Finished:
    asked = ["--profile", "generic", "--url", front.url, "--token", TOKEN, "--scim-seed", "7", "--scim-examples", "2"]
    if "--scim-timeout" not in arguments:
        asked += ["--scim-timeout", TIMEOUT]
    return finished(folder, *asked, *arguments, env=environment(folder / "state"))


def told(done: Finished) -> list[Cause]:
    """Return the causes that a run tells, when it has ended well."""
    assert done.code in (0, 1), done.output
    assert "Traceback (most recent call last)" not in done.output
    broken = [check for check in done.results["checks"] if check["outcome"] == "broken"]
    assert [(check["id"], check["message"], check["actual"]) for check in broken] == []
    assert done.results["leftovers"] == []
    return causes(done.results)


def marked(name: str) -> Any:
    return name if name in (*SHORT, "ids with slashes") else pytest.param(name, marks=pytest.mark.long)


@pytest.mark.parametrize("name", [marked(name) for name in CATALOGUE])
def test_what_is_hostile_on_searches_is_told_once(tmp_path: Path, name: str) -> None:
    found = CATALOGUE[name]
    with provider_behind(found.spoil) as front:
        done = run_on(front, tmp_path, "-k", EVERY)

    said = [(each.lead["id"], each.message) for each in told(done)]
    assert front.spoilt >= 2
    assert bool(said) is not found.legal, said
    # What can be read is judged from several sides; what can't is one cause.
    assert len(said) <= (1 if found.told else SIDES), said


@pytest.mark.parametrize("name", [marked(name) for name in ODD_IDS])
def test_ids_may_be_as_odd_as_they_like(tmp_path: Path, name: str) -> None:
    with provider_behind(around=ODD_IDS[name].around) as front:
        done = run_on(front, tmp_path, "-k", f"{SOME} or patch-user.replace-s or read.answers or replace.answers")

    assert [(each.lead["id"], each.message, each.lead["actual"]) for each in told(done)] == []
    assert done.code == 0
    assert len(done.results["checks"]) > 8


def slowly(talk: Talk) -> None:
    talk.wait()


def test_a_run_whose_time_is_over_asks_nothing_more_cleans_up_and_reports(tmp_path: Path) -> None:
    with provider_behind(slowly, lambda asked: asked.method == "GET" and "filter=" in asked.query) as front:
        done = run_on(front, tmp_path, "-k", SOME, "--scim-time-limit", "2", "--scim-timeout", "1.5")

    run = done.results["run"]
    assert done.code == 1
    assert run["interrupted"] is True
    assert any("--scim-time-limit 2" in note for note in run["notes"]), run["notes"]
    assert done.results["verdicts"]["rfc"] in ("incomplete", "not-conformant", "partial")
    assert done.results["leftovers"] == []


@pytest.mark.long
def test_a_provider_that_never_answers_searches_costs_a_few_times_the_timeout(tmp_path: Path) -> None:
    with provider_behind(slowly) as front:
        done = run_on(front, tmp_path, "-m", "filter", "--scim-timeout", "1")

    slow = [each["seconds"] for each in done.results["exchanges"] if each["status"] is None]
    assert len(told(done)) == 1
    # Eight of them are patient enough to find out, and of the others one in ten is sent.
    assert sum(slow) < 40
    assert len(slow) < 60
