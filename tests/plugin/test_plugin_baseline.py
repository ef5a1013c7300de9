"""A run that is given a baseline fails only on what is new, and says what it forgives."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scim_conformance.files import read_json
from scim_conformance.outcomes import Outcome
from scim_conformance.plugin.baseline import Baseline, read_baseline

Suite = Callable[..., Any]

CHECKS = '''
import os
from scim_conformance import check, expect, needs


@check("read.is-fine", verifies="RFC7644-3.4.1-01")
def test_fine(scim, users):
    """All is well."""
    expect.status(scim.get(users), 200)


@check("read.fails", verifies="RFC7644-3.4.1-01")
def test_fails(scim, users):
    """A MUST does not hold."""
    scim.get(users)
    expect.that("mended" in os.environ.get("STATE", ""), "It is as it was", expected=1, actual=2)


@check("read.should", verifies="RFC7644-3.12-09")
def test_should(scim, users):
    """A SHOULD does not hold."""
    expect.that(False, "It is advised against", expected=1, actual=2)


@check("read.is-blocked", verifies="RFC7644-3.4.1-01")
def test_blocked(scim, users):
    """What it needs was refused."""
    needs.success(scim.get(f"{users}/nobody"), see="read.fails")


@check("read.is-new", verifies="RFC7644-3.4.1-01")
def test_new(scim, users):
    """It holds at first."""
    scim.get(users)
    expect.that("worse" not in os.environ.get("STATE", ""), "It is worse now", expected=1, actual=2)
'''


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    (tmp_path / "test_mine.py").write_text(CHECKS, encoding="utf-8")
    return tmp_path


def test_a_run_with_a_baseline_fails_only_on_what_is_new(suite: Suite, mine: Path) -> None:
    run = ("--profile", "generic", "--demo", "test_mine.py")
    first = suite(*run)
    assert first.code == 1
    (mine / "base.json").write_text(first.written, encoding="utf-8")

    again = suite(*run, "--scim-baseline", "base.json", "--scim-strict")
    worse = suite(*run, "--scim-baseline", "base.json", env={"STATE": "worse mended"})

    assert again.code == 0, again.output
    assert again.outcomes == {
        "read.is-fine": "passed",
        "read.fails": "waived",
        "read.should": "waived",
        "read.is-blocked": "blocked",
        "read.is-new": "passed",
    }
    # What could not be looked at does not become conformant because it is known.
    assert again.results["verdicts"]["rfc"] == "incomplete"
    jsonschema.Draft202012Validator(read_json("results.schema.json")).validate(again.results)
    assert "Known from the baseline base.json" in " ".join(again.output.split())
    assert "3 findings are known from the baseline" in " ".join(again.output.split())

    assert worse.code == 1
    assert worse.outcomes["read.is-new"] == "failed"
    assert "Of the baseline is mended: read.fails." in " ".join(worse.output.split())
    assert "1 failed" in worse.output


@pytest.mark.long
def test_workers_know_the_baseline_too(suite: Suite, mine: Path) -> None:
    run = ("--profile", "generic", "--demo", "test_mine.py", "-n", "2")
    (mine / "base.json").write_text(suite(*run).written, encoding="utf-8")

    again = suite(*run, "--scim-baseline", "base.json")

    assert again.code == 0, again.output
    assert again.outcomes["read.fails"] == "waived"
    assert again.outcomes["read.should"] == "warned"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "base.json can't be read"),
        ({"version": 9, "suite": {"version": "7.0"}}, "has version 9 of the format"),
        ({"checks": []}, "base.json is no results.json"),
    ],
)
def test_a_baseline_that_is_none_is_told_before_the_first_request(tmp_path: Path, content: Any, words: str) -> None:
    if content is not None:
        (tmp_path / "base.json").write_text(json.dumps(content), encoding="utf-8")
    problems: list[str] = []

    assert read_baseline("base.json", tmp_path, problems) is None
    assert len(problems) == 1
    assert "--scim-baseline: " in problems[0]
    assert words in problems[0]


KNOWN = {
    ("read.fails", None): {"outcome": "failed", "message": "answered 404"},
    ("read.warns", None): {"outcome": "warned", "message": "soft"},
    ("read.is-blocked", "title"): {"outcome": "blocked", "message": "nothing"},
}


@pytest.mark.parametrize(
    ("key", "outcome", "message", "strict", "is_known"),
    [
        (("read.fails", None), Outcome.FAILED, "answered 404", False, True),
        (("read.fails", None), Outcome.FAILED, "answered 404 (its waiver is for another message)", False, True),
        (("read.fails", None), Outcome.FAILED, "answered 500", False, False),
        (("read.fails", "title"), Outcome.FAILED, "answered 404", False, False),
        (("read.fails", None), Outcome.BLOCKED, "nothing", False, True),
        (("read.fails", None), Outcome.BROKEN, "a bug", False, False),
        (("read.fails", None), Outcome.STALE, "answered 404 (its waiver has ended)", False, False),
        (("read.warns", None), Outcome.WARNED, "soft", False, False),
        (("read.warns", None), Outcome.WARNED, "soft", True, True),
        (("read.warns", None), Outcome.WARNED, "softer", True, False),
        (("read.warns", None), Outcome.FAILED, "soft", False, False),
        (("read.is-blocked", "title"), Outcome.BLOCKED, "nothing at all", False, True),
        (("read.is-blocked", "title"), Outcome.FAILED, "nothing", False, False),
        (("read.is-blocked", "name"), Outcome.BLOCKED, "nothing", False, False),
    ],
)
def test_what_is_known_is_the_same_check_row_and_message(
    key: tuple[str, str | None], outcome: Outcome, message: str, strict: bool, is_known: bool
) -> None:
    baseline = Baseline("base.json", "2026-11-20", "app", KNOWN)

    waiver = baseline.waiver(*key, outcome, message, strict=strict)
    assert (waiver is not None) is is_known
    if waiver is not None:
        assert waiver["until"] is None
        assert "base.json" in waiver["reason"]


def test_a_baseline_of_another_application_is_told() -> None:
    notes = list(Baseline("base.json", "2026-11-20", "app", KNOWN).notes("other", []))

    assert "is a run with the profile app, and this one has other" in notes[0]
    assert notes[1].startswith("0 findings are known")
