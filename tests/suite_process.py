"""The suite run as its users run it: pytest in a process of its own, from a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PYTEST = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider")

_OF_THE_CALLER = ("SCIM_", "PYTEST_", "GITHUB_")


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


def environment(state: Path, **more: str) -> dict[str, str]:
    """Return the environment at hand without what the suite, pytest and GitHub read of it; ``state`` holds ledgers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OF_THE_CALLER)}
    return {**kept, "XDG_STATE_HOME": str(state), **more}


def finished(folder: Path, *arguments: str, env: dict[str, str]) -> Finished:
    """Run pytest in a folder, and return how it has ended."""
    done = subprocess.run(
        [*PYTEST, *arguments], cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    results = folder / "scim-report" / "results.json"
    written = results.read_text(encoding="utf-8") if results.exists() else ""
    return Finished(done.returncode, done.stdout + done.stderr, folder, written)
