"""Gathers what every check said, on the controller, and writes results.json."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest

from scim_conformance import __version__
from scim_conformance.client import Ledger, clean_up
from scim_conformance.outcomes import DECIDED, RED, Outcome, verdicts, worst
from scim_conformance.requirements import catalogue
from scim_conformance.suite import all_checks

from .run import Run

RESULTS = pytest.StashKey["Results"]()

CRASHED = "???"
"""What xdist gives as the phase of a check in which a worker died."""

VERSION = 1
"""Of the format of results.json."""


class Results:
    """What the run has found so far."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.notes: list[str] = []
        self.document: dict[str, Any] | None = None
        self._started = datetime.now(UTC)
        self._clock = time.perf_counter()
        self._checks: dict[tuple[str, str | None], dict[str, Any]] = {}
        self._left_out = 0
        self._closings: list[dict[str, Any]] = []
        self._loose: list[dict[str, Any]] = []

    # What pytest tells.

    def pytest_deselected(self, items: Iterable[pytest.Item]) -> None:
        """Count what -k, -m or --lf leave out."""
        self._left_out += len(list(items))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in what one check said."""
        facts = getattr(report, "scim", None)
        if facts is not None:
            self._checks[facts["id"], facts["on"]] = facts
        self._loose += getattr(report, "scim_cleanup", [])
        if facts is None and report.failed and str(report.when) == CRASHED:
            self._crashed(report)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take in what a worker of xdist says when it ends."""
        closing = getattr(node, "workeroutput", {}).get("scim")
        if closing:
            self._closings.append(closing)

    def _crashed(self, report: pytest.TestReport) -> None:
        """Record the check in which a worker died: it must not vanish."""
        name = report.nodeid.rpartition("::")[2]
        id, _, on = name.partition("[")
        check = all_checks().get(id)
        if check is None:
            return
        rows = [catalogue().get(row) for row in check.verifies]
        self._checks[id, on.removesuffix("]") or None] = {
            "id": id,
            "on": on.removesuffix("]") or None,
            "title": check.title,
            "area": check.area,
            "level": rows[0].level,
            "standard": rows[0].standard,
            "outcome": Outcome.BROKEN.value,
            "message": "The process that ran this check died; this is no finding about the provider",
            "expected": None,
            "actual": self.run.redactor.text(str(report.longrepr)),
            "requirements": list(check.verifies),
            "exchanges": [],
            "requests": 0,
            "seconds": 0.0,
            "cause": None,
            "waiver": None,
            "faults": [],
        }

    # The end.

    def finish(self, session: pytest.Session) -> None:
        """Clean up after everybody, write results.json and settle the exit code."""
        run = self.run
        run.clean(all=True)
        self._clean_after_crashes()
        self._closings.append(run.closing())
        interrupted = session.exitstatus == pytest.ExitCode.INTERRUPTED or bool(
            session.shouldstop or session.shouldfail
        )
        self.document = self._document(interrupted)
        path = run.settings.results
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        if session.exitstatus == pytest.ExitCode.OK and self._is_red():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _clean_after_crashes(self) -> None:
        run = self.run
        if run.settings.keep or run.unreachable:
            return
        ledger = Ledger.of_run(run.settings.ledger_directory(run.url), run.url, run.mark)
        leftovers, staying = clean_up(run.scim, ledger, delete_means=run.profile.delete)
        run.leftovers += leftovers
        run.accounts_that_stay += staying
        ledger.close()

    def _is_red(self) -> bool:
        assert self.document is not None
        outcomes = {check["outcome"] for check in self.document["checks"]}
        return bool(
            outcomes & RED
            or (self.run.settings.strict and Outcome.WARNED in outcomes)
            or self.document["leftovers"]
            or not outcomes & DECIDED
        )

    def _document(self, interrupted: bool) -> dict[str, Any]:
        run, settings = self.run, self.run.settings
        exchanges: list[dict[str, Any]] = []
        _number(exchanges, run.prelude)
        checks = []
        for key in sorted(self._checks, key=lambda key: (key[0], key[1] or "")):
            facts = self._checks[key]
            checks.append({**facts, "exchanges": _number(exchanges, facts["exchanges"])})
        _number(exchanges, self._loose)
        for closing in self._closings:
            _number(exchanges, closing["cleanup"])
        rows = _requirements(checks)
        complete = not (self._left_out or interrupted)
        return {
            "version": VERSION,
            "suite": {"name": "scim-conformance", "version": __version__},
            "run": {
                "id": run.mark,
                "started": self._started.isoformat(timespec="seconds"),
                "seconds": round(time.perf_counter() - self._clock, 3),
                "requests": len(exchanges),
                "seed": settings.seed,
                "examples": settings.examples,
                "interrupted": interrupted,
                "left_out": self._left_out,
                "strict": settings.strict,
                "accounts_that_stay": sum(closing["accounts_that_stay"] for closing in self._closings),
                "waits": [wait for closing in self._closings for wait in closing["waits"]],
                "notes": self._notes(),
            },
            "provider": {
                "url": run.redactor.text(run.url),
                "demo": settings.demo,
                "dialect": settings.access.dialect,
                "unreachable": run.unreachable,
                "discovered": run.redactor.json(run.discovered.as_dict()),
                "accepted": run.redactor.json(run.accepted.as_dict()),
            },
            "profile": {
                "name": run.profile.name,
                "slug": run.profile.slug,
                "path": str(run.profile.path),
                "sha256": run.profile.sha256,
            },
            "verdicts": verdicts(checks, standards=run.profile.standards, complete=complete),
            "checks": checks,
            "requirements": rows,
            "exchanges": exchanges,
            "coverage": _coverage(rows),
            # Of this process: what a worker left was tried again here, from its ledger.
            "leftovers": self._closings[-1]["leftovers"],
        }

    def _notes(self) -> list[str]:
        short = (
            ["The token is shorter than 8 characters: it is taken out of headers only, not out of bodies and messages."]
            if self.run.redactor.short
            else []
        )
        guesses = ", ".join(self.run.profile.assumed())
        guessed = [f"The profile guesses {guesses}: put your own in its place for a live run."] if guesses else []
        return [*self.notes, *short, *guessed]


def _number(exchanges: list[dict[str, Any]], more: Iterable[dict[str, Any]]) -> list[int]:
    """Add exchanges to those of the run, and return the numbers that they get there."""
    numbers = []
    for exchange in more:
        numbers.append(len(exchanges) + 1)
        exchanges.append({**exchange, "n": numbers[-1]})
    return numbers


def _requirements(checks: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fold the checks into what they say of each requirement."""
    outcomes: dict[str, list[str]] = {}
    for check in checks:
        for id in check["requirements"]:
            outcomes.setdefault(id, []).append(check["outcome"])
    rows = []
    for id in sorted(outcomes):
        row = catalogue().get(id)
        rows.append(
            {
                "id": id,
                "level": row.level,
                "outcome": worst(outcomes[id]),
                "says": row.says,
                "matters": row.matters,
                "mend": row.mend,
                "link": row.link,
            }
        )
    return rows


def _coverage(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Count, by standard and level, the requirements in the catalogue, those with a check here, those decided."""
    ran = {row["id"]: row["outcome"] for row in rows}
    table: dict[str, dict[str, dict[str, int]]] = {}
    for row in catalogue().rows:
        cell = table.setdefault(row.standard, {}).setdefault(
            row.level, {"in_catalogue": 0, "with_check": 0, "decided": 0}
        )
        cell["in_catalogue"] += 1
        cell["with_check"] += row.id in ran
        cell["decided"] += ran.get(row.id) in DECIDED
    return table
