"""What a phase of a test that goes through provisioning has seen, and the texts that the template makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scim_conformance.entra.service import Entry

from .record import Standing
from .trail import Outcome, StepFailed

SUCCESS = "success"
LOGS = "Verify_Provisioning_Logs"
"""The step that reads the log, where the published text of the template does not name it."""


@dataclass(frozen=True)
class Seen:
    """What one phase has seen: the log, and the provider."""

    phase: str
    entry: Entry | None
    step: str
    """The step that reads the log."""

    scim: str = SUCCESS
    """What the template says of the provider: ``success``, or the sentence for what is wrong."""

    detail: str = ""
    log_says: str = ""
    """What the template says of a log that it has found fault with; empty where its result says enough."""

    excuse: str = ""
    """Why the provider may be right all the same; empty where no reason is known."""

    instead: Entry | None = None
    """The last thing that the service did for the object, where the log has not what it should."""

    @property
    def log(self) -> str:
        """What the template says of the log."""
        if self.entry is None:
            return f"{self.step}: NO_LOGS_FOUND"
        good = self.entry.result == "success" and not self.log_says
        return SUCCESS if good else self.log_says or f"{self.step}: {self.entry.result}"

    @property
    def is_good(self) -> bool:
        """Whether the next phase is begun."""
        return self.log == SUCCESS and self.scim == SUCCESS

    @property
    def result(self) -> str:
        """The text for the whole test where it ends with this phase, and not well."""
        return f"FAILED - [{self.phase}] Provisioning: {self.log} | SCIM: {self.scim}"

    @property
    def error_details(self) -> Mapping[str, str]:
        """What the result file holds as details of the error."""
        return {
            "provisioningLogs": "" if self.log == SUCCESS else self._reason,
            "scimCheck": "" if self.scim == SUCCESS else self.detail or self.scim,
        }

    @property
    def why(self) -> str:
        """What was seen, in our words."""
        said = [] if self.log == SUCCESS else [f"Provisioning: {self._reason}"]
        said += [] if self.scim == SUCCESS else [f"At the provider: {self.detail or self.scim.rpartition(': ')[2]}."]
        return " ".join(said)

    @property
    def _reason(self) -> str:
        return reason_of(self.entry or self.instead)


def worst(parts: Sequence[Seen]) -> Seen:
    """Return the part of a phase in which the log is not as it should be, and the first where it is."""
    return next((each for each in parts if each.log != SUCCESS), parts[0])


def detailed_of(seen: Seen) -> dict[str, Any]:
    """Return the results of both parts of a test, under the names of the template."""
    return {
        "phase": seen.phase,
        "provisioningLogsResult": "success" if seen.log == SUCCESS else "failure",
        "scimCheckResult": "success" if seen.scim == SUCCESS else "failure",
    }


def reason_of(entry: Entry | None) -> str:
    """Return why the service did not do what it was to do."""
    if entry is None:
        return "The service had nothing to do for this object."
    telling = next((step for step in entry.steps if step.result != "success"), None) or entry.steps[-1]
    return telling.reason


def outcome_of(seen: Seen) -> Outcome:
    """Return what a test says that ends with a phase in which something was wrong."""
    documented: Standing = "undecided" if seen.excuse else "failed"
    why = f"{seen.why} {seen.excuse}".strip()
    return Outcome(seen.result, documented, why, seen.error_details, detailed_of(seen))


def stopped(phase: str, failed: StepFailed) -> Outcome:
    """Return what a test says that ends since a request of its own was not answered with success."""
    status = failed.answer.status
    return Outcome(
        f"FAILED - [{phase}] Failed Action: {failed.step}",
        "failed",
        f"A request of the test itself was answered {status or 'by nobody'}. A search that finds nobody must be "
        "answered 200 with an empty list, as Microsoft's page on building an endpoint says.",
        {
            "provisioningLogs": "",
            "scimCheck": f"{failed.step}: HTTP {status or 0}. Response: {failed.answer.text[:500]}",
        },
    )


def passed(why: str) -> Outcome:
    """Return what a test says in which everything was well."""
    return Outcome(SUCCESS, "passed", why, detailed={"provisioningLogsResult": "success", "scimCheckResult": "success"})


def but(outcome: Outcome, documented: Standing, why: str) -> Outcome:
    """Return an outcome of which the documentation thinks otherwise."""
    return Outcome(outcome.result, documented, f"{outcome.why} {why}".strip(), outcome.error_details, outcome.detailed)
