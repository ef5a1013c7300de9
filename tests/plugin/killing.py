"""A run of the suite in a process that a test can kill, on a provider that a test can look into."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scim_conformance.provider import Provider
from tests.suite_process import environment

TOKEN = "t" * 32

# A shell that starts the tests in the background has them ignore Ctrl-C, nohup the end of the terminal; and so does
# all that they start.
START = """
import signal, sys, pytest
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
sys.exit(pytest.main())
"""


class Started:
    """A run that is going on."""

    def __init__(self, folder: Path, url: str, *arguments: str, env: dict[str, str] | None = None) -> None:
        self.folder = folder
        known = environment(folder / "state", COLUMNS="80", **(env or {}))
        command = [sys.executable, "-c", START, "-p", "no:cacheprovider", "--profile", "generic"]
        self.process = subprocess.Popen(
            [*command, "--url", url, "--token", TOKEN, *arguments],
            cwd=folder,
            env=known,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def tell(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self, seconds: float = 150) -> int:
        """Wait for the end, and return the exit code; a run that does not end is killed and fails the test."""
        try:
            return self.process.wait(timeout=seconds)
        finally:
            if self.process.poll() is None:
                self.process.kill()

    @property
    def results(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "scim-report" / "results.json").read_text(encoding="utf-8")))

    @property
    def ledgers(self) -> list[Path]:
        return list((self.folder / "state").rglob("*.jsonl"))


def until(holds: Callable[[], object], seconds: float = 150) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come in time"
        time.sleep(0.02)


def names_in(provider: Provider) -> list[str]:
    """Return the user names in a provider."""
    return [str(each.user_name) for each in list(provider.storage.resources) if hasattr(each, "user_name")]


class Gate:
    """Holds the requests of one method, before or after they are done, until a test lets them go."""

    def __init__(self, provider: Provider, method: str, *, done: bool) -> None:
        self.reached = threading.Event()
        self.open = threading.Event()
        self._method = method
        self._done = done
        provider.wrap(self._layer)

    def _layer(self, behind: Any) -> Any:
        def answer(request: Any) -> Any:
            told = behind(request) if self._done else None
            if request.method == self._method:
                self.reached.set()
                self.open.wait(100)
            return told if self._done else behind(request)

        return answer
