"""Gathers what every check said, on the controller, and writes results.json."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scim_conformance import __version__
from scim_conformance.kept_examples import save_examples
from scim_conformance.outcomes import DECIDED, RED, Outcome, verdicts, worst
from scim_conformance.requirements import catalogue
from scim_conformance.spoken_of import spoken_of
from scim_conformance.suite import all_checks

from .certificates import write_certificate
from .judging import Judgement, facts_of
from .noting import asked_too_much
from .run import Run

RESULTS = pytest.StashKey["Results"]()

UNWRITTEN = pytest.StashKey[bool]()
"""Set where whoever runs the suite in this process takes the document, and no file is wanted."""

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
        self.gallery: dict[str, Any] | None = None
        """What the gallery validation has found, where the run was asked for it."""

        self._started = datetime.now(UTC)
        self._clock = time.perf_counter()
        self._checks: dict[tuple[str, str | None], dict[str, Any]] = {}
        self._exchanges: list[dict[str, Any]] = []
        self.closings: list[dict[str, Any]] = []
        """What each process has said at its end."""

    @property
    def exchanges(self) -> list[dict[str, Any]]:
        """All exchanges so far, those before the first check at the front, each with its number."""
        if not self._exchanges:
            self._add(self.run.prelude)
        return self._exchanges

    def _number(self, more: Iterable[dict[str, Any]]) -> list[int]:
        """Add exchanges to those of the run, and return the numbers that they get there."""
        first = len(self.exchanges) + 1
        self._add(more)
        return list(range(first, len(self._exchanges) + 1))

    @property
    def outcomes(self) -> dict[str, list[str]]:
        """What each check has said so far, on every row of it."""
        found: dict[str, list[str]] = {}
        for (id, _), facts in self._checks.items():
            found.setdefault(id, []).append(facts["outcome"])
        return found

    def take(self, more: Iterable[dict[str, Any]]) -> dict[int, int]:
        """Add exchanges to those of the run, and return which number each has got for the one that it had."""
        had = list(more)
        return dict(zip([exchange["n"] for exchange in had], self._number(had), strict=True))

    def _add(self, more: Iterable[dict[str, Any]]) -> None:
        self._exchanges += [{**exchange, "n": n} for n, exchange in enumerate(more, len(self._exchanges) + 1)]

    # What pytest tells.

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in what one check said."""
        facts = getattr(report, "scim", None)
        assert self.exchanges is self._exchanges
        if facts is not None:
            # A watcher looked at exchanges that have their numbers; a check brings new ones.
            watched = getattr(report, "scim_watched", None)
            numbers = watched if watched is not None else self._number(facts["exchanges"])
            about = None if facts["about"] is None else numbers[facts["about"]]
            self._checks[facts["id"], facts["on"]] = {**facts, "exchanges": numbers, "about": about}
        self._number(getattr(report, "scim_cleanup", []))
        if facts is None and report.failed and str(report.when) == CRASHED:
            self._crashed(report)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take in what a worker of xdist says when it ends."""
        closing = getattr(node, "workeroutput", {}).get("scim")
        # xdist tells it twice of a worker that was interrupted.
        if closing and not any(closing is each for each in self.closings):
            self.closings.append(closing)

    def _crashed(self, report: pytest.TestReport) -> None:
        """Record the check in which a worker died: it must not vanish."""
        id, _, on = report.nodeid.rpartition("::")[2].partition("[")
        check = all_checks().get(id)
        if check is not None:
            died = Judgement(
                Outcome.BROKEN,
                "The process that ran this check died; this is no finding about the provider",
                actual=str(report.longrepr),
            )
            facts = facts_of(self.run, check, on.removesuffix("]") or None, died, [], 0.0)
            self._checks[facts["id"], facts["on"]] = facts

    # The end.

    def finish(self, session: pytest.Session) -> None:
        """Clean up after everybody, write results.json and settle the exit code."""
        run = self.run
        run.clean_finally()
        self.closings.append(run.closing())
        ended = [closing["ended"] for closing in self.closings if closing["ended"]]
        self.notes += dict.fromkeys(ended)
        if run.stopping.times:
            session.exitstatus = pytest.ExitCode.INTERRUPTED
        elif ended:
            # xdist makes an interruption of it, but nobody has interrupted the run.
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        interrupted = session.exitstatus == pytest.ExitCode.INTERRUPTED or bool(
            session.shouldstop or session.shouldfail or ended
        )
        self._keep_examples()
        self.document = self._document(interrupted)
        if not session.config.stash.get(UNWRITTEN, False):
            self._write(run.settings.results)
            write_certificate(self.document, run.settings.results)
        # Without items pytest speaks of an empty selection, which is not why nothing was run.
        if run.stop and session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            session.exitstatus = pytest.ExitCode.OK
        if session.exitstatus == pytest.ExitCode.OK and self._is_red():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        assert self.document is not None
        # Laid out whole first: a document that is no text would leave the file of the last run as it is.
        path.write_bytes("".join(_lines(self.document)).encode())

    def _keep_examples(self) -> None:
        settings = self.run.settings
        if not settings.save_examples:
            return
        new = save_examples(settings.examples_file, settings.kept_examples, self._checks.values())
        if new:
            self.notes.append(f"{new} examples on which properties fail were kept in {settings.examples_file}.")

    def _is_red(self) -> bool:
        assert self.document is not None
        outcomes = {check["outcome"] for check in self.document["checks"]}
        # What is blocked and in the baseline of the run stays undecided, and fails it no more.
        new = {check["outcome"] for check in self.document["checks"] if not _is_blocked_as_before(check)}
        return bool(
            new & RED
            or (self.run.settings.strict and Outcome.WARNED in outcomes)
            or self.document["leftovers"]
            or not outcomes & DECIDED
        )

    def _document(self, interrupted: bool) -> dict[str, Any]:
        run, settings = self.run, self.run.settings
        exchanges = self.exchanges
        for closing in self.closings:
            self._number(closing["cleanup"])
        checks = [self._checks[key] for key in sorted(self._checks, key=lambda key: (key[0], key[1] or ""))]
        # By these anybody can try a check on the embedded provider.
        checks = [{**check, "faults": spoken_of(check["id"])} for check in checks]
        left_out = max(closing["left_out"] for closing in self.closings)
        rows = _requirements(checks)
        withheld = max(closing["withheld"] for closing in self.closings)
        complete = not (left_out or withheld or interrupted)
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
                "left_out": left_out,
                "read_only": settings.read_only,
                "withheld": withheld,
                "stopped": run.stop.as_dict() if run.stop else None,
                "strict": settings.strict,
                "accounts_that_stay": sum(closing["accounts_that_stay"] for closing in self.closings),
                "waits": [wait for closing in self.closings for wait in closing["waits"]],
                "notes": self._notes(),
            },
            "provider": {
                "url": run.redactor.text(run.url),
                "demo": settings.demo,
                "faults": [{"id": each.fault.id, "effects": each.effects} for each in run.injected],
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
                "features": {**run.profile.features, "groups": run.profile.groups.supported},
            },
            "verdicts": verdicts(checks, standards=run.profile.standards, complete=complete, stopped=bool(run.stop)),
            "checks": checks,
            "requirements": rows,
            "exchanges": exchanges,
            "coverage": _coverage(rows),
            # Of this process: what a worker left was tried again here, from its ledger.
            "leftovers": self.closings[-1]["leftovers"],
            **({} if self.gallery is None else {"gallery": self.gallery}),
        }

    def _notes(self) -> list[str]:
        short = (
            ["A secret is shorter than 8 characters: it is taken out of headers only, not out of bodies and messages."]
            if self.run.redactor.short
            else []
        )
        guesses = ", ".join(self.run.profile.assumed())
        guessed = [f"The profile guesses {guesses}: put your own in its place for a live run."] if guesses else []
        wrong = [
            f"The embedded provider was made wrong by {each.fault.id}: {each.fault.title} "
            f"It took effect {each.effects} times."
            for each in self.run.injected
        ]
        baseline = self.run.settings.baseline
        known = baseline.notes(self.run.profile.slug, self._checks.values()) if baseline else ()
        return [*self.notes, *self.run.hints, *short, *guessed, *wrong, *known, *asked_too_much(self.exchanges)]


def _is_blocked_as_before(check: Mapping[str, Any]) -> bool:
    return check["outcome"] == Outcome.BLOCKED and check["waiver"] is not None


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the document as JSON with each check, requirement and exchange on a line of its own."""
    # What json lays out itself it writes in Python and not in C, which takes ten times as long.
    for place, (name, value) in enumerate(document.items()):
        yield f"{',' if place else '{'}\n{_json(name)}: "
        if isinstance(value, list) and value:
            yield "[\n" + ",\n".join(map(_json, value)) + "\n]"
        else:
            yield _json(value)
    yield "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


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
