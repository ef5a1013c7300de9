"""Runs the profile part of the suite for every profile of the gallery, against the embedded provider shaped by it.

    python tools/gallery.py              all of them, one line each
    python tools/gallery.py zoom slack   only these

Exit code 1 where a check of any of them is red.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scim_conformance.outcomes import Outcome
from scim_conformance.plugin.inside import NoResults, run_suite
from scim_conformance.profile import load
from scim_conformance.profile.finding import gallery
from scim_conformance.provider import build
from scim_conformance.suite import all_checks

RED = (Outcome.BROKEN, Outcome.FAILED, Outcome.BLOCKED, Outcome.WARNED)
AREA = "profile"


@dataclass(frozen=True)
class Run:
    """What the run of one profile said."""

    name: str
    checks: int
    requests: int
    seconds: float
    reds: tuple[str, ...]

    def __str__(self) -> str:
        verdict = "red" if self.reds else "green"
        return f"{self.name:<46} {verdict:<5} {self.checks:>4} checks {self.requests:>4} requests {self.seconds:5.1f} s"


@dataclass(frozen=True)
class Runner:
    """Runs the profile part of the suite for one profile, in the process it is called in."""

    folder: str

    def __call__(self, name: str) -> Run:
        """Return what the suite says of the provider that is shaped by this profile."""
        begin = time.perf_counter()
        wanted = frozenset(id for id, check in all_checks().items() if check.area == AREA)
        try:
            document = run_suite(["--scim-profile", name], Path(self.folder, name), checks=wanted)
        except NoResults as error:
            return Run(name, 0, 0, time.perf_counter() - begin, (str(error),))
        ran = [row for row in document["checks"] if row["outcome"] != Outcome.OMITTED]
        reds = tuple(_told(row) for row in ran if row["outcome"] in RED)
        requests = document["run"]["requests"]
        return Run(name, len(ran), requests, time.perf_counter() - begin, reds or _nothing_ran(ran))


def _told(row: dict[str, object]) -> str:
    on = f"[{row['on']}]" if row.get("on") else ""
    return f"{row['outcome']}: {row['id']}{on}: {row.get('message') or ''} {row.get('actual') or ''}".rstrip(": ")[:200]


def _nothing_ran(ran: Sequence[object]) -> tuple[str, ...]:
    return () if ran else ("no check ran",)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tool, and return its exit code."""
    parser = argparse.ArgumentParser(description="Run the profile part of the suite for the profiles of the gallery.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these profiles")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="runs at once")
    given = parser.parse_args(arguments)
    names = given.names or list(gallery())
    if unknown := sorted(set(names) - set(gallery())):
        parser.error(f"not in the gallery: {', '.join(unknown)}")
    begin = time.perf_counter()
    all_checks()
    # What every run needs is imported and made once, before the processes are forked.
    build(load("generic", cwd=Path.cwd()), token="warm")
    # Each run is short, and what it leaves behind small: looking for it often costs a fifth of the time.
    gc.freeze()
    gc.set_threshold(200_000)
    folder = tempfile.mkdtemp(prefix="scim-conformance-")
    red = 0
    try:
        with multiprocessing.get_context("fork").Pool(given.jobs) as pool:
            for done, run in enumerate(pool.imap_unordered(Runner(folder), names), start=1):
                print(f"{done:>3}/{len(names)} {run}", *(f"        {each}" for each in run.reds), sep="\n", flush=True)
                red += bool(run.reds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    seconds = time.perf_counter() - begin
    print(f"{len(names)} profiles, {len(names) - red} green, {red} red, {seconds:.0f} s")
    return 1 if red else 0


if __name__ == "__main__":
    sys.exit(main())
