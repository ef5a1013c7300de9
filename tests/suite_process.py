"""The suite run as its users run it: pytest in a process of its own, from a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.warm_process import Warm

_ALWAYS = ("-p", "no:cacheprovider")

PYTEST = (sys.executable, "-m", "pytest", *_ALWAYS)

_OF_THE_CALLER = ("SCIM_", "PYTEST_", "GITHUB_")

_OF_PYTHON = ("PYTHONPATH", "PYTHONUTF8", "PYTHONIOENCODING", "PYTHONWARNINGS", "PYTHONHASHSEED", "LANG", "LC_ALL")


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


_WARM = Warm()


def finished(folder: Path, *arguments: str, env: dict[str, str]) -> Finished:
    """Run pytest in a folder, and return how it has ended."""
    # What tells Python itself how to start can't be told to a process that has started.
    warm = hasattr(os, "fork") and not any(name in env and env[name] != os.environ.get(name) for name in _OF_PYTHON)
    code, output = (_WARM.run if warm else _cold)(folder, [*_ALWAYS, *arguments], env)
    results = folder / "scim-report" / "results.json"
    written = results.read_text(encoding="utf-8") if results.exists() else ""
    return Finished(code, output, folder, written)


def _cold(folder: Path, arguments: Sequence[str], env: dict[str, str]) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", *arguments]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False)
    return done.returncode, done.stdout + done.stderr
