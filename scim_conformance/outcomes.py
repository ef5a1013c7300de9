"""What one check says, what one requirement says, and what the run says: the words and how they fold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What one check says."""

    PASSED = "passed"
    FAILED = "failed"
    WARNED = "warned"
    WAIVED = "waived"
    STALE = "stale"
    OMITTED = "omitted"
    BLOCKED = "blocked"
    BROKEN = "broken"


class Verdict(StrEnum):
    """What the run says of one standard."""

    NOT_CONFORMANT = "not-conformant"
    INCOMPLETE = "incomplete"
    PARTIAL = "partial"
    CONFORMANT_WITH_WAIVERS = "conformant-with-waivers"
    CONFORMANT = "conformant"
    NOT_ASKED = "not-asked"


class Blocked(Exception):
    """A check could not be exercised, because the provider refused what it needs."""

    def __init__(self, message: str, *, cause: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.cause = cause


class Omitted(Exception):
    """A check does not apply to this provider; the message names both witnesses."""


@dataclass(frozen=True)
class Finding:
    """Something that was seen of the provider beside the checks; None in ``holds`` where nobody can tell."""

    name: str
    holds: bool | None
    says: str
    exchanges: tuple[int, ...] = ()
    applies: bool = True
    """Whether it concerns this provider at all."""


STANDARDS = ("rfc", "entra", "okta", "profile")

RED = frozenset({Outcome.FAILED, Outcome.STALE, Outcome.BLOCKED, Outcome.BROKEN})
"""The outcomes that make the run's exit code 1."""

DECIDED = frozenset({Outcome.PASSED, Outcome.FAILED, Outcome.WARNED, Outcome.WAIVED, Outcome.STALE})
"""The outcomes of checks that have observed something."""

FORGIVEN = frozenset({"SHOULD", "ADVICE"})
"""The levels whose violation warns. The others that can be violated fail."""

# A check that found a violation outweighs one that found none, whatever else happened.
_WORST_FIRST = (
    Outcome.FAILED,
    Outcome.STALE,
    Outcome.BROKEN,
    Outcome.BLOCKED,
    Outcome.WARNED,
    Outcome.WAIVED,
    Outcome.PASSED,
    Outcome.OMITTED,
)


def violated(level: str) -> Outcome:
    """Return the outcome of a check whose expectation does not hold."""
    if level == "MAY":
        return Outcome.OMITTED
    return Outcome.WARNED if level in FORGIVEN else Outcome.FAILED


def worst(outcomes: Iterable[str]) -> str | None:
    """Return the outcome that speaks for several, or None where there is none."""
    found = set(outcomes)
    return next((outcome.value for outcome in _WORST_FIRST if outcome.value in found), None)


def verdict(outcomes: Iterable[str], *, asked: bool, complete: bool) -> Verdict:
    """Return what the run says of a standard, from the outcomes of its checks.

    ``asked`` is false where the run has no check of the standard or its profile names it not; ``complete``
    is false where a selection or an interruption left something out.
    """
    found = set(outcomes)
    if not asked:
        return Verdict.NOT_ASKED
    if found & {Outcome.FAILED, Outcome.STALE}:
        return Verdict.NOT_CONFORMANT
    if found & {Outcome.BLOCKED, Outcome.BROKEN}:
        return Verdict.INCOMPLETE
    if not complete:
        return Verdict.PARTIAL
    if not found & DECIDED:
        return Verdict.INCOMPLETE
    return Verdict.CONFORMANT_WITH_WAIVERS if Outcome.WAIVED in found else Verdict.CONFORMANT


def verdicts(
    checks: Iterable[Mapping[str, Any]], *, standards: Iterable[str], complete: bool, stopped: bool = False
) -> dict[str, str]:
    """Return the verdict of every standard; ``standards`` are those that the profile names.

    ``stopped`` is true where the first requests have shown that there is nothing to test.
    """
    by_standard: dict[str, list[str]] = {standard: [] for standard in STANDARDS}
    for check in checks:
        by_standard[check["standard"]].append(check["outcome"])
    asked = set(standards)
    return {
        standard: verdict(
            outcomes, asked=standard in asked and (stopped or bool(outcomes)), complete=complete or stopped
        ).value
        for standard, outcomes in by_standard.items()
    }
