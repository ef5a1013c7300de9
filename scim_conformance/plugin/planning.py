"""``--scim-plan``: the run on the embedded provider within this process, of which only what it costs is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scim_conformance.report.plan import plan_lines
from scim_conformance.report.text import wrapped
from scim_conformance.report.visible import visible

from .active import IN_PROCESS
from .results import UNWRITTEN, Results
from .run import Run

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

WIDEST = 80

GALLERY = (
    "--certify adds some 250 requests with users and groups of their own, and 260 reads within ten seconds, which "
    "measure the rate."
)


def keep_inside(config: pytest.Config) -> None:
    """Let the run of a plan stay in this process: no worker, no socket, no file."""
    config.option.dist = "no"
    config.option.tx = []
    config.option.htmlpath = None
    config.option.xmlpath = None
    config.option.verbose = min(config.option.verbose, -2)
    config.option.tbstyle = "no"
    config.option.reportchars = "N"
    config.stash[IN_PROCESS] = True
    config.stash[UNWRITTEN] = True


class Planning:
    """Says what the run would cost, in place of what it has found."""

    def __init__(self, config: pytest.Config, run: Run, results: Results) -> None:
        self.config = config
        self.run = run
        self.results = results

    def pytest_report_header(self) -> list[str]:
        """Say that this is a plan."""
        return [f"scim: {self.run.profile.name} ({self.run.profile.slug}): a plan, nothing is sent"]

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Count no check among pytest's own: what it says of the embedded provider is no result."""
        return ("", "", "")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """A plan that was made is a success."""
        if session.exitstatus == pytest.ExitCode.TESTS_FAILED:
            session.exitstatus = pytest.ExitCode.OK

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Say what the run would send, create and delete."""
        document, settings = self.results.document, self.run.settings
        if document is None or not document["checks"]:
            return
        width = min(terminalreporter._tw.fullwidth, WIDEST)
        where = f" on {settings.access.url}" if settings.access.url else ""
        head = f"What a run of {self.run.profile.name}{where} would do; nothing was sent."
        for each in wrapped(head, width, ""):
            terminalreporter.write_line(each.text)
        for each in plan_lines(document, width, delete=self.run.profile.delete, rate=settings.rate):
            terminalreporter.write_line(visible(each.text))
        if self.config.option.scim_certify:
            for each in wrapped(GALLERY, width, ""):
                terminalreporter.write_line(each.text)
