"""What Entra's client makes of the embedded provider: every application is green, and it has a verdict of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.provider import faults

Suite = Callable[..., Any]

MOST = 550
"""How many requests the checks of Entra's client may cost on a provider that has everything."""

ROLES = str(Path(str(faults.__file__)).with_name("roles.yaml"))


@pytest.mark.parametrize(
    "profile",
    [
        "entra",
        "rhombus",
        *(pytest.param(name, marks=pytest.mark.long) for name in ("kpifire", "iprova", "promapp", "rfpio", ROLES)),
    ],
)
def test_entra_s_client_gets_on_with_every_application(suite: Suite, profile: str) -> None:
    done = suite("--profile", profile, "--demo", "-m", "entra", "--scim-seed", "7")

    assert done.code == 0, done.output
    assert {each["standard"] for each in done.results["checks"]} == {"entra"}
    assert {each["outcome"] for each in done.results["checks"]} <= {"passed", "omitted"}
    assert all(each["message"] for each in done.results["checks"] if each["outcome"] == "omitted")
    assert done.results["run"]["requests"] <= MOST
    assert done.results["leftovers"] == []


def test_each_dialect_is_a_row_of_its_own(suite: Suite) -> None:
    done = suite("--profile", "entra", "--demo", "-k", "entra.remove-members")

    assert [each["on"] for each in done.results["checks"]] == ["aadOptscim062020", "default"]


def test_a_finding_of_entra_leaves_the_verdict_of_the_standard_alone(suite: Suite) -> None:
    done = suite(
        "--profile", "entra", "--demo", "--scim-demo-fault", "group-remove-value-array-wipes-all", "-k", "member"
    )

    assert done.code == 1
    red = [each for each in done.results["checks"] if each["outcome"] == "failed"]
    assert {(each["id"], each["on"]) for each in red} == {
        ("entra.remove-members", "default"),
        ("entra.remove-one-member", "default"),
    }
    assert {each["level"] for each in red} == {"ENTRA"}
    assert done.results["verdicts"]["entra"] == "not-conformant"
    assert done.results["verdicts"]["rfc"] != "not-conformant"


def test_a_dialect_that_is_not_understood_is_one_finding(suite: Suite) -> None:
    done = suite("--profile", "entra", "--demo", "--scim-demo-fault", "patch-op-capital-rejected", "-m", "entra")

    red = [(each["id"], each["on"]) for each in done.results["checks"] if each["outcome"] == "failed"]
    blocked = [each for each in done.results["checks"] if each["outcome"] == "blocked"]
    assert red == [("entra.replace-one", "default")]
    assert {each["cause"] for each in blocked} == {"entra.replace-one"}
    assert "aadOptscim062020" not in {each["on"] for each in blocked}
