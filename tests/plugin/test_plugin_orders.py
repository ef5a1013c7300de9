"""A check says the same wherever it stands: in any order, among workers, and alone."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scim_conformance.suite import watchers

Suite = Callable[..., Any]

# A machine that is busy may be slow to answer; that is no finding here.
RUN = ("--profile", "generic", "--demo", "--scim-seed", "7", "--scim-timeout", "60")
FAULTS = ((), ("--scim-demo-fault", "delete-then-get-200"), ("--scim-demo-fault", "patch-username-removes-user"))

ALONE = 6
"""How many checks run alone here; the benchmark of orders takes all of them."""


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS, ids=["right", "users stay", "users vanish"])
def test_shuffled_over_workers_every_check_says_what_it_says_in_order(suite: Suite, fault: tuple[str, ...]) -> None:
    # The areas in which checks share most.
    some = (*RUN, *fault, "-m", "read or delete or replace or create or patch-user")
    in_order = suite(*some)
    shuffled = suite(
        *some, "-p", "shuffling", "-n", "3", env={"PYTHONPATH": str(Path(__file__).parent), "SHUFFLED_BY": "3"}
    )

    assert shuffled.outcomes == in_order.outcomes
    assert shuffled.results["verdicts"] == in_order.results["verdicts"]
    assert len(in_order.outcomes) > 100
    assert bool(fault) == ("failed" in in_order.outcomes.values())


@pytest.mark.long
def test_alone_a_check_says_what_it_says_among_all_others(suite: Suite) -> None:
    whole = suite(*RUN).outcomes
    of_watchers = {check.id for check, _ in watchers().values()}
    ids = sorted({name.partition("[")[0] for name in whole} - of_watchers)

    for id in random.Random(7).sample(ids, ALONE):
        alone = suite(*RUN, "-k", id).outcomes
        assert id in {name.partition("[")[0] for name in alone}
        assert alone == {name: whole[name] for name in alone}
