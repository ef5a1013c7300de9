"""Measures how well workers hide a provider's latency: against the time that waiting for the answers alone takes.

The embedded provider runs in a process of its own and answers 50 ms late. The suite runs over it in one process and
with workers. Its time is compared with the bound: requests × latency / workers. The provider's own work comes on top of
the latency, so a second ratio is to the answers as they came: the seconds of all answers / workers. And where more
workers start than the machine has processors, the work itself is a bound: its processor time / processors.

    python bench/latency.py --json latency.json --markdown latency.md
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shared import add_outputs, environment, write_outputs

HERE = Path(__file__).parent
TOKEN = "latency-token-0123456789"
WORKERS = (0, 4, 16)
LATENCY = 0.05
GOAL = 1.4
LONGEST = 900


def one(workers: int, latency: float, profile: str, selection: Sequence[str]) -> dict[str, float]:
    """Run the suite once, and return how long it took and what it cost."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    slow = [sys.executable, str(HERE / "slow_provider.py"), "--profile", profile, "--token", TOKEN]
    provider = subprocess.Popen([*slow, "--latency", str(latency)], stdout=subprocess.PIPE, text=True)
    assert provider.stdout is not None
    url = provider.stdout.readline().strip()
    try:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--profile", profile]
            command += ["--url", url, "--token", TOKEN, "--scim-seed", "7", *selection]
            command += ["-n", str(workers)] if workers else ["-p", "no:xdist"]
            begin = time.monotonic()
            done = subprocess.run(
                command,
                cwd=folder,
                env=environment(Path(folder)),
                capture_output=True,
                text=True,
                timeout=LONGEST,
                check=False,
            )
            seconds = time.monotonic() - begin
            answers = _answers(Path(folder) / "scim-report" / "results.json")
    finally:
        provider.terminate()
        told = provider.communicate(timeout=30)[0]
    if done.returncode != 0:
        raise SystemExit(f"The run with {workers} workers ended with {done.returncode}:\n{done.stdout[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    came = json.loads(told)
    return {
        "requests": came["requests"],
        "seconds": seconds,
        "to_first_request": came["first"] - begin,
        "asking": came["last"] - came["first"],
        "cpu": cpu,
        "answers": answers,
    }


def _answers(results: Path) -> float:
    """Return how long all answers of a run took together."""
    if not results.exists():
        return 0.0
    exchanges = json.loads(results.read_text(encoding="utf-8"))["exchanges"]
    return sum(each["seconds"] or 0.0 for each in exchanges)


def measure(
    workers: Sequence[int] = WORKERS,
    latency: float = LATENCY,
    rounds: int = 1,
    profile: str = "generic",
    selection: Sequence[str] = (),
) -> dict[str, Any]:
    """Run the suite with each number of workers in turn, and return the medians beside their bounds."""
    runs: dict[int, list[dict[str, float]]] = {number: [] for number in workers}
    for place in range(rounds):
        for number in workers:
            runs[number].append(one(number, latency, profile, selection))
            print(f"round {place + 1}, {number} workers: {runs[number][-1]['seconds']:.1f} s", file=sys.stderr)
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    rows = [_row(number, latency, processors, runs[number]) for number in workers]
    return {"latency": latency, "processors": processors, "rounds": rounds, "goal": GOAL, "rows": rows}


def _row(workers: int, latency: float, processors: int, runs: Sequence[dict[str, float]]) -> dict[str, Any]:
    middle = {name: statistics.median(each[name] for each in runs) for name in runs[0]}
    bound = middle["requests"] * latency / max(1, workers)
    answers, work = middle["answers"] / max(1, workers), middle["cpu"] / processors
    return {
        "workers": workers,
        **{name: round(value, 2) for name, value in middle.items()},
        "bound": round(bound, 2),
        "ratio": round(middle["seconds"] / bound, 2),
        "answers_bound": round(answers, 2),
        "ratio_to_answers": round(middle["seconds"] / answers, 2),
        "work": round(work, 2),
        "ratio_of_both": round(middle["seconds"] / max(bound, work), 2),
    }


def table(measured: dict[str, Any]) -> str:
    """Return a Markdown table of what was measured."""
    processors = measured["processors"]
    lines = [
        f"| processes | requests | seconds | requests × {measured['latency'] * 1000:g} ms / processes | ratio "
        f"| answers as they came / processes | ratio | processor time / {processors} | ratio to the larger |",
        f"| --- |{' ---: |' * 8}",
    ]
    for row in measured["rows"]:
        name = f"`-n {row['workers']}`" if row["workers"] else "one"
        cells = (name, f"{row['requests']:g}", f"{row['seconds']:.1f}", f"{row['bound']:.1f}", f"{row['ratio']:.2f}")
        cells += (f"{row['answers_bound']:.1f}", f"{row['ratio_to_answers']:.2f}")
        lines.append(f"| {' | '.join(cells)} | {row['work']:.1f} | {row['ratio_of_both']:.2f} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure, show and write."""
    parser = argparse.ArgumentParser(description="Measures how well workers hide a provider's latency.")
    parser.add_argument("--workers", type=int, nargs="+", default=list(WORKERS), help="0 is one process without any")
    parser.add_argument("--latency", type=float, default=LATENCY, metavar="S")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--profile", default="generic")
    parser.add_argument("--select", default="", metavar="-k", help="only these checks, as -k takes them")
    add_outputs(parser)
    given = parser.parse_args()
    selection = ["-k", given.select] if given.select else []
    measured = measure(given.workers, given.latency, given.rounds, given.profile, selection)
    write_outputs(given, measured, table(measured))
    print(table(measured))
    return 0 if all(row["ratio"] <= GOAL for row in measured["rows"]) else 1


if __name__ == "__main__":
    sys.exit(main())
