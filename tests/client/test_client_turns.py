"""Several processes take turns by one file, so that together they keep to a rate."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scim_conformance.client.pacing import Pace
from scim_conformance.client.turns import SharedTurns

RATE = 40.0
EACH = 20

ASKER = """
import sys, time
from pathlib import Path
from scim_conformance.client.pacing import Pace
from scim_conformance.client.turns import SharedTurns

pace = Pace(float(sys.argv[2]), turns=SharedTurns(Path(sys.argv[1])))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[3])):
    pace.wait()
    print(time.monotonic(), flush=True)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a run's turns."""
    made = tmp_path / "turns"
    SharedTurns.make(made).close()
    return made


@pytest.fixture
def turns(file: Path) -> Iterator[tuple[SharedTurns, SharedTurns]]:
    """The turns as two processes have them."""
    made = SharedTurns(file), SharedTurns(file)
    yield made
    for each in made:
        each.close()


def asking(file: Path, number: int) -> list[list[float]]:
    """Return when the requests of each of some processes began, which have begun at once."""
    command = [sys.executable, "-c", ASKER, str(file), str(RATE), str(EACH)]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(number)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=60)[0] for process in started]
    return [[float(line) for line in each.splitlines()] for each in told]


def most_within(seconds: float, times: list[float]) -> int:
    """Return how many of the times lie in the worst stretch of so many seconds."""
    return max(sum(begin <= each < begin + seconds for each in times) for begin in times)


def test_four_processes_together_keep_to_the_rate_and_use_it(file: Path) -> None:
    each = asking(file, 4)
    times = sorted(time for own in each for time in own)

    assert len(times) == 4 * EACH
    # One more where this machine was slow to write one down.
    assert most_within(1.0, times) <= RATE + 1
    assert (len(times) - 1) / (times[-1] - times[0]) >= 0.8 * RATE
    # Nobody is left behind: each has begun something in the first half.
    half = times[len(times) // 2]
    assert all(own[0] < half for own in each)


def test_when_one_is_asked_to_wait_all_others_wait(turns: tuple[SharedTurns, SharedTurns]) -> None:
    asked, other = (Pace(None, turns=each) for each in turns)
    begin = time.monotonic()
    asked.hold(0.4)
    # Who was asked to wait does so by itself.
    asked.wait()
    assert time.monotonic() - begin < 0.3
    other.wait()
    assert time.monotonic() - begin >= 0.4


def test_who_waits_for_its_turn_waits_longer_when_another_is_asked_to(turns: tuple[SharedTurns, SharedTurns]) -> None:
    now = [100.0]
    slept: list[float] = []
    asked = Pace(10.2, clock=lambda: now[0], turns=turns[0])

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds
        if len(slept) == 1:
            asked.hold(3.0)

    waiting = Pace(10.2, clock=lambda: now[0], sleep=sleep, turns=turns[1])
    asked.wait()
    waiting.wait()

    assert slept == pytest.approx([0.1, 3.0])


def test_one_that_is_late_is_not_followed_too_soon(turns: tuple[SharedTurns, SharedTurns]) -> None:
    now = [100.0]
    slept: list[float] = []
    late = [0.04, 0.0, 0.0, 0.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds + late.pop(0)

    first, second = (Pace(10.2, clock=lambda: now[0], sleep=sleep, turns=each) for each in turns)
    begun = []
    for pace in (first, first, second):
        pace.wait()
        begun.append(now[0])

    assert begun == pytest.approx([100.0, 100.14, 100.24], abs=0.003)


def test_a_process_that_dies_with_the_lock_holds_up_nobody(file: Path, turns: tuple[SharedTurns, SharedTurns]) -> None:
    dies = "import os, sys; from pathlib import Path; from scim_conformance.client.turns import SharedTurns\n"
    dies += "with SharedTurns(Path(sys.argv[1])).look(): os._exit(9)"
    done = subprocess.run([sys.executable, "-c", dies, str(file)], timeout=60, check=False)

    begin = time.monotonic()
    Pace(10, turns=turns[0]).wait()
    assert done.returncode == 9
    assert time.monotonic() - begin < 5


def test_turns_that_are_over_write_nothing(file: Path) -> None:
    ended = SharedTurns(file)
    ended.close()

    # Its number may be that of another file by now.
    with pytest.raises(ValueError, match="closed"):
        Pace(None, turns=ended).wait()
