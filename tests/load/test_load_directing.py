"""When workers read back, and when all has been told; and what one of them counts."""

from __future__ import annotations

from load_by_hand import PLAN

from scim_conformance.load.directing import Director
from scim_conformance.load.metering import Meter


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_nobody_reads_back_before_the_last_one_has_ended_its_load() -> None:
    director = Director(PLAN)
    assert not director.may_read(["a", "b"]), "it has not begun"
    director.begin(["a", "b"])
    director.settled.add("a")
    assert not director.may_read(["a", "b"])
    director.settled.add("b")
    assert director.may_read(["a", "b"])
    assert not director.may_read(["a", "b"]), "it is said once"


def test_all_is_done_when_everybody_has_told() -> None:
    director = Director(PLAN)
    director.begin(["a", "b"])
    director.settled |= {"a", "b"}
    assert not director.is_done(["a", "b"])
    director.may_read(["a", "b"])
    director.accounts["a"] = {}
    assert not director.is_done(["a", "b"])
    director.accounts["b"] = {}
    assert director.is_done(["a", "b"])
    assert director.lost == 0


def test_nobody_waits_for_a_worker_that_is_no_more() -> None:
    director = Director(PLAN)
    director.begin(["a", "b"])
    director.settled.add("a")
    assert director.may_read(["a"])
    director.accounts["a"] = {}
    assert director.is_done(["a"])
    assert director.lost == 1


def test_a_worker_that_came_later_is_not_waited_for() -> None:
    director = Director(PLAN)
    director.begin(["a"])
    director.settled.add("a")
    assert director.may_read(["a", "late"])


def test_a_worker_that_never_ends_is_not_waited_for_for_ever() -> None:
    clock = Clock()
    director = Director(PLAN, clock)
    director.begin(["a"])
    clock.now = PLAN.seconds + 1
    assert not director.may_read(["a"])
    clock.now = 1_000
    assert director.may_read(["a"])
    assert not director.is_done(["a"])
    clock.now = 3_000
    assert director.is_done(["a"])
    assert director.lost == 1


def test_answers_count_for_the_rate_within_the_window_only() -> None:
    clock = Clock()
    meter = Meter(10.0, clock=clock)
    meter.begin()
    for at in (0.5, 1.5, 9.5, 10.5):
        clock.now = at
        meter.answer(200, 0.25, good=True)
    clock.now = 5.0
    meter.answer(500, 1.0, good=False)
    meter.wait(429, 2.0)
    told = meter.as_dict()

    assert meter.window == 9.0
    assert told["sent"] == 6
    assert told["well"] == 4
    assert told["well_in_window"] == 2
    assert told["rate"] == round(2 / 9, 3)
    assert told["throttled"] == 1
    assert told["waited_seconds"] == 2.0
    assert told["statuses"] == {"200": 4, "429": 1, "500": 1}
    # A quarter of a second twice, and the second of the one that failed.
    assert told["waiting"] == round(1.5 / 9, 3)


def test_what_had_no_answer_is_counted_as_such() -> None:
    meter = Meter(10, clock=Clock())
    meter.answer(None, 1.0, good=False)
    assert meter.as_dict()["statuses"] == {"no answer": 1}


def test_a_machine_that_is_late_is_told() -> None:
    clock = Clock()
    meter = Meter(10, clock=clock)

    def sleep(seconds: float) -> None:
        clock.now += 1.0

    meter.watch(lambda: clock.now >= 10, sleep)
    assert 0.9 < meter.as_dict()["late"] < 1.0


def test_it_is_crowded_while_nearly_all_virtual_users_wait_for_answers() -> None:
    clock = Clock()
    meter = Meter(10, 5, clock)

    def sleep(seconds: float) -> None:
        clock.now += seconds
        if clock.now < 0.5:
            return
        while clock.now < 5 and meter._flying < 4:
            meter.send()
        while clock.now >= 5 and meter._flying:
            meter.answer(200, 1.0, good=True)

    meter.watch(lambda: clock.now >= 10, sleep)
    assert 0.4 < meter.as_dict()["crowded"] < 0.5
    assert meter.as_dict()["late"] == 0
