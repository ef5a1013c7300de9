"""How outcomes fold into verdicts."""

from __future__ import annotations

import pytest

from scim_conformance.outcomes import Outcome, Verdict, verdict, verdicts, violated, worst


@pytest.mark.parametrize(
    ("level", "outcome"),
    [
        ("MUST", Outcome.FAILED),
        ("ENTRA", Outcome.FAILED),
        ("PROFILE", Outcome.FAILED),
        ("SHOULD", Outcome.WARNED),
        ("ADVICE", Outcome.WARNED),
        ("MAY", Outcome.OMITTED),
    ],
)
def test_the_level_decides_what_a_violation_is(level: str, outcome: Outcome) -> None:
    assert violated(level) is outcome


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        (["passed"], Verdict.CONFORMANT),
        (["passed", "warned", "omitted"], Verdict.CONFORMANT),
        (["passed", "waived"], Verdict.CONFORMANT_WITH_WAIVERS),
        (["waived", "blocked"], Verdict.INCOMPLETE),
        (["passed", "broken"], Verdict.INCOMPLETE),
        (["failed", "blocked", "waived"], Verdict.NOT_CONFORMANT),
        (["passed", "stale"], Verdict.NOT_CONFORMANT),
        (["omitted"], Verdict.INCOMPLETE),
    ],
)
def test_the_worst_outcome_makes_the_verdict(outcomes: list[str], expected: Verdict) -> None:
    assert verdict(outcomes, asked=True, complete=True) is expected


def test_a_selection_makes_a_green_verdict_partial_and_leaves_a_red_one() -> None:
    assert verdict(["passed"], asked=True, complete=False) is Verdict.PARTIAL
    assert verdict(["failed"], asked=True, complete=False) is Verdict.NOT_CONFORMANT
    assert verdict(["blocked"], asked=True, complete=False) is Verdict.INCOMPLETE


def test_a_standard_without_a_check_or_without_a_name_in_the_profile_is_not_asked() -> None:
    checks = [{"standard": "rfc", "outcome": "passed"}, {"standard": "okta", "outcome": "failed"}]
    found = verdicts(checks, standards=("rfc", "entra"), complete=True)
    assert found == {"rfc": "conformant", "entra": "not-asked", "okta": "not-asked", "profile": "not-asked"}


def test_the_worst_of_several_outcomes_speaks_for_a_requirement() -> None:
    assert worst(["passed", "warned"]) == "warned"
    assert worst(["blocked", "failed", "passed"]) == "failed"
    assert worst(["omitted", "passed"]) == "passed"
    assert worst([]) is None
