"""Starts Locust in a process of its own, and waits for it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .asking import ASK, Asked
from .planning import Plan

LOCUSTFILE = Path(__file__).parent / "locustfile.py"
LAST_LINES = 15
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Ended:
    """How Locust has ended."""

    code: int
    interrupted: bool
    last_words: str


def command(given: Namespace, plan: Plan | None) -> list[str]:
    """Return the command line of Locust; a worker has no plan of its own."""
    line = [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--exit-code-on-error", "0"]
    line += ["--only-summary"]
    if not any(option.startswith(("--log", "-L")) for option in given.locust):
        # Its tables are for a log; warnings go to stderr all the same.
        line.append("--skip-log-setup")
    if plan is not None:
        line += ["--users", str(plan.users), "--spawn-rate", str(plan.users), "--scim-plan", plan.as_text()]
        if given.web is None:
            line.append("--headless")
        else:
            line += ["--autostart", "--web-host", LOOPBACK, "--web-port", str(given.web)]
    if given.processes is not None:
        line += ["--processes", str(given.processes)]
        if plan is not None:
            port = str(_free_port())
            line += ["--master-bind-host", LOOPBACK, "--master-bind-port", port, "--master-port", port]
    # Last, so that what is asked of Locust itself wins.
    return [*line, *given.locust]


def launch(line: Sequence[str], asked: Asked, token: str | None, log: Path) -> Ended:
    """Run Locust to its end; the first Ctrl-C ends the load, the second the process at once."""
    environment = {**os.environ, ASK: asked.as_text(), **({"SCIM_TOKEN": token} if token else {})}
    interrupted = False
    with log.open("wb") as file:
        process = subprocess.Popen(
            line, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=file
        )

        def stop(number: int, _frame: object) -> None:
            nonlocal interrupted
            if interrupted:
                process.kill()
            interrupted = True
            print("\nStopping; then what was made is deleted …", file=sys.stderr, flush=True)
            # Not a Ctrl-C: what a shell starts in the background is deaf to that, and Locust leaves it so.
            process.terminate()

        before = {name: signal.signal(name, stop) for name in (signal.SIGINT, signal.SIGTERM)}
        try:
            code = process.wait()
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)
    words = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return Ended(code, interrupted, "\n".join(words[-LAST_LINES:]))


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        port: int = found.getsockname()[1]
    return port
