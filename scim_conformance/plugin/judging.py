"""Turns what happened in a check into its outcome, and that outcome into a report that pytest understands."""

from __future__ import annotations

import json
import traceback
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from scim_conformance.client import Doubtful, LedgerError, NamesOthers, NeedsToWrite, Unreachable
from scim_conformance.declare import Check
from scim_conformance.expect import ExpectationFailed
from scim_conformance.outcomes import Blocked, Omitted, Outcome, violated
from scim_conformance.report.comparison import plain_text
from scim_conformance.waivers import waiver_for

from .collection import CHECK, ON, features_of, level_of, requirements_of, standard_of
from .drawing import facts_of_drawn
from .explaining import explain
from .pointing import about
from .run import Run, run_of

CAUSE_OF_NO_CONNECTION = "connection"

CREATION_IS_TOLD = "create.answer-is-what-is-stored"
"""The check that says it where a creation is answered with another resource."""

CAUSE_OF_NO_LEDGER = "ledger"

NEEDS_TO_WRITE = "This check needs to write, and --scim-read-only lets the run read only."

FRAMES = 6
"""How much of a traceback is shown: where it happened, and not the way that pytest took to get there."""


@dataclass(frozen=True)
class Judgement:
    """What one check says, and why."""

    outcome: Outcome
    message: str = ""
    expected: Any = None
    actual: Any = None
    cause: str | None = None
    waiver: dict[str, Any] | None = None
    trace: str = ""
    about: int | None = None
    """The place of the exchange that a failure is about, among those of the check."""

    drawn: dict[str, Any] = field(default_factory=dict)
    """What was drawn for the check, as results.json holds it."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what does not apply, before anything is sent."""
    check = item.stash.get(CHECK, None)
    if check is None:
        return
    run = run_of(item.config)
    run.recorder.exchanges.clear()
    run.drawn, run.met_anybody = None, False
    run.scim.limits.begin()
    if check.rows is not None and item.stash[ON] is None:
        raise Omitted(f"The profile {run.profile.slug} lists nothing that this check could look at.")
    for feature in features_of(check):
        reason = absent(run, feature)
        if reason:
            raise Omitted(reason)


def absent(run: Run, feature: str) -> str | None:
    """Say why a feature is out of scope, with both witnesses; None where either speaks for it, or neither speaks."""
    if feature == "groups":
        return _groups_absent(run)
    advertised, claimed = run.discovered.advertises(feature), run.profile.features.get(feature)
    if advertised or claimed or (advertised is None and claimed is None):
        return None
    says = {True: "advertises it", False: "advertises that it has it not", None: "doesn't say"}
    claims = {True: "claims it", False: "says it isn't there", None: "doesn't claim it"}
    return (
        f"{feature} is out of scope: the provider {says[advertised]} (ServiceProviderConfig), "
        f"the profile {run.profile.slug} {claims[claimed]}."
    )


def _groups_absent(run: Run) -> str | None:
    claimed = run.profile.groups.supported
    advertised = None if run.discovered.types is None else run.discovered.has_groups
    if claimed or (claimed is None and advertised is not False):
        return None
    says = {True: "lists Group", False: "doesn't list Group", None: "could not be read"}[advertised]
    claims = "says there are none" if claimed is False else "doesn't claim them"
    return f"Groups are out of scope: /ResourceTypes {says}, the profile {run.profile.slug} {claims}."


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Give each check one report that speaks for it, and take the secrets out of all of them."""
    report = yield
    check = item.stash.get(CHECK, None)
    run = run_of(item.config)
    report.sections = [(name, run.redactor.text(text)) for name, text in report.sections]
    if check is None:
        return report
    if call.when != "setup" or call.excinfo is not None:
        run.scim.limits.end()
    if call.when == "teardown":
        report.scim_cleanup = run.take_exchanges()  # type: ignore[attr-defined]
        return report
    if call.when == "setup" and call.excinfo is None:
        return report
    exchanges = run.take_exchanges()
    judgement = replace(judge(call, level_of(check), exchanges), drawn=facts_of_drawn(run.drawn, exchanges))
    if run.met_anybody:
        judgement = replace(judgement, expected=None, actual=None, trace="")
    speak(run, report, check, item.stash[ON], judgement, exchanges, call.duration)
    run.heard(is_lost=judgement.cause == CAUSE_OF_NO_CONNECTION, has_asked=bool(exchanges))
    return report


def speak(
    run: Run,
    report: pytest.TestReport,
    check: Check,
    on: str | None,
    judgement: Judgement,
    exchanges: list[dict[str, Any]],
    seconds: float,
) -> None:
    """Let a report speak for a check: its waiver applied, its facts for results.json, its words for a person."""
    judgement = _known(run, check, on, _waived(run, check, on, judgement))
    # Once, for all that shows it: without secrets, and such that every file and every worker's channel can hold it.
    judgement = replace(judgement, message=run.redactor.json(judgement.message))
    facts = facts_of(run, check, on, judgement, exchanges, seconds)
    report.scim = facts  # type: ignore[attr-defined]
    _dress(report, judgement, run.redactor.text(explain(facts, requirements_of(check), judgement.trace)))


def judge(call: pytest.CallInfo[None], level: str, exchanges: Sequence[dict[str, Any]]) -> Judgement:
    """Return what a check says: only an expectation that does not hold is the provider's fault."""
    error = call.excinfo.value if call.excinfo else None
    match error:
        case None:
            return Judgement(Outcome.PASSED)
        case ExpectationFailed():
            place = about(error, exchanges)
            return Judgement(violated(level), error.message, error.expected, error.actual, about=place)
        case Omitted():
            return Judgement(Outcome.OMITTED, str(error))
        case NeedsToWrite():
            return Judgement(Outcome.OMITTED, NEEDS_TO_WRITE)
        case Blocked():
            return Judgement(Outcome.BLOCKED, error.message, cause=error.cause)
        case NamesOthers():
            return Judgement(Outcome.OMITTED, str(error))
        case Doubtful():
            return Judgement(Outcome.BLOCKED, str(error), cause=CREATION_IS_TOLD)
        case Unreachable():
            return Judgement(Outcome.BROKEN, str(error), cause=CAUSE_OF_NO_CONNECTION)
        case LedgerError():
            return Judgement(Outcome.BROKEN, str(error), cause=CAUSE_OF_NO_LEDGER)
    assert call.excinfo is not None
    # Exactly one exception class each, so that the same bug groups under the same words.
    return Judgement(
        Outcome.BROKEN,
        f"The suite itself failed ({type(error).__name__}); this is no finding about the provider",
        actual=call.excinfo.exconly(tryshort=True),
        trace="".join(traceback.format_exception(error, limit=-FRAMES)),
    )


