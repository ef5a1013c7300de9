"""What the checks of a profile make of the embedded provider: each application keeps the promises of its profile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.provider import faults

Suite = Callable[..., Any]

MOST = 250
"""How many requests the checks of a profile may cost, those of what a whole user is among them."""

ROLES, TYPED = (str(Path(str(faults.__file__)).with_name(name)) for name in ("roles.yaml", "typed.yaml"))


@pytest.mark.parametrize(
    "profile",
    [
        "rhombus",
        "rfpio",
        "generic",
        *(
            pytest.param(name, marks=pytest.mark.long)
            for name in ("kpifire", "iprova", "promapp", "entra", ROLES, TYPED)
        ),
    ],
)
def test_every_application_keeps_what_its_profile_promises(suite: Suite, profile: str) -> None:
    done = suite("--profile", profile, "--demo", "-m", "profile", "--scim-seed", "7")

    assert done.code == 0, done.output
    assert {each["outcome"] for each in done.results["checks"]} == {"passed", "omitted"}
    assert all(each["message"] for each in done.results["checks"] if each["outcome"] == "omitted")
    assert done.results["run"]["requests"] <= MOST
    assert done.results["leftovers"] == []


def test_one_attribute_that_is_refused_says_nothing_of_the_others(suite: Suite) -> None:
    done = suite(
        "--profile", "generic", "--demo", "-k", "profile.patch-changes", "--scim-demo-fault",
        "profile-patch-refuses-locale",
    )  # fmt: skip

    outcomes = {each["on"]: each["outcome"] for each in done.results["checks"]}
    assert {on for on, outcome in outcomes.items() if outcome == "failed"} == {"locale"}
    assert list(outcomes.values()).count("passed") > 25


def test_what_an_application_may_need_is_not_expected_to_be_cleared(suite: Suite) -> None:
    mail = 'emails[type eq "work"].value'
    refusing = ("--profile", "promapp", "--demo", "-k", "profile.patch-clears")
    refusing += ("--scim-demo-fault", "profile-email-not-cleared")

    stated, unknown = suite(*refusing), suite(*refusing, "--scim-set", f"users.attributes[{mail}].required=unknown")

    assert stated.outcomes[f"profile.patch-clears[{mail}]"] == "failed"
    assert unknown.outcomes[f"profile.patch-clears[{mail}]"] == "omitted"


@pytest.mark.parametrize(
    ("form", "outcome"),
    [
        ("http://127.0.0.1/api/scim", "warned"),
        ("http://127.0.0.1:{port}/v2", "passed"),
        ("https://{tenant}.example.com/api", "passed"),
    ],
)
def test_the_address_of_a_run_has_the_form_of_the_profile(suite: Suite, form: str, outcome: str) -> None:
    done = suite("--profile", "generic", "--demo", "-k", "tenant-url", "--scim-set", f"base_url={form}")

    assert done.code == 0, done.output
    assert [each["outcome"] for each in done.results["checks"]] == [outcome]
