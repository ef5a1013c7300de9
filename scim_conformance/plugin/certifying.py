"""Runs the gallery validation of --certify, on the controller, when all checks and watchers have ended."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Generator, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from scim_conformance.client import LedgerError, Unreachable
from scim_conformance.report.certificate_text import progress
from scim_conformance.report.visible import visible

from .gallery_sign_in import SignIn, federation_of
from .results import Results
from .run import Run
from .settings import is_inspecting

if TYPE_CHECKING:
    from scim_conformance.entra.gallery.record import Record

STOPPED_BEFORE = "The run was stopped before the gallery tests began, so none of them was run."
STOPPED_WITHIN = "The run was stopped in the middle of the gallery tests."
WITHHELD = (
    "{} requests of the gallery validation were not sent, as they would have changed resources that this run did not "
    "create: the provider's filters find somebody else. Entra would have sent them."
)


def unseen(why: str) -> dict[str, Any]:
    """Return what results.json holds of a gallery validation that did not take place."""
    return {
        "standing": "not-run",
        "why": why,
        "started": None,
        "seconds": 0.0,
        "requests": 0,
        "verdicts": {"by_rule": "Undecided", "by_documentation": "Undecided"},
        "tests": [],
        "checklist": [],
        "measured": {},
        "validation_result": None,
    }


class Certifying:
    """Runs the gallery tests and the checklist, and hands what they say to the results."""

    def __init__(self, config: pytest.Config, run: Run, results: Results) -> None:
        self.config = config
        self.run = run
        self.results = results
        results.gallery = unseen(STOPPED_BEFORE)
        problems: list[str] = []
        self._sign_in = SignIn(run, federation_of(run, config.invocation_params.dir, problems))
        if problems and not is_inspecting(config):
            raise pytest.UsageError("\n".join(problems))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Begin when the checks have ended; where they were stopped, the exception passes and nothing begins."""
        outcome = yield
        if self.run.stop:
            self.results.gallery = unseen(f"{self.run.stop.says} So no gallery test was run.")
        elif self.run.is_open and not session.shouldstop and not session.shouldfail:
            self._certify()
        return outcome

    def _certify(self) -> None:
        run = self.run
        self.results.take(run.take_exchanges())
        began, started = time.perf_counter(), datetime.now(UTC).isoformat(timespec="seconds")
        gallery = unseen(STOPPED_WITHIN) | {"standing": "stopped", "started": started}
        rows: list[dict[str, Any]] = []
        self.results.gallery = gallery
        try:
            self._fill(gallery, rows)
            gallery |= {"standing": "complete", "why": ""}
        except (LedgerError, Unreachable) as error:
            gallery["why"] = f"{STOPPED_WITHIN} {run.redactor.text(str(error))}"
        finally:
            # Also where the run is interrupted here: what was seen until then stands in the results.
            exchanges = run.take_exchanges()
            numbers = self.results.take(exchanges)
            for row in (*rows, *gallery["measured"].values()):
                row["exchanges"] = [numbers[n] for n in row["exchanges"] if n in numbers]
            gallery |= {"seconds": round(time.perf_counter() - began, 3), "requests": len(exchanges)}

    def _fill(self, gallery: dict[str, Any], rows: list[dict[str, Any]]) -> None:
        from . import grounding

        validation = grounding.Validation(self.run, self._sign_in)
        records = []
        for record in self._told(validation.records()):
            records.append(record)
            self._add(gallery["tests"], asdict(record) | {"standing": record.standing}, rows)
        gallery["verdicts"] = validation.verdicts(records)
        gallery["validation_result"] = self._kept(validation.result_file(records))
        self._say(f"the checklist, and how many requests a second are answered ({validation.plan.seconds:.0f} s) …")
        for item in validation.checklist(records, self.results.outcomes):
            self._add(gallery["checklist"], item, rows)
        gallery["measured"] = self._kept(validation.measured)
        if validation.port.withheld:
            self.results.notes.append(WITHHELD.format(len(validation.port.withheld)))

    def _add(self, to: list[dict[str, Any]], row: dict[str, Any], rows: list[dict[str, Any]]) -> None:
        kept = self._kept(row)
        to.append(kept)
        rows.append(kept)

    def _told(self, records: Iterable[Record]) -> Iterator[Record]:
        self._say("")
        self._say("the tests of Microsoft's app gallery:")
        for record in records:
            line = progress(asdict(record) | {"standing": record.standing}, self._width())
            self._say(self.run.redactor.text(line.text), line.tone)
            yield record

    def _kept(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row as results.json keeps it: plain JSON, without secrets."""
        kept: dict[str, Any] = self.run.redactor.json(json.loads(json.dumps(row, default=str)))
        return kept

    def _width(self) -> int:
        reporter = self._reporter()
        return min(reporter._tw.fullwidth, 100) if reporter is not None else 80

    def _reporter(self) -> Any:
        return self.config.pluginmanager.get_plugin("terminalreporter")

    def _say(self, text: str, tone: str = "") -> None:
        """Say how far the run is, but not where nobody watches: the summary says it all again."""
        reporter = self._reporter()
        if reporter is not None and self.config.option.verbose >= 0 and not is_ci():
            reporter.ensure_newline()
            reporter.write_line(visible(text), **({tone: True} if tone else {}))


def is_ci() -> bool:
    """Tell whether the run's output only ends in a log, as pytest itself tells."""
    return any(os.environ.get(name) for name in ("CI", "BUILD_NUMBER"))
