"""Measures what starting costs: to the first request, of a worker, and in a run that has nothing to do with the suite.

An unrelated test runs with our plugin and without it, in turns: among all plugins of the environment, and alone in the
place of one that does nothing. What it adds is the median over many pairs, as a shared machine is now faster and now
slower. Processor time says the same on a busy machine, so that it stands beside the time.

    python bench/startup.py --rounds 40 --json startup.json --markdown startup.md
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
from collections.abc import Mapping, Sequence
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


def timed(command: Sequence[str], folder: Path, more: Mapping[str, str] | None = None) -> Cost:
    """Run a command, with more in its environment, and return what it took."""
    known = {**environment(folder), **(more or {})}
    with (folder / "output.txt").open("w", encoding="utf-8") as output:
        begin = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, env=known, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit((folder / "output.txt").read_text(encoding="utf-8")[-2000:])
    return Cost(time.monotonic() - begin, used.ru_utime + used.ru_stime)


WAYS = {
    "among_others": (["-p", "no:scim_conformance"], [], {}),
    # pytest looks through all that is installed for a plugin that is named, even for one that does nothing.
    "alone": (["-p", "idle"], ["-p", "scim_conformance.plugin"], {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}),
}
"""How pytest is told to run without our plugin, and with it, and what stands in its environment."""


def unrelated(rounds: int, way: str) -> dict[str, Any]:
    """Return what our plugin adds to a run of somebody else's test."""
    *ways, more = WAYS[way]
    costs: tuple[list[Cost], list[Cost]] = ([], [])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _somebody_elses(folder)
        run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        for place in range(rounds + 1):
            # Who is first has the colder caches, so they take turns.
            for which in (0, 1) if place % 2 else (1, 0):
                costs[which].append(timed([*run, *ways[which]], folder, more))
    # The first pair fills the caches.
    without, ours = costs[0][1:], costs[1][1:]
    added = [Cost(one.wall - bare.wall, one.cpu - bare.cpu) for one, bare in zip(ours, without, strict=True)]
    return {
        "rounds": rounds,
        "without": _middle(without),
        "with": _middle(ours),
        "added": _middle(added),
    }


def inside(rounds: int) -> float:
    """Return how long our plugin itself is at work in such a run, which is far less than runs differ by."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _somebody_elses(folder)
        found = []
        for _ in range(rounds + 1):
            timed([sys.executable, str(HERE / "inside.py")], folder)
            found.append(float((folder / "output.txt").read_text(encoding="utf-8").splitlines()[-1]))
    return round(statistics.median(found[1:]), 4)


def _somebody_elses(folder: Path) -> None:
    (folder / "test_somebody_elses.py").write_text("def test_nothing():\n    pass\n", encoding="utf-8")
    (folder / "idle.py").write_text('"""A plugin that does nothing."""\n', encoding="utf-8")


def _middle(costs: Sequence[Cost]) -> dict[str, float]:
    return {name: round(statistics.median(getattr(each, name) for each in costs), 4) for name in Cost._fields}


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


def measure(rounds: int = 40, profile: str = "generic") -> dict[str, Any]:
    """Return what starting costs, with and without a profile."""
    return {
        "goal": GOAL,
        "inside": inside(max(1, rounds // 4)),
        "unrelated": {way: unrelated(rounds, way) for way in WAYS},
        "first_request": to_first_request(max(1, rounds // 12), profile),
    }


def table(measured: dict[str, Any]) -> str:
    """Return a Markdown table of what was measured."""
    first = measured["first_request"]
    alone, others = measured["unrelated"]["alone"], measured["unrelated"]["among_others"]
    rows = [
        ("an unrelated run without our plugin", others["without"]),
        ("the same with it", others["with"]),
        ("what it adds there", others["added"]),
        ("what it adds alone, more than an idle plugin", alone["added"]),
        ("its own work in that", {"wall": measured["inside"]}),
        ("from the command to the first request", {"wall": first["seconds"]}),
        ("a whole run of two checks", {"wall": first["run_wall"], "cpu": first["run_cpu"]}),
        ("each worker more", {"cpu": first["worker_cpu"]}),
    ]
    lines = ["| what | time | processor time |", "| --- | ---: | ---: |"]
    lines += [f"| {what} | {_ms(cost.get('wall'))} | {_ms(cost.get('cpu'))} |" for what, cost in rows]
    return "\n".join(lines) + "\n"


def _ms(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1000:,.0f} ms"


def main() -> int:
    """Measure, show and write."""
    parser = argparse.ArgumentParser(description="Measures what starting costs.")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--profile", default="generic")
    add_outputs(parser)
    given = parser.parse_args()
    measured = measure(given.rounds, given.profile)
    write_outputs(given, measured, table(measured))
    print(table(measured))
    return 0 if measured["unrelated"]["among_others"]["added"]["cpu"] <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
