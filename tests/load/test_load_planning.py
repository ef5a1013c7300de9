"""What a load is, before it begins."""

from __future__ import annotations

from dataclasses import replace

import pytest
from load_by_hand import PLAN

from scim_conformance.load.planning import Plan, Shared, Unjudged, new_mark, seconds_of, told
from scim_conformance.sweeping.marks import run_of


@pytest.mark.parametrize(("text", "seconds"), [("90", 90), ("90s", 90), ("10m", 600), ("1h30m", 5400), ("0.5s", 0.5)])
def test_times_are_read(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "0s", "soon", "10x", "-5s", "1m1h"])
def test_what_is_no_time_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="is no time: write 90s, 10m or 1h30m"):
        seconds_of(text)


def test_a_plan_crosses_to_another_process_and_back() -> None:
    unjudged = Unjudged(("title",), ("disable",), ("it was refused",), members=True, twice=True)
    plan = replace(PLAN, shared=(Shared("a", "b", 1),), unjudged=unjudged, limit=40.0)
    assert Plan.from_text(plan.as_text()) == plan


def test_a_load_as_it_is_by_default_begins_without_a_question_and_a_big_one_does_not() -> None:
    assert PLAN.requests == 1_500
    assert not PLAN.needs_consent
    assert replace(PLAN, rate=51).needs_consent
    assert replace(PLAN, seconds=600).needs_consent


def test_it_is_said_at_once_what_will_be_sent() -> None:
    said = " ".join(told(PLAN))
    for part in ("25 requests a second", "60 s", PLAN.url, "some 1,500", "50 virtual users", "2,000 users", "2 gr"):
        assert part in said


def test_a_sweep_knows_the_names_that_a_load_gives() -> None:
    mark = new_mark()
    assert run_of(f"{mark}17@example.com") == mark.rstrip("-")
