"""The suite run as its users run it: pytest in a process of its own, from a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass
class Finished:
    """A run that has ended."""

    code: int
    output: str
    folder: Path
    written: str
    """What results.json held when the run ended: another run in the same folder writes its own over it."""

    @property
    def results(self) -> dict[str, Any]:
        return json.loads(self.written)

    @property
    def outcomes(self) -> dict[str, str]:
        return {
            check["id"] + (f"[{check['on']}]" if check["on"] else ""): check["outcome"]
            for check in self.results["checks"]
        }


@pytest.fixture
def suite(tmp_path: Path) -> Callable[..., Finished]:
    """Runs ``pytest`` with these arguments in an empty folder."""

    def run(*arguments: str, env: dict[str, str] | None = None, folder: Path = tmp_path) -> Finished:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("SCIM_", "PYTEST_", "GITHUB_"))
        }
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
            cwd=folder,
            env={**kept, "XDG_STATE_HOME": str(tmp_path / "state"), "COLUMNS": "80", **(env or {})},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        results = folder / "scim-report" / "results.json"
        written = results.read_text(encoding="utf-8") if results.exists() else ""
        return Finished(done.returncode, done.stdout + done.stderr, folder, written)

    return run


@pytest.fixture
def bring(tmp_path: Path) -> Callable[[str], dict[str, str]]:
    """Installs checks as a package that brings checks of its own; returns the environment that has it."""

    def install(source: str) -> dict[str, str]:
        site = tmp_path / "site"
        (site / "brought").mkdir(parents=True)
        (site / "brought" / "__init__.py").write_text("", encoding="utf-8")
        (site / "brought" / "test_mine.py").write_text(source, encoding="utf-8")
        info = site / "brought-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: brought\nVersion: 1.0\n", encoding="utf-8")
        (info / "entry_points.txt").write_text("[scim_conformance.checks]\nbrought = brought\n", encoding="utf-8")
        return {"PYTHONPATH": str(site)}

    return install
