"""The action carried out against the embedded provider: what a job shows, keeps, compares and fails on."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from action_runner import Job, carried_out, new_job

TOKEN = "a-token-of-thirty-two-characters"

SOME = {
    "profile": "generic",
    "demo": "true",
    "python": sys.executable,
    "select": "auth.challenge or auth.refusal",
    "options": "--scim-seed 7 --scim-demo-fault auth-no-challenge",
}

Night = Callable[..., Job]


@pytest.fixture
def night(tmp_path: Path) -> Night:
    """Carries out the action once more, as the next run of a workflow."""
    runs = iter(range(101, 200))

    def carry_out(given: dict[str, str], **variables: str) -> Job:
        run_id = next(runs)
        return carried_out(new_job(tmp_path / str(run_id), tmp_path / "cache", run_id), given, variables)

    return carry_out


def obeyed(log: str) -> Iterator[str]:
    """Yield the commands that GitHub would obey in a log."""
    word = None
    for line in log.splitlines():
        if word:
            word = None if line == f"::{word}::" else word
        elif line.startswith("::stop-commands::"):
            word = line.removeprefix("::stop-commands::")
        elif line.startswith("::"):
            yield line
    assert word is None, "the runner was left deaf"


def texts_below(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file())


def test_a_night_with_findings_is_summed_up_annotated_and_kept_and_the_next_is_held_against_it(night: Night) -> None:
    job = night({**SOME, "name": "Rhombus / staging", "token": f"{TOKEN}\n"})

    verify_what_a_job_shows(job)
    (kept,) = job.cache.iterdir()
    assert kept.name == "scim-conformance%2FRhombus-staging%2F101-1"
    # Had the last night been better, this one would be worse.
    change(kept / "results.json", "auth.challenge", outcome="passed", message="")
    job = night({**SOME, "name": "Rhombus / staging", "fail-on": "regressions"})

    assert job.failed
    assert "Something is worse than in the last run" in job.log
    told = (job.artefacts / "scim-conformance-Rhombus-staging" / "compared.txt").read_text(encoding="utf-8")
    assert "auth.challenge" in told
    assert f"## Since the last run\n\n```text\n{told}```" in job.summary
    assert told in job.log
    list(obeyed(job.log))
    assert len(list(job.cache.iterdir())) == 2


def verify_what_a_job_shows(job: Job) -> None:
    assert job.failed
    assert job.outputs["run"]["exit-code"] == "1"
    assert json.loads(job.outputs["run"]["verdicts"])["rfc"] == "not-conformant"
    assert (job.workspace / job.outputs["run"]["results"]).is_file()
    commands = list(obeyed(job.log))
    assert commands[0] == f"::add-mask::{TOKEN}"
    assert commands[1].startswith("::error title=failed%3A auth.challenge")
    assert commands[-1].startswith("::error title=SCIM conformance::Something failed")
    assert "failed: auth.challenge" in job.summary
    assert "no results of an earlier run" in job.log
    (artefact,) = job.artefacts.iterdir()
    assert artefact.name == "scim-conformance-Rhombus-staging"
    kept = {path.name for path in artefact.iterdir()}
    assert kept == {"report.html", "results.json", "run.har", "summary.md", "junit.xml"}
    assert job.log.count(TOKEN) == 1
    assert TOKEN not in texts_below(job.artefacts) + job.summary
    assert not (job.workspace / ".pytest_cache").exists()


def change(results: Path, check: str, **to: str) -> None:
    document = json.loads(results.read_text(encoding="utf-8"))
    found = [each for each in document["checks"] if each["id"] == check]
    assert found
    for each in found:
        each.update(to)
    results.write_text(json.dumps(document), encoding="utf-8")


def test_a_run_that_could_not_begin_fails_whatever_it_was_to_fail_on(tmp_path: Path) -> None:
    job = new_job(tmp_path / "job", tmp_path / "cache", 1)
    report = job.workspace / "scim-report"
    report.mkdir(parents=True)
    # What an earlier step has left is not taken for what this one found.
    (report / "results.json").write_text('{"verdicts": {"rfc": "conformant"}}', encoding="utf-8")

    carried_out(job, {**SOME, "profile": "no-such-profile", "fail-on": "never"})

    assert job.failed
    assert job.outputs["run"] == {
        "exit-code": "4",
        "verdicts": "",
        "results": "",
        "keep": "false",
        "because": "The run could not begin: the log says what is wrong with its options, profile or waivers.",
    }
    assert not list(job.cache.iterdir())
    assert "Keep the report" in job.ran


def test_all_wrong_inputs_are_told_at_once_and_nothing_is_run(night: Night) -> None:
    job = night(
        {
            **SOME,
            "profile": "",
            "certify": "yes",
            "fail-on": "error",
            "workers": "0",
            "report-dir": "../elsewhere",
            "options": "--token abc 'open",
            "version": "0.1.0",
        }
    )

    assert job.failed
    told = [line for line in obeyed(job.log) if line.startswith("::error title=Wrong input::")]
    for words in ("profile is missing", "certify is 'yes'", "fail-on is 'error'", "workers is '0'", "report-dir is"):
        assert sum(words in line for line in told) == 1, words
    assert any("options can't be read" in line for line in told)
    assert any("python names an environment" in line for line in told)
    assert len(told) == 7
    assert job.ran == ["Look at the inputs, and install"]


def test_a_token_on_the_command_line_is_refused(night: Night) -> None:
    job = night({**SOME, "options": f"--scim-token={TOKEN}"})

    assert job.failed
    assert TOKEN not in job.log
    assert "options holds a token" in job.log


def test_url_and_token_of_the_job_count_where_the_inputs_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent.parent / "ci" / "action"))
    suite = __import__("suite")
    inputs = __import__("inputs")
    of_the_job = {"SCIM_URL": "https://a.example/scim", "SCIM_TOKEN": "of the job", "PATH": "/bin"}

    left_out = suite.environment(inputs.read({"INPUT_URL": "", "INPUT_TOKEN": " "}), of_the_job)
    given = suite.environment(inputs.read({"INPUT_TOKEN": "given"}), {**of_the_job, "INPUT_TOKEN": "given"})

    assert left_out == of_the_job
    assert given == {**of_the_job, "SCIM_TOKEN": "given"}


BACKEND = """
import zipfile


