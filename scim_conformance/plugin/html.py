"""Places our parts in the page of pytest-html, through its hooks only."""

from __future__ import annotations

import os
from collections.abc import Generator
from html import escape
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.outcomes import Outcome
from scim_conformance.report.certificate_page import section
from scim_conformance.report.page import panel
from scim_conformance.report.shell import completed
from scim_conformance.report.shown import line
from scim_conformance.report.words import anchor_of, name_of

from .results import Results
from .run import Run
from .settings import is_inspecting

LABELS = {
    "failed": "Failed",
    "error": "Blocked or broken",
    "xfailed": "Warned or waived",
    "skipped": "Omitted",
}

TABLE = (
    "<h2 id='table-of-checks'>All checks in a table</h2><noscript><p>The table that pytest-html makes needs "
    "JavaScript. All that is in it also stands above.</p></noscript>"
)


class Html:
    """The HTML report of a run: one file, the panel on top, one row a check."""

    def __init__(self, config: pytest.Config, run: Run, results: Results) -> None:
        self.config = config
        self.run = run
        self.results = results
        if getattr(config.option, "htmlpath", "absent") is None and not is_inspecting(config):
            config.option.htmlpath = str(run.settings.report_dir / "report.html")
        config.option.self_contained_html = True

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_report_title(self, report: Any) -> None:
        """Name the page, and call pytest's outcomes by ours."""
        report.title = f"SCIM conformance: {self.run.profile.name}"
        for outcome, label in LABELS.items():
            report.outcomes[outcome]["label"] = label
        if self.config.getini("render_collapsed") == "passed":
            # Unless somebody asked for more than pytest-html's own choice: all that is below a row stands above, too.
            report.set_data("renderCollapsed", ["all"])

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_summary(self, prefix: list[str]) -> None:
        """Put the panel on top, and below it the gallery validation, where there is one."""
        document = self.results.document
        if document is not None:
            prefix.append(panel(document))
            prefix += [section(document)] if "gallery" in document else []
            prefix.append(TABLE)

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_header(self, cells: list[str]) -> None:
        """Name the columns."""
        cells[1] = '<th class="sortable" data-column-type="testId">Check</th>'
        cells[3:4] = ['<th class="sortable" data-column-type="level">Level</th>', "<th>Requirements</th>"]

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_row(self, report: Any, cells: list[str]) -> None:
        """Show one check; what comes from outside is escaped, which pytest-html leaves to us."""
        facts = getattr(report, "scim", None)
        if not cells:
            return
        if facts is None:
            cells[1] = f'<td class="col-testId">{line(report.nodeid)}</td>'
            cells[3:4] = ['<td class="col-level"></td>', "<td></td>"]
            return
        cells[1] = f'<td class="col-testId">{line(name_of(facts))}</td>'
        rows = " ".join(map(escape, facts["requirements"]))
        # The first column must stay pytest's word: its filters and counts are made of it.
        word = "" if facts["outcome"] == Outcome.PASSED else f"<br><small>{escape(facts['outcome'])}</small>"
        cells[3:4] = [f'<td class="col-level">{escape(facts["level"])}{word}</td>', f"<td>{rows}</td>"]

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_html(self, report: Any, data: list[str]) -> None:
        """Lead from a row to the check's place in the panel; only a traceback of ours stands nowhere else."""
        facts = getattr(report, "scim", None)
        if facts is not None and facts["outcome"] != Outcome.BROKEN:
            data[:] = [f'<a href="#{anchor_of(facts)}">What was asked and answered</a>']

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self) -> Generator[None, None, None]:
        """Add what the page of pytest-html lacks, once it is written."""
        yield
        path = getattr(self.config.option, "htmlpath", None)
        if self.results.document is None or not path:
            return
        page = Path.cwd() / Path(os.path.expandvars(path)).expanduser()
        if page.is_file():
            page.write_text(completed(page.read_text(encoding="utf-8")), encoding="utf-8")
