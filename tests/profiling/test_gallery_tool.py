"""The tool that runs the profile part of the suite for the gallery."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "gallery.py"


@pytest.fixture
def tool() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("gallery_tool", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Dataclasses, and the processes that it forks, look it up by its name.
    sys.modules["gallery_tool"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["gallery_tool"]


def test_a_profile_that_the_provider_fits_is_green(tool: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main(["sentry", "--jobs", "1"]) == 0

    out = capsys.readouterr().out
    assert "sentry" in out
    assert "1 profiles, 1 green, 0 red" in out


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"id": "profile.x", "outcome": "failed", "message": "Wrong."}], "failed: profile.x: Wrong."),
        ([], "no check ran"),
    ],
)
def test_a_red_check_and_a_run_without_checks_make_it_red(
    tool: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    rows: list[dict[str, Any]],
    told: str,
) -> None:
    said = {"checks": rows, "run": {"requests": 1}}
    monkeypatch.setattr(tool, "run_suite", lambda *_arguments, **_options: said)

    assert tool.main(["sentry", "--jobs", "1"]) == 1

    out = capsys.readouterr().out
    assert told in out
    assert "0 green, 1 red" in out


def test_a_name_that_is_not_in_the_gallery_is_refused(tool: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        tool.main(["no-such-application"])

    assert ended.value.code == 2
    assert "not in the gallery: no-such-application" in capsys.readouterr().err
