"""What a process of a run loads, and what it leaves undone because nobody sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.profile import load
from scim_conformance.provider import build, serve

Suite = Callable[..., Any]

TOKEN = "lean-token-0123456789abcdef"

LOADED = """
import os, sys, pytest

@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    name = config.workerinput["workerid"] if hasattr(config, "workerinput") else "main"
    heavy = (
        "hypothesis",
        "scim2_models",
        "scim_conformance.provider",
        "scim_conformance.plugin.terminal",
        "scim_conformance.plugin.certifying",
    )
    with open(os.environ["LOADED"] + "." + name, "w") as file:
        file.write(" ".join(each for each in heavy if each in sys.modules))
"""

NO_SOURCE = """
from _pytest.python import Function

def _refuse(self, excinfo, style=None):
    raise RuntimeError("the source of a check was looked for")

Function.repr_failure = Function._repr_failure_py = _refuse
"""


@pytest.fixture
def url() -> Iterator[str]:
    with serve(build(load("generic", cwd=Path.cwd()), token=TOKEN)) as running:
        yield running.url


@pytest.mark.long
def test_a_worker_loads_only_what_its_checks_need(suite: Suite, url: str, tmp_path: Path) -> None:
    (tmp_path / "loaded.py").write_text(LOADED, encoding="utf-8")
    env = {"PYTHONPATH": str(tmp_path), "LOADED": str(tmp_path / "loaded")}
    where = ("--profile", "generic", "--url", url, "--token", TOKEN)
    done = suite(*where, "-k", "read.answers", "-n", "1", "-p", "loaded", env=env)

    assert done.code == 0, done.output
    assert (tmp_path / "loaded.gw0").read_text(encoding="utf-8") == ""
    # Who writes the report has loaded more, but not the embedded provider, which nobody has asked for.
    loaded = (tmp_path / "loaded.main").read_text(encoding="utf-8").split()
    assert "scim_conformance.plugin.terminal" in loaded
    assert "scim_conformance.provider" not in loaded


@pytest.mark.long
def test_for_an_outcome_no_source_is_looked_for(suite: Suite, tmp_path: Path) -> None:
    (tmp_path / "no_source.py").write_text(NO_SOURCE, encoding="utf-8")
    run = ("--profile", "generic", "--demo", "-p", "no_source", "-k", "delete.then-404 or bulk or me.")
    done = suite(*run, "--scim-demo-fault", "delete-then-get-200", env={"PYTHONPATH": str(tmp_path)})

    assert {"omitted", "failed"} <= set(done.outcomes.values())
    # The one is raised before its check begins, the other one in it.
    assert done.outcomes["me.location-is-permanent"] == "omitted"
    assert "INTERNALERROR" not in done.output
