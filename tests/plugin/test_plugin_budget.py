"""What a run costs a provider, and that the sharing that keeps it low changes no verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Suite = Callable[..., Any]
Bring = Callable[[str], dict[str, str]]

MOST = 1750
"""How many requests the checks of the RFCs may cost on a provider that has everything, its clean-up included.

What is drawn has a budget of its own: a third of the run.
"""

SHARES = '''
from scim_conformance import check, expect, replace

@check("read.shares-a-harms", verifies="RFC7644-3.4.1-01")
def test_a(scim, sheltered):
    """Deletes the user that others look at, as a defect might."""
    expect.success(scim.delete(sheltered))

@check("read.shares-b-suffers", verifies="RFC7644-3.4.1-01")
def test_b(scim, sheltered):
    """Reads the user that has been deleted."""
    expect.success(scim.read(sheltered))

@check("read.shares-c-looks", verifies="RFC7644-3.4.1-01")
def test_c(look, sheltered):
    """Looks at the user that has taken its place, which has just been read."""
    expect.success(look(sheltered))

@check("read.shares-d-fails", verifies="RFC7644-3.4.1-01")
def test_d(look, sheltered):
    """Expects of a user what it is not."""
    expect.equal(look(sheltered).json["userName"], "nobody", "userName")

@check("read.shares-e-looks-again", verifies="RFC7644-3.4.1-01")
def test_e(look, sheltered):
    """Looks at a user that nothing was wrong with."""
    expect.success(look(sheltered))

@check("read.shares-f-changes", verifies="RFC7644-3.4.1-01")
def test_f(scim, look, sheltered):
    """Changes a user and looks at it."""
    scim.patch(sheltered, replace("displayName", "Changed"))
    expect.attribute(look(sheltered), "displayName", equals="Changed")
'''


def methods(results: dict[str, Any], id: str) -> list[str]:
    exchanges = {each["n"]: each["method"] for each in results["exchanges"]}
    (check,) = (each for each in results["checks"] if each["id"] == id)
    assert check["requests"] == len(check["exchanges"])
    return [exchanges[n] for n in check["exchanges"]]


def test_the_checks_of_the_standard_keep_to_their_budget(suite: Suite) -> None:
    done = suite("--profile", "generic", "--demo", "-m", "rfc", "--scim-seed", "7")

    results = done.results
    assert done.code == 0, done.output
    assert {each["standard"] for each in results["checks"]} == {"rfc"}
    assert results["run"]["requests"] - drawn(results) <= MOST


def drawn(results: dict[str, Any]) -> int:
    """Count the requests of the checks that draw."""
    return sum(each["requests"] for each in results["checks"] if "drawn" in each)


# The application that has the least, and so the fewest other requests.
def test_what_is_drawn_costs_a_third_of_a_run_at_most(suite: Suite) -> None:
    done = suite("--profile", "rfpio", "--demo", "--scim-seed", "7")

    assert done.code == 0, done.output
    assert 0 < drawn(done.results) <= done.results["run"]["requests"] / 3


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.long)])
def test_every_request_is_counted_once(suite: Suite, workers: tuple[str, ...]) -> None:
    done = suite("--profile", "generic", "--demo", "-k", "patch-user or read.user", *workers)

    results = done.results
    asked = [n for each in results["checks"] if each["requests"] for n in each["exchanges"]]
    assert len(asked) == len(set(asked)) == sum(each["requests"] for each in results["checks"])
    others = [each for each in results["exchanges"] if each["n"] not in set(asked)]
    prelude = [each for each in others if each["n"] < min(asked)]
    cleanup = [each for each in others if each["n"] > min(asked)]
    assert [each["url"].rpartition("/")[2] for each in prelude][:3] == [
        "ServiceProviderConfig",
        "ResourceTypes",
        "Schemas",
    ]
    assert {each["method"] for each in cleanup} <= {"DELETE", "GET"}
    assert results["run"]["requests"] == len(asked) + len(prelude) + len(cleanup)


def test_what_fails_on_what_is_shared_is_done_again_alone(suite: Suite, bring: Bring) -> None:
    done = suite("--profile", "generic", "--demo", "-k", "shares-", env=bring(SHARES))

    assert done.outcomes == {
        "read.shares-a-harms": "passed",
        "read.shares-b-suffers": "passed",
        "read.shares-c-looks": "passed",
        "read.shares-d-fails": "failed",
        "read.shares-e-looks-again": "passed",
        "read.shares-f-changes": "passed",
    }
    results = done.results
    assert methods(results, "read.shares-b-suffers") == ["POST", "GET"]
    assert methods(results, "read.shares-c-looks") == []
    # What a finding rests on is in its own exchanges.
    assert methods(results, "read.shares-d-fails") == ["POST", "GET"]
    assert methods(results, "read.shares-f-changes") == ["PATCH", "GET"]
    assert results["leftovers"] == []
    assert results["run"]["requests"] == len(results["exchanges"])
