"""Kills runs of the suite at random points, half of them with two workers, sweeps, and counts what is left.

Each run tests an embedded provider with strangers in it, which says when so many requests have come in; just then the
run is killed: before a request is worked on, before it is answered, or after. Then ``sweep --yes`` is run, and the
provider itself says what is left, whether a stranger is other than before, and which requests named one.

    python bench/kills.py --points 50 --seed 1 --json kills.json --markdown kills.md

Exit code 1 where anything is left or touched.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from watched_provider import PHASES, TOKEN, WatchedProvider

from scim_conformance import cli

PROFILE = "entra"

SELECTIONS = (
    "create.stores or create.group",
    "patch-user.add",
    "patch-group.add",
    "bulk.creates or bulk.reference",
    "entra.create or entra.manager",
    "filter.and",
    "delete.then or delete.any-order",
    "replace.read-only or replace.keeps",
)


@dataclass(frozen=True)
class Way:
    """One way in which a run is killed."""

    name: str
    signals: tuple[signal.Signals, ...]
    whom: str
    """The controller, the whole group of processes, or one worker of xdist."""

    cleans: bool
    """Whether nothing may be left even before the sweep."""

    alone: bool = True
    """Whether it also makes sense without workers."""


WAYS = (
    Way("Ctrl-C", (signal.SIGINT,), "group", cleans=True),
    Way("SIGINT to the controller", (signal.SIGINT,), "controller", cleans=True),
    Way("Ctrl-C twice", (signal.SIGINT, signal.SIGINT), "group", cleans=False),
    Way("SIGTERM to the controller", (signal.SIGTERM,), "controller", cleans=True),
    Way("SIGTERM to all", (signal.SIGTERM,), "group", cleans=True),
    Way("SIGKILL to the controller", (signal.SIGKILL,), "controller", cleans=False),
    Way("SIGKILL to all", (signal.SIGKILL,), "group", cleans=False),
    Way("SIGKILL to one worker", (signal.SIGKILL,), "worker", cleans=True, alone=False),
)

LONGEST_SECONDS = 240
"""How long a run may take; one that takes longer is killed, and told."""

SLOW_SECONDS = 30
"""After what time a run that is told to stop ought to have cleaned up, however busy the machine is."""

TWICE_SECONDS = 0.3


@dataclass(frozen=True)
class Point:
    """Where and how one run is to be killed."""

    number: int
    selection: str
    workers: int
    way: Way
    phase: str
    share: float
    """How far the run has come, as a part of the requests that it sends in all."""

    delay: float


@dataclass(frozen=True)
class Killed:
    """What came of one point."""

    number: int
    selection: str
    workers: int
    way: str
    phase: str
    at: int
    of: int
    code: int | None
    seconds: float
    """From the signal until no process of the run is left."""

    before_sweep: int
    may_be_left: bool
    left: list[str]
    touched: list[str]
    named: list[str]
    sweep: int

    @property
    def is_good(self) -> bool:
        """Whether nothing is left, nobody was touched, and a run that is asked to stop has cleaned up itself."""
        cleaned = self.may_be_left or not self.before_sweep
        ended = self.code not in (None, 3, 4)
        is_quick = self.may_be_left or self.seconds < SLOW_SECONDS
        return ended and cleaned and is_quick and not (self.left or self.touched or self.named) and self.sweep == 0


def points(number: int, seed: int) -> list[Point]:
    """Draw the points, each way and each selection as often as any other, every second one with two workers."""
    chance = random.Random(seed)
    drawn = []
    for place in range(number):
        workers = 2 * (place % 2)
        ways = [each for each in WAYS if workers or each.alone]
        drawn.append(
            Point(
                place + 1,
                SELECTIONS[place // 2 % len(SELECTIONS)],
                workers,
                ways[place // 2 % len(ways)],
                chance.choice(PHASES),
                # The clean-up comes last, and has a tenth of the points for itself.
                chance.uniform(0.9, 1.0) if chance.random() < 0.1 else chance.random(),
                chance.uniform(0, 0.03),
            )
        )
    return drawn


class Harness:
    """Starts runs on one provider, kills them and sweeps up."""

    def __init__(self, provider: WatchedProvider, folder: Path, seed: int) -> None:
        self._provider = provider
        self._folder = folder
        self._seed = seed
        self._sizes: dict[str, int] = {}

    def size(self, selection: str) -> int:
        """Return how many requests a selection sends where nobody kills it."""
        if selection not in self._sizes:
            self._provider.trap(0)
            self._start(self._folder / "whole", selection, 0).wait(LONGEST_SECONDS)
            self._sizes[selection] = self._provider.look().requests
            if not self._sizes[selection]:
                raise SystemExit(f"The run of {selection} sends nothing: see {self._folder / 'whole' / 'output.txt'}.")
        return self._sizes[selection]

    def kill(self, point: Point) -> Killed:
        """Run to a point, kill, sweep, and look."""
        folder, whom = self._folder / str(point.number), "nobody"
        at = max(1, round(point.share * self.size(point.selection)))
        self._provider.trap(at, point.phase, point.delay)
        process = self._start(folder, point.selection, point.workers)
        if self._wait(process):
            whom = self._strike(process, point.way)
        begin = time.monotonic()
        self._provider.let_go()
        code, seconds = self._end(process), time.monotonic() - begin
        before = self._provider.look()
        sweep = self._sweep(folder)
        after = self._provider.look()
        self._provider.empty()
        return Killed(
            point.number, point.selection, point.workers, point.way.name, point.phase, at,
            self.size(point.selection), code, round(seconds, 1), len(before.left),
            not point.way.cleans or whom != point.way.whom, after.left, after.touched, after.named, sweep,
        )  # fmt: skip

    def _start(self, folder: Path, selection: str, workers: int) -> subprocess.Popen[bytes]:
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--profile", PROFILE]
        command += ["--url", self._provider.url, "--scim-ledger", "ledger", "--scim-seed", str(self._seed)]
        command += ["--scim-examples", "3"]
        command += ["-k", selection, *(("-n", str(workers)) if workers else ())]
        with (folder / "output.txt").open("wb") as output:
            return subprocess.Popen(
                command, cwd=folder, env=_environment(), stdout=output, stderr=output, start_new_session=True
            )

    def _wait(self, process: subprocess.Popen[bytes]) -> bool:
        until = time.monotonic() + LONGEST_SECONDS
        while process.poll() is None and time.monotonic() < until:
            if self._provider.is_sprung(0.2):
                return True
        return False

    def _strike(self, process: subprocess.Popen[bytes], way: Way) -> str:
        """Send the signals, and say whom they have reached: a worker may not be there yet."""
        whom = way.whom
        for place, each in enumerate(way.signals):
            time.sleep(TWICE_SECONDS if place else 0)
            with contextlib.suppress(ProcessLookupError):
                if way.whom == "group":
                    os.killpg(process.pid, each)
                else:
                    workers = _children(process.pid) if way.whom == "worker" else []
                    whom = "worker" if workers else "controller"
                    os.kill(workers[0] if workers else process.pid, each)
        return whom

    def _end(self, process: subprocess.Popen[bytes]) -> int | None:
        """Wait until every process of the run is gone, since who lives may still clean up."""
        until = time.monotonic() + LONGEST_SECONDS
        while _lives(process) and time.monotonic() < until:
            time.sleep(0.05)
        if _lives(process):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return None
        return process.returncode

    def _sweep(self, folder: Path) -> int:
        command = ["sweep", "--profile", PROFILE, "--url", self._provider.url, "--token", TOKEN, "--yes"]
        with (
            (folder / "sweep.txt").open("w") as file,
            contextlib.redirect_stdout(file),
            contextlib.redirect_stderr(file),
        ):
            return cli.main([*command, "--ledger", str(folder / "ledger")])


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SCIM_", "PYTEST_", "GITHUB_"))}
    return {**kept, "SCIM_TOKEN": TOKEN}


def _children(pid: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _lives(process: subprocess.Popen[bytes]) -> bool:
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    return True


def table(rows: Iterable[Killed]) -> str:
    """Return the figures as a table in Markdown, a row for each way of killing."""
    by_way: dict[tuple[str, int], list[Killed]] = {}
    for row in rows:
        by_way.setdefault((row.way, row.workers), []).append(row)
    lines = [
        "| killed by | workers | points | ended after, s | left before the sweep | left after it | strangers touched "
        "| requests that named one |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for (way, workers), found in sorted(by_way.items()):
        before = sum(row.before_sweep for row in found)
        left, touched, named = (sum(len(getattr(row, name)) for row in found) for name in ("left", "touched", "named"))
        longest = max(row.seconds for row in found)
        lines.append(
            f"| {way} | {workers or '-'} | {len(found)} | {longest:.1f} | {before} | {left} | {touched} | {named} |"
        )
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill runs; return 1 where anything is left or anybody was touched."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=50, metavar="N", help="runs that are killed (default: 50)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="which points (default: 1)")
    parser.add_argument("--only", type=int, action="append", metavar="N", help="only this point; may be repeated")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep there what the runs wrote")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--markdown", type=Path, metavar="FILE")
    asked = parser.parse_args(arguments)

    rows: list[Killed] = []
    # A shell that starts this in the background has it ignore Ctrl-C, and all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    provider = WatchedProvider(PROFILE)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            harness = Harness(provider, asked.keep or Path(scratch), asked.seed)
            for point in points(asked.points, asked.seed):
                if asked.only and point.number not in asked.only:
                    continue
                rows.append(harness.kill(point))
                print(_line(rows[-1]), flush=True)
                if asked.json:
                    asked.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    finally:
        provider.close()
    print(table(rows), end="")
    if asked.markdown:
        asked.markdown.write_text(table(rows), encoding="utf-8")
    return int(not all(row.is_good for row in rows))


def _line(row: Killed) -> str:
    workers = f" -n {row.workers}" if row.workers else ""
    what = f"{row.number:3} {row.selection}{workers}, {row.way} at {row.at} of {row.of}, {row.phase}: code {row.code}, "
    counts = f"{row.before_sweep} before the sweep, {len(row.left)} left, {len(row.touched)} touched"
    return f"{what}{counts}, {row.seconds:g} s{'' if row.is_good else '  <-- ' + str([*row.left, *row.named][:5])}"


if __name__ == "__main__":
    raise SystemExit(main())
