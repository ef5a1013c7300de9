"""The files for others' CI: their lines for a shell run as they stand, with the variables that each system sets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from scim_conformance.profile import load
from scim_conformance.provider import build, serve
from tests.suite_process import environment

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = ROOT / "docs" / "ci"
TOKEN = "t" * 32
NOTHING = "it has observed nothing"

Shell = Callable[..., subprocess.CompletedProcess[str]]


def document(name: str) -> dict[str, Any]:
    return {str(key): value for key, value in yaml.safe_load((FILES / name).read_text(encoding="utf-8")).items()}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Runs lines in bash in one folder, where whatever is to be installed is there already."""
    stubs = tmp_path / "stubs"
    stubs.mkdir()
    python = stubs / "python"
    python.write_text(f'#!/bin/sh\n[ "$1 $2 $3" = "-m pip install" ] || exec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o755)
    (tmp_path / "work").mkdir()
    path = os.pathsep.join((str(stubs), str(Path(sys.executable).parent), os.environ["PATH"]))

    def run(lines: str, **variables: str) -> subprocess.CompletedProcess[str]:
        known = environment(tmp_path / "state", PATH=path, CI="true", **variables)
        command = ["bash", "--noprofile", "--norc", "-e", "-c", lines]
        return subprocess.run(
            command, cwd=tmp_path / "work", env=known, capture_output=True, encoding="utf-8", timeout=300, check=False
        )

    return run


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """The address of the embedded provider, in place of an endpoint."""
    with serve(build(load("rhombus", cwd=tmp_path), token=TOKEN)) as running:
        yield running.url


def plain(variables: Mapping[str, Any], url: str) -> dict[str, str]:
    """Return the variables of a file, aimed at loopback, with a part of the suite."""
    part = {"PYTEST_ADDOPTS": "-k auth.challenge -p no:cacheprovider", "SCIM_TOKEN": TOKEN}
    return {**{name: str(value) for name, value in variables.items()}, "SCIM_URL": url, **part}


@pytest.mark.long
def test_the_lines_for_gitlab_run_the_suite_keep_its_results_and_compare_them_the_next_night(
    shell: Shell, url: str, tmp_path: Path
) -> None:
    job = document("gitlab-ci.yml")["scim-conformance"]
    # GitLab runs both lists as one script.
    lines = "\n".join([*job["before_script"], *job["script"]])
    variables = {**plain(job["variables"], url), "GITLAB_CI": "true"}

    first = shell(lines, **variables)
    assert first.returncode == 0, first.stdout + first.stderr
    second = shell(lines, **{**variables, "SCIM_TOKEN": "wrong" * 6})

    assert second.returncode == 1
    assert NOTHING in second.stdout
    report = tmp_path / "work" / "scim-report"
    assert {each.name for each in report.iterdir()} >= {"junit.xml", "run.har", "results.json", "report.html"}
    assert NOTHING in (report / "compared.txt").read_text(encoding="utf-8")
    for path in (*job["cache"]["paths"], *job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"]):
        assert (tmp_path / "work" / path).exists(), path


@pytest.mark.long
def test_the_steps_for_azure_run_the_suite_and_let_azure_obey_only_what_is_ours(
    shell: Shell, url: str, tmp_path: Path
) -> None:
    pipeline = document("azure-pipelines.yml")
    steps = [step for step in pipeline["jobs"][0]["steps"] if "bash" in step]
    variables = {**plain(pipeline["variables"], url), "TF_BUILD": "True", "PIPELINE_WORKSPACE": str(tmp_path)}
    del variables["SCIM_TOKEN"]
    assert steps[1]["env"] == {"SCIM_TOKEN": "$(SCIM_TOKEN)"}

    ended = [shell(step["bash"], **variables, **_filled(step)) for step in steps]

    said = "".join(each.stdout for each in ended)
    assert [each.returncode for each in ended] == [0, 0, 0], said
    report = tmp_path / "work" / "scim-report"
    assert f"##vso[task.uploadsummary]{report / 'summary.md'}" in said
    assert said.count("##") == 1
    assert {each.name for each in report.iterdir()} >= {"junit.xml", "run.har", "results.json", "summary.md"}
    (tmp_path / "last").mkdir()
    (report / "results.json").rename(tmp_path / "last" / "results.json")
    again = [shell(step["bash"], **variables, SCIM_TOKEN="wrong" * 6) for step in steps]
    assert [each.returncode for each in again] == [0, 1, 0]
    assert NOTHING in again[2].stdout


def _filled(step: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value).replace("$(SCIM_TOKEN)", TOKEN) for name, value in step.get("env", {}).items()}


def of_the_fleet(job: str) -> list[dict[str, Any]]:
    return list(document("github-fleet.yml")["jobs"][job]["steps"])


def test_the_plan_of_a_fleet_hands_its_matrix_on_and_fails_where_the_fleet_is_wrong(
    shell: Shell, tmp_path: Path
) -> None:
    (plan,) = (step["run"] for step in of_the_fleet("plan") if step.get("id") == "plan")
    fleet = tmp_path / "work" / "fleet.yaml"
    fleet.write_text("endpoints: [{name: a, profile: generic, demo: true}]", encoding="utf-8")

    good = shell(plan, GITHUB_OUTPUT=str(tmp_path / "out"))
    fleet.write_text("endpoints: [{name: a, profile: generic}]", encoding="utf-8")
    bad = shell(plan, GITHUB_OUTPUT=str(tmp_path / "none"))

    name, _, value = (tmp_path / "out").read_text(encoding="utf-8").partition("=")
    assert (good.returncode, name) == (0, "matrix")
    assert [job["name"] for job in json.loads(value)["include"]] == ["a"]
    assert bad.returncode == 4
    assert "url is missing" in bad.stderr
    assert not (tmp_path / "none").exists()


def test_the_jobs_of_a_fleet_hand_every_key_of_the_matrix_to_the_action() -> None:
    from scim_conformance.fleet.model import KEYS

    jobs = document("github-fleet.yml")["jobs"]
    (given,) = (step["with"] for step in jobs["conformance"]["steps"] if "with" in step)

    assert given.pop("token") == "${{ secrets[matrix.token-env] }}"
    assert given == {key: f"${{{{ matrix.{key} }}}}" for key in KEYS if key != "token-env"}
    assert jobs["plan"]["outputs"] == {"matrix": "${{ steps.plan.outputs.matrix }}"}
    assert jobs["conformance"]["strategy"]["matrix"] == "${{ fromJSON(needs.plan.outputs.matrix) }}"


def test_the_last_job_of_a_fleet_makes_one_page_of_the_artefacts(shell: Shell, tmp_path: Path) -> None:
    (lines,) = (step["run"] for step in of_the_fleet("page") if "compare" in step.get("run", ""))
    for name in ("a", "b"):
        folder = tmp_path / "work" / "runs" / f"scim-conformance-{name}"
        folder.mkdir(parents=True)
        (folder / "results.json").write_text(json.dumps(results(name)), encoding="utf-8")

    done = shell(lines, GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"))

    assert done.returncode == 0, done.stderr
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("```text\n")
    assert "App a" in summary
    assert "App b" in (tmp_path / "work" / "matrix.html").read_text(encoding="utf-8")


def results(name: str) -> dict[str, Any]:
    run = {"id": "scimconf-1-", "started": "2026-11-20T12:00:00+00:00", "left_out": 0, "interrupted": False}
    return {
        "version": 1,
        "suite": {"version": "0.1.0"},
        "run": run,
        "provider": {"url": "https://a.example", "unreachable": None, "demo": False},
        "profile": {"name": f"App {name}", "slug": name, "path": "app.yaml"},
        "verdicts": {"rfc": "conformant"},
        **{part: [] for part in ("checks", "requirements", "exchanges", "leftovers")},
    }


def test_the_nightly_workflow_gives_the_action_only_what_it_takes() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    steps = document("github-nightly.yml")["jobs"]["conformance"]["steps"]
    (used,) = (step for step in steps if str(step.get("uses", "")).startswith("OWNER/"))

    assert set(used["with"]) <= set(action["inputs"])
    assert used["id"] == "scim"
    told = " ".join(str(step) for step in steps)
    assert "steps.scim.outputs.verdicts" in told
    assert "verdicts" in action["outputs"]


@pytest.mark.parametrize("page", ["ci.md", "releasing.md"])
def test_what_a_page_links_to_is_there(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    places = [place.partition("#")[0] for place in re.findall(r"\]\(([^)]+)\)", text)]

    assert places
    assert [place for place in places if "://" not in place and not (ROOT / "docs" / place).exists()] == []
