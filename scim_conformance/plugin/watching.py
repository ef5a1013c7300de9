"""Runs the watchers, when all checks have run, over every exchange of the run."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Generator
from typing import Any

import pytest

from scim_conformance.declare import Check
from scim_conformance.expect import ExpectationFailed
from scim_conformance.outcomes import Outcome, violated
from scim_conformance.seen import Seen
from scim_conformance.suite import watchers

from .collection import CHECK, level_of
from .judging import FRAMES, Judgement, speak
from .results import Results
from .run import Run, run_of

SHOWN = 5
"""How many of the offending exchanges a report names one by one."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take the watchers that are selected out of the items: they run at the end, on the controller."""
    run = run_of(config)
    chosen = [item for item in items if (check := item.stash.get(CHECK, None)) is not None and check.watches]
    run.watchers = [item.nodeid for item in chosen]
    if not config.option.collectonly:
        items[:] = [item for item in items if item not in chosen]


class Watching:
    """Runs the watchers on the controller, where all exchanges meet."""

    def __init__(self, run: Run, results: Results) -> None:
        self.run = run
        self.results = results

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Look at every exchange once the checks have run."""
        # They count among the run's checks, also where nothing else is selected.
        session.testscollected += len(self.run.watchers)
        outcome = yield
        if not session.config.option.collectonly and not session.shouldstop and not session.shouldfail:
            nodes = {node for closing in self.results.closings for node in closing["watchers"]} | set(self.run.watchers)
            known = watchers()
            run = self.run
            seen = [Seen(each, run.url, run.discovered.schema_set) for each in self.results.exchanges] if nodes else []
            for node in sorted(nodes):
                check, function = known[node.rpartition("::")[2]]
                self._report(session, node, seen, check, function)
        return outcome

    def _report(
        self, session: pytest.Session, node: str, seen: list[Seen], check: Check, function: Callable[[Any], None]
    ) -> None:
        begin = time.perf_counter()
        judgement, exchanges = watch(seen, check, function)
        place = (node.partition("::")[0], 0, check.id)
        hook = session.config.hook
        hook.pytest_runtest_logstart(nodeid=node, location=place)
        for when in ("setup", "call", "teardown"):
            report = pytest.TestReport(node, place, {}, "passed", None, when)
            if when == "call":
                speak(self.run, report, check, None, judgement, exchanges, time.perf_counter() - begin)
                report.scim["requests"] = 0
                report.scim_watched = [exchange["n"] for exchange in exchanges]  # type: ignore[attr-defined]
            hook.pytest_runtest_logreport(report=report)
        hook.pytest_runtest_logfinish(nodeid=node, location=place)


def watch(seen: list[Seen], check: Check, function: Callable[[Any], None]) -> tuple[Judgement, list[dict[str, Any]]]:
    """Return what a watcher says of the run, and the exchanges that offend."""
    assert check.watches is not None
    failures: list[tuple[dict[str, Any], ExpectationFailed]] = []
    looked = 0
    try:
        for exchange in seen:
            for subject in check.watches(exchange):
                looked += 1
                try:
                    function(subject)
                except ExpectationFailed as failure:
                    failures.append((exchange.record, failure))
    except Exception as error:  # noqa: BLE001  a bug of a watcher is told, and the others still run
        text = f"The suite itself failed ({type(error).__name__}); this is no finding about the provider"
        trace = "".join(traceback.format_exception(error, limit=-FRAMES))
        return Judgement(Outcome.BROKEN, text, actual=str(error), trace=trace), []
    if not looked:
        return Judgement(Outcome.OMITTED, "No exchange of this run has anything that this watcher looks at."), []
    if not failures:
        return Judgement(Outcome.PASSED), []
    messages = sorted({failure.message for _, failure in failures})
    shown = [{"exchange": exchange["n"], "actual": failure.actual} for exchange, failure in failures[:SHOWN]]
    offending = list({exchange["n"]: exchange for exchange, _ in failures}.values())
    more = f"{len(offending)} of {len(seen)} exchanges offend; the first:"
    return (
        Judgement(violated(level_of(check)), "; ".join(messages), failures[0][1].expected, {more: shown}, about=0),
        offending,
    )
