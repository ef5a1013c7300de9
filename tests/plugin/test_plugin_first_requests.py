"""A run that the first requests have stopped: nothing else runs, and every file says why."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from tests.loopback import Answer, answering
from tests.suite_process import Finished

Suite = Callable[..., Finished]

TOKEN = "s" * 40
SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "results.schema.json").read_text(encoding="utf-8"))


def refusing(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
    told = 'Bearer error="invalid_token", error_description="Revoked on Monday"'
    return 401, {"WWW-Authenticate": told, "Content-Type": "application/json"}, b"{}"


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_a_stopped_run_says_why_in_every_file_and_runs_nothing(suite: Suite, workers: tuple[str, ...]) -> None:
    with answering(refusing) as url:
        done = suite(
            "--profile", "generic", "--url", f"{url}/scim", "--token", TOKEN, "--scim-markdown", "m.md", *workers
        )

    assert done.code == 1
    results = done.results
    jsonschema.validate(results, SCHEMA)
    assert results["checks"] == []
    assert results["run"]["stopped"]["kind"] == "token"
    assert results["verdicts"] == {
        "rfc": "incomplete",
        "entra": "not-asked",
        "okta": "not-asked",
        "profile": "incomplete",
    }
    says = "No check was run. The provider refuses how the run signs in: GET /Users answered 401"
    for text in (
        done.output,
        (done.folder / "scim-report" / "report.html").read_text(),
        (done.folder / "m.md").read_text(),
    ):
        assert says in re.sub(r"\s+", " ", text)
        assert "Revoked on Monday" in text
        assert "Make a new token" in text
        assert TOKEN not in text
    assert results["run"]["requests"] == 4
    assert "[gw0]" not in done.output
    assert "\ngw0" not in done.output


def test_a_stopped_run_stays_stopped_whatever_is_selected(suite: Suite) -> None:
    with answering(refusing) as url:
        done = suite("--profile", "generic", "--url", url, "--token", TOKEN, "-k", "no-such-check", "--certify")

    assert done.code == 1
    assert "So no gallery test was run." in done.results["gallery"]["why"]
