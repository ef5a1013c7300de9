"""What a run writes for other tools: JUnit with properties, an archive, Markdown, and what it says to GitHub."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.cli import main
from scim_conformance.plugin.inside import run_suite

Suite = Callable[..., Any]

SOME = (
    "--profile",
    "generic",
    "--demo",
    "--scim-seed",
    "7",
    "-k",
    "auth.challenge or auth.refusal or auth.wrong-token",
)
RED = (*SOME, "--scim-demo-fault", "auth-no-challenge")


def properties(case: ET.Element) -> dict[str, str]:
    found = [(each.attrib["name"], each.attrib["value"]) for each in case.iter("property")]
    assert len(found) == len(dict(found))
    return dict(found)


def cases(path: Path) -> dict[str, ET.Element]:
    return {case.attrib["name"]: case for case in ET.parse(path).iter("testcase")}


def verify_properties(done: Any) -> None:
    """Hold that each case of junit.xml says of its check what results.json says."""
    found = {name: properties(case) for name, case in cases(done.folder / "junit.xml").items()}
    checks = {check["id"] + (f"[{check['on']}]" if check["on"] else ""): check for check in done.results["checks"]}
    assert found.keys() == checks.keys()
    for name, check in checks.items():
        assert found[name] == {
            "scim.check": check["id"],
            **({"scim.on": check["on"]} if check["on"] else {}),
            "scim.area": "auth",
            "scim.standard": "rfc",
            "scim.level": check["level"],
            "scim.outcome": check["outcome"],
            "scim.requirements": " ".join(check["requirements"]),
        }
    assert {"failed", "blocked", "passed"} <= {each["scim.outcome"] for each in found.values()}


def test_a_run_writes_what_it_is_asked_for_and_the_command_makes_the_same_later(suite: Suite, tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    asked = ("--junit-xml", "junit.xml", "--scim-har", "there/run.har", "--scim-markdown", "run.md")
    done = suite(*RED, *asked, env={"GITHUB_STEP_SUMMARY": str(page)})

    verify_properties(done)
    archive = (tmp_path / "there" / "run.har").read_text(encoding="utf-8")
    told = (tmp_path / "run.md").read_text(encoding="utf-8")
    assert len(json.loads(archive)["log"]["entries"]) == len(done.results["exchanges"])
    assert "failed: auth.challenge" in told
    for name in ("there/run.har", "run.md"):
        assert name in done.output
    results = str(tmp_path / "scim-report" / "results.json")
    assert main(["export", results, "--har", str(tmp_path / "x.har"), "--markdown", str(tmp_path / "x.md")]) == 0
    assert (tmp_path / "x.har").read_text(encoding="utf-8") == archive
    assert (tmp_path / "x.md").read_text(encoding="utf-8") == told
    # Whoever is not in one of GitHub's jobs has nothing to say to it.
    assert "::error" not in done.output
    assert "::stop-commands" not in done.output
    assert not page.exists()


def test_in_a_job_of_github_s_the_findings_are_annotated_and_summed_up(suite: Suite, tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    page.write_text("what an earlier step said\n", encoding="utf-8")

    env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(page)}
    done = suite(*RED, "-n", "2", "--junit-xml", "junit.xml", env=env)

    verify_properties(done)
    lines = done.output.splitlines()
    stop = next(line for line in lines if line)
    word = stop.removeprefix("::stop-commands::")
    assert re.fullmatch("[0-9a-f]{32}", word)
    obeyed = lines[lines.index(f"::{word}::") + 1 :]
    assert obeyed
    assert all(line.startswith("::error title=") for line in obeyed if line)
    assert obeyed[0].startswith("::error title=failed%3A auth.challenge")
    said = page.read_text(encoding="utf-8")
    assert said.startswith("what an earlier step said\n# SCIM conformance: Generic SCIM")
    assert "failed: auth.challenge" in said


def test_tests_of_the_caller_s_own_keep_their_properties(suite: Suite, tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(
        "def test_mine(record_property):\n    record_property('mine', 7)\n", encoding="utf-8"
    )
    done = suite(
        "--profile", "generic", "--demo", "test_mine.py", "--junit-xml", "junit.xml", "-o", "junit_family=xunit1"
    )

    assert properties(cases(done.folder / "junit.xml")["test_mine"]) == {"mine": "7"}, done.output


def test_a_folder_where_a_file_is_wanted_is_refused_before_anything_is_sent(suite: Suite) -> None:
    done = suite(*SOME, "--scim-har", "run.har", "--scim-markdown", ".")

    assert done.code == 4
    assert "--scim-markdown needs the name of a file" in done.output
    assert not (done.folder / "scim-report").exists()


def test_a_run_that_another_program_makes_says_nothing_to_github(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))

    found = run_suite(
        ["--scim-profile", "generic", "--scim-demo-fault", "auth-no-challenge", "-k", "auth.challenge"],
        tmp_path / "run",
    )

    assert "failed" in {check["outcome"] for check in found["checks"]}
    assert not page.exists()
    assert "::error" not in (tmp_path / "run" / "log.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is no JSON"),
        ("[]", "is no results.json"),
        ('{"version": 1}', "is no results.json"),
        ('{"version": 2, "suite": {}}', "has version 2"),
        (None, "can't be read"),
    ],
)
def test_what_is_no_results_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, says: str
) -> None:
    path = tmp_path / "results.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    assert main(["export", str(path), "--har", str(tmp_path / "x.har")]) == 4
    assert says in capsys.readouterr().err
    assert not (tmp_path / "x.har").exists()


def test_the_command_asks_what_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["export", str(tmp_path / "results.json")])

    assert "--har FILE" in capsys.readouterr().err
