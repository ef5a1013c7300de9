"""What ``waive`` writes of a run is what the next run reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.cli import main

Suite = Callable[..., Any]


@pytest.mark.long
def test_failures_that_were_waived_fail_the_next_run_no_more(
    suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ("--profile", "generic", "--demo", "--scim-demo-fault", "create-200-not-201", "-k", "create.answers-201")
    first = suite(*run)
    assert first.code == 1
    monkeypatch.chdir(tmp_path)
    until = (date.today() + timedelta(days=30)).isoformat()

    assert main(["waive", "--all", "--reason", "Under way", "--until", until]) == 0
    again = suite(*run)

    assert set(first.outcomes.values()) == {"failed"}
    assert again.outcomes == dict.fromkeys(first.outcomes, "waived")
    assert again.code == 0, again.output
    assert f"accepted: Under way, until {until}" in " ".join(again.output.split())
