"""Each outcome, made by a check of its own, seen in every place where people look."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Suite = Callable[..., Any]
Bring = Callable[[str], dict[str, str]]

CHECKS = '''
from scim_conformance import check, expect, needs
from scim_conformance.outcomes import Blocked, Omitted


@check("read.is-fine", verifies="RFC7644-3.4.1-01")
def test_fine(scim, new_user):
    """All is well."""
    expect.status(scim.read(new_user()), 200)


@check("read.must-fails", verifies="RFC7644-3.4.1-01")
def test_must(scim, users):
    """A MUST does not hold."""
    expect.status(scim.get(f"{users}/nobody"), 200)


@check("read.should-fails", verifies="RFC7644-3.12-09")
def test_should(scim, users):
    """A SHOULD does not hold."""
    expect.status(scim.get(f"{users}/nobody"), 418)


@check("read.is-blocked", verifies="RFC7644-3.4.1-01")
def test_blocked(scim, users):
    """What it needs was refused."""
    needs.success(scim.get(f"{users}/nobody"), see="read.must-fails")


@check("read.is-broken", verifies="RFC7644-3.4.1-01")
def test_broken(scim):
    """The check has a bug."""
    raise LookupError("a bug of ours")


@check("read.is-omitted", verifies="RFC7644-3.4.1-01")
def test_omitted(scim):
    """It does not apply."""
    raise Omitted("There is nothing to look at.")


def test_that_is_no_check():
    pass
'''

EXPECTED = {
    "read.is-fine": "passed",
    "read.must-fails": "failed",
    "read.should-fails": "warned",
    "read.is-blocked": "blocked",
    "read.is-broken": "broken",
    "read.is-omitted": "omitted",
}


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "test_mine.py").write_text(CHECKS, encoding="utf-8")
    return folder


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.long)], ids=["alone", "workers"])
def test_each_outcome_is_shown_and_counted(suite: Suite, mine: Path, workers: tuple[str, ...]) -> None:
    done = suite("--profile", "generic", "--demo", "mine", "--junit-xml", "junit.xml", "-v", *workers)

    assert done.outcomes == EXPECTED
    assert done.code == 1
    assert done.results["verdicts"]["rfc"] == "not-conformant"
    for word in ("FAILED", "WARNED", "BLOCKED", "BROKEN", "OMITTED", "PASSED"):
        assert f" {word}" in done.output or f"{word} " in done.output
    assert "1 failed" in done.output
    assert "1 warned" in done.output
    assert "1 blocked" in done.output
    assert "1 error" in done.output

    by_name = {
        case.get("name"): [child.tag for child in case if child.tag != "properties"]
        for case in ET.parse(mine.parent / "junit.xml").iter("testcase")
    }
    tag = {name: tags for name, tags in by_name.items() if name in EXPECTED}
    assert tag["read.must-fails"] == ["failure"]
    assert tag["read.should-fails"] == ["skipped"]
    assert tag["read.is-blocked"] == ["error"]
    assert tag["read.is-broken"] == ["error"]
    assert tag["read.is-omitted"] == ["skipped"]


def test_a_failure_explains_itself(suite: Suite, mine: Path) -> None:
    done = suite("--profile", "generic", "--demo", "mine", "-k", "must-fails")

    (check,) = done.results["checks"]
    assert check["message"] == "GET /Users/{id} answered 404, expected 200"
    assert check["expected"] == "200"
    for words in (
        "asked by: RFC7644-3.4.1-01 (MUST)",
        "https://www.rfc-editor.org/rfc/rfc7644#section-3.4.1",
        "matters:",
        "mend:",
        "repeat:   curl ",
        '-H "Authorization: Bearer $SCIM_TOKEN"',
    ):
        assert words in done.output
    assert "Traceback" not in done.output


def test_a_bug_of_ours_is_told_as_one(suite: Suite, mine: Path) -> None:
    done = suite("--profile", "generic", "--demo", "mine", "-k", "is-broken")

    assert done.code == 1
    assert done.results["verdicts"]["rfc"] == "incomplete"
    assert "The suite itself failed (LookupError)" in done.output
    assert "a bug of ours" in done.output


@pytest.mark.long
def test_a_warning_fails_a_strict_run_only(suite: Suite, mine: Path) -> None:
    chosen = ("--profile", "generic", "--demo", "mine", "-k", "should-fails or is-fine")

    assert suite(*chosen).code == 0
    assert suite(*chosen, "--scim-strict").code == 1


def test_a_run_that_decides_nothing_is_red(suite: Suite, mine: Path) -> None:
    assert suite("--profile", "generic", "--demo", "mine", "-k", "is-omitted").code == 1


def test_the_first_failure_stops_the_run_where_asked(suite: Suite, mine: Path) -> None:
    done = suite("--profile", "generic", "--demo", "mine", "-x")

    assert done.outcomes == {"read.is-fine": "passed", "read.must-fails": "failed"}
    assert done.results["run"]["interrupted"] is True


@pytest.mark.long
def test_the_last_failures_are_run_again(suite: Suite, mine: Path) -> None:
    cache = ("-p", "cacheprovider", "-o", "cache_dir=cache")
    suite("--profile", "generic", "--demo", "mine", *cache)
    again = suite("--profile", "generic", "--demo", "mine", "--lf", *cache)

    assert set(again.outcomes) == {"read.must-fails", "read.is-blocked", "read.is-broken"}


STALE = """\
- check: read.must-fails
  message: {message}
  reason: Known, and under way
  ticket: PROV-1
  until: {until}
"""


@pytest.mark.parametrize(
    ("message", "until", "outcome", "code"),
    [
        ("answered 404, expected 200", "2099-12-31", "waived", 0),
        ("answered 500, expected 200", "2099-12-31", "failed", 1),
        ("answered 404, expected 200", "2026-01-01", "stale", 1),
    ],
    ids=["as-waived", "another-message", "after-its-day"],
)
@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.long)], ids=["alone", "workers"])
def test_a_waiver_forgives_its_failure_until_its_day(
    suite: Suite,
    tmp_path: Path,
    bring: Bring,
    workers: tuple[str, ...],
    message: str,
    until: str,
    outcome: str,
    code: int,
) -> None:
    (tmp_path / "generic.waivers.yaml").write_text(STALE.format(message=message, until=until), encoding="utf-8")

    done = suite("--profile", "generic", "--demo", "-k", "must-fails or is-fine", *workers, env=bring(CHECKS))

    assert done.outcomes == {"read.must-fails": outcome, "read.is-fine": "passed"}
    assert done.code == code


def test_a_waiver_of_a_check_that_passes_is_stale(suite: Suite, tmp_path: Path) -> None:
    waiver = STALE.format(message="answered 200, expected 404", until="2099-12-31")
    (tmp_path / "w.yaml").write_text(waiver.replace("read.must-fails", "read.unknown-id-404"), encoding="utf-8")

    done = suite("--profile", "generic", "--demo", "-k", "read.unknown-id-404", "--scim-waivers", "w.yaml")

    assert done.outcomes == {"read.unknown-id-404": "stale"}
    assert done.code == 1
    assert "its waiver has served" in done.output


def test_checks_that_another_package_brings_are_part_of_the_suite(suite: Suite, bring: Bring) -> None:
    done = suite("--profile", "generic", "--demo", "-k", "is-fine or config-answers", env=bring(CHECKS))

    assert done.outcomes == {"read.is-fine": "passed", "discovery.config-answers": "passed"}
