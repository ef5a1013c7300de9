"""How far the run is: one line written again and again on a terminal, a few quiet ones where nobody looks on."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Generator, Mapping
from typing import Any

import pytest

from scim_conformance.report.text import progress_line

from .certifying import is_ci
from .results import Results
from .run import Run

EVERY = 0.1
"""Seconds between two looks of the line: faster, nobody reads it, and a slow terminal slows down the run."""

ENOUGH = 5
"""After how many checks it can be told how long the others will take."""

QUIET_LINES = 10
"""How many lines a run writes where its output goes to a file."""


class Progress:
    """Says how far the run is, in place of pytest's letters; with ``-v`` and ``-q`` pytest says it in its own way."""

    def __init__(self, config: pytest.Config, run: Run, results: Results) -> None:
        self._config = config
        self._run = run
        self._results = results
        self._outcomes: Counter[str] = Counter()
        self._session: Any = None
        self._began = self._first = self._shown = 0.0
        self._tenths = 0
        self._is_open = False
        self._has_ended = False

    @property
    def _reporter(self) -> Any:
        return self._config.pluginmanager.get_plugin("terminalreporter")

    @property
    def speaks(self) -> bool:
        """Tell whether this says how far the run is, so that pytest need not."""
        return self._reporter is not None and self._config.option.verbose == 0 and self._run.is_open

    @property
    def _is_watched(self) -> bool:
        return bool(getattr(self._reporter, "isatty", False)) and not is_ci() and os.environ.get("TERM") != "dumb"

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Take pytest's letters and percentages away, and leave a clean line behind, however the loop ends."""
        self._session = session
        self._began = time.monotonic()
        if self.speaks:
            self._reporter.showfspath = False
            self._reporter._show_progress_info = False
        try:
            return (yield)
        finally:
            self._end()

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what a check said."""
        facts: Mapping[str, Any] | None = getattr(report, "scim", None)
        if facts is None or not self.speaks or self._session is None or self._has_ended:
            return
        self._first = self._first or time.monotonic()
        self._outcomes[facts["outcome"]] += 1
        if self._is_watched:
            self._rewrite()
        else:
            self._write_a_tenth()
        # The watchers are not among what xdist counts, and take no time that anybody would wait for.
        self._has_ended = self._outcomes.total() >= self._total

    def _line(self, width: int) -> str:
        done = self._outcomes.total()
        total = max(self._total, done)
        now = time.monotonic()
        # Counted from the first report: how long workers take to start says nothing about the checks.
        left = (now - self._first) / (done - 1) * (total - done) if done >= ENOUGH else None
        return progress_line(self._outcomes, total, len(self._results.exchanges), now - self._began, left, width)

    @property
    def _total(self) -> int:
        return int(self._session.testscollected)

    def _rewrite(self) -> None:
        if self._outcomes.total() >= self._total:
            self._end()
        elif time.monotonic() - self._shown >= EVERY:
            self._shown = time.monotonic()
            self._is_open = True
            self._reporter.rewrite(self._line(self._reporter._tw.fullwidth - 1), erase=True)
            self._reporter.flush()

    def _end(self) -> None:
        if self._is_open:
            self._is_open = False
            self._reporter.rewrite(self._line(self._reporter._tw.fullwidth - 1), erase=True)
            self._reporter.write_line("")

    def _write_a_tenth(self) -> None:
        tenths = self._outcomes.total() * QUIET_LINES // max(self._total, 1)
        if tenths > self._tenths:
            self._tenths = tenths
            self._reporter.write_line(self._line(80))
