"""Where virtual users wait for each other."""

from __future__ import annotations

import threading
import time

from scim_conformance.load.gate import Gate


def through(gate: Gate, passed: list[float]) -> threading.Thread:
    def go() -> None:
        gate.enter()
        gate.wait()
        passed.append(time.monotonic())

    thread = threading.Thread(target=go, daemon=True)
    thread.start()
    return thread


def test_it_opens_when_all_have_come() -> None:
    gate, passed = Gate(3, 1_000, 60), list[float]()
    threads = [through(gate, passed) for _ in range(2)]
    time.sleep(0.05)
    assert not passed, "two of three have to wait"

    threads.append(through(gate, passed))
    for thread in threads:
        thread.join(5)
    assert len(passed) == 3
    assert gate.openings == 1


def test_who_has_waited_long_enough_goes_alone() -> None:
    gate, passed = Gate(4, 1_000, 0.05), list[float]()
    through(gate, passed).join(5)
    assert len(passed) == 1
    assert gate.openings == 1


def test_it_lets_everybody_through_when_the_load_is_over() -> None:
    gate, passed = Gate(4, 1_000, 60), list[float]()
    thread = through(gate, passed)
    time.sleep(0.05)
    gate.close()
    thread.join(5)
    through(gate, passed).join(5)
    assert len(passed) == 2
    assert not gate.calls


def test_it_calls_when_it_is_time_and_until_enough_are_on_their_way() -> None:
    now = [0.0]
    gate = Gate(2, 10, 60, clock=lambda: now[0])
    assert not gate.calls
    now[0] = 10
    assert gate.calls
    gate.enter()
    assert gate.calls, "one is on the way, another one is wanted"
    gate.enter()
    assert not gate.calls, "two are on their way"
    gate.leave()
    assert gate.calls, "one of them has turned round"


def test_after_an_opening_it_calls_no_more_for_a_while() -> None:
    now = [10.0]
    gate = Gate(1, 10, 60, clock=lambda: now[0])
    gate.enter()
    gate.wait()
    assert not gate.calls
    now[0] = 20
    assert gate.calls
