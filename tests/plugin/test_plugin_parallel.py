"""Workers of xdist share what a run has: its rate, its seed, and what was found out before the first check."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from scim_conformance.plugin.pacing import SharedPace
from scim_conformance.profile import load
from scim_conformance.provider import Provider, build, serve

Suite = Callable[..., Any]

TOKEN = "parallel-token-0123456789abcdef"
RATE = 10


class Counting:
    """A provider that knows when each request came."""

    def __init__(self) -> None:
        self.provider: Provider = build(load("generic", cwd=Path.cwd()), token=TOKEN)
        self.came: list[tuple[float, str]] = []
        self._lock = threading.Lock()
        self.provider.wrap(self._layer)

    def _layer(self, behind: Any) -> Any:
        def answer(request: Any) -> Any:
            with self._lock:
                self.came.append((time.monotonic(), f"{request.method} {request.path}"))
            return behind(request)

        return answer


@pytest.fixture
def counting() -> Iterator[tuple[Counting, str]]:
    made = Counting()
    with serve(made.provider) as running:
        yield made, running.url


def behind_the_start(came: list[tuple[float, str]]) -> list[float]:
    """Return when the requests of the workers came: those behind the longest pause, in which workers start."""
    times = [when for when, _ in came]
    longest = max(range(1, len(times)), key=lambda place: times[place] - times[place - 1])
    return times[longest:]


def most_within(seconds: float, times: list[float]) -> int:
    """Return how many of the times lie in the worst stretch of so many seconds."""
    return max(sum(begin <= each < begin + seconds for each in times) for begin in times)


@pytest.mark.long
def test_four_workers_together_keep_to_the_rate_and_use_it(suite: Suite, counting: tuple[Counting, str]) -> None:
    made, url = counting
    where = ("--profile", "generic", "--url", url, "--token", TOKEN)
    done = suite(*where, "-m", "replace", "-n", "4", "--scim-rate", str(RATE))

    assert done.code == 0, done.output
    assert done.results["run"]["requests"] == len(made.came)
    times = behind_the_start(made.came)
    assert len(times) > 5 * RATE
    # One more where a request was held up on its way.
    assert most_within(1.0, [when for when, _ in made.came]) <= RATE + 1
    # Of the gaps the middle one: what else this machine does makes single ones long.
    gaps = [after - before for before, after in pairwise(times)]
    assert median(gaps) <= 1 / (0.8 * RATE)


def test_workers_ask_nothing_again_that_the_controller_knows(suite: Suite, counting: tuple[Counting, str]) -> None:
    made, url = counting
    where = ("--profile", "generic", "--url", url, "--token", TOKEN)
    done = suite(*where, "-k", "read.answers", "-n", "2")

    assert done.code == 0, done.output
    asked = [what for _, what in made.came]
    assert len([what for what in asked if "ServiceProviderConfig" in what or "Schemas" in what]) == 2
    assert done.results["run"]["requests"] == len(asked)


def test_a_worker_on_another_machine_gets_its_part_of_the_rate(tmp_path: Path) -> None:
    pace = SharedPace(8.0).join(str(tmp_path / "not there"), 4)

    begin = time.monotonic()
    pace.wait()
    pace.wait()
    assert time.monotonic() - begin >= 0.5


def test_the_file_of_the_turns_is_there_as_long_as_the_run() -> None:
    pace = SharedPace(None)
    first, _ = pace.offer()
    second, _ = pace.offer()
    assert first == second
    assert Path(first).is_file()

    pace.close()
    assert not Path(first).parent.exists()
