"""A process that has imported all that a run of the suite needs, and forks one process a run.

Some hundreds of tests run the suite as its users do, and three quarters of such a run's time are imports. This process
imports once; each run then has a process of its own all the same, with its own folder, environment and descriptors.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LONGEST_SECONDS = 300
"""How long a run may take before it is killed."""


class Warm:
    """The process, as the tests see it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(self, folder: Path, arguments: Sequence[str], env: dict[str, str]) -> tuple[int, str]:
        """Run ``python -m pytest`` with these arguments in a folder: its exit code, and what it has printed."""
        with tempfile.NamedTemporaryFile("r") as out, tempfile.NamedTemporaryFile("r") as err:
            order = {"folder": str(folder), "arguments": list(arguments), "env": env, "out": out.name, "err": err.name}
            code = self._asked(order)
            return code, out.read() + err.read()

    def _asked(self, order: dict[str, Any]) -> int:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            atexit.register(self._process.kill)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the warm process has died"
        return int(answer)


def _serve() -> None:
    import_all()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            become_a_run(json.loads(line))
        print(_code(child), flush=True)


def _code(child: int) -> int:
    """Wait for a run as ``subprocess`` would: a signal that ended it is a negative number."""
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.alarm(LONGEST_SECONDS)
    _, status = os.waitpid(child, 0)
    signal.alarm(0)
    return os.waitstatus_to_exitcode(status)


def import_all() -> None:
    """Run the suite once: that imports all, and leaves the plugins as pytest itself has loaded them."""
    import pytest

    begun = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as nowhere:
        os.chdir(folder)
        asked = ["-p", "no:cacheprovider", "--scim-profile", "kpifire", "--scim-demo", "-k", "create.reads-back"]
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            code = pytest.main([*asked, "--scim-ledger", folder])
        os.chdir(begun)
    assert code == 0, f"the run that warms up has ended with {code}"


def become_a_run(order: dict[str, Any]) -> None:
    """Become, in a process just forked, what ``python -m pytest`` is."""
    code = 3
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["env"])
        for descriptor, name in ((0, os.devnull), (1, order["out"]), (2, order["err"])):
            os.dup2(os.open(name, os.O_RDWR | os.O_APPEND), descriptor)
        sys.path[0] = order["folder"]
        sys.argv[:] = ["pytest", *order["arguments"]]
        runpy.run_module("pytest", run_name="__main__")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - whatever it is, the fork must end here
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
