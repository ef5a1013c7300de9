"""What the 25 results come to: by Microsoft's workflow, by its documentation, and in the shape of its result file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from .record import Record, Standing

Overall = Literal["Succeeded", "Failed", "Undecided"]

KNOWN_ISSUES = "https://learn.microsoft.com/en-us/azure/active-directory/app-provisioning/known-issues"
SIGN_IN = frozenset({"Validate_Credentials_Test", "Federated_Identity_Test"})
"""The tests of which one has to pass."""

MANAGER = frozenset({"User_Update_Manager_Test", "SCIM_Update_Manager_Test"})
"""The mandatory tests that an application without a manager may skip."""

ONLY_IN_AZURE = (
    "runId", "logicAppName", "resourceGroup", "subscriptionId", "actionSummary", "failedActions",
    "templateValidation", "actionComparison", "childWorkflowRuns", "childWorkflowRunLinks", "allActionsDetailed",
)  # fmt: skip
"""What a run in Azure alone can tell; these are null in our file, as are the checks that rest on them."""

_SECRET = ("token", "secret", "credential", "password", "key")
_MASK = "***"


@dataclass(frozen=True)
class Verdict:
    """What a run comes to."""

    microsoft: Overall
    """What Microsoft's workflow would say of these results."""

    documented: Overall
    """What Microsoft's pages and the standard say, each test read by them."""

    sign_in: Literal["PASSED", "FAILED"]
    optional: Literal["PASSED", "WARNING"]
    blocking: tuple[str, ...]
    """The tests for which Microsoft's workflow fails the run."""

    documented_blocking: tuple[str, ...]
    """The tests that fail by the documentation, or can't be decided."""


def verdict(records: Iterable[Record]) -> Verdict:
    """Return what the records come to; a test without a record was not run, which counts as skipped."""
    all_ = tuple(records)
    signing = tuple(each for each in all_ if each.name in SIGN_IN)
    others = tuple(each for each in all_ if each.category == "mandatory" and each.name not in SIGN_IN)
    signed_in = any(each.standing == "passed" for each in signing)
    blocking = tuple(each.name for each in others if each.standing == "failed")
    open_ = tuple(each.name for each in others if not _is_excused(each))
    shut = () if any(each.documented == "passed" for each in signing) else tuple(sorted(SIGN_IN))
    return Verdict(
        "Succeeded" if signed_in and not blocking else "Failed",
        _documented(others, signing),
        "PASSED" if signed_in else "FAILED",
        "WARNING" if any(each.category == "optional" and each.standing == "failed" for each in all_) else "PASSED",
        blocking + (() if signed_in else tuple(sorted(SIGN_IN))),
        open_ + shut,
    )


def final_results(records: Sequence[Record]) -> dict[str, Any]:
    """Return what the orchestrating workflow writes at its end; there is no portal to link to."""
    return {
        "testResults": [_result(each) for each in records],
        "childWorkflowRunLinks": None,
        "overallResult": verdict(records).microsoft,
    }


def validation_result(
    records: Sequence[Record], *, started: datetime, ended: datetime, parameters: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the result file in Microsoft's shape; what only a run in Azure can tell is null."""
    final = final_results(records)
    summary = summary_of(final["testResults"])
    good = final["overallResult"] == "Succeeded" and not summary["failed"]
    return {
        "validationResult": "PASSED" if good else "FAILED",
        "runStatus": final["overallResult"],
        "overallResultFromTests": final["overallResult"],
        "validationChecks": {
            "noFailedActions": None,
            "noFailedTests": not summary["failed"],
            "templateStructureValid": None,
            "requiredStagesExecuted": None,
            "allTemplateActionsExecuted": None,
        },
        "timestamp": _instant(ended),
        "startTime": _instant(started),
        "endTime": _instant(ended),
        "duration": _duration((ended - started).total_seconds()),
        "parameters": None if parameters is None else masked(parameters),
        "testSummary": summary,
        "testResults": final["testResults"],
        **dict.fromkeys(ONLY_IN_AZURE),
    }


def summary_of(results: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return the counts of the result file, which takes everything but two texts for a failure."""
    texts = [str(each["testResult"]) for each in results]
    success = sum(text.startswith("success") for text in texts)
    skipped = texts.count("SKIPPED")
    return {
        "total": len(texts),
        "success": success,
        "skipped": skipped,
        "failed": len(texts) - success - skipped,
    }


def masked(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters without those whose name speaks of a secret, at any depth."""
    return {name: _MASK if _is_secret(name) else _inside(value) for name, value in parameters.items()}


def _inside(value: Any) -> Any:
    if isinstance(value, Mapping):
        return masked(value)
    return [_inside(each) for each in value] if isinstance(value, list | tuple) else value


def _is_secret(name: str) -> bool:
    return any(word in name.casefold() for word in _SECRET)


def _is_excused(record: Record) -> bool:
    return record.documented == "passed" or (record.documented == "skipped" and record.name in MANAGER)


def _documented(others: Sequence[Record], signing: Sequence[Record]) -> Overall:
    # What is skipped without an excuse was not shown to work.
    words: list[Standing] = ["passed" if _is_excused(each) else each.documented for each in others]
    signed_in = {each.documented for each in signing}
    if "passed" not in signed_in:
        words.append("undecided" if "undecided" in signed_in else "failed")
    if "failed" in words or "skipped" in words:
        return "Failed"
    return "Undecided" if "undecided" in words else "Succeeded"


def _result(record: Record) -> dict[str, Any]:
    is_failed = record.standing == "failed"
    return {
        "testName": record.name,
        "testCategory": record.category,
        "testResult": record.result,
        "provisioningErrorDetails": record.error_details if is_failed else "",
        "recommendationUrl": KNOWN_ISSUES if is_failed else "",
        "runLink": "",
        "message": "" if record.standing == "skipped" else record.why,
    }


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h {minutes}m {rest}s"
