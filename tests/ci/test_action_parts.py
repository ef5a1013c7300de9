"""The parts of the action that need no job: its inputs, its words for pytest, and what makes a job fail."""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

PARTS = ("inputs", "runner", "judging", "suite")


@pytest.fixture(scope="module")
def parts() -> Iterator[dict[str, ModuleType]]:
    """The modules of the action, imported as its steps import them, and forgotten again."""
    folder = str(Path(__file__).parent.parent.parent / "ci" / "action")
    sys.path.insert(0, folder)
    yield {name: importlib.import_module(name) for name in PARTS}
    sys.path.remove(folder)
    for name in PARTS:
        del sys.modules[name]


def results(**more: Any) -> dict[str, Any]:
    return {"leftovers": [], "run": {}, "checks": [{"outcome": "passed"}], "verdicts": {}, **more}


@pytest.mark.parametrize(
    ("fail_on", "code", "is_worse", "leftovers", "says"),
    [
        ("failed", 0, True, 0, ""),
        ("failed", 1, False, 0, "Something failed"),
        ("warned", 1, False, 0, "Something failed"),
        ("never", 1, True, 3, ""),
        ("regressions", 1, False, 0, ""),
        ("regressions", 0, True, 0, "Something is worse"),
        ("regressions", 1, False, 3, "3 of what the run created"),
        ("regressions", 1, None, 0, "no earlier run"),
        ("regressions", 0, None, 0, ""),
        ("never", 2, None, 0, "interrupted"),
        ("never", 3, None, 0, "internal error"),
        ("never", 5, None, 0, "No check was selected"),
        ("never", -9, None, 0, "broke off with exit code -9"),
    ],
)
def test_what_makes_a_job_fail(
    parts: dict[str, ModuleType], fail_on: str, code: int, is_worse: bool | None, leftovers: int, says: str
) -> None:
    judging = parts["judging"]
    ended = judging.Ended(code, results(leftovers=[{}] * leftovers), is_worse)

    found = judging.because(fail_on, ended)

    assert says in found
    assert bool(says) is bool(found)


def test_a_run_that_wrote_nothing_fails_even_with_a_good_exit_code(parts: dict[str, ModuleType]) -> None:
    judging = parts["judging"]

    assert "broke off" in judging.because("never", judging.Ended(0, None))


@pytest.mark.parametrize("fail_on", ["failed", "regressions", "never"])
def test_a_run_that_gave_up_before_its_first_check_fails_and_says_what_to_do(
    parts: dict[str, ModuleType], fail_on: str
) -> None:
    judging = parts["judging"]
    stopped = {"stopped": {"says": "The token is refused.", "todo": "Make a new one."}}

    assert judging.because(fail_on, judging.Ended(1, results(run=stopped))) == "The token is refused. Make a new one."


@pytest.mark.parametrize(
    ("code", "document", "worth"),
    [
        (0, results(), True),
        (1, results(), True),
        (2, results(), False),
        (1, None, False),
        (1, results(checks=[{"outcome": "broken"}, {"outcome": "omitted"}]), False),
        (1, results(checks=[]), False),
    ],
)
def test_only_a_run_that_says_something_is_kept_for_the_next(
    parts: dict[str, ModuleType], code: int, document: Any, worth: bool
) -> None:
    assert parts["judging"].Ended(code, document).is_worth_keeping is worth


@pytest.mark.parametrize(
    ("profile", "name", "found"),
    [
        ("profiles/rhombus.yaml", "", "rhombus"),
        ("generic", "", "generic"),
        ("a\\b.yml", "", "b"),
        ("generic", "../Staging (EU)", "Staging-EU"),
        ("...", "", "run"),
    ],
)
def test_a_name_is_fit_for_artefacts_and_caches(
    parts: dict[str, ModuleType], profile: str, name: str, found: str
) -> None:
    given = parts["inputs"].Inputs({"profile": profile, "name": name})

    assert given.name == found


@pytest.mark.parametrize("folder", ["/tmp/x", "a/../../b", "C:\\x", "~/x", "\\\\host\\x", ".."])
def test_a_report_outside_the_workspace_is_refused(parts: dict[str, ModuleType], folder: str) -> None:
    inputs = parts["inputs"]

    assert any("report-dir" in each for each in inputs.mistakes(inputs.Inputs({"profile": "x", "report-dir": folder})))
    assert not list(inputs.mistakes(inputs.Inputs({"profile": "x", "report-dir": "out/scim"})))


def test_every_input_of_a_run_reaches_pytest_and_the_token_does_not(parts: dict[str, ModuleType]) -> None:
    given = parts["inputs"].read(
        {
            "INPUT_PROFILE": "p.yaml",
            "INPUT_TOKEN": "secret",
            "INPUT_URL": "https://a.example",
            "INPUT_WAIVERS": "w.yaml",
            "INPUT_BASELINE": "b.json",
            "INPUT_SELECT": "create or read",
            "INPUT_SELECT_MARKED": "MUST",
            "INPUT_WORKERS": "4",
            "INPUT_CERTIFY": "true",
            "INPUT_DEMO": "false",
            "INPUT_FAIL_ON": "warned",
            "INPUT_OPTIONS": "--scim-set 'limits.page_size=5' -v",
        }
    )

    words = list(parts["suite"].words(given, Path("out")))

    pairs = dict(itertools.pairwise(words))
    expected = {"--scim-profile": "p.yaml", "--scim-waivers": "w.yaml", "--scim-baseline": "b.json", "-n": "4"}
    expected |= {"-k": "create or read", "-m": "MUST", "--scim-report-dir": "out"}
    assert {name: pairs[name] for name in expected} == expected
    assert {"--scim-certify", "--scim-strict"} <= set(words)
    assert "--scim-demo" not in words
    assert words[-3:] == ["--scim-set", "limits.page_size=5", "-v"]
    assert not any("secret" in word for word in words)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, ["/action"]),
        ({"workers": "2"}, ["/action[xdist]"]),
        ({"version": "0.2.0", "workers": "auto"}, ["scim-conformance[xdist]==0.2.0"]),
        ({"packages": "ours==1 './more checks'"}, ["/action", "ours==1", "./more checks"]),
    ],
)
def test_what_is_installed(parts: dict[str, ModuleType], given: dict[str, str], wanted: list[str]) -> None:
    inputs = parts["inputs"]

    assert inputs.requirements(inputs.Inputs(given), Path("/action")) == wanted


def test_nothing_ends_a_block_or_an_output_before_its_time(
    parts: dict[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = parts["runner"]
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "out"))

    assert runner.fenced("a\n```\nb") == "````text\na\n```\nb\n````\n"
    assert len(runner.fenced("x" * 2_000_000)) < 200_000
    runner.output("one", "a\nEOF\ntwo=3")
    first, *_, last = (tmp_path / "out").read_text(encoding="utf-8").splitlines()
    assert first == f"one<<{last}"
    assert len(last) == 32