def build_wheel(folder, settings=None, metadata=None):
    name = "scim_conformance-7.7-py3-none-any.whl"
    info = "scim_conformance-7.7.dist-info"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        wheel.writestr("scim_conformance.py", "IS_A_STAND_IN = True")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: scim-conformance\\nVersion: 7.7\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return name
"""

PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""


@pytest.mark.long
def test_what_stands_beside_the_action_is_installed_into_an_environment_of_its_own(tmp_path: Path) -> None:
    action = tmp_path / "action of somebody"
    (action / "ci").mkdir(parents=True)
    shutil.copytree(Path(__file__).parent.parent.parent / "ci" / "action", action / "ci" / "action")
    (action / "backend.py").write_text(BACKEND, encoding="utf-8")
    (action / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    job = new_job(tmp_path / "job", tmp_path / "cache", 1)

    # Nothing is asked of a package index, and the run itself has nothing to run with: it breaks off.
    carried_out(
        job,
        {**SOME, "python": "", "compare": "false"},
        {"GITHUB_ACTION_PATH": str(action), "PIP_NO_INDEX": "1"},
    )

    python = Path(job.outputs["prepare"]["python"])
    assert python.is_relative_to(job.folder / "temp")
    assert python.is_file()
    assert list(python.parent.parent.rglob("scim_conformance.py"))
    assert re.search(r"No module named '?pytest", job.log), job.log
    assert job.failed
