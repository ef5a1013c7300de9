"""What a run says to GitHub, where it runs in one of its jobs: annotations, and a summary on the page of the job."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scim_conformance.report.annotations import annotated
from scim_conformance.report.markdown import markdown

from .results import RESULTS, UNWRITTEN

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


def is_in_job() -> bool:
    """Tell whether this process is part of a job of GitHub's."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


class GitHub:
    """Speaks to GitHub at the end of a run, and lets nothing else that the run prints be taken for a command."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._resume = ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Have GitHub obey nothing from here on: what a provider answers stands in what is printed."""
        # Nobody who answers this run can know the word that ends it.
        self._resume = secrets.token_hex(16)
        self._print(f"::stop-commands::{self._resume}")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Add the summary to the page of the job."""
        document, page = self._document, os.environ.get("GITHUB_STEP_SUMMARY")
        if document is not None and page:
            with Path(page).open("a", encoding="utf-8") as summary:
                summary.write(markdown(document))

    def pytest_unconfigure(self) -> None:
        """Have GitHub obey again, when all else is said, and show the findings."""
        if self._resume:
            self._print(f"::{self._resume}::")
            for line in annotated(self._document) if self._document is not None else ():
                self._print(line)

    @property
    def _document(self) -> dict[str, Any] | None:
        """What was found, but for a run that another program makes in this process and speaks for itself."""
        return None if self._config.stash.get(UNWRITTEN, False) else self._config.stash[RESULTS].document

    def _print(self, line: str) -> None:
        terminal: TerminalReporter | None = self._config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None:
            terminal.ensure_newline()
            terminal.write_line(line)
