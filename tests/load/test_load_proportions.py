"""What virtual users do next, and when their turn is."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from random import Random

import pytest

from scim_conformance.load.beat import ARREARS, Beat
from scim_conformance.load.proportions import (
    INCREMENTAL,
    INITIAL,
    OF_GROUPS,
    choose,
    cycle_at,
    seconds_between_bursts,
)

ALL = set(INITIAL) | set(INCREMENTAL)


def test_the_first_half_is_the_initial_cycle() -> None:
    assert [cycle_at(at, 60) for at in (0, 29.9, 30, 59)] == ["initial", "initial", "incremental", "incremental"]


def test_an_initial_cycle_only_creates_where_no_group_is_called() -> None:
    assert {choose(Random(n), "initial", ALL, called=False) for n in range(200)} == {"create"}


def test_an_incremental_cycle_keeps_its_proportions() -> None:
    rng = Random(7)
    drawn = Counter(choose(rng, "incremental", ALL, called=False) for _ in range(13_000))

    assert not set(drawn) & OF_GROUPS
    for doing in ("update", "create", "disable", "restore"):
        assert drawn[doing] == pytest.approx(INCREMENTAL[doing] * 1_000, rel=0.1)


def test_who_is_called_changes_a_group() -> None:
    assert {choose(Random(n), "incremental", ALL, called=True) for n in range(50)} == OF_GROUPS
    assert choose(Random(1), "initial", {"create"}, called=True) == "create"


def test_who_can_do_nothing_of_the_cycle_does_what_can_be_done() -> None:
    assert choose(Random(1), "initial", {"update"}, called=False) == "update"
    assert choose(Random(1), "initial", {"add members"}, called=False) is None
    assert choose(Random(1), "initial", set(), called=True) is None


def test_groups_have_their_share_of_the_changes() -> None:
    # A tenth of the changes of an initial cycle, two of fifteen of an incremental one, four of them at once.
    changes = 25 / 2
    assert seconds_between_bursts(25, 600) == pytest.approx(4 / (changes * (0.1 + 2 / 15) / 2))
    assert seconds_between_bursts(1, 60) == 60 / 8


class Clock:
    """A clock that only goes on while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def begins(beat: Beat, clock: Clock, count: int) -> list[float]:
    found = []
    for _ in range(count):
        beat.wait()
        found.append(clock.now - 100)
    return found


def test_turns_follow_each_other_at_the_rate() -> None:
    clock = Clock()
    assert begins(Beat(10, clock=clock, sleep=clock.sleep), clock, 4) == pytest.approx([0, 0.1, 0.2, 0.3])


def test_who_comes_late_is_made_up_for_a_little_faster() -> None:
    clock = Clock()
    beat = Beat(10, clock=clock, sleep=clock.sleep)
    beat.wait()
    clock.now += 1.0
    found = begins(beat, clock, 60)

    gaps = [later - earlier for earlier, later in pairwise(found)]
    assert min(gaps) == pytest.approx(0.08)
    assert found[-1] == pytest.approx(6.0), "after six seconds there were sixty turns, as if nobody had been late"


def test_a_limit_is_kept_also_while_others_are_made_up_for() -> None:
    clock = Clock()
    beat = Beat(10, 10, clock=clock, sleep=clock.sleep)
    beat.wait()
    clock.now += 1.0
    found = begins(beat, clock, 20)
    assert min(later - earlier for earlier, later in pairwise(found)) == pytest.approx(0.1)


def test_a_long_silence_is_not_made_up_for() -> None:
    clock = Clock()
    beat = Beat(10, clock=clock, sleep=clock.sleep)
    beat.wait()
    clock.now += 60
    found = begins(beat, clock, 200)
    # Without the silence these would be over at 20 s; two seconds of the sixty are made up for.
    assert found[-1] == pytest.approx(60 + 19.9 - ARREARS, abs=0.2)
