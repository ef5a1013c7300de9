"""One run from its first request to its report: cycles, comparison and cleanup."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from scim_conformance.client import Redactor, Unreachable
from scim_conformance.client.pacing import Pace
from scim_conformance.client.plain_port import PlainPort
from scim_conformance.entra.mapping import roles_offered
from scim_conformance.entra.service import Entry, Service
from scim_conformance.people.employees import employee, team

from .cleaning import Cleaned, Cleaner
from .guarding import Guard
from .keeping import State
from .memory import peak_bytes
from .planning import Plan, job_of
from .progress import Progress
from .reporting import Outcome
from .running import CycleResult, Run
from .settings import Settings
from .streaming import Makers, Stream
from .verifying import Verifier


class Session:
    """The connections of a run, and what is done over them."""

    def __init__(self, settings: Settings, plan: Plan, state: State, stopped: threading.Event) -> None:
        self.outcome = Outcome(_about(settings, plan))
        self._settings = settings
        self._plan = plan
        self._state = state
        self._stopped = stopped
        self._redactor = Redactor()
        settings.credentials.confide(self._redactor.add)
        self._job = job_of(settings.profile, settings.dialect)
        self._stream = Stream(plan.population, plan.mark, Makers(employee, team), roles_offered(settings.profile.users))
        pace, numbers = Pace(settings.rate), count(1)
        self._ports: list[PlainPort] = []
        self._guards = [self._guard(pace, numbers) for _ in range(plan.workers)]

    def close(self) -> None:
        """Close the connections."""
        for port in self._ports:
            port.close()

    def probe(self) -> str:
        """Do the Test Connection, and return why it fails, or nothing."""
        try:
            steps = Service(self._stream, self._job, self._guards[0]).test_connection()
        except Unreachable as error:
            return str(error)
        failed = [step.reason for step in steps if step.result == "failure"]
        return f"The Test Connection fails, so Entra would not begin. {' '.join(failed)}" if failed else ""

    def go(self, told: Callable[[CycleResult], None] = lambda result: None) -> Outcome:
        """Do all that is left of the run."""
        with self._log() as log:
            run = Run(self._stream, self._job, self._state, self._guards, self._plan.cycles, log, stopped=self._stopped)
            for result in run.go():
                self.outcome.cycles.append(result)
                told(result)
        self.outcome.failures, self.outcome.escrowed = run.failures, run.escrowed
        self.outcome.problem = run.problem
        if run.problem or self._stopped.is_set():
            return self._ended()
        # Where a cleanup was interrupted there is nothing any more to compare with.
        if not self.outcome.quarantined and not self._state.settings().get("cleaning"):
            self._verify(run)
        if self._settings.keep and not self._stopped.is_set():
            self._state.note(kept=1)
            self.outcome.kept = True
        elif not self._stopped.is_set():
            self._state.note(cleaning=1)
            self.clean()
        return self._ended()

    def clean(self) -> Cleaned:
        """Delete all that was made."""
        cleaner = Cleaner(
            self._state,
            self._plan.mark,
            list(self._guards),
            deactivates=self._settings.profile.delete == "deactivates",
            stop=self._stopped.is_set,
        )
        sent = self._sent()
        total = self._state.count()

        def look() -> tuple[int, int, int]:
            done = cleaner.cleaned
            return done.deleted, done.left.total(), self._sent() - sent

        with Progress("cleanup", total, look):
            self.outcome.cleaned = cleaner.clean()
        self.outcome.left = self._state.count()
        return self.outcome.cleaned

    def redacted(self, text: str) -> str:
        """Return a text without the secrets of the run."""
        return self._redactor.text(text)

    def _ended(self) -> Outcome:
        self.outcome.left = self._state.count()
        self.outcome.interrupted = self._stopped.is_set() and self.outcome.left > 0
        self.outcome.peak_bytes = peak_bytes()
        return self.outcome

    def _verify(self, run: Run) -> None:
        if self._settings.verify == 0:
            return
        self._stream.cycle = self._plan.cycles - 1
        verifier = Verifier(
            self._stream,
            self._job,
            self._state,
            self._guards,
            self._settings.verify,
            unresolved=run.unresolved,
            stop=self._stopped.is_set,
        )
        self.outcome.comparison = verifier.verify()
        self.outcome.problem = verifier.problem

    def _guard(self, pace: Pace, numbers: Iterator[int]) -> Guard:
        settings = self._settings
        port = PlainPort(settings.url, settings.credentials, pace=pace, timeout=settings.timeout)
        guard = Guard(port, self._state, self._plan.mark, numbers)
        port.waited = guard.waited
        self._ports.append(port)
        return guard

    def _sent(self) -> int:
        return sum(sum(tuple(guard.tally.requests.values())) for guard in self._guards)

    @contextmanager
    def _log(self) -> Iterator[Callable[[Entry], None]]:
        with ExitStack() as stack:
            if self._settings.log is None:
                yield lambda entry: None
                return
            mode = "a" if self._plan.is_resumed else "w"
            file = stack.enter_context(Path(self._settings.log).open(mode, encoding="utf-8"))
            yield lambda entry: print(self.redacted(json.dumps(_entry(entry), default=str)), file=file)


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "cycle": entry.cycle,
        "kind": entry.kind,
        "object": entry.object_id,
        "name": entry.name,
        "target": entry.target_id,
        "action": entry.action,
        "result": entry.result,
        "reference": entry.is_reference,
        "code": entry.code,
        "status": entry.status,
        "steps": [{"name": step.name, "result": step.result, "reason": step.reason} for step in entry.steps],
        "changes": [{"name": change.name, "old": change.old, "new": change.new} for change in entry.changes],
    }


def _about(settings: Settings, plan: Plan) -> dict[str, Any]:
    return {
        "url": settings.url,
        "profile": settings.profile.slug,
        "dialect": settings.dialect.name,
        "users": plan.users,
        "groups": plan.groups,
        "cycles": plan.cycles,
        "workers": plan.workers,
        "seed": plan.seed,
        "name": plan.mark,
        "resumed": plan.is_resumed,
        "rate": settings.rate,
    }