def _waived(run: Run, check: Check, on: str | None, found: Judgement) -> Judgement:
    """Apply the waiver of a check, if it has one."""
    waiver = waiver_for(run.settings.waivers, check.id, on)
    if waiver is None or found.outcome in (Outcome.OMITTED, Outcome.BLOCKED, Outcome.BROKEN):
        return found
    found = replace(found, waiver=waiver.as_dict())
    if found.outcome is Outcome.PASSED:
        return replace(
            found,
            outcome=Outcome.STALE,
            message="The check passes: its waiver has served, remove it",
            expected="a failure",
        )
    if not waiver.matches(found.message):
        return replace(found, message=f"{found.message} (its waiver is for another message)")
    if waiver.expired(date.today()):
        return replace(found, outcome=Outcome.STALE, message=f"{found.message} (its waiver has ended)")
    return replace(found, outcome=Outcome.WAIVED)


def _known(run: Run, check: Check, on: str | None, found: Judgement) -> Judgement:
    """Apply the baseline, if the run was given one: what is in it fails no run, and what is blocked stays blocked."""
    baseline = run.settings.baseline
    if baseline is None:
        return found
    waiver = baseline.waiver(check.id, on, found.outcome, run.redactor.text(found.message), strict=run.settings.strict)
    if waiver is None:
        return found
    outcome = found.outcome if found.outcome is Outcome.BLOCKED else Outcome.WAIVED
    return replace(found, outcome=outcome, message=plain_text(found.message), waiver=waiver)


def facts_of(
    run: Run,
    check: Check,
    on: str | None,
    judgement: Judgement,
    exchanges: list[dict[str, Any]],
    seconds: float,
) -> dict[str, Any]:
    """Return what results.json holds of one check; the exchanges are numbered where all of them meet."""

    def clean(value: Any) -> Any:
        return run.redactor.json(_plain(value))

    return {
        "id": check.id,
        "on": on,
        "title": check.title,
        "area": check.area,
        "level": level_of(check),
        "standard": standard_of(check),
        "outcome": judgement.outcome.value,
        "message": run.redactor.text(judgement.message),
        "expected": clean(judgement.expected),
        "actual": clean(judgement.actual),
        "requirements": list(check.verifies),
        "exchanges": exchanges,
        "requests": len(exchanges),
        "seconds": round(seconds, 4),
        "cause": judgement.cause,
        "waiver": judgement.waiver,
        "faults": [],
        "about": judgement.about,
        **clean(judgement.drawn),
    }


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: what a check compared may be a set, a tuple or an object of ours."""
    return json.loads(
        json.dumps(value, default=lambda each: sorted(each, key=str) if isinstance(each, set) else str(each))
    )


def _dress(report: pytest.TestReport, judgement: Judgement, text: str) -> None:
    """Put an outcome into words that pytest, its terminal, junit and html already know."""
    match judgement.outcome:
        case Outcome.PASSED:
            return
        case Outcome.FAILED | Outcome.STALE:
            report.outcome, report.longrepr = "failed", text
        case Outcome.WARNED | Outcome.WAIVED:
            report.outcome, report.longrepr = "skipped", text
            report.wasxfail = f"{judgement.outcome}: {judgement.message}"
        case Outcome.OMITTED:
            place = (report.nodeid.partition("::")[0], 0)
            report.outcome, report.longrepr = "skipped", (*place, f"Skipped: {judgement.message}")
        case Outcome.BLOCKED if judgement.waiver:
            report.outcome, report.longrepr = "skipped", text
            report.wasxfail = f"{judgement.outcome}: {judgement.message}"
        case Outcome.BLOCKED | Outcome.BROKEN:
            # junit and html call an error in the test itself a failure, one in its set-up an error.
            report.outcome, report.when, report.longrepr = "failed", "setup", text
