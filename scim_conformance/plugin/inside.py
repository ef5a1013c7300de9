"""Runs the suite inside this process, against the embedded provider, for what looks at many runs."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from .active import IN_PROCESS
from .collection import WANTED
from .results import RESULTS, UNWRITTEN
from .run import run_of

OTHERS = ("cacheprovider", "html", "xdist", "randomly", "rerunfailures", "timeout", "unraisableexception")
"""Plugins that have no say in such a run, or cost it time."""


class NoResults(Exception):
    """The run has said nothing; the message says why."""


def run_suite(
    arguments: Sequence[str], folder: Path, *, checks: frozenset[str] | None = None, on_socket: bool = False
) -> dict[str, Any]:
    """Run the suite, or these checks of it, and return what results.json holds."""
    folder.mkdir(parents=True, exist_ok=True)
    log, settings = folder / "log.txt", folder / "pytest.ini"
    # Whatever the folder at hand sets for its own tests has no say here.
    settings.write_text("[pytest]\n", encoding="utf-8")
    os.environ.pop("PYTEST_ADDOPTS", None)
    own = ["--scim-demo", "--scim-ledger", str(folder / "ledger")]
    own += ["-q", "--tb=no", "--assert=plain", "-c", str(settings), "--rootdir", str(folder)]
    own += [word for name in OTHERS for word in ("-p", f"no:{name}")]
    aim = _Aim(checks, on_socket)
    with (
        log.open("w", encoding="utf-8") as stream,
        contextlib.redirect_stdout(stream),
        contextlib.redirect_stderr(stream),
    ):
        code = pytest.main([*own, *arguments], plugins=[aim])
    results = aim.config.stash.get(RESULTS, None) if aim.config else None
    if results is None or results.document is None:
        raise NoResults(
            f"pytest ended with {int(code)}: {log.read_text(encoding='utf-8', errors='replace')[-600:].strip()}"
        )
    crashes = [each.crash for each in run_of(aim.config).injected if each.crash]
    if crashes:
        raise NoResults(f"the fault itself fell over: {crashes[0]}")
    return dict(results.document)


class _Aim:
    """Chooses the checks of a run, and how its provider is asked."""

    def __init__(self, checks: frozenset[str] | None, on_socket: bool) -> None:
        self._checks = checks
        self._on_socket = on_socket
        self.config: Any = None

    def pytest_configure(self, config: pytest.Config) -> None:
        """Ask the provider without a socket, where none is needed."""
        self.config = config
        config.stash[IN_PROCESS] = not self._on_socket
        config.stash[UNWRITTEN] = True
        config.stash[WANTED] = self._checks
