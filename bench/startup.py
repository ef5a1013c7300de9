"""Measures what starting costs: to the first request, of a worker, and in a run that has nothing to do with the suite.

An unrelated test runs with our plugin and without it, in turns, in the same environment; both times, and what they
differ by, are medians over pairs. Processor time says the same on a busy machine, so that it stands beside the time.

    python bench/startup.py --rounds 15 --json startup.json --markdown startup.md
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from shared import add_outputs, environment, write_outputs

HERE = Path(__file__).parent
TOKEN = "startup-token-0123456789"
GOAL = 0.02
"""How many seconds our plugin may add to an unrelated run."""


class Cost(NamedTuple):
    """What one process and its children took, in seconds."""

    wall: float
    cpu: float


def timed(command: Sequence[str], folder: Path) -> Cost:
    """Run a command, and return what it took."""
    with (folder / "output.txt").open("w", encoding="utf-8") as output:
        begin = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, env=environment(folder), stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit((folder / "output.txt").read_text(encoding="utf-8")[-2000:])
    return Cost(time.monotonic() - begin, used.ru_utime + used.ru_stime)


def unrelated(rounds: int) -> dict[str, Any]:
    """Return what our plugin adds to a run of somebody else's test."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "test_somebody_elses.py").write_text("def test_nothing():\n    pass\n", encoding="utf-8")
        without = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:scim_conformance"]
        pairs = []
        for place in range(rounds + 1):
            # Who is first has the colder caches, so they take turns.
            ways = [without, without[:-2]] if place % 2 else [without[:-2], without]
            costs = {len(way): timed(way, folder) for way in ways}
            pairs.append((costs[len(without) - 2], costs[len(without)]))
    pairs = pairs[1:]
    return {
        "rounds": rounds,
        **{
            f"{kind}_{what}": round(statistics.median(value), 4)
            for kind in ("wall", "cpu")
            for what, value in (
                ("with", [getattr(ours, kind) for ours, _ in pairs]),
                ("without", [getattr(bare, kind) for _, bare in pairs]),
                ("added", [getattr(ours, kind) - getattr(bare, kind) for ours, bare in pairs]),
                ("ratio", [getattr(ours, kind) / getattr(bare, kind) for ours, bare in pairs]),
            )
        },
    }


def to_first_request(rounds: int, profile: str) -> dict[str, Any]:
    """Return how long it takes from the command to the first request, and what a run costs that asks little."""
    firsts, costs, workers = [], [], []
    for _ in range(rounds):
        slow = [sys.executable, str(HERE / "slow_provider.py"), "--profile", profile, "--latency", "0"]
        provider = subprocess.Popen([*slow, "--token", TOKEN], stdout=subprocess.PIPE, text=True)
        assert provider.stdout is not None
        url = provider.stdout.readline().strip()
        run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--profile", profile, "--url", url]
        run += ["--token", TOKEN, "-k", "read.answers"]
        try:
            with tempfile.TemporaryDirectory() as folder:
                begin = time.monotonic()
                costs.append(timed(run, Path(folder)))
                workers.append(timed([*run, "-n", "2"], Path(folder)).cpu - timed([*run, "-n", "1"], Path(folder)).cpu)
        finally:
            provider.terminate()
            told = provider.communicate(timeout=30)[0]
        firsts.append(json.loads(told)["first"] - begin)
    return {
        "rounds": rounds,
        "seconds": round(statistics.median(firsts), 3),
        "run_wall": round(statistics.median(each.wall for each in costs), 3),
        "run_cpu": round(statistics.median(each.cpu for each in costs), 3),
        "worker_cpu": round(statistics.median(workers), 3),
    }


def measure(rounds: int = 15, profile: str = "generic") -> dict[str, Any]:
    """Return what starting costs, with and without a profile."""
    return {
        "goal": GOAL,
        "unrelated": unrelated(rounds),
        "first_request": to_first_request(max(1, rounds // 5), profile),
    }


def table(measured: dict[str, Any]) -> str:
    """Return a Markdown table of what was measured."""
    other, first = measured["unrelated"], measured["first_request"]
    lines = [
        "| what | time | processor time |",
        "| --- | ---: | ---: |",
        f"| an unrelated run without our plugin | {_ms(other['wall_without'])} | {_ms(other['cpu_without'])} |",
        f"| the same with it | {_ms(other['wall_with'])} | {_ms(other['cpu_with'])} |",
        f"| what it adds | {_ms(other['wall_added'])} | {_ms(other['cpu_added'])} |",
        f"| from the command to the first request | {_ms(first['seconds'])} | |",
        f"| a whole run of two checks | {_ms(first['run_wall'])} | {_ms(first['run_cpu'])} |",
        f"| each worker more | | {_ms(first['worker_cpu'])} |",
    ]
    return "\n".join(lines) + "\n"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"


def main() -> int:
    """Measure, show and write."""
    parser = argparse.ArgumentParser(description="Measures what starting costs.")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--profile", default="generic")
    add_outputs(parser)
    given = parser.parse_args()
    measured = measure(given.rounds, given.profile)
    write_outputs(given, measured, table(measured))
    print(table(measured))
    return 0 if measured["unrelated"]["wall_added"] <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
