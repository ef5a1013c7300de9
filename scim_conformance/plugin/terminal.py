"""What the run says in the terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scim_conformance.outcomes import Outcome
from scim_conformance.report.certificate_text import gallery_summary
from scim_conformance.report.text import summary
from scim_conformance.report.visible import visible

from .certificates import places
from .exporting import exports
from .judging import CAUSE_OF_NO_CONNECTION
from .progress import Progress
from .results import Results
from .run import Run

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

# Category, letter, word and colour. What failed and what is broken keep pytest's categories, so that their texts are
# shown one by one; what is blocked has none of its own to tell, and stands in the summary under its cause.
SHOWN: dict[str, tuple[str, str, str, str]] = {
    Outcome.PASSED: ("passed", ".", "PASSED", "green"),
    Outcome.FAILED: ("failed", "F", "FAILED", "red"),
    Outcome.STALE: ("failed", "S", "STALE", "red"),
    Outcome.WARNED: ("warned", "w", "WARNED", "yellow"),
    Outcome.WAIVED: ("waived", "v", "WAIVED", "yellow"),
    Outcome.OMITTED: ("omitted", "o", "OMITTED", "cyan"),
    Outcome.BLOCKED: ("blocked", "B", "BLOCKED", "red"),
    Outcome.BROKEN: ("error", "E", "BROKEN", "red"),
}

WIDEST = 80


class Terminal:
    """The header, the letters and the summary of a run."""

    def __init__(self, config: pytest.Config, run: Run, results: Results, progress: Progress) -> None:
        self.config = config
        self.run = run
        self.results = results
        self.progress = progress

    def pytest_report_header(self) -> list[str]:
        """Say what is tested, before the first check."""
        run, settings = self.run, self.run.settings
        if not run.is_open:
            return [f"scim: {run.profile.name} ({run.profile.slug}), no provider asked"]
        where = f"embedded provider (demo) {run.url}" if settings.demo else run.redactor.text(run.url)
        lines = [
            f"scim: {run.profile.name} ({run.profile.slug}) on {where}",
            f"scim: seed {settings.seed}, everything that is created begins with {run.mark}",
        ]
        if settings.access.dialect:
            lines.append(f"scim: feature flag {settings.access.dialect} taken off the URL")
        return [visible(line) for line in lines + [f"scim: {note}" for note in self.results.notes]]

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(
        self, report: pytest.TestReport
    ) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
        """Show each outcome under its own name."""
        facts = getattr(report, "scim", None)
        if facts is None:
            return None
        category, letter, word, colour = SHOWN[facts["outcome"]]
        if facts["cause"] == CAUSE_OF_NO_CONNECTION:
            category = "broken"
        return category, "" if self.progress.speaks else letter, (word, {colour: True})

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Say what was found, and at the end what to mend first and where the report stands."""
        document = self.results.document
        if document is None:
            return
        width = min(terminalreporter._tw.fullwidth, WIDEST)
        parts = {"SCIM conformance": summary(document, width)}
        if "gallery" in document:
            parts = {"Gallery validation": gallery_summary(document, width), **parts}
        for heading, lines in parts.items():
            terminalreporter.section(heading)
            for line in lines:
                terminalreporter.write_line(visible(line.text), **({line.tone: True} if line.tone else {}))
        terminalreporter.write_line("")
        for name, path in self._files(document):
            terminalreporter.write_line(f"{name + ':':<13}{_near(path, self.config.invocation_params.dir)}")

    def _files(self, document: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
        results = self.run.settings.results
        yield "Results", results
        if "gallery" in document:
            yield from zip(("Certificate", "to attach"), places(results), strict=True)
        yield from ((each.name, each.path) for each in exports(self.config))
        if html := getattr(self.config.option, "htmlpath", None):
            yield "Report", Path(html)


def _near(path: Path, here: Path) -> str:
    """Return the shorter way to name a file: from here, or in full."""
    full = os.path.abspath(here / path)
    return min(os.path.relpath(full, here), full, key=len)
